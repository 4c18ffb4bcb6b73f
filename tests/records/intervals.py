"""Intervals of shares."""

from math import sqrt

_Z = 1.959964


def bound_share(right: int, of: int) -> tuple[float, float]:
    """Returns the Wilson interval (95 %) of a share: its lower and its upper bound."""
    if not of:
        return 0.0, 1.0
    share, square = right / of, _Z * _Z
    middle = share + square / (2 * of)
    spread = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return (middle - spread) / (1 + square / of), (middle + spread) / (1 + square / of)
