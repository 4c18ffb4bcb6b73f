"""Pairs of shapes that share ground: a survey's with each other, and zones with streets."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.boundaries.outlines import CLOSE_M, trace_outlines

if TYPE_CHECKING:
    from numpy.typing import NDArray

GAP_M = 0.5
OVERLAP_AREA_M2 = 1.0
OVERLAP_WIDTH_M = 0.05


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Pairs of positions whose shapes share ground, in metres.

    Attributes:
        one: positions of the first shapes.
        other: positions of the second ones.
        area: what they have in common, in m².
        wide: whether that is much (measure_common).
        middle: (n, 2) a point inside of it.
        untidy: which shapes have a side that does not fit its neighbour's: only these can overlap,
            or lack a neighbour's vertex.
    """

    one: "NDArray[np.intp]"
    other: "NDArray[np.intp]"
    area: "NDArray[np.float64]"
    wide: "NDArray[np.bool_]"
    middle: "NDArray[np.float64]"
    untidy: "NDArray[np.bool_]"


@dataclass(frozen=True, slots=True)
class Shares:
    """How much ground (m²) a zone (position) shares with a street (position)."""

    zone: "NDArray[np.intp]"
    street: "NDArray[np.intp]"
    area: "NDArray[np.float64]"


def find_sides(shapes: "NDArray[Any]", usable: "NDArray[np.bool_]") -> "NDArray[Any]":
    """Returns per shape (metres) the sides, as lines, that do not fit a neighbour within GAP_M.

    That is told for all shapes at once by the rules of a valid coverage, and quickly. None of a
    shape that is not usable.
    """
    sides = np.full(len(shapes), None, dtype=object)
    if usable.any():
        sides[usable] = shapely.coverage_invalid_edges(shapes[usable], gap_width=GAP_M)
    return sides


def find_overlaps(shapes: "NDArray[Any]", sides: "NDArray[Any]") -> Overlaps:
    """Returns the pairs of usable shapes (metres) that share ground.

    Where all sides of a shape and of its neighbour fit each other, nothing is cut.

    Args:
        shapes: the shapes.
        sides: what find_sides returns for them.
    """
    at = np.flatnonzero(~shapely.is_missing(sides))
    tree = shapely.STRtree(shapes[at])
    untidy = np.zeros(len(shapes), dtype=bool)
    suspects = at[~shapely.is_empty(sides[at])]
    if len(suspects):
        # What is measured again is some nanometres off: sides that part by that still meet.
        grown = shapely.bounds(shapes[suspects]) + np.array([-1, -1, 1, 1]) * GAP_M
        near = tree.query(np.asarray(shapely.box(*grown.T)))[1]
        around = np.unique(at[near])
        edges = shapely.coverage_invalid_edges(shapes[around], gap_width=CLOSE_M)
        untidy[around] = ~shapely.is_empty(edges)
    one, other = tree.query(shapes[untidy])
    one, other = np.flatnonzero(untidy)[one], at[other]
    # Of two that are both untidy each finds the other.
    once = (one < other) | (~untidy[other] & (one != other))
    one, other = one[once], other[once]
    one, other = np.minimum(one, other), np.maximum(one, other)
    area, wide, common = measure_common(shapes[one], shapes[other])
    share = np.flatnonzero(area > 0)
    middle = shapely.get_coordinates(shapely.point_on_surface(common[share]))
    return Overlaps(one[share], other[share], area[share], wide[share], middle, untidy)


def measure_common(
    one: "NDArray[Any]", other: "NDArray[Any]"
) -> "tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[Any]]":
    """Returns what each pair of shapes has in common: area (m²), whether it is much, the shape.

    Much is above OVERLAP_AREA_M2 where some place of it is wider than OVERLAP_WIDTH_M: two sides
    that miss each other by a hair for half a kilometre share several m², and a bulge among them is
    as wrong as one by itself.
    """
    common = shapely.intersection(one, other)
    area = shapely.area(common)
    wide = area > OVERLAP_AREA_M2
    wide[wide] = ~shapely.is_empty(shapely.buffer(common[wide], -OVERLAP_WIDTH_M / 2))
    return area, wide, common


def find_shares(
    shapes: "NDArray[Any]", usable: "NDArray[np.bool_]", streets: "NDArray[Any]"
) -> Shares:
    """Returns the ground that usable zones share with streets; all shapes in metres."""
    at = np.flatnonzero(usable)
    # Most zones lie wholly in one street, away from its border: any point of them tells which.
    sides = _list_sides(streets, shapely.total_bounds(shapes[at]))
    border = np.unique(shapely.STRtree(shapes[at]).query(sides)[1])
    inside = np.delete(at, border)
    corners = np.asarray(shapely.points(shapely.bounds(shapes[inside])[:, :2]))
    street_in, zone_in = shapely.STRtree(corners).query(streets, predicate="contains")
    # Of the others only those have to be cut that are not covered all the same.
    border = at[border]
    street_whole, zone_whole = shapely.STRtree(shapes[border]).query(streets, predicate="covers")
    split = np.delete(border, zone_whole)
    street_cut, zone_cut = shapely.STRtree(shapes[split]).query(streets, predicate="intersects")
    zone_cut = split[zone_cut]
    whole = np.append(inside[zone_in], border[zone_whole])
    area = shapely.area(shapely.intersection(shapes[zone_cut], streets[street_cut]))
    return Shares(
        np.append(whole, zone_cut),
        np.concatenate([street_in, street_whole, street_cut]),
        np.append(shapely.area(shapes[whole]), area),
    )


def _list_sides(shapes: "NDArray[Any]", box: "NDArray[np.float64]") -> "NDArray[Any]":
    """Returns the sides of polygons that may touch a box, as lines."""
    outlines = trace_outlines(shapes)
    sides = np.stack([outlines.points, outlines.points[outlines.neighbours()[1]]], axis=1)
    near = (sides.max(axis=1) >= box[:2]) & (sides.min(axis=1) <= box[2:])
    return np.asarray(shapely.linestrings(sides[near.all(axis=1)]))
