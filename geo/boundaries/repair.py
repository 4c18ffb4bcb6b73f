"""Repairs of a faulty shape, proposed with the area before and after; a person takes one.

Nothing here changes a survey by itself: propose_repairs only tells, apply_repairs does what was
asked for by row. Vertices that a repair has no reason to touch keep their coordinates exactly.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.boundaries.outlines import (
    CLOSE_M,
    CLOSE_NOISE_M,
    SPIKE_DEGREES,
    find_close,
    measure_angles,
    trace_outlines,
)
from geo.crs import STORAGE, get_transformer, transform_shapes
from geo.errors import InputError, Text
from geo.places import Places, Words
from geo.profile import Profile

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A repair that changes the area by more than this needs a person's waiver (G5).
AREA_SHARE = 0.001
AREA_M2 = 1.0
# The column of the rows that keeps the area (m²) as it was drawn, where a repair was taken.
DRAWN_AREA = "drawn_area_m2"

REPAIRS = {
    "make_valid": Text("按环的结构修复", "make valid by the structure of the rings"),
    "make_valid_lines": Text("按全部线段修复", "make valid, keeping every line"),
    "buffer0": Text("零缓冲（可能丢失部分面）", "buffer by zero (may lose a part)"),
    "polygons": Text("只保留其中的面", "keep the polygons only"),
    "vertices": Text("删去重复顶点与尖刺", "drop repeated vertices and spikes"),
}


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to repair a shape: `geometry` (EPSG:4490) is what it would become."""

    id: str
    area_before_m2: float
    area_after_m2: float
    geometry: BaseGeometry
    row: int = 0

    @property
    def changes_much(self) -> bool:
        """Whether the area changes by more than 0.1 % or 1 m² (G5)."""
        return bool(changes_much(np.array(self.area_before_m2), np.array(self.area_after_m2)))

    def as_dict(self) -> dict[str, Any]:
        """Returns the repair as plain JSON values, its geometry as GeoJSON."""
        return {
            "row": self.row,
            "id": self.id,
            "title": REPAIRS[self.id].as_dict(),
            "area_before_m2": round(self.area_before_m2, 3),
            "area_after_m2": round(self.area_after_m2, 3),
            "changes_much": self.changes_much,
            "geometry": mapping(self.geometry),
        }


def changes_much(
    before: "NDArray[np.float64]", after: "NDArray[np.float64]"
) -> "NDArray[np.bool_]":
    """Returns where an area (m²) changes by more than 0.1 % or 1 m²."""
    change = np.abs(after - before)
    much: NDArray[np.bool_] = (change > AREA_M2) | (change > AREA_SHARE * before)
    return much


def propose_repairs(rows: gpd.GeoDataFrame, profile: Profile) -> tuple[Repair, ...]:
    """Returns the repairs of all faulty shapes (EPSG:4490), by row; the first one is the safest.

    Faulty are collections that hold polygons, invalid polygons, repeated vertices and spikes.
    """
    shapes: NDArray[Any] = np.asarray(rows.geometry.array, dtype=object)
    numbers = rows["row_no"].tolist()
    return tuple(
        Repair(one.id, one.area_before_m2, one.area_after_m2, one.geometry, int(numbers[at]))
        for at in _find_faulty(shapes, profile)
        for one in mend_shape(shapes[at], profile)
    )


def apply_repairs(
    rows: gpd.GeoDataFrame, repairs: Mapping[int, str], profile: Profile
) -> gpd.GeoDataFrame:
    """Returns the rows with the repairs that a person took (row number -> id of the repair).

    A repaired row keeps its drawn area in `drawn_area_m2`. A row that needs no repair, or not that
    one any more, stays as it is: applying the same repairs again changes nothing.

    Raises:
        InputError: repair_unknown, when the row or such a repair of it does not exist.
    """
    if not repairs:
        return rows
    position = {int(number): at for at, number in enumerate(rows["row_no"].tolist())}
    shapes: NDArray[Any] = np.asarray(rows.geometry.array, dtype=object).copy()
    drawn = (
        rows[DRAWN_AREA].to_numpy(dtype=float, copy=True)
        if DRAWN_AREA in rows
        else np.full(len(rows), np.nan)
    )
    for number, wanted in sorted(repairs.items()):
        at = position.get(number)
        if at is None or wanted not in REPAIRS:
            raise _refuse(number, wanted)
        proposed = mend_shape(shapes[at], profile)
        chosen = next((repair for repair in proposed if repair.id == wanted), None)
        if chosen is not None:
            # A place is a multipolygon, be it of one part.
            shapes[at] = shapely.multipolygons(shapely.get_parts(chosen.geometry))
            drawn[at] = chosen.area_before_m2 if np.isnan(drawn[at]) else drawn[at]
        elif proposed and np.isnan(drawn[at]):
            raise _refuse(number, wanted)
    return rows.set_geometry(gpd.GeoSeries(shapes, index=rows.index, crs=rows.crs)).assign(
        **{DRAWN_AREA: drawn}
    )


