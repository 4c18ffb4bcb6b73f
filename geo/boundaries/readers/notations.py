"""Shapes written in a table's cells: WKT, WKB, GeoJSON, or a list of points."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.boundaries.readers.job import refuse_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NUMBER = r"-?\d+(?:\.\d*)?"
_WKT = re.compile(
    r"\s*(?:SRID\s*=\s*(\d+)\s*;)?\s*((?:MULTI)?(?:POLYGON|LINESTRING|POINT|CURVE|SURFACE)|"
    r"GEOMETRYCOLLECTION|CURVEPOLYGON|COMPOUNDCURVE|CIRCULARSTRING|POLYHEDRALSURFACE|TIN|TRIANGLE)"
    r"\s*(?:ZM|Z|M)?\s*(?:\(|EMPTY)",
    re.IGNORECASE,
)
_WKB = re.compile(r"\s*(?:\\x|0x)?(0[01](?:[0-9a-f]{2}){20,})\s*", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\{.*\"coordinates\"|\[\s*\[)", re.DOTALL)
# Three points at least, of two numbers each: what web maps give out.
_POINTS = re.compile(rf"\s*(?:{_NUMBER}[\s,;|]+){{5,}}{_NUMBER}[\s,;|]*")
# A column of such a name holds the shapes as soon as one of its cells does.
_NAMES = (
    "geometry", "geom", "the_geom", "wkt_geom", "wkb_geometry", "shape", "图形", "几何", "界线",
    "边界", "坐标", "坐标串", "边界坐标", "polygon",
)  # fmt: skip
# A column of another name tells by its first cells what it holds.
_LOOKED_AT = 1_000
_RING, _RINGS, _PARTS = 2, 3, 4
_WRONG = (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError, RecursionError)


def find_shapes(columns: dict[str, list[Any]]) -> str | None:
    """Returns the column of the shapes; a broken cell in it makes it no column of other texts."""
    for name, cells in columns.items():
        said = [cell for cell in cells if cell is not None]
        plain = name.strip().lower()
        if plain not in ("wkt", *_NAMES):
            said = said[:_LOOKED_AT]
        drawn = sum(isinstance(cell, str) and _find_reader(cell) is not None for cell in said)
        least = 0.5 * len(said)
        if plain == "wkt":
            least = 0
        elif plain in _NAMES:
            least = 1
        if said and drawn >= least:
            return name
    return None


def read_shapes(path: Path, cells: list[Any]) -> tuple["NDArray[Any]", str | None]:
    """Returns the shapes that cells hold, None where one is empty, and the system they all name.

    Raises:
        InputError: geometry_unreadable, naming the record (check F4).
    """
    shapes = np.empty(len(cells), dtype=object)
    for row, cell in enumerate(cells, 1):
        if cell is None:
            continue
        try:
            reader = _find_reader(str(cell)) or shapely.from_wkt
            shapes[row - 1] = reader(str(cell))
        except _WRONG as error:
            raise refuse_file(
                path,
                f"第 {row} 条记录的图形（WKT、WKB、GeoJSON 或点串）无法读取，可能被截断",
                f"the shape of record {row} (WKT, WKB, GeoJSON or points) cannot be read; it may "
                "have been cut off",
                "geometry_unreadable",
                check="F4",
            ) from error
    srids = set(shapely.get_srid(shapes).tolist()) - {0, -1}
    return shapes, f"EPSG:{srids.pop()}" if len(srids) == 1 else None


def _find_reader(text: str) -> Callable[[str], shapely.Geometry] | None:
    """Returns what reads a text by the way it is written; None where that is none of shapes."""
    readers = ((_WKT, _read_wkt), (_WKB, _read_wkb), (_JSON, _read_json))
    found = next((reader for form, reader in readers if form.match(text)), None)
    return _read_points if found is None and _POINTS.fullmatch(text) else found


def _read_wkt(text: str) -> shapely.Geometry:
    match = _WKT.match(text)
    if match is None or match[1] is None:
        return shapely.from_wkt(text)
    return shapely.set_srid(shapely.from_wkt(text.partition(";")[2]), int(match[1]))


def _read_wkb(text: str) -> shapely.Geometry:
    match = _WKB.fullmatch(text)
    return shapely.from_wkb(match[1] if match else text)


def _read_json(text: str) -> shapely.Geometry:
    said = json.loads(text)
    if isinstance(said, dict):
        return shapely.geometry.shape(said)
    depth, inner = 0, said
    while isinstance(inner, list):
        depth, inner = depth + 1, inner[0]
    parts = {_RING: [[said]], _RINGS: [said], _PARTS: said}[depth]
    return _join([shapely.Polygon(rings[0], rings[1:]) for rings in parts])


def _read_points(text: str) -> shapely.Geometry:
    """Returns the polygon of points like "x,y;x,y"; where ";" parts them, "|" parts rings."""
    rings = text.split("|") if ";" in text else [text]
    return _join([shapely.Polygon(_list_points(ring)) for ring in rings if ring.strip()])


def _list_points(ring: str) -> list[tuple[float, ...]]:
    mark = next((mark for mark in (";", "|") if mark in ring), None)
    if mark is None:
        # Blanks stand between the points or, where commas do that, within them.
        mark = r"\s*,\s*" if re.match(rf"\s*{_NUMBER}\s+{_NUMBER}\s*,", ring) else r"(?<![,\s])\s+"
    else:
        mark = re.escape(mark)
    split = (point for point in re.split(mark, ring.strip()) if point.strip(" ,"))
    return [tuple(float(n) for n in re.findall(_NUMBER, point)) for point in split]


def _join(polygons: list[shapely.Polygon]) -> shapely.Geometry:
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
