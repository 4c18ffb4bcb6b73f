"""The vertices of many shapes as flat arrays: which are too close, which are the tip of a spike."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Two vertices nearer than this are one point of the drawing. What is stored and measured again
# moves by far less than the micrometre that is left between "1 cm" and "less than 1 cm".
CLOSE_M = 0.01
CLOSE_NOISE_M = 1e-6
SPIKE_DEGREES = 1.0


@dataclass(frozen=True, slots=True)
class Outlines:
    """Vertices in the order of their rings, each ring without its closing point.

    Attributes:
        points: (n, 2) coordinates.
        ring: (n,) number of the ring, ascending.
        shape: (n,) position of the shape that the ring belongs to, ascending.
    """

    points: "NDArray[np.float64]"
    ring: "NDArray[np.intp]"
    shape: "NDArray[np.intp]"

    def keep(self, chosen: "NDArray[np.bool_]") -> "Outlines":
        """Returns the outlines of the chosen vertices only."""
        return Outlines(self.points[chosen], self.ring[chosen], self.shape[chosen])

    def neighbours(self) -> "tuple[NDArray[np.intp], NDArray[np.intp]]":
        """Returns the positions of the vertices before and after each one in its ring."""
        here = np.arange(len(self.ring))
        first = np.ones(len(here), dtype=bool)
        first[1:] = self.ring[1:] != self.ring[:-1]
        starts = np.flatnonzero(first)
        ends = np.append(starts[1:], len(here)) - 1
        before, after = here - 1, here + 1
        before[starts], after[ends[: len(starts)]] = ends[: len(starts)], starts
        return before, after


def trace_outlines(shapes: "NDArray[Any]") -> Outlines:
    """Returns the outlines of an array of polygons (valid or not); others have none."""
    at = np.flatnonzero(np.isin(shapely.get_type_id(shapes), (3, 6)))
    if not len(at):
        return Outlines(np.empty((0, 2)), *(np.empty(0, dtype=np.intp),) * 2)
    kind, points, ends = shapely.to_ragged_array(shapes[at], include_z=False)
    # Where rings end in the points, parts in the rings and, of multipolygons, shapes in the parts.
    rings = np.diff(ends[0])
    shape_ends = ends[1] if kind is shapely.GeometryType.POLYGON else ends[1][ends[2]]
    shape_of_ring = np.repeat(at, np.diff(shape_ends))
    ring = np.repeat(np.arange(len(rings)), rings)
    # The last point of each ring repeats its first.
    open_ended = np.ones(len(points), dtype=bool)
    open_ended[ends[0][1:][rings > 0] - 1] = False
    return Outlines(points, ring, shape_of_ring[ring]).keep(open_ended)


def find_close(outlines: Outlines) -> "NDArray[np.bool_]":
    """Returns which vertices lie less than 1 cm before the next one of their ring (metres)."""
    _, after = outlines.neighbours()
    way = outlines.points[after] - outlines.points
    close: NDArray[np.bool_] = np.hypot(way[:, 0], way[:, 1]) < CLOSE_M - CLOSE_NOISE_M
    return close


def measure_angles(outlines: Outlines) -> "NDArray[np.float64]":
    """Returns the angle (0-180 degrees) between the two sides at each vertex.

    It is 180 where a ring has fewer than three vertices: such a ring has no sides to compare.
    """
    before, after = outlines.neighbours()
    one = outlines.points[before] - outlines.points
    other = outlines.points[after] - outlines.points
    cross = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    dot = (one * other).sum(axis=1)
    angles: NDArray[np.float64] = np.degrees(np.abs(np.arctan2(cross, dot)))
    counts = np.bincount(outlines.ring) if len(outlines.ring) else np.zeros(0, dtype=int)
    angles[counts[outlines.ring] < 3] = 180.0
    return angles
