"""Display geometry: what a release looks like at each zoom, ready to be cut into tiles.

Made once, when a release is published. Shapes are in spherical Mercator (EPSG:3857); a pixel is
one of a 512-pixel tile.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from sqlalchemy import Connection, RowMapping

from geo.crs import DISPLAY, STORAGE
from geo.db import load_sql
from geo.profile import MapSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Shapes = NDArray[np.object_]

PIXEL_AT_ZOOM_0 = 78271.51696402048
# A simplified outline strays about this much from the true one: hardly more than eyes can see.
STRAY_PIXELS = 1 / 2
# The browser enlarges the last zoom up to 64 times, so its outlines keep half a grid unit.
STRAY_PIXELS_LAST = 1 / 16
# A name has no room in a smaller zone; at the last zoom all are there, for the browser to choose.
LABEL_PIXELS = 16


@dataclass(frozen=True, slots=True)
class Display:
    """What was prepared: how many places, and their box in metres of EPSG:3857 (None: no place)."""

    streets: int
    zones: int
    bounds: tuple[float, float, float, float] | None


def make_display(
    connection: Connection,
    release_id: int,
    settings: MapSettings,
    valid_at: dt.datetime | None = None,
) -> Display:
    """Fills the temporary tables display_street, display_zone and display_label for a release.

    `valid_at` is the time on the ground; None: when the release came out. The tables last until the
    transaction ends. Every zone has a row at every zoom of the profile.
    """
    wanted = {
        "release": release_id,
        "valid_at": valid_at,
        "storage": STORAGE,
        "display": DISPLAY,
        "shapes": True,
    }
    streets = connection.execute(load_sql("release_streets"), wanted).mappings().all()
    zones = connection.execute(load_sql("release_zones"), wanted).mappings().all()
    street_shapes, zone_shapes = _read_shapes(streets), _read_shapes(zones)

    connection.execute(load_sql("display_create"))
    zooms = range(settings.zone_min_zoom, settings.max_zoom + 1)
    for zoom in zooms:
        last = zoom == settings.max_zoom
        _copy(connection, "display_street", _draw_streets(streets, street_shapes, zoom, last=last))
        _copy(connection, "display_zone", _draw_zones(zones, zone_shapes, zoom, last=last))
    _copy(connection, "display_label", _place_labels(streets, zones, settings))
    connection.execute(load_sql("display_index"))

    everything = np.concatenate([street_shapes, zone_shapes])
    return Display(len(streets), len(zones), _find_bounds(everything))


def simplify_shapes(shapes: "Shapes", tolerance: float) -> "Shapes":
    """Returns the shapes with fewer vertices; neighbours still share every edge.

    `tolerance` is in the shapes' unit. A shape that simplifying would break stays as it is.
    """
    if not shapes.size:
        return shapes
    simple = shapely.coverage_simplify(shapes, tolerance)
    broken = ~shapely.is_valid(simple) | shapely.is_empty(simple)
    return np.where(broken, shapes, simple)


def _read_shapes(rows: Iterable[RowMapping]) -> "Shapes":
    return np.array([shapely.from_wkb(bytes(row["shape"])) for row in rows], dtype=object)


def _find_bounds(shapes: "Shapes") -> tuple[float, float, float, float] | None:
    if not shapes.size:
        return None
    west, south, east, north = map(float, shapely.total_bounds(shapes))
    return west, south, east, north


def _pixel(zoom: int) -> float:
    return PIXEL_AT_ZOOM_0 / (1 << zoom)


def _simplify_for_zoom(shapes: "Shapes", zoom: int, *, last: bool) -> "Shapes":
    return simplify_shapes(shapes, _pixel(zoom) * (STRAY_PIXELS_LAST if last else STRAY_PIXELS))


def _draw_streets(
    streets: Iterable[RowMapping], shapes: "Shapes", zoom: int, *, last: bool
) -> Iterator[tuple[Any, ...]]:
    drawn = shapely.to_wkb(_simplify_for_zoom(shapes, zoom, last=last), hex=True)
    for row, shape in zip(streets, drawn, strict=True):
        yield zoom, row["uid"], row["code"], row["name"], row["kind"], shape


def _draw_zones(
    zones: Iterable[RowMapping], shapes: "Shapes", zoom: int, *, last: bool
) -> Iterator[tuple[Any, ...]]:
    points = _points(zones)
    simple = _simplify_for_zoom(shapes, zoom, last=last)
    drawn = np.where(shapely.area(simple) < _pixel(zoom) ** 2, points, simple)
    hexes = zip(shapely.to_wkb(drawn, hex=True), shapely.to_wkb(points, hex=True), strict=True)
    for row, (shape, point) in zip(zones, hexes, strict=True):
        yield zoom, row["uid"], row["code"], row["name"], row["street"], shape, point


def _place_labels(
    streets: Iterable[RowMapping], zones: Iterable[RowMapping], settings: MapSettings
) -> Iterator[tuple[Any, ...]]:
    for kind, rows in (("street", streets), ("zone", zones)):
        ranked = sorted(rows, key=lambda row: (-row["area_m2"], row["uid"]))
        points = shapely.to_wkb(_points(ranked), hex=True)
        for rank, (row, point) in enumerate(zip(ranked, points, strict=True), start=1):
            yield _first_zoom(kind, row, settings), kind, row["uid"], row["name"], rank, point


def _first_zoom(kind: str, row: RowMapping, settings: MapSettings) -> int:
    if kind == "street":
        return settings.zone_min_zoom
    zooms = range(settings.zone_min_zoom, settings.max_zoom)
    fits = (zoom for zoom in zooms if 2 * row["radius"] >= LABEL_PIXELS * _pixel(zoom))
    return next(fits, settings.max_zoom)


def _points(rows: Iterable[RowMapping]) -> "Shapes":
    places = np.array([(row["east"], row["north"]) for row in rows], dtype=float).reshape(-1, 2)
    points: Shapes = np.asarray(shapely.points(places), dtype=object)
    return points


def _copy(connection: Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a connection in a transaction has its driver's
    with driver.cursor() as cursor, cursor.copy(f"COPY pg_temp.{table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