def repair_places(rows: Places, repairs: Mapping[int, str], profile: Profile) -> Places:
    """Returns a survey's rows with the repairs that a person took, as apply_repairs does.

    Raises:
        InputError: repair_unknown.
    """
    if not repairs:
        return rows
    at = np.array([number - 1 for number in sorted(repairs) if 0 < number <= len(rows)], np.intp)
    repaired = apply_repairs(rows.unpack(at), repairs, profile)
    drawn = np.full(len(rows), np.nan)
    drawn[at] = repaired[DRAWN_AREA]
    words = Words(rows.words.table.append_column(DRAWN_AREA, pa.array(drawn)))
    return Places(words, rows.shapes.renew(at, repaired.geometry.to_numpy()))


def mend_shape(shape: BaseGeometry | None, profile: Profile) -> tuple[Repair, ...]:
    """Returns the repairs of one shape (EPSG:4490) that lead to different valid polygons."""
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return ()
    ways = [(id_, made) for id_, made in _try_ways(shape, profile) if _is_sound(made)]
    geometries = np.array([shape, *(made for _, made in ways)], dtype=object)
    # A ring that is drawn twice as a hole would leave less than nothing.
    areas = shapely.area(transform_shapes(geometries, STORAGE, profile.crs.measure)).clip(0)
    found: list[Repair] = []
    for (id_, made), area in zip(ways, areas[1:], strict=True):
        if not any(shapely.equals(made, other.geometry) for other in found):
            found.append(Repair(id_, float(areas[0]), float(area), made))
    return tuple(found)


def _find_faulty(shapes: "NDArray[Any]", profile: Profile) -> "NDArray[np.intp]":
    present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6))
    faulty = present & (~polygonal | ~shapely.is_valid(shapes))
    metric = transform_shapes(shapes, STORAGE, profile.crs.measure).copy()
    metric[~(present & polygonal)] = None
    metric[~np.isfinite(shapely.bounds(metric)).all(axis=1)] = None
    outlines = trace_outlines(metric)
    close = find_close(outlines)
    faulty[outlines.shape[close]] = True
    rest = outlines.keep(~close)
    faulty[rest.shape[measure_angles(rest) < SPIKE_DEGREES]] = True
    found: NDArray[np.intp] = np.flatnonzero(faulty)
    return found


def _try_ways(shape: BaseGeometry, profile: Profile) -> Iterator[tuple[str, BaseGeometry]]:
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        yield "polygons", _take_polygons(shape)
        return
    if shape.is_valid:
        cleaned = _drop_vertices(shape, profile)
        if shapely.get_num_coordinates(cleaned) < shapely.get_num_coordinates(shape):
            yield "vertices", cleaned
        return
    yield (
        "make_valid",
        _take_polygons(shapely.make_valid(shape, method="structure", keep_collapsed=False)),
    )
    yield "make_valid_lines", _take_polygons(shapely.make_valid(shape))
    yield "buffer0", _take_polygons(shapely.buffer(shape, 0))
    yield "vertices", _drop_vertices(shape, profile)


def _is_sound(shape: BaseGeometry) -> bool:
    return shape.geom_type in ("Polygon", "MultiPolygon") and not shape.is_empty and shape.is_valid


def _take_polygons(shape: BaseGeometry) -> BaseGeometry:
    """Returns the polygons of whatever shape as one Polygon or MultiPolygon."""
    parts = shapely.get_parts(shape)
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    polygons = parts[shapely.get_type_id(parts) == 3]
    return polygons[0] if len(polygons) == 1 else shapely.union_all(polygons)


def _drop_vertices(shape: BaseGeometry, profile: Profile) -> BaseGeometry:
    """Returns the shape without vertices that repeat their neighbour and without spikes' tips."""
    polygons = []
    for polygon in shapely.get_parts(shape):
        shell, *holes = (
            _clean_ring(shapely.get_coordinates(ring)[:-1], profile)
            for ring in shapely.get_rings(polygon)
        )
        if len(shell) > 2:
            polygons.append(shapely.Polygon(shell, [hole for hole in holes if len(hole) > 2]))
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _clean_ring(points: "NDArray[np.float64]", profile: Profile) -> "NDArray[np.float64]":
    way = get_transformer(STORAGE, profile.crs.measure)
    metric = np.column_stack(way.transform(points[:, 0], points[:, 1]))
    while True:
        kept = _thin_out(metric)
        points, metric = points[kept], metric[kept]
        if len(points) < 3:
            return points
        angles = measure_angles(trace_outlines(np.array([shapely.Polygon(metric)], dtype=object)))
        if angles.min() >= SPIKE_DEGREES:
            return points
        tip = int(angles.argmin())
        points, metric = np.delete(points, tip, axis=0), np.delete(metric, tip, axis=0)


def _thin_out(metric: "NDArray[np.float64]") -> list[int]:
    """Returns the positions of a ring's vertices that are 1 cm or more from the one kept before."""
    nearest = CLOSE_M - CLOSE_NOISE_M
    kept = [0]
    for at in range(1, len(metric)):
        if math.dist(metric[at], metric[kept[-1]]) >= nearest:
            kept.append(at)
    while len(kept) > 1 and math.dist(metric[kept[-1]], metric[0]) < nearest:
        kept.pop()
    return kept


def _refuse(row: int, wanted: str) -> InputError:
    return InputError(
        "repair_unknown",
        Text(f"第 {row} 行没有修复方式 {wanted}。", f"Row {row} has no repair {wanted}."),
        Text("请在修复建议中选择。", "Choose one of the repairs that are proposed."),
    )
