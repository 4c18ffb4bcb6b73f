"""What a survey changes about each place, and by how much. Pure: no database."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.surveys import Change
from geo.threads import work_in_chunks

if TYPE_CHECKING:
    from numpy.typing import NDArray

# About a millimetre: two roads from the same drawing (two files, two systems) differ by less.
SAME_PLACE_DEGREES = 1e-8
# Files written with seven decimals, or in whole centimetres, differ by less than this.
SAME_PLACE_M = 0.01
# Moved is what has its old shape to 5 cm, somewhere else by more than that.
SAME_SHAPE_M = 0.05
# Outlines are compared at their vertices and midway; long ones by an index of their segments.
_DENSIFY = 0.5
_MANY_STEPS = 250_000


def compare_places(
    rows: gpd.GeoDataFrame,
    known: gpd.GeoDataFrame,
    drawn: "NDArray[Any]",
    before: "NDArray[Any]",
    place_of: "NDArray[np.intp]",
) -> pd.DataFrame:
    """Returns per row what becomes of its place.

    Args:
        rows: code, name, street_uid, attributes, geometry (EPSG:4490).
        known: the same of the known places.
        drawn: the rows' shapes in metres, as surveyed.
        before: the known places' shapes in metres.
        place_of: per row the position of the place that it is, or -1 for none.

    Returns:
        Columns change, changed (names of what differs: shape, code, name, street or an
        attribute), old_code, old_name, old_area_m2, distance_m (the greatest between the two
        outlines), shift_east_m and shift_north_m (of the centroid). A row that is no known place
        is added, and everything else about it missing.
    """
    at = np.flatnonzero(place_of >= 0)
    old = place_of[at]
    same = work_in_chunks(
        _equal_shapes, rows.geometry.to_numpy()[at], known.geometry.to_numpy()[old]
    )
    distance, shift = np.zeros(len(at)), np.zeros((len(at), 2))
    one, other = drawn[at[~same]], before[old[~same]]
    shift[~same] = _centre(one) - _centre(other)
    distance[~same] = measure_distance(one, other)
    rounded = ~same & (distance <= SAME_PLACE_M)
    one, other = one[~rounded[~same]], other[~rounded[~same]]
    same |= rounded
    shift[same], distance[same] = 0, 0
    moved = np.zeros(len(at), dtype=bool)
    moved[~same] = _have_moved(one, other, shift[~same])
    differ = _list_differences(rows, known, at, old, same)
    change = [
        Change.MOVED if shifted and "code" not in changed else _classify(changed)
        for changed, shifted in zip(differ, moved.tolist(), strict=True)
    ]
    found = pd.DataFrame(
        {
            "change": change,
            "changed": pd.Series(differ, dtype=object),
            "old_code": known["code"].to_numpy(object)[old],
            "old_name": known["name"].to_numpy(object)[old],
            "old_area_m2": shapely.area(before[old]),
            "distance_m": distance,
            "shift_east_m": shift[:, 0],
            "shift_north_m": shift[:, 1],
        },
        index=at,
    ).reindex(range(len(rows)))
    found["change"] = found["change"].astype(object).where(place_of >= 0, Change.ADDED)
    found["changed"] = [what if isinstance(what, tuple) else () for what in found["changed"]]
    return found


def _classify(changed: tuple[str, ...]) -> Change:
    """Returns the one class of a place: what matters most to those who use it."""
    if "code" in changed:
        return Change.CODE_CHANGED
    if "shape" in changed:
        return Change.RESHAPED
    return Change.ATTRIBUTES if changed else Change.UNCHANGED


def _equal_shapes(one: "NDArray[Any]", other: "NDArray[Any]") -> "NDArray[np.bool_]":
    same: NDArray[np.bool_] = shapely.equals_exact(
        shapely.normalize(one), shapely.normalize(other), tolerance=SAME_PLACE_DEGREES
    )
    return same


def _list_differences(
    rows: gpd.GeoDataFrame,
    known: gpd.GeoDataFrame,
    at: "NDArray[np.intp]",
    old: "NDArray[np.intp]",
    same: "NDArray[np.bool_]",
) -> list[tuple[str, ...]]:
    new_says, old_says = _says(rows), _says(known)
    found = []
    for row, place, same_shape in zip(at.tolist(), old.tolist(), same.tolist(), strict=True):
        now, then = new_says[row], old_says[place]
        changed: tuple[str, ...] = () if same_shape else ("shape",)
        if now != then:
            changed += tuple(n for n in ("code", "name", "street") if now[0][n] != then[0][n])
            changed += _differ(now[1] or {}, then[1] or {})
        found.append(changed)
    return found


def _differ(now: Mapping[str, Any], then: Mapping[str, Any]) -> tuple[str, ...]:
    names = sorted(now.keys() | then.keys())
    return tuple(name for name in names if now.get(name) != then.get(name))


def _says(frame: gpd.GeoDataFrame) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    streets = [None if pd.isna(uid) else int(uid) for uid in frame["street_uid"].tolist()]
    words = zip(frame["code"].tolist(), frame["name"].tolist(), streets, strict=True)
    return [
        ({"code": code, "name": name, "street": street}, attributes)
        for (code, name, street), attributes in zip(
            words, frame["attributes"].tolist(), strict=True
        )
    ]


def measure_distance(one: "NDArray[Any]", other: "NDArray[Any]") -> "NDArray[np.float64]":
    """Returns the greatest distance between the outlines of each two shapes, in their unit.

    It is Hausdorff's, measured from the vertices of each outline and from the middle of its
    sides. Its cost grows with the product of the vertices; from some 500 vertices each on, it is
    found by an index of the segments instead.
    """
    steps = shapely.get_num_coordinates(one) * shapely.get_num_coordinates(other)
    distance = np.zeros(len(one))
    few = steps <= _MANY_STEPS
    distance[few] = work_in_chunks(_measure_hausdorff, one[few], other[few])
    for at in np.flatnonzero(~few):
        distance[at] = max(_reach(one[at], other[at]), _reach(other[at], one[at]))
    return distance


def _measure_hausdorff(one: "NDArray[Any]", other: "NDArray[Any]") -> "NDArray[np.float64]":
    distance: NDArray[np.float64] = shapely.hausdorff_distance(one, other, densify=_DENSIFY)
    return distance


def _reach(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """Returns how far the outline of one reaches from that of the other."""
    start, end = _sides(one)
    points = shapely.points(np.concatenate([start, (start + end) / 2]))
    tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack(_sides(other), axis=1))))
    _, distance = tree.query_nearest(points, return_distance=True, all_matches=False)
    return float(distance.max())


def _sides(shape: shapely.Geometry) -> "tuple[NDArray[Any], NDArray[Any]]":
    rings = shapely.get_rings(shapely.get_parts(shape))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    within = ring[1:] == ring[:-1]
    return points[:-1][within], points[1:][within]


def _have_moved(
    drawn: "NDArray[Any]", before: "NDArray[Any]", shift: "NDArray[np.float64]"
) -> "NDArray[np.bool_]":
    """Returns which shapes are the old ones to 5 cm, shifted by more than that."""
    boxes = shapely.bounds(drawn) - shapely.bounds(before) - np.tile(shift, 2)
    moved = (np.hypot(*shift.T) > SAME_SHAPE_M) & (np.abs(boxes) <= SAME_SHAPE_M).all(axis=1)
    at = np.flatnonzero(moved)
    points, of = shapely.get_coordinates(before[at], return_index=True)
    shifted = shapely.set_coordinates(before[at], points + shift[at][of])
    moved[at] = measure_distance(drawn[at], shifted) <= SAME_SHAPE_M
    result: NDArray[np.bool_] = moved
    return result


def _centre(shapes: "NDArray[Any]") -> "NDArray[np.float64]":
    centres = shapely.centroid(shapes)
    return np.column_stack([shapely.get_x(centres), shapely.get_y(centres)])
