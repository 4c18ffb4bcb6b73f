"""What is known when a survey comes: the release in force, its places, mappings of columns."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely
from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from geo.crs import STORAGE
from geo.db import load_sql
from geo.models import FieldMapping, Release
from geo.places import Places, Shapes, Words, measure_shapes, write_table
from geo.surveys import BaseKind, Identified, PlaceKind
from geo.threads import CHUNK

if TYPE_CHECKING:
    from numpy.typing import NDArray


def find_release(connection: Connection) -> int | None:
    """Returns the id of the release in force, or None when nothing was ever published."""
    release: int | None = connection.execute(select(func.max(Release.id))).scalar_one()
    return release


_KNOWN = pa.schema(
    [
        ("uid", pa.int64()),
        ("code", pa.large_string()),
        ("name", pa.large_string()),
        ("street_uid", pa.int64()),
        ("attributes", pa.large_string()),
        ("wkb", pa.large_binary()),
    ]
)


def read_places(connection: Connection, kind: PlaceKind) -> Places:
    """Returns the current places: uid, code, name, street_uid, attributes and shapes.

    A zone's street_uid is the street that it lies in; a street lies in none.
    """
    query = load_sql("current_places", place=kind.value)
    found = connection.execute(query, execution_options={"yield_per": CHUNK})
    parts = (
        pa.RecordBatch.from_arrays(
            [pa.array(v, f.type) for v, f in zip(zip(*rows, strict=True), _KNOWN, strict=True)],
            schema=_KNOWN,
        )
        for rows in found.partitions(CHUNK)
    )
    table = write_table(_KNOWN, parts)
    shapes = measure_shapes(table.column("wkb"))
    return Places(Words(table.drop_columns("wkb")), shapes)


def read_public_ground(connection: Connection, shapes: Shapes) -> gpd.GeoDataFrame | None:
    """Returns the roads, water and green in the box of a survey: kind, name, geometry (4490).

    None where there is none, or the survey draws nothing.
    """
    drawn = shapes.bounds[~np.isnan(shapes.bounds).any(axis=1)]
    if not len(drawn) or not np.isfinite(drawn).all():
        return None
    (west, south), (east, north) = drawn[:, :2].min(axis=0), drawn[:, 2:].max(axis=0)
    box = {"west": west, "south": south, "east": east, "north": north, "storage": STORAGE}
    kinds = [kind.value for kind in (BaseKind.ROAD, BaseKind.WATER, BaseKind.GREEN)]
    found = connection.execute(load_sql("base_near"), {**box, "kinds": kinds}).all()
    if not found:
        return None
    data = {"kind": [row.kind for row in found], "name": [row.name for row in found]}
    ground = shapely.from_wkb([bytes(row.wkb) for row in found])
    return gpd.GeoDataFrame(data, geometry=ground, crs=STORAGE)


def find_staying(known: Places, identified: Identified) -> "NDArray[np.intp]":
    """Returns the positions of the known places that a survey neither shows nor removes."""
    shown = identified.rows["place_uid"].dropna().to_numpy(np.int64)
    gone = [removal.uid for removal in identified.removed]
    uids = known.words.column("uid").to_numpy()
    staying: NDArray[np.intp] = np.flatnonzero(~np.isin(uids, np.append(shown, gone)))
    return staying


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
