"""Complaint density: counts set against households, never as a bare count."""

from collections.abc import Sequence


def count_density(
    counts: Sequence[int], households: Sequence[int | None], per: int = 100
) -> list[float | None]:
    """Returns counts per so many households, one per zone; None where households are unknown.

    A zone of unknown size is not a zone without complaints: None must be shown apart from 0.
    """
    return [
        count * per / basis if basis else None
        for count, basis in zip(counts, households, strict=True)
    ]


def total_density(
    counts: Sequence[int], households: Sequence[int | None], per: int = 100
) -> float | None:
    """Returns the density of all zones together, over those whose households are known."""
    known = [(count, basis) for count, basis in zip(counts, households, strict=True) if basis]
    basis = sum(size for _, size in known)
    return sum(count for count, _ in known) * per / basis if basis else None
