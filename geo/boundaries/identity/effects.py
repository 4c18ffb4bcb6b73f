"""What a survey would do to the records and the rates, told before it is published.

Which records move is found by the rematch that would follow (geo.records.supposed); here it is put
together: by kind, by zone, as a list, as findings, and as rates before and after.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, RowMapping

from geo.boundaries.checks.cap import cap_findings
from geo.boundaries.checks.relocation import Relocation
from geo.catalog.figures import STATUSES, FigureRows
from geo.db import load_sql
from geo.errors import Text
from geo.findings import Finding
from geo.indicators.rates import UNKNOWN, RateColumns, count_rate
from geo.profile import Profile
from geo.records.supposed import Move
from geo.surveys import Change, Identified, PlaceKind

LISTED_MOVES = 500
_NAMED = 3

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """What rates are counted from, and so many zones more of which nothing is known."""

    rows: FigureRows
    unknown: int = 0

    @property
    def zones(self) -> int:
        """How many zones there are."""
        known: int = sum(group["n"] for group in self.rows.zones)
        return known + self.unknown


def mark_complaints(connection: Connection, kind: PlaceKind, identified: Identified) -> Identified:
    """Returns the survey with the complaints that hang on each changed zone; a street has none."""
    changed = identified.rows["change"] != Change.UNCHANGED
    uids = identified.rows["place_uid"].where(changed & (kind is PlaceKind.ZONE))
    hanging = count_complaints(connection, uids.dropna().tolist())
    marked = identified.rows.assign(complaints=uids.map(hanging).fillna(0).astype(int))
    return replace(identified, rows=marked)


def mark_removed(identified: Identified, moves: Iterable[Move]) -> Identified:
    """Returns the survey with the complaints that leave each zone which it retires."""
    leaving = Counter(move.from_uid for move in moves if move.kind == "complaint")
    removed = tuple(replace(gone, complaints=leaving[gone.uid]) for gone in identified.removed)
    return replace(identified, removed=removed)


def count_complaints(connection: Connection, uids: list[int]) -> dict[int, int]:
    """Returns how many complaints hang on each zone that has any."""
    if not uids:
        return {}
    rows = connection.execute(load_sql("records_by_zone"), {"uids": uids})
    return {row.zone_uid: row.n for row in rows if row.kind == "complaint"}


def name_origins(connection: Connection, moves: Iterable[Move]) -> dict[int, Place]:
    """Returns code and name of the zones that records would leave, as they were last known."""
    uids = {move.from_uid for move in moves if move.from_uid is not None}
    if not uids:
        return {}
    rows = connection.execute(load_sql("last_versions"), {"uids": sorted(uids)})
    return {row.zone_uid: (row.code, row.name) for row in rows}


def describe_moves(moves: Sequence[Move], origins: Mapping[int, Place]) -> dict[str, Any]:
    """Returns the moves as plain JSON values.

    That is complaints_moving and enforcement_moving (those that would change their zone),
    records_by_kind (all such records), and moves: gained (a zone), lost (it), moved (to another),
    and records, at most LISTED_MOVES, each {kind, key, from, to} with {code, name} or null.
    """
    kinds = Counter(move.kind for move in moves)
    return {
        "complaints_moving": kinds["complaint"],
        "enforcement_moving": kinds["enforcement"],
        "records_by_kind": dict(sorted(kinds.items())),
        "moves": {
            "gained": sum(move.from_uid is None for move in moves),
            "lost": sum(move.to_uid is None for move in moves),
            "moved": sum(None not in (move.from_uid, move.to_uid) for move in moves),
            "records": [
                {
                    "kind": move.kind,
                    "key": move.key,
                    "from": _describe_place(origins.get(move.from_uid or 0)),
                    "to": _describe_place(_find_target(move)),
                }
                for move in sorted(moves, key=_weigh)[:LISTED_MOVES]
            ],
        },
    }


def _weigh(move: Move) -> tuple[bool, bool]:
    """Returns what puts complaints first, and then what had a zone."""
    return move.kind != "complaint", move.from_uid is None


def _find_target(move: Move) -> Place | None:
    return None if move.to_uid is None else (move.to_code or "", move.to_name or "")


def _describe_place(place: Place | None) -> dict[str, str] | None:
    return None if place is None else {"code": place[0], "name": place[1]}


def describe_relocations(
    relocations: Sequence[Relocation], complaints: Mapping[int, int]
) -> dict[str, Any]:
    """Returns the zones that change their street as plain JSON values.

    That is zones_changing_street (how many), complaints_changing_street (those of these zones),
    and relocations, at most LISTED_MOVES, each {code, name, from, to, complaints}.
    """
    return {
        "zones_changing_street": len(relocations),
        "complaints_changing_street": sum(complaints.values()),
        "relocations": [
            {
                "code": one.code,
                "name": one.name,
                "from": _describe_place(one.old),
                "to": _describe_place(one.new),
                "complaints": complaints.get(one.uid, 0),
            }
            for one in relocations[:LISTED_MOVES]
        ],
    }


def judge_relocations(
    relocations: Iterable[Relocation], complaints: Mapping[int, int]
) -> tuple[Finding, ...]:
    """D6: complaints would change their street with their zone (W)."""
    return cap_findings(
        Finding(
            check="D6",
            severity="W",
            row=None,
            code=one.code,
            message=Text(
                f"{one.name}（{one.code}）将{_name_street(one.new).zh}，"
                f"其 {complaints[one.uid]} 件诉求随之改变",
                f"{one.name} ({one.code}) would {_name_street(one.new).en}, "
                f"and its {complaints[one.uid]} complaints with it",
            ),
            measured=complaints[one.uid],
            point=one.point,
        )
        for one in relocations
        if complaints.get(one.uid)
    )


def _name_street(street: Place | None) -> Text:
    if street is None:
        return Text("不在任何街乡内", "lie in no street")
    code, name = street
    return Text(f"改属{name}（{code}）", f"come to {name} ({code})")


def compare_rates(before: Figures, after: Figures, profile: Profile) -> dict[str, Any]:
    """Returns zones {before, after}, and rates: each {id, definition, before, after}.

    Before and after are n (numerator), d (denominator) and rate (%).
    """
    rates = _count_rates(before, profile), _count_rates(after, profile)
    return {
        "zones": {"before": before.zones, "after": after.zones},
        "rates": [
            {"id": key[0], "definition": key[1], "before": now, "after": rates[1][key]}
            for key, now in rates[0].items()
        ],
    }


def _count_rates(figures: Figures, profile: Profile) -> dict[tuple[str, str], dict[str, Any]]:
    """Returns every definition of every rate."""
    groups: Sequence[RowMapping] = figures.rows.zones
    columns = RateColumns(
        # What nothing is known of is one group more.
        zones={name: [*(group[name] for group in groups), UNKNOWN] for name in STATUSES},
        firms={"party_firm": [row["party_firm"] for row in figures.rows.firms]},
        counts=[*(group["n"] for group in groups), figures.unknown],
    )
    year = figures.rows.as_of.year if figures.rows.as_of else 0
    counted = {}
    for indicator in profile.indicators:
        for definition in indicator.definitions:
            rate = count_rate(columns, indicator, definition, year)
            parts = {"n": rate.numerator, "d": rate.denominator, "rate": rate.rate}
            counted[indicator.id, definition.id] = parts
    return counted


def judge_moves(
    identified: Identified, moves: Sequence[Move], origins: Mapping[int, Place]
) -> tuple[Finding, ...]:
    """D6: complaints would leave their zone, for which others, or for none (W)."""
    leaving: dict[int, Counter[Place | None]] = defaultdict(Counter)
    for move in moves:
        if move.kind == "complaint" and move.from_uid is not None:
            leaving[move.from_uid][_find_target(move)] += 1
    return cap_findings(_tell_leaving(identified, leaving, origins))


def _tell_leaving(
    identified: Identified,
    leaving: Mapping[int, Counter[Place | None]],
    origins: Mapping[int, Place],
) -> Iterator[Finding]:
    shown = identified.rows.loc[identified.rows["place_uid"].isin(list(leaving))]
    rows = dict(zip(shown["place_uid"].tolist(), shown["row_no"].tolist(), strict=True))
    for uid, targets in leaving.items():
        code, name = origins[uid]
        count = targets.total()
        told = [_tell_target(place, n) for place, n in targets.most_common(_NAMED)]
        more = ("……", ", …") if len(targets) > _NAMED else ("", "")
        yield Finding(
            check="D6",
            severity="W",
            row=rows.get(uid),
            code=code,
            message=Text(
                f"{name}（{code}）的 {count} 件诉求将改变归属："
                + "、".join(text.zh for text in told)
                + more[0],
                f"{count} complaints of {name} ({code}) would change their zone: "
                + ", ".join(text.en for text in told)
                + more[1],
            ),
            measured=count,
            place=uid,
        )


def _tell_target(place: Place | None, count: int) -> Text:
    if place is None:
        return Text(f"{count} 件待重新归属", f"{count} would have to be placed anew")
    code, name = place
    return Text(f"{count} 件归{name}（{code}）", f"{count} come to {name} ({code})")
