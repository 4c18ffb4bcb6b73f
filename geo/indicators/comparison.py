"""Comparison of periods: only equal and whole ones are ever set against each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Against = Literal["year_before", "period_before"]
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two equal periods of whole months, by the index of their first month, with their totals.

    `change` is in percent of the earlier period; None when that was zero.
    """

    start: int
    earlier_start: int
    months: int
    total: int
    earlier_total: int
    change: float | None


def compare_periods(
    counts: Sequence[int],
    months: int,
    against: Against,
    *,
    incomplete_last: bool,
    end: int | None = None,
) -> Comparison | None:
    """Returns a period set against the same one a year before (同比) or the one before it (环比).

    Args:
        counts: one count per month, without gaps.
        months: length of the period in months.
        against: `year_before` or `period_before`.
        incomplete_last: whether the last month is not over yet; it is then left out.
        end: index behind the period's last month; the last whole month when not given.

    Returns:
        The comparison, or None when the counts do not hold both periods whole.
    """
    whole = len(counts) - int(incomplete_last)
    stop = whole if end is None else end
    start = stop - months
    earlier = start - (_MONTHS_OF_A_YEAR if against == "year_before" else months)
    # Periods longer than a year would overlap themselves a year before.
    overlaps = against == "year_before" and months > _MONTHS_OF_A_YEAR
    if months < 1 or stop > whole or earlier < 0 or overlaps:
        return None
    total = sum(counts[start:stop])
    before = sum(counts[earlier : earlier + months])
    change = round((total - before) * 100 / before, 1) if before else None
    return Comparison(start, earlier, months, total, before, change)
