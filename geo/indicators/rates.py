"""Rates by their named definition: both parts, the year's target, and how much is missing."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from geo.profile import Indicator, RateDefinition

UNKNOWN = "unknown"
NOTHING = frozenset({"none", UNKNOWN})


@dataclass(frozen=True, slots=True)
class RateColumns:
    """What rates are counted from: one value per zone in `zones`, one per firm in `firms`.

    With `counts`, each value in `zones` stands for so many zones.

    Examples:
        zones = {"committee_kind": ["owners_committee", "none"], "party_committee": […]},
        firms = {"party_firm": ["established"]}
    """

    zones: Mapping[str, Sequence[str]]
    firms: Mapping[str, Sequence[str]]
    counts: Sequence[int] | None = None

    @property
    def zone_count(self) -> int:
        """The number of zones."""
        return len(next(iter(self.zones.values()), ()))


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with both its parts; `missing` more in the numerator reach the target."""

    indicator: str
    definition: str
    numerator: int
    denominator: int
    rate: float | None
    target: float | None
    missing: int


def count_rate(
    columns: RateColumns, indicator: Indicator, definition: RateDefinition, year: int
) -> Rate:
    """Returns a rate in percent with one decimal.

    None where nothing could be counted: there is nothing, or no record says anything of it, which
    must not look like a rate of zero.
    """
    numerator, denominator = count_parts(columns, definition)
    target = indicator.targets.get(year)
    if not _is_known(columns, definition):
        return Rate(indicator.id, definition.id, 0, denominator, None, target, 0)
    return Rate(
        indicator.id,
        definition.id,
        numerator,
        denominator,
        to_percent(numerator, denominator),
        target,
        count_missing(numerator, denominator, target),
    )


def count_parts(columns: RateColumns, definition: RateDefinition) -> tuple[int, int]:
    """Returns numerator and denominator of a definition.

    Counted are all zones, the zones that have a committee of some kind, or the firms.
    """
    table = columns.firms if definition.of == "firm" else columns.zones
    rows = _select_rows(columns, definition)
    wanted = [(name, frozenset(ids)) for name, ids in definition.where.items()]
    counts = columns.counts if definition.of != "firm" else None
    counted = [
        (1 if counts is None else counts[row], all(table[n][row] in ids for n, ids in wanted))
        for row in rows
    ]
    return sum(count for count, fits in counted if fits), sum(count for count, _ in counted)


def _is_known(columns: RateColumns, definition: RateDefinition) -> bool:
    table = columns.firms if definition.of == "firm" else columns.zones
    return any(value != UNKNOWN for name in definition.where for value in table[name])


def _select_rows(columns: RateColumns, definition: RateDefinition) -> Sequence[int]:
    if definition.of == "firm":
        return range(len(next(iter(columns.firms.values()), ())))
    if definition.of == "committee":
        kinds = columns.zones["committee_kind"]
        return [row for row, kind in enumerate(kinds) if kind not in NOTHING]
    return range(columns.zone_count)


def to_percent(numerator: int, denominator: int) -> float | None:
    """Returns numerator / denominator in percent, rounded half up to one decimal, or None."""
    if denominator == 0:
        return None
    return math.floor(Fraction(numerator * 1000, denominator) + Fraction(1, 2)) / 10


def count_missing(numerator: int, denominator: int, target: float | None) -> int:
    """Returns how many more must count so that the rate reaches its target (percent); 0 if it does.

    The denominator stays as it is: a zone that gains a committee was counted before.
    """
    if target is None:
        return 0
    needed = math.ceil(Fraction(str(target)) * denominator / 100)
    return max(0, needed - numerator)
