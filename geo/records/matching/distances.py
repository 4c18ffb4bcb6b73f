"""How far points lie from the walls of zones, in metres of a projected system. Pure."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.threads import work_in_chunks, work_through

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

# Points whose neighbours are looked for at once.
_CHUNK = 4_096


@dataclass(frozen=True, slots=True)
class Nearby:
    """Pairs of a point and a zone near to it, by point, nearest first.

    Attributes:
        point: positions of points.
        zone: positions of zones.
        metres: how far the point lies from the zone, 0 within it.
    """

    point: "Integers"
    zone: "Integers"
    metres: "Floats"


def measure_edges(
    x: "Floats", y: "Floats", shapes: "NDArray[Any]", position: "NDArray[Any]"
) -> "Floats":
    """Returns how far each point lies from the nearest wall of its zone, holes' walls included.

    Args:
        x: eastings in metres.
        y: northings in metres.
        shapes: zones in the same system.
        position: which of them each point is measured to; -1 for none, which gives NaN.
    """
    held = np.unique(position[position >= 0])
    walls = np.full(len(shapes), None, object)
    walls[held] = shapely.boundary(shapes[held])
    return _measure(x, y, walls, position)


def measure_distances(
    x: "Floats", y: "Floats", shapes: "NDArray[Any]", position: "NDArray[Any]"
) -> "Floats":
    """Returns how far each point lies from a zone, 0 within it; see `measure_edges`."""
    return _measure(x, y, shapes, position)


def find_nearest(
    x: "Floats", y: "Floats", shapes: "NDArray[Any]", within_m: float, most: int
) -> Nearby:
    """Returns the zones near to each point, those that hold it first.

    Args:
        x: eastings in metres; points that are not finite have no neighbours.
        y: northings in metres.
        shapes: zones in the same system; None and empty ones are near to nothing.
        within_m: how near they must be.
        most: so many for a point at most; of those equally near the lower positions.
    """
    tree = shapely.STRtree(shapes)
    finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))

    def find(start: int) -> "tuple[Integers, Integers, Floats]":
        chunk = finite[start : start + _CHUNK]
        points = np.asarray(shapely.points(x[chunk], y[chunk]))
        point, zone = tree.query(points, "dwithin", within_m)
        metres = np.asarray(shapely.distance(points[point], shapes[zone]))
        order = np.lexsort((zone, metres, point))
        point, zone, metres = point[order], zone[order], metres[order]
        rank = np.arange(len(point)) - np.searchsorted(point, point)
        near = rank < most
        return chunk[point[near]], zone[near], metres[near]

    found = list(work_through(find, range(0, len(finite), _CHUNK)))
    if not found:
        return Nearby(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    return Nearby(*(np.concatenate(part) for part in zip(*found, strict=True)))


def _measure(
    x: "Floats", y: "Floats", shapes: "NDArray[Any]", position: "NDArray[Any]"
) -> "Floats":
    metres = np.full(len(x), np.nan)
    asked = np.flatnonzero((position >= 0) & np.isfinite(x) & np.isfinite(y))
    # Asked for before several threads may do it at once.
    shapely.bounds(shapes)
    metres[asked] = work_in_chunks(_measure_some, x[asked], y[asked], shapes[position[asked]])
    return metres


def _measure_some(x: "Floats", y: "Floats", shapes: "NDArray[Any]") -> "Floats":
    return np.asarray(shapely.distance(shapely.points(x, y), shapes))
