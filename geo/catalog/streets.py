"""Streets of a release, with the number of zones in each."""

from typing import Any

from sqlalchemy import Connection

from geo.catalog.state import Moment
from geo.db import load_sql
from geo.errors import NotFoundError, Text


def list_streets(connection: Connection, moment: Moment) -> list[dict[str, Any]]:
    """Returns uid, code, name, kind, area_m2, zones and bbox (degrees) of each, by code."""
    return _read(connection, moment, None)


def list_outlines(connection: Connection, moment: Moment) -> list[dict[str, Any]]:
    """Returns all streets as GeoJSON features, by code.

    Geometries are multipolygons in CGCS2000 degrees with seven decimals, outer rings
    counter-clockwise.
    """
    rows = connection.execute(load_sql("street_outlines"), moment.parameters).mappings()
    facts = ("code", "name", "kind", "area_m2")
    return [
        {
            "type": "Feature",
            "id": row["uid"],
            "bbox": row["bbox"],
            "geometry": row["geometry"],
            "properties": {name: row[name] for name in facts},
        }
        for row in rows
    ]


def find_street(connection: Connection, moment: Moment, uid: int) -> dict[str, Any]:
    """Returns one street.

    Raises:
        NotFoundError: the release has no such street.
    """
    rows = _read(connection, moment, uid)
    if not rows:
        raise NotFoundError(
            "street_not_found",
            Text(f"没有编号为 {uid} 的街道（地区、乡）。", f"There is no street {uid}."),
        )
    return rows[0]


def _read(connection: Connection, moment: Moment, uid: int | None) -> list[dict[str, Any]]:
    parameters = {**moment.parameters, "uid": uid}
    return [dict(row) for row in connection.execute(load_sql("street_list"), parameters).mappings()]
