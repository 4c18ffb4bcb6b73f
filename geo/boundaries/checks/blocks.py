"""Parts a large survey into blocks that are checked by themselves.

A block is some thousand rows side by side, with all rows around it that could matter to them.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.boundaries.checks.subject import Subject
from geo.surveys import PlaceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_ROWS = 8_000
# How far checks look around a shape, and more: in degrees of latitude, and of longitude up to 60°
# north. Streets look for others within 100 m, zones within half a metre.
_REACH = np.array([-2, -1, 2, 1])
REACH_DEGREES = {PlaceKind.STREET: 0.001 * _REACH, PlaceKind.ZONE: 0.000_01 * _REACH}
# The neighbours' own neighbours decide which of their sides do not fit.
_RINGS = 2
# All in the box around a block's shapes are taken while they are not many more than these.
_FEW_MORE = 1.3


@dataclass(frozen=True)
class Block:
    """Positions of rows in the survey, ascending: `own`, which it tells about, and `all` of it."""

    own: "NDArray[np.intp]"
    all: "NDArray[np.intp]"


def split_rows(bounds: "NDArray[np.float64]", most: int = MOST_ROWS) -> "list[NDArray[np.intp]]":
    """Returns the rows by their bounds (EPSG:4490) in blocks of neighbours: ascending positions.

    Every row is in one block; what has no finite bounds is in some.
    """
    count = len(bounds)
    if count <= most:
        return [np.arange(count)]
    finite = np.isfinite(bounds).all(axis=1, keepdims=True)
    x, y = np.where(finite, bounds[:, :2] + bounds[:, 2:], 0.0).T
    stripes = np.array_split(np.argsort(x, kind="stable"), int(np.ceil(np.sqrt(count / most))))
    return [
        np.sort(own)
        for stripe in stripes
        for own in np.array_split(
            stripe[np.argsort(y[stripe], kind="stable")], -(-len(stripe) // most)
        )
    ]


def surround(
    own: "NDArray[np.intp]", bounds: "NDArray[np.float64]", reach_degrees: "NDArray[np.float64]"
) -> Block:
    """Returns the block of some rows with all that could matter to them."""
    rows = own
    for _ in range(_RINGS):
        reach = bounds[rows] + reach_degrees
        reach = reach[np.isfinite(reach).all(axis=1)]
        near = find_near(bounds, reach)
        if len(near) > _FEW_MORE * len(rows):
            # One shape reaches far: what lies under it all is not meant.
            near = find_touching(bounds, reach)
        rows = np.union1d(rows, near)
    return Block(own, rows)


def _draw_boxes(bounds: "NDArray[np.float64]") -> "NDArray[Any]":
    """Returns shapes that have these bounds: lines are drawn fastest."""
    return np.asarray(shapely.linestrings(bounds.reshape(-1, 2, 2)))


def find_near(bounds: "NDArray[np.float64]", around: "NDArray[np.float64]") -> "NDArray[np.intp]":
    """Returns the positions of bounds (n, 4) that touch the box of all of the others (m, 4)."""
    if not len(around):
        return np.empty(0, dtype=np.intp)
    (west, south), (east, north) = around[:, :2].min(axis=0), around[:, 2:].max(axis=0)
    x, y, right, top = bounds.T
    near: NDArray[np.intp] = np.flatnonzero(
        (x <= east) & (right >= west) & (y <= north) & (top >= south)
    )
    return near


def find_touching(
    bounds: "NDArray[np.float64]", around: "NDArray[np.float64]"
) -> "NDArray[np.intp]":
    """Returns the positions, ascending, of bounds (n, 4) that touch any of the others (m, 4)."""
    near = find_near(bounds, around)
    tree = shapely.STRtree(_draw_boxes(bounds[near]))
    touching: NDArray[np.intp] = near[np.unique(tree.query(_draw_boxes(around))[1])]
    return touching


def take_block(survey: Subject, block: Block) -> Subject:
    """Returns the part of a survey under check, with what is known around it."""
    boxes = survey.places.shapes.bounds[block.all]
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    if len(boxes):
        around = shapely.box(*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))
    else:
        around = shapely.Polygon()
    return replace(
        survey,
        at=block.all,
        # One street stays in any case: what lies in none is a fault only where some are known.
        streets=_find_near(survey.streets, around, least=1),
        base=None if survey.base is None else _find_near(survey.base, around),
    )


def _find_near(
    known: gpd.GeoDataFrame, around: shapely.Polygon, least: int = 0
) -> gpd.GeoDataFrame:
    near = np.sort(known.sindex.query(around))
    return known.iloc[near] if len(near) >= least else known.iloc[:least]
