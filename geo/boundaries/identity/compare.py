"""What a survey changes about each place, and by how much. Pure: no database."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.boundaries.checks.measured import Measured
from geo.boundaries.identity.ground import Ground
from geo.boundaries.identity.unsaid import Attributes
from geo.places import Places, cut
from geo.surveys import Change
from geo.threads import work_through

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


@dataclass(frozen=True, slots=True)
class Sides:
    """A survey's rows and the known places that they are.

    Attributes:
        rows: the survey's: code, name, attributes and shapes.
        known: the known places, with street_uid.
        drawn: the rows' ground, as surveyed.
        before: the known places' ground.
        place: per row the position of the place that it is, or -1 for none.
        measured: the rows' areas and streets.
        attributes: what the rows will say.
    """

    rows: Places
    known: Places
    drawn: Ground
    before: Ground
    place: "NDArray[np.intp]"
    measured: Measured
    attributes: Attributes


def compare_places(sides: Sides) -> pd.DataFrame:
    """Returns per row what becomes of its place.

    Columns change, changed (names of what differs: shape, code, name, street or an attribute),
    old_code, old_name, old_area_m2, distance_m (the greatest between the two outlines),
    shift_east_m and shift_north_m (of the centroid). A row that is no known place is added, and
    everything else about it missing.
    """
    count = len(sides.rows)
    change, changed = np.full(count, Change.ADDED, dtype=object), np.empty(count, dtype=object)
    changed[:] = [()] * count
    numbers = np.full((count, len(_NUMBERS)), np.nan)
    at = np.flatnonzero(sides.place >= 0)
    parts = cut(len(at))
    for part, found in zip(
        parts, work_through(lambda part: _compare_part(sides, at[part]), parts), strict=True
    ):
        moved, numbers[at[part]], differ = found
        changed[at[part]] = differ
        change[at[part]] = [
            Change.MOVED if shifted and "code" not in what else _classify(what)
            for what, shifted in zip(differ, moved.tolist(), strict=True)
        ]
    return pd.DataFrame(
        {
            "change": change,
            "changed": changed,
            "old_code": sides.known.words.find("code", sides.place),
            "old_name": sides.known.words.find("name", sides.place),
            **dict(zip(_NUMBERS, numbers.T, strict=True)),
        }
    )


_NUMBERS = ("old_area_m2", "distance_m", "shift_east_m", "shift_north_m")


def _compare_part(
    sides: Sides, at: "NDArray[np.intp]"
) -> "tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.object_]]":
    """Returns of some rows which have moved, their numbers, and the names of what differs."""
    old, usable = sides.place[at], sides.measured.usable[at]
    same = sides.rows.shapes.equal(at, sides.known.shapes, old) & usable
    moved, numbers = np.zeros(len(at), dtype=bool), np.zeros((len(at), len(_NUMBERS)))
    numbers[same, 0] = sides.measured.area[at[same]]
    left = np.flatnonzero(~same)
    equal = _equal_shapes(sides.rows.shapes.take(at[left]), sides.known.shapes.take(old[left]))
    one, other = sides.drawn.take(at[left]), sides.before.take(old[left])
    numbers[left, 0] = shapely.area(other)
    same[left[equal]] = True
    left, one, other = left[~equal], one[~equal], other[~equal]
    numbers[left, 1] = measure_distance(one, other)
    numbers[left, 2:] = _centre(one) - _centre(other)
    rounded = numbers[left, 1] <= SAME_PLACE_M
    same[left[rounded]] = True
    numbers[left[rounded], 1:] = 0
    left = left[~rounded]
    moved[left] = _have_moved(one[~rounded], other[~rounded], numbers[left, 2:])
    return moved, numbers, _list_differences(sides, at, same)


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
    sides: Sides, at: "NDArray[np.intp]", same: "NDArray[np.bool_]"
) -> "NDArray[np.object_]":
    """Returns of some rows the names of what differs; `same` says which have their old shapes."""
    old = sides.place[at]
    words, before = sides.rows.words, sides.known.words
    home = [None if uid is pd.NA else uid for uid in sides.measured.pick(at).street_uid.tolist()]
    columns = {
        "shape": (same.tolist(), [True] * len(at)),
        "code": (words.tell("code", at), before.tell("code", old)),
        "name": (words.tell("name", at), before.tell("name", old)),
        "street": (home, before.tell("street_uid", old)),
    }
    differ: list[tuple[str, ...]] = [()] * len(at)
    for name, (now, then) in columns.items():
        for row in _list_unequal(now, then):
            differ[row] += (name,)
    now, then = sides.attributes.take(at).to_pylist(), before.tell("attributes", old)
    for row in _list_unequal(now, then):
        differ[row] += _differ(json.loads(now[row]), json.loads(then[row]))
    found = np.empty(len(at), dtype=object)
    found[:] = differ
    return found


def _list_unequal(one: Sequence[Any], other: Sequence[Any]) -> list[int]:
    return [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]


def _differ(now: dict[str, Any], then: dict[str, Any]) -> tuple[str, ...]:
    names = sorted(now.keys() | then.keys())
    return tuple(name for name in names if now.get(name) != then.get(name))


def measure_distance(one: "NDArray[Any]", other: "NDArray[Any]") -> "NDArray[np.float64]":
    """Returns the greatest distance between the outlines of each two shapes, in their unit.

    It is Hausdorff's, measured from the vertices of each outline and from the middle of its
    sides. Its cost grows with the product of the vertices; from some 500 vertices each on, it is
    found by an index of the segments instead.
    """
    steps = shapely.get_num_coordinates(one) * shapely.get_num_coordinates(other)
    distance = np.zeros(len(one))
    few = steps <= _MANY_STEPS
    distance[few] = shapely.hausdorff_distance(one[few], other[few], densify=_DENSIFY)
    for at in np.flatnonzero(~few):
        distance[at] = max(_reach(one[at], other[at]), _reach(other[at], one[at]))
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
