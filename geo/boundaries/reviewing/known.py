"""What is known when a survey comes: the release in force, its places, mappings of columns."""

import math
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import shapely
from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from geo.crs import STORAGE
from geo.db import load_sql
from geo.models import FieldMapping, Release
from geo.surveys import BaseKind, Identified, PlaceKind


def find_release(connection: Connection) -> int | None:
    """Returns the id of the release in force, or None when nothing was ever published."""
    release: int | None = connection.execute(select(func.max(Release.id))).scalar_one()
    return release


def read_places(connection: Connection, kind: PlaceKind) -> gpd.GeoDataFrame:
    """Returns the current places: uid, code, name, street_uid, attributes, geometry (4490).

    A zone's street_uid is the street that it lies in; a street lies in none.
    """
    rows = connection.execute(load_sql("current_places", place=kind.value)).all()
    columns = ("uid", "code", "name", "street_uid", "attributes", "wkb")
    data = {name: [row[at] for row in rows] for at, name in enumerate(columns)}
    if kind is PlaceKind.STREET:
        data["street_uid"] = [None] * len(rows)
    geometry = shapely.from_wkb([bytes(wkb) for wkb in data.pop("wkb")])
    return gpd.GeoDataFrame(data, geometry=geometry, crs=STORAGE)


def read_public_ground(connection: Connection, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Returns the roads, water and green in the box of a survey: kind, name, geometry (4490).

    None where there is none, or the survey draws nothing.
    """
    west, south, east, north = rows.geometry.total_bounds.tolist()
    if not math.isfinite(west + south + east + north):
        return None
    box = {"west": west, "south": south, "east": east, "north": north, "storage": STORAGE}
    kinds = [kind.value for kind in (BaseKind.ROAD, BaseKind.WATER, BaseKind.GREEN)]
    found = connection.execute(load_sql("base_near"), {**box, "kinds": kinds}).all()
    if not found:
        return None
    data = {"kind": [row.kind for row in found], "name": [row.name for row in found]}
    shapes = shapely.from_wkb([bytes(row.wkb) for row in found])
    return gpd.GeoDataFrame(data, geometry=shapes, crs=STORAGE)


def find_staying(known: gpd.GeoDataFrame, identified: Identified) -> gpd.GeoDataFrame:
    """Returns the known places that a survey neither shows nor removes."""
    shown = set(identified.rows["place_uid"].dropna())
    return known[~known["uid"].isin(shown | {removal.uid for removal in identified.removed})]


def read_mappings(
    connection: Connection, kind: PlaceKind
) -> tuple[tuple[tuple[str, ...], dict[str, str]], ...]:
    """Returns how people mapped the columns of such files: (columns, our field -> column)."""
    rows = connection.execute(
        select(FieldMapping.columns, FieldMapping.fields)
        .where(FieldMapping.kind == kind.value)
        .order_by(FieldMapping.decided_at.desc())
    ).all()
    return tuple((tuple(row.columns), row.fields) for row in rows)


def remember_mapping(
    connection: Connection,
    kind: str,
    decisions: Mapping[str, Any],
    decided: Mapping[str, str],
    by: str,
) -> None:
    """Keeps how a person mapped a file's columns, for the next file with the same columns.

    Args:
        connection: inside a transaction.
        kind: of the survey.
        decisions: of its reading; `columns` names all of the file's.
        decided: our field -> the column that the person chose; none, nothing is kept.
        by: who handed in the file.
    """
    columns = sorted(column["name"] for column in decisions.get("columns", ()))
    if not decided or not columns:
        return
    said = {"fields": dict(decided), "decided_by": by, "decided_at": func.clock_timestamp()}
    connection.execute(
        insert(FieldMapping)
        .values(kind=kind, columns=columns, **said)
        .on_conflict_do_update(index_elements=["kind", "columns"], set_=said)
    )
