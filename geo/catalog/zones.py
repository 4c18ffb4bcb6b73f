"""Zones of a moment: one page of them, one of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from geo.catalog.state import Moment
from geo.db import load_sql
from geo.errors import NotFoundError, Text

BBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ZoneFilter:
    """Which zones are wanted; None lets everything through. `bbox` is w, s, e, n in degrees."""

    bbox: BBox | None = None
    street_code: str | None = None
    service_mode: str | None = None
    committee_kind: str | None = None


@dataclass(frozen=True, slots=True)
class ZonePage:
    """One page of zones as GeoJSON features, how many match in all, and the next page's key."""

    features: list[dict[str, Any]]
    matched: int
    next: int | None


def list_zones(
    connection: Connection, moment: Moment, wanted: ZoneFilter, limit: int, after: int = 0
) -> ZonePage:
    """Returns up to `limit` zones whose uid is greater than `after`, ordered by uid.

    Geometries are GeoJSON multipolygons in CGCS2000 degrees with seven decimals, outer rings
    counter-clockwise.
    """
    rows = _read(connection, moment, wanted, limit=limit + 1, after=after)
    page = rows[:limit]
    # A page behind the last zone holds no row that could carry the count.
    matched = rows[0]["matched"] if rows else _count(connection, moment, wanted, after)
    following = page[-1]["uid"] if len(rows) > limit else None
    return ZonePage([_to_feature(row) for row in page], matched, following)


def find_zone(connection: Connection, moment: Moment, uid: int) -> dict[str, Any]:
    """Returns one zone as a GeoJSON feature with all its attributes.

    Raises:
        NotFoundError: the release has no such zone.
    """
    rows = _read(connection, moment, ZoneFilter(), uid=uid, limit=1)
    if not rows:
        raise no_such_zone(uid)
    return _to_feature(rows[0])


def find_zone_street(connection: Connection, moment: Moment, uid: int) -> str | None:
    """Returns the code of the street that a zone lies in; None when it lies in none.

    Raises:
        NotFoundError: the release has no such zone.
    """
    found = connection.execute(
        load_sql("zone_street"), {**moment.parameters, "uid": uid}
    ).one_or_none()
    if found is None:
        raise no_such_zone(uid)
    code: str | None = found.code
    return code


def find_uid(connection: Connection, code: str) -> int:
    """Returns the uid of the zone in force of a code.

    Raises:
        NotFoundError: zone_not_found.
    """
    uid: int | None = connection.execute(
        load_sql("zone_by_code"), {"code": code}
    ).scalar_one_or_none()
    if uid is None:
        raise NotFoundError(
            "zone_not_found",
            Text(f"现行边界中没有编码为 {code} 的区域。", f"No zone in force has the code {code}."),
        )
    return uid


def no_such_zone(uid: int) -> NotFoundError:
    """Returns the error that says that there is no such zone."""
    return NotFoundError(
        "zone_not_found",
        Text(f"没有编号为 {uid} 的物业管理区域。", f"There is no property management zone {uid}."),
        Text(
            "它可能已在新的测绘成果中撤销，请重新搜索。",
            "A newer survey may have removed it; search again.",
        ),
    )


def _count(connection: Connection, moment: Moment, wanted: ZoneFilter, after: int) -> int:
    if after == 0:
        return 0
    first = _read(connection, moment, wanted, limit=1)
    return first[0]["matched"] if first else 0


def _read(
    connection: Connection,
    moment: Moment,
    wanted: ZoneFilter,
    *,
    limit: int,
    after: int = 0,
    uid: int | None = None,
) -> list[dict[str, Any]]:
    west, south, east, north = wanted.bbox or (None, None, None, None)
    parameters = {
        **moment.parameters,
        "uid": uid,
        "street": wanted.street_code,
        "service_mode": wanted.service_mode,
        "committee_kind": wanted.committee_kind,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "after": after,
        "limit": limit,
    }
    rows = connection.execute(load_sql("zone_list"), parameters).mappings()
    return [dict(row) for row in rows]


def _to_feature(row: dict[str, Any]) -> dict[str, Any]:
    names = ("code", "name", "street_uid", "street_code", "street_name")
    facts = ("service_mode", "committee_kind", "area_m2")
    attributes = row["attributes"]
    return {
        "type": "Feature",
        "id": row["uid"],
        "bbox": row["bbox"],
        "geometry": row["geometry"],
        "properties": {name: row[name] for name in (*names, *facts)} | read_attributes(attributes),
    }


def read_attributes(attributes: dict[str, Any]) -> dict[str, Any]:
    """Returns a zone's survey attributes, complete: None (aliases: none) where it says nothing."""
    names = ("community", "address", "built_year", "households", "buildings", "floor_area_m2")
    return {
        "aliases": attributes.get("aliases") or [],
        **{name: attributes.get(name) for name in names},
        "estate_kind": attributes.get("estate_kind") or "unknown",
        "old_estate": attributes.get("old_estate"),
    }
