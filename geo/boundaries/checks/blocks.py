"""Parts a large survey into blocks that are checked by themselves.

A block is some thousand rows side by side, with all rows around it that could matter to them.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.boundaries.checks.subject import Subject

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_ROWS = 8_000
# Streets look farthest, 100 m; in degrees of latitude, and of longitude up to 60° north.
REACH_DEGREES = np.array([0.002, 0.001, 0.002, 0.001]) * (-1, -1, 1, 1)
# The neighbours' own neighbours decide which of their sides do not fit.
_RINGS = 2


@dataclass(frozen=True)
class Block:
    """Positions of rows in the survey, ascending: `own`, which it tells about, and `all` of it."""

    own: "NDArray[np.intp]"
    all: "NDArray[np.intp]"


def split_rows(shapes: "NDArray[Any]", most: int = MOST_ROWS) -> list[Block]:
    """Returns the blocks of a survey's shapes (EPSG:4490): every row is one block's own."""
    count = len(shapes)
    if count <= most:
        return [Block(np.arange(count), np.arange(count))]
    bounds = shapely.bounds(shapes)
    bounds[~np.isfinite(bounds).all(axis=1)] = np.nan
    x, y = np.nan_to_num(bounds[:, :2] + bounds[:, 2:]).T
    stripes = np.array_split(np.argsort(x, kind="stable"), int(np.ceil(np.sqrt(count / most))))
    owns = [
        np.sort(own)
        for stripe in stripes
        for own in np.array_split(
            stripe[np.argsort(y[stripe], kind="stable")], -(-len(stripe) // most)
        )
    ]
    finite = shapes.copy()
    finite[np.isnan(bounds[:, 0])] = None
    tree = shapely.STRtree(finite)
    return [Block(own, _surround(own, bounds, tree)) for own in owns]


def _surround(
    own: "NDArray[np.intp]", bounds: "NDArray[np.float64]", tree: shapely.STRtree
) -> "NDArray[np.intp]":
    rows = own
    for _ in range(_RINGS):
        known = rows[~np.isnan(bounds[rows, 0])]
        reach = np.asarray(shapely.box(*(bounds[known] + REACH_DEGREES).T))
        rows = np.union1d(rows, tree.query(reach)[1])
    return rows


def take_block(survey: Subject, block: Block) -> Subject:
    """Returns the part of a survey under check, with what is known around it."""
    boxes = shapely.bounds(survey.shapes[block.all])
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    if len(boxes):
        around = shapely.box(*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))
    else:
        around = shapely.Polygon()
    return replace(
        survey,
        rows=survey.rows.iloc[block.all].reset_index(drop=True),
        # One street stays in any case: what lies in none is a fault only where some are known.
        streets=_find_near(survey.streets, around, least=1),
        base=None if survey.base is None else _find_near(survey.base, around),
    )


def _find_near(
    known: gpd.GeoDataFrame, around: shapely.Polygon, least: int = 0
) -> gpd.GeoDataFrame:
    near = np.sort(known.sindex.query(around))
    return known.iloc[near] if len(near) >= least else known.iloc[:least]
