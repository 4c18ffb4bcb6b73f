"""What waits for a person, as groups of records that say the same of their place."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection

from geo.db import load_sql
from geo.placements import ReviewFilter, ReviewPage
from geo.records.matching.explain import explain
from geo.records.reviewing.errors import no_such_group

_ITEM = ("key", "said", "kinds", "rows", "newest", "by")
_RECORDS = 20
_POINTS = 50
_BETWEEN = "~"


def list_review(
    connection: Connection,
    timezone: str,
    wanted: ReviewFilter | None = None,
    after: str | None = None,
    limit: int = 50,
) -> ReviewPage:
    """Returns a page of the groups that wait, those with the most records first.

    Each has key, said, kinds (records by kind), rows, newest (day), by, and best: zone_uid, code,
    name and confidence of the first candidate that is in force, or None.

    Args:
        connection: to read from.
        timezone: the district's, in which events have their day.
        wanted: of which kind, and of which street by its code.
        after: `next` of the page before.
        limit: how many groups a page holds.
    """
    wanted = wanted or ReviewFilter()
    bound: dict[str, Any] = {"kind": wanted.kind, "only": None, **_find_street(connection, wanted)}
    rows = _read_groups(connection, timezone, bound, after, limit + 1)
    page = rows[:limit]
    if page:
        sums = page[0]["all_groups"], page[0]["all_rows"]
    else:
        first = _read_groups(connection, timezone, bound, None, 1)
        sums = (first[0]["all_groups"], first[0]["all_rows"]) if first else (0, 0)
    following = _name_page(page[-1]) if len(rows) > limit else None
    return ReviewPage([_describe(row) for row in page], following, *sums)


def count_waiting(
    connection: Connection, street: str | None = None, said: tuple[str, ...] | None = None
) -> dict[str, Any]:
    """Returns how much waits: groups, rows, and kinds (records by kind); of a street by its code.

    Where a street is given, what names no street counts where its best candidate lies.
    """
    bound = _find_street(connection, ReviewFilter(street=street, said=said))
    return dict(connection.execute(load_sql("review_waiting"), bound).mappings().one())


def find_group(connection: Connection, timezone: str, key: str) -> dict[str, Any]:
    """Returns a group that waits: the item, its candidates, points and some of its records.

    A candidate has zone_uid, code, name, street_name, confidence, by, facts (texts), bbox and
    geometry (GeoJSON), both in degrees (CGCS2000), as are the points.

    Raises:
        NotFoundError: group_not_found.
    """
    bound: dict[str, Any] = {"kind": None, "only": key, **_find_street(connection, ReviewFilter())}
    rows = _read_groups(connection, timezone, bound, None, 1)
    if not rows:
        raise no_such_group(key)
    records = connection.execute(
        load_sql("review_records"), {"key": key, "timezone": timezone, "limit": _RECORDS}
    ).mappings()
    points = connection.execute(load_sql("review_points"), {"key": key, "limit": _POINTS})
    names = ("kind", "key", "date", "title")
    return {
        **_describe(rows[0]),
        "candidates": _list_candidates(connection, rows[0]["candidates"]),
        "points": [(row.lon, row.lat) for row in points],
        "records": [{name: record[name] for name in names} for record in records],
    }


def _read_groups(
    connection: Connection, timezone: str, bound: dict[str, Any], after: str | None, limit: int
) -> list[dict[str, Any]]:
    last = {**bound, **_read_page(after), "timezone": timezone, "limit": limit}
    return [dict(row) for row in connection.execute(load_sql("review_groups"), last).mappings()]


def _describe(row: dict[str, Any]) -> dict[str, Any]:
    best = None
    if row["zone_uid"] is not None:
        confidence = row["candidates"][0]["confidence"]
        best = {name: row[name] for name in ("zone_uid", "code", "name")}
        best["confidence"] = confidence
    return {**{name: row[name] for name in _ITEM}, "best": best}


def _list_candidates(
    connection: Connection, candidates: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Returns the candidates that are in force, best first."""
    uids = [candidate["zone"] for candidate in candidates]
    rows = connection.execute(load_sql("review_candidates"), {"uids": uids}).mappings()
    zones = {row["zone_uid"]: dict(row) for row in rows}
    return [
        {
            **zones[candidate["zone"]],
            "confidence": candidate["confidence"],
            "by": candidate["by"],
            "facts": [text.as_dict() for text in explain(candidate["facts"])],
        }
        for candidate in candidates
        if candidate["zone"] in zones
    ]


def _find_street(connection: Connection, wanted: ReviewFilter) -> dict[str, Any]:
    """Returns the name and the zones of the wanted street; of one that is not, what fits none."""
    bound: dict[str, Any] = {"street": None, "zones": [], "said": None}
    if wanted.said is not None:
        return {**bound, "said": list(wanted.said)}
    if wanted.street is None:
        return bound
    found = connection.execute(load_sql("review_street"), {"code": wanted.street}).one_or_none()
    if found is None:
        return {**bound, "street": "\n"}
    return {**bound, "street": found.name, "zones": found.zones}


def _name_page(row: dict[str, Any]) -> str:
    return _BETWEEN.join((str(row["rows"]), row["newest"].isoformat(), row["key"]))


def _read_page(after: str | None) -> dict[str, Any]:
    """Returns the last group of the page before; what is no such name begins at the first."""
    nothing = {"rows": None, "newest": None, "key": None}
    parts = (after or "").split(_BETWEEN)
    try:
        rows, newest, key = parts
        return {"rows": int(rows), "newest": dt.date.fromisoformat(newest), "key": key}
    except ValueError:
        return nothing
