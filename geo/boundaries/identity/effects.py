"""What a survey would do to the records and the rates, told before it is published.

Records hang on a zone's uid. A zone that keeps its uid keeps its records, whatever its shape and
code become; those of a zone that is removed, split or merged lose it, and have to be placed anew.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, RowMapping

from geo.catalog.figures import STATUSES, FigureRows, read_groups
from geo.catalog.state import read_state
from geo.db import load_sql
from geo.errors import Text
from geo.findings import Finding
from geo.indicators.rates import UNKNOWN, RateColumns, count_rate
from geo.profile import Profile
from geo.surveys import Change, Identified, PlaceKind, Removal


@dataclass(frozen=True, slots=True)
class Effects:
    """The effect of a survey on records and rates.

    Attributes:
        identified: the survey, with the complaints that hang on each changed or retired zone.
        summary: plain JSON: complaints_moving and enforcement_moving (those that would lose their
            zone), records_by_kind (all such records), zones {before, after}, and rates, each
            {id, definition, before, after} with n (numerator), d (denominator) and rate (%).
        findings: D6.
    """

    identified: Identified
    summary: dict[str, Any]
    findings: tuple[Finding, ...]


def read_effects(
    connection: Connection, kind: PlaceKind, identified: Identified, profile: Profile
) -> Effects:
    """Returns what a survey would do to the records and rates of the moment in force.

    Added zones come into the rates without records: what is not known of them counts for nobody.
    Streets have no records of their own.
    """
    retired = identified.removed if kind is PlaceKind.ZONE else ()
    rows = identified.rows[identified.rows["change"] != Change.UNCHANGED]
    changed = rows["place_uid"].dropna().tolist() if kind is PlaceKind.ZONE else []
    gone = [removal.uid for removal in retired]
    hanging = _count_records(connection, [*changed, *gone])
    moving: Counter[str] = Counter()
    for uid in gone:
        moving.update(hanging[uid])
    added = int(rows["place_uid"].isna().sum()) if kind is PlaceKind.ZONE else 0
    return Effects(
        identified=_mark(identified, {uid: n["complaint"] for uid, n in hanging.items()}),
        summary={
            "complaints_moving": moving["complaint"],
            "enforcement_moving": moving["enforcement"],
            "records_by_kind": dict(sorted(moving.items())),
            **_compare_rates(connection, gone, added, profile),
        },
        findings=_judge(retired, hanging),
    )


def _mark(identified: Identified, complaints: Mapping[int, int]) -> Identified:
    changed = identified.rows["change"] != Change.UNCHANGED
    hanging = identified.rows["place_uid"].where(changed).map(complaints).fillna(0).astype(int)
    removed = tuple(
        replace(removal, complaints=complaints.get(removal.uid, 0))
        for removal in identified.removed
    )
    return replace(identified, rows=identified.rows.assign(complaints=hanging), removed=removed)


def _count_records(connection: Connection, uids: Sequence[int]) -> dict[int, Counter[str]]:
    """Returns how many records of each kind hang on each zone."""
    hanging: dict[int, Counter[str]] = defaultdict(Counter)
    if uids:
        for row in connection.execute(load_sql("records_by_zone"), {"uids": list(uids)}):
            hanging[row.zone_uid][row.kind] = row.n
    return hanging


def _compare_rates(
    connection: Connection, gone: Sequence[int], added: int, profile: Profile
) -> dict[str, Any]:
    moment = read_state(connection).moment
    if moment is None:
        return {"zones": {"before": 0, "after": added}, "rates": []}
    figures = read_groups(connection, moment, profile.timezone, gone)
    staying = [group for group in figures.zones if not group["gone"]]
    before = _count_rates(figures, figures.zones, 0, profile)
    after = _count_rates(figures, staying, added, profile)
    zones, stay = (sum(group["n"] for group in groups) for groups in (figures.zones, staying))
    return {
        "zones": {"before": zones, "after": stay + added},
        "rates": [
            {"id": indicator, "definition": definition, "before": now, "after": then}
            for (indicator, definition), now, then in zip(
                before, before.values(), after.values(), strict=True
            )
        ],
    }


def _count_rates(
    figures: FigureRows, groups: Sequence[RowMapping], added: int, profile: Profile
) -> dict[tuple[str, str], dict[str, Any]]:
    """Returns every definition of every rate, with `added` zones of which nothing is known."""
    columns = RateColumns(
        zones={
            # What was added is one group more.
            name: [*(group[name] for group in groups), UNKNOWN]
            for name in STATUSES
        },
        firms={"party_firm": [row["party_firm"] for row in figures.firms]},
        counts=[*(group["n"] for group in groups), added],
    )
    year = figures.as_of.year if figures.as_of else 0
    counted = {}
    for indicator in profile.indicators:
        for definition in indicator.definitions:
            rate = count_rate(columns, indicator, definition, year)
            parts = {"n": rate.numerator, "d": rate.denominator, "rate": rate.rate}
            counted[indicator.id, definition.id] = parts
    return counted


def _judge(retired: Sequence[Removal], hanging: Mapping[int, Counter[str]]) -> tuple[Finding, ...]:
    """D6: complaints would lose their zone (W)."""
    return tuple(
        Finding(
            check="D6",
            severity="W",
            row=None,
            code=removal.code,
            message=Text(
                f"{removal.name}（{removal.code}）撤销后，其 {count} 件诉求须重新归属",
                f"{count} complaints of {removal.name} ({removal.code}), which retires, "
                "would have to be placed anew",
            ),
            measured=count,
            place=removal.uid,
        )
        for removal in retired
        if (count := hanging[removal.uid]["complaint"])
    )
