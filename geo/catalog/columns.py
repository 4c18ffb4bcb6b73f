"""Every attribute of a moment's zones as one list per attribute, all lists in the same order."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from geo.catalog.state import NO_RECORDS, Moment, read_as_of
from geo.crs import DISPLAY, STORAGE
from geo.db import load_sql
from geo.errors import NotFoundError, Text
from geo.periods import last_whole_months, list_months, name_month
from geo.profile import Profile

UNKNOWN = "unknown"
_COMPLAINTS = "complaints"
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Complaints:
    """Counts of complaints by month.

    `months` ("2020-01", …) has no gap; `by_zone` maps a zone's uid to {index of month: count};
    `unmatched` has a count for each month, and so have the `unplaceable` of them, which have no
    zone by a person's word, and the complaints of other districts, `out_of_area`, which are in no
    other count; `window` are the indexes of the months that a yearly density counts.
    `incomplete_last`: the records end within the last month.
    """

    months: list[str]
    by_zone: dict[int, dict[int, int]]
    unmatched: list[int]
    unplaceable: list[int]
    out_of_area: list[int]
    window: range
    incomplete_last: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """The attributes of a moment; each list of a table has one element per row.

    `zones` and `streets` hold facts of the survey, `categories` an enumeration's id per zone
    (committee_status: "oc:…" or "pmc:…"), `measures` a number per zone, `unmatched` the records
    that no zone of the release has, by kind, and `unplaceable` those of them that wait no more:
    a person said that they have none. `out_of_area` are the records of other districts.
    """

    moment: Moment
    as_of: dt.date | None
    zones: dict[str, list[Any]]
    categories: dict[str, list[str]]
    measures: dict[str, list[float]]
    streets: dict[str, list[Any]]
    complaints: Complaints
    unmatched: dict[str, int]
    unplaceable: dict[str, int]
    out_of_area: dict[str, int]


def read_columns(connection: Connection, moment: Moment, profile: Profile) -> Columns:
    """Returns all columns of a moment, new or old.

    Raises:
        NotFoundError: there is no such release or revision.
    """
    check_moment(connection, moment)
    _join_by_hash(connection)
    places = {
        "release": moment.release_id,
        "valid_at": moment.valid_at,
        "storage": STORAGE,
        "display": DISPLAY,
        "shapes": False,
    }
    zones = connection.execute(load_sql("release_zones"), places).mappings().all()
    streets = connection.execute(load_sql("release_streets"), places).mappings().all()
    records = connection.execute(load_sql("columns_zones"), moment.parameters).mappings().all()
    complaints = read_complaints(connection, moment, profile)
    by_zone = [complaints.by_zone.get(row["uid"], {}) for row in zones]

    facts = ("uid", "code", "name", "street", "lon", "lat", "area_m2")
    attributes = ("households", "buildings", "built_year")
    street_facts = ("uid", "code", "name", "kind", "lon", "lat", "area_m2", "zones")
    return Columns(
        moment,
        read_as_of(connection, moment),
        zones={
            **{name: [row[name] for row in zones] for name in facts},
            **{name: [_whole(row["attributes"].get(name)) for row in zones] for name in attributes},
            "old_estate": [_flag(row["attributes"].get("old_estate")) for row in zones],
        },
        categories={
            **_categorise([dict(row) for row in records], profile),
            "estate_kind": [row["attributes"].get("estate_kind") or UNKNOWN for row in zones],
        },
        measures={
            "complaints_total": [sum(counts.values()) for counts in by_zone],
            "complaints_12m": [_sum_window(counts, complaints.window) for counts in by_zone],
            "enforcement_total": [row["enforcement_total"] for row in records],
            "fined_yuan": [row["fined_yuan"] for row in records],
        },
        streets={name: [row[name] for row in streets] for name in street_facts},
        complaints=complaints,
        **_count_unmatched(connection, moment, complaints),
    )


def read_complaints(connection: Connection, moment: Moment, profile: Profile) -> Complaints:
    """Returns the monthly counts of a moment's complaints, in the district's own months."""
    _join_by_hash(connection)
    wanted = {**moment.parameters, "timezone": profile.timezone}
    rows = connection.execute(load_sql("columns_complaints"), wanted).all()
    as_of = read_as_of(connection, moment)
    days = [row.month for row in rows]
    months = list_months(min(days), max([*days, as_of or min(days)])) if rows else []
    index = {month: place for place, month in enumerate(months)}
    by_zone: dict[int, dict[int, int]] = {}
    unmatched: Counter[int] = Counter()
    unplaceable: Counter[int] = Counter()
    out_of_area: Counter[int] = Counter()
    for row in rows:
        place = index[name_month(row.month)]
        if row.zone is None:
            unmatched[place] += row.complaints
            unplaceable[place] += row.unplaceable
            out_of_area[place] += row.out_of_area
        else:
            by_zone.setdefault(row.zone, {})[place] = row.complaints
    return Complaints(
        months,
        by_zone,
        [unmatched[place] for place in range(len(months))],
        [unplaceable[place] for place in range(len(months))],
        [out_of_area[place] for place in range(len(months))],
        _find_window(months, as_of, profile),
        _is_last_incomplete(months, as_of),
    )


def read_zone_streets(connection: Connection, moment: Moment) -> dict[int, list[int]]:
    """Returns the zones' uids in each street of a release, by the street's uid, ordered."""
    rows = connection.execute(
        text(
            "SELECT s.street_uid AS street, array_remove(array_agg(z.zone_uid), NULL) AS zones"
            " FROM release r"
            " CROSS JOIN LATERAL ("
            "  SELECT coalesce(CAST(:valid_at AS timestamptz), r.published_at) AS at"
            " ) AS ground"
            " JOIN street_version s ON s.sys @> r.published_at AND s.valid @> ground.at"
            " LEFT JOIN zone_version z ON z.street_uid = s.street_uid"
            "  AND z.sys @> r.published_at AND z.valid @> ground.at"
            " WHERE r.id = :release GROUP BY s.street_uid ORDER BY s.street_uid"
        ),
        {"release": moment.release_id, "valid_at": moment.valid_at},
    )
    return {row.street: row.zones for row in rows}


def check_moment(connection: Connection, moment: Moment) -> None:
    """Makes sure that a moment's release and revision exist (revision 0 always does).

    Raises:
        NotFoundError: one of them does not.
    """
    known = connection.execute(
        text(
            "SELECT EXISTS (SELECT FROM release WHERE id = :release) AS release,"
            " :revision = :none OR EXISTS (SELECT FROM revision WHERE id = :revision) AS revision"
        ),
        {**moment.parameters, "none": NO_RECORDS},
    ).one()
    if not known.release:
        raise NotFoundError(
            "release_not_found",
            Text(
                f"没有边界版本 {moment.release_id}。", f"There is no release {moment.release_id}."
            ),
        )
    if not known.revision:
        raise NotFoundError(
            "revision_not_found",
            Text(
                f"没有数据版本 {moment.revision_id}。",
                f"There is no revision {moment.revision_id}.",
            ),
        )


def _join_by_hash(connection: Connection) -> None:
    """Keeps the planner from nested loops until the transaction ends.

    Every statement here joins whole tables. Right after a load they have no statistics, and what
    is expected to be one row and is thousands would be searched thousands of times.
    """
    connection.execute(text("SET LOCAL enable_nestloop = off"))


def _categorise(records: list[dict[str, Any]], profile: Profile) -> dict[str, list[str]]:
    def column(name: str) -> list[str]:
        return [row[name] or UNKNOWN for row in records]

    group_of = profile.enum("service_group").group_of
    modes = column("service_mode")
    return {
        "service_mode": modes,
        "service_group": [group_of.get(mode, UNKNOWN) for mode in modes],
        "contract_stage": column("contract_stage"),
        "committee_kind": column("committee_kind"),
        "committee_status": [_tell_status(row) for row in records],
        "party_committee": column("party_committee"),
        "party_firm": column("party_firm"),
    }


def _tell_status(row: dict[str, Any]) -> str:
    if row["committee_kind"] == "none":
        return "none"
    for prefix in ("oc", "pmc"):
        if status := row[f"{prefix}_status"]:
            return f"{prefix}:{status}"
    return UNKNOWN


def _count_unmatched(
    connection: Connection, moment: Moment, complaints: Complaints
) -> dict[str, dict[str, int]]:
    """Returns the `unmatched` records by kind, the `unplaceable` ones of them, `out_of_area`."""
    rows = {
        row.kind: row
        for row in connection.execute(load_sql("columns_unmatched"), moment.parameters)
    }

    def count(name: str, months: list[int]) -> dict[str, int]:
        kinds = ("service", "committee", "enforcement")
        return {
            "complaints": sum(months),
            "complaints_12m": sum(months[place] for place in complaints.window),
            **{kind: getattr(rows[kind], name) if kind in rows else 0 for kind in kinds},
        }

    return {
        "unmatched": count("records", complaints.unmatched),
        "unplaceable": count("unplaceable", complaints.unplaceable),
        "out_of_area": count("out_of_area", complaints.out_of_area),
    }


def _find_window(months: list[str], as_of: dt.date | None, profile: Profile) -> range:
    """Returns the indexes of the last whole months that the density theme counts."""
    if not months or as_of is None:
        return range(0)
    lengths = (theme.window_months for theme in profile.themes if theme.measure == _COMPLAINTS)
    span = last_whole_months(as_of, next((length for length in lengths if length), _YEAR))
    start, end = name_month(span.start), name_month(span.end)
    inside = [place for place, month in enumerate(months) if start <= month < end]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def _is_last_incomplete(months: list[str], as_of: dt.date | None) -> bool:
    if not months or as_of is None:
        return False
    return months[-1] >= name_month(last_whole_months(as_of, 1).end)


def _sum_window(counts: dict[int, int], window: range) -> int:
    return sum(count for place, count in counts.items() if place in window)


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) else None


def _flag(value: Any) -> int | None:
    return None if value is None else int(bool(value))
