"""Cells over a town: in which one a point lies, which ones a zone reaches, where walls run.

Cells are numbered row by row from the south-west; around the box lies one row of cells more, for
all that is outside. Row and column grow with the coordinate, whatever the rounding: the points of
a cell fill a box, which those of other cells do not enter.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Cells = NDArray[np.int32]
    # Whose run of cells it is, its first cell, and the one after its last.
    Runs = tuple[Integers, Integers, Integers]

# Rounding moves a coordinate by less than this share of a cell.
_ROOM = 1e-3
_LEAST_SPACINGS = 100 / _ROOM
# The easternmost and northernmost points belong to the last column and row.
_WITHIN = 1 - 1e-9
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


class Grid:
    """The cells of a box."""

    def __init__(self, box: "Floats", count: int) -> None:
        """Takes (west, south, east, north) and about how many cells there shall be."""
        self.low, self.high = box[:2], box[2:]
        side = max(1, int(np.sqrt(count)))
        # The outer rows and columns included.
        self.side, self.count = side + 2, (side + 2) ** 2
        extent = self.high - self.low
        self.size = extent / (side * _WITHIN)
        self.scale = np.divide(1, self.size, out=np.zeros(2), where=extent > 0)

    @property
    def is_safe(self) -> bool:
        """Whether cells are large beside the rounding of coordinates."""
        least = _LEAST_SPACINGS * np.spacing(max(np.abs(self.low).max(), np.abs(self.high).max()))
        return bool((self.size > least).all())

    def find_cells(self, x: "Floats", y: "Floats") -> "Cells":
        """Returns the cell of each point; one of the outer ones where it is not finite."""
        cell = self._number(y, 1)
        cell *= self.side
        cell += self._number(x, 0)
        return cell

    def find_middles(self, cell: "Integers") -> "tuple[Floats, Floats]":
        """Returns the middles of cells, which `find_cells` finds again if the grid is safe."""
        row, column = np.divmod(cell, self.side)
        return (
            self.low[0] + (column - 0.5) * self.size[0],
            self.low[1] + (row - 0.5) * self.size[1],
        )

    def find_runs(self, boxes: "Floats") -> "Runs":
        """Returns the cells that boxes reach, a run for each of their rows, in their order."""
        inner = np.clip(boxes.reshape(-1, 2, 2), self.low, self.high).reshape(-1, 4)
        west, east = self._number(inner[:, 0], 0), self._number(inner[:, 2], 0)
        which, row = self._unroll_rows(inner[:, 1], inner[:, 3])
        return which, row * self.side + west[which], row * self.side + east[which] + 1

    def find_walls(self, shapes: "NDArray[Any]") -> "NDArray[np.bool_]":
        """Returns which cells the walls of polygons touch, and a few beside them."""
        one, other = _list_pieces(shapes, self.low, self.high)
        which, row = self._unroll_rows(
            np.maximum(one[:, 1], self.low[1]), np.minimum(other[:, 1], self.high[1])
        )
        one, other = one[which], other[which]
        # From where to where each piece crosses a row, with room for rounding on all sides.
        rise = other[:, 1] - one[:, 1]
        lean = np.divide(other[:, 0] - one[:, 0], rise, out=np.zeros(len(rise)), where=rise > 0)
        edges = self.low[1] + (row - 1 + np.array([[-_ROOM], [1 + _ROOM]])) * self.size[1]
        x = one[:, 0] + (np.clip(edges, one[:, 1], other[:, 1]) - one[:, 1]) * lean
        x[1, rise == 0] = other[rise == 0, 0]
        room = _ROOM * self.size[0]
        first, last = (
            row * self.side + self._number(np.clip(at, self.low[0], self.high[0]), 0)
            for at in (x.min(axis=0) - room, x.max(axis=0) + room)
        )
        touched = np.zeros(self.count, dtype=bool)
        touched[unroll(first, last - first + 1)[1]] = True
        return touched

    def _number(self, coordinates: "Floats", axis: int) -> "Cells":
        """Returns rows or columns from 1; 0 and the last lie outside."""
        steps = coordinates - self.low[axis]
        steps *= self.scale[axis]
        steps += 1
        # What is not finite, or much too large, becomes a negative number.
        with np.errstate(invalid="ignore"):
            number: Cells = steps.astype(np.int32)
        np.clip(number, 0, self.side - 1, out=number)
        return number

    def _unroll_rows(self, south: "Floats", north: "Floats") -> "tuple[Integers, Integers]":
        first, last = self._number(south, 1), self._number(north, 1)
        return unroll(first, last - first + 1)


def can_have_walls(shapes: "NDArray[Any]") -> bool:
    """Whether all shapes are polygons: their rings are all that parts within from without."""
    return bool(np.isin(shapely.get_type_id(shapes), _POLYGONS).all())


def find_overlapping(boxes: "Floats", low: "Floats", high: "Floats") -> "Integers":
    """Returns the positions of the boxes that reach into one; those that are not finite do not."""
    return np.flatnonzero((boxes[:, 2:] >= low).all(axis=1) & (boxes[:, :2] <= high).all(axis=1))


def unroll(start: "NDArray[Any]", count: "NDArray[Any]") -> "tuple[Integers, Integers]":
    """Returns whose they are, and the numbers start, start + 1, … of each run of so many."""
    which = np.repeat(np.arange(len(count)), count)
    skipped = start - (np.cumsum(count) - count)
    return which, np.arange(len(which)) + skipped[which]


def _list_pieces(shapes: "NDArray[Any]", low: "Floats", high: "Floats") -> "tuple[Floats, Floats]":
    """Returns the ends of each piece of a ring that reaches into a box, the southern one first."""
    rings = shapely.get_rings(shapely.get_parts(shapes))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    piece = np.flatnonzero(ring[1:] == ring[:-1])
    ends = np.hstack([points[piece], points[piece + 1]])
    ends = np.where(ends[:, 1:2] <= ends[:, 3:], ends, ends[:, [2, 3, 0, 1]])
    west, east = np.minimum(ends[:, 0], ends[:, 2]), np.maximum(ends[:, 0], ends[:, 2])
    boxes = np.column_stack([west, ends[:, 1], east, ends[:, 3]])
    ends = ends[find_overlapping(boxes, low, high)]
    return ends[:, :2], ends[:, 2:]
