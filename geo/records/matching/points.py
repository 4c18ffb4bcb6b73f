"""Which zone holds a point, for millions of points at once.

Cells of a grid that no wall touches are told once, by one point of each run of them; the points
of all other cells are tested by GEOS against the zones whose box reaches their cell. The answers
are those of `geopandas.sjoin(predicate="intersects")`. Pure: no database.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import shapely

from geo.threads import work_through

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    # Points and the zones that hold them, in the order of the zones.
    Hits = tuple[Integers, Integers]

NOWHERE = -1
# The points of a cell that a wall touches are told one by one.
_MIXED = -2

# So many points are sorted into cells at once: a cell and a point fit one number of 64 bits.
_CHUNK_BITS = 20
_CHUNK = 1 << _CHUNK_BITS
# So many points are looked up at once, which the processor's own memory holds.
_LOOKUP = 1 << 16
# Pairs of a point and a zone that are tested at once.
_BATCH = 1 << 16
_MOST_CELLS = 2048**2
_CELLS_OF_A_ZONE = 256
_CELLS_OF_A_POINT = 4
# Telling the cells pays when there are so many points for each vertex of a wall.
_POINTS_OF_A_VERTEX = 4
# A zone is prepared for GEOS when so many points are tested.
_WORTH_PREPARING = 8
# A cell must be so many times larger than what rounding adds to a coordinate.
_LEAST_CELL = 1e4


@dataclass(frozen=True, slots=True)
class Located:
    """For each point: the position of the first zone that holds it (-1: none).

    Attributes:
        position: int32, shape (n,).
        several: whether more than one zone holds the point: it lies on a common wall, or zones
            overlap.
    """

    position: "NDArray[np.int32]"
    several: "NDArray[np.bool_]"

    @classmethod
    def nowhere(cls, count: int) -> Self:
        """Returns so many points that no zone holds."""
        return cls(np.full(count, NOWHERE, np.int32), np.zeros(count, dtype=bool))

    def split(self) -> "Iterator[tuple[slice, Self]]":
        """Yields views of so many points as are worked on at once, and where they stand."""
        for start in range(0, len(self.position), _CHUNK):
            part = slice(start, start + _CHUNK)
            yield part, replace(self, position=self.position[part], several=self.several[part])


def locate_points(x: "Floats", y: "Floats", shapes: "NDArray[Any]") -> Located:
    """Returns for each point the first zone that it intersects, walls included.

    Memory stays bounded whatever the number of points; the shapes are neither changed nor
    prepared.

    Args:
        x: eastings or longitudes, shape (n,); points that are not finite lie nowhere.
        y: northings or latitudes.
        shapes: zones in the same system; None and empty ones hold nothing.
    """
    x, y = np.ascontiguousarray(x, np.float64), np.ascontiguousarray(y, np.float64)
    found = Located.nowhere(len(x))
    box = _find_box(x, y, shapes)
    if box is None:
        return found
    grid = _Grid(shapes, box, len(x))
    worthwhile = len(x) >= _POINTS_OF_A_VERTEX * shapely.count_coordinates(grid.shapes)
    told = grid.tell_cells() if worthwhile and grid.can_tell else None
    for part, chunk in found.split():
        if told is None:
            rest = np.arange(len(chunk.position))
        else:
            rest = grid.look_up(x[part], y[part], told, chunk)
        grid.test(x[part], y[part], rest, chunk)
    return found


def _find_box(x: "Floats", y: "Floats", shapes: "NDArray[Any]") -> "Floats | None":
    """Returns the box in which both points and zones lie, or None if there is none."""
    if not len(x) or not len(shapes):
        return None
    west, south, east, north = shapely.total_bounds(shapes)
    with np.errstate(invalid="ignore"):
        box = np.array([
            max(west, np.fmin.reduce(x)),
            max(south, np.fmin.reduce(y)),
            min(east, np.fmax.reduce(x)),
            min(north, np.fmax.reduce(y)),
        ])  # fmt: skip
        return box if np.isfinite(box).all() and (box[:2] <= box[2:]).all() else None


class _Grid:
    """The cells of a box, row by row, and the zones that reach them."""

    def __init__(self, shapes: "NDArray[Any]", box: "Floats", points: int) -> None:
        self.box, bounds = box, shapely.bounds(shapes)
        self.at = _find_overlapping(bounds, box)
        self.shapes = shapes[self.at]
        cells = min(_CELLS_OF_A_ZONE * len(self.at), _CELLS_OF_A_POINT * points, _MOST_CELLS)
        self.side = max(1, int(np.sqrt(cells)))
        self.size = (box[2:] - box[:2]) / self.side
        self.runs = self._find_runs(bounds[self.at])

    @property
    def can_tell(self) -> bool:
        """Whether rounding leaves the middle of a cell within it."""
        least = _LEAST_CELL * np.spacing(np.abs(self.box).max())
        return bool((self.size > least).all())

    def tell_cells(self) -> "NDArray[np.int32]":
        """Returns what holds each cell: a zone's position, -1 (no zone), or -2 (it is mixed).

        A cell that no wall touches lies in a zone as a whole or not at all, and so do its
        neighbours of the same row up to the next wall: the middle of the first one tells.
        """
        free = ~self._find_walls()
        starts = free.copy()
        starts[1:] &= ~free[:-1]
        starts[:: self.side] = free[:: self.side]
        row, column = np.divmod(np.flatnonzero(starts), self.side)
        x = self.box[0] + (column + 0.5) * self.size[0]
        y = self.box[1] + (row + 0.5) * self.size[1]
        found = Located.nowhere(len(row))
        for part, chunk in found.split():
            self.test(x[part], y[part], np.arange(len(chunk.position)), chunk)
        found.position[found.several] = _MIXED
        told = np.full(len(free), _MIXED, np.int32)
        told[free] = found.position[np.cumsum(starts)[free] - 1]
        return told

    def look_up(
        self, x: "Floats", y: "Floats", told: "NDArray[np.int32]", found: Located
    ) -> "Integers":
        """Enters what holds the points of cells that are told; returns which points are left."""

        def find(start: int) -> "Integers":
            part = slice(start, start + _LOOKUP)
            cell = self._find_cells(x[part], y[part])
            position = told[cell]
            position[cell < 0] = NOWHERE
            mixed = np.flatnonzero(position == _MIXED)
            position[mixed] = NOWHERE
            found.position[part] = position
            return mixed + start

        return np.concatenate(list(work_through(find, range(0, len(x), _LOOKUP))))

    def test(self, x: "Floats", y: "Floats", points: "Integers", found: Located) -> None:
        """Enters what holds some of the points of a chunk, each tested by GEOS."""
        x, y = x[points], y[points]
        key = (self._find_cells(x, y) << _CHUNK_BITS) | np.arange(len(x))
        key.sort()
        key = key[np.searchsorted(key, 0) :]
        cell, order = key >> _CHUNK_BITS, key & (_CHUNK - 1)
        x, y, points = x[order], y[order], points[order]
        before = np.zeros(self.side**2 + 1, np.int64)
        np.cumsum(np.bincount(cell, minlength=self.side**2), out=before[1:])
        zone, first, last = self.runs
        start, count = before[first], before[last + 1] - before[first]

        def test_batch(runs: slice) -> "Hits":
            which, point = _unroll(start[runs], count[runs])
            holder = zone[runs][which]
            hit = np.flatnonzero(_intersect(self.shapes, holder, x[point], y[point]))
            return points[point[hit]], self.at[holder[hit]]

        for hits in work_through(test_batch, _split_runs(zone, count)):
            _enter(*hits, found)

    def _find_cells(self, x: "Floats", y: "Floats") -> "Integers":
        """Returns the cell of each point, -1 outside of the box.

        Both numbers of a cell grow with the coordinate, whatever the rounding: the points of a
        cell fill a box, which the boxes of other cells do not enter.
        """
        west, south, east, north = self.box
        outside = ~((x >= west) & (x <= east) & (y >= south) & (y <= north))
        cell = self._number(y, 1) * self.side + self._number(x, 0)
        cell[outside] = -1
        return cell

    def _number(self, coordinates: "Floats", axis: int) -> "Integers":
        low, high, size = self.box[axis], self.box[axis + 2], self.size[axis]
        steps = (np.clip(coordinates, low, high) - low) / (size or 1)
        with np.errstate(invalid="ignore"):
            number: Integers = np.minimum(steps.astype(np.int64), self.side - 1)
        return number

    def _find_runs(self, boxes: "Floats") -> "tuple[Integers, Integers, Integers]":
        """Returns which box reaches from which cell to which, a run for each row of its cells."""
        west, east = self._number(boxes[:, 0], 0), self._number(boxes[:, 2], 0)
        south, north = self._number(boxes[:, 1], 1), self._number(boxes[:, 3], 1)
        which, row = _unroll(south, north - south + 1)
        return which, row * self.side + west[which], row * self.side + east[which]

    def _find_walls(self) -> "NDArray[np.bool_]":
        """Returns which cells the box of a piece of wall touches."""
        boxes = _list_walls(self.shapes)
        boxes = boxes[_find_overlapping(boxes, self.box)]
        _, first, last = self._find_runs(boxes)
        cells = self.side**2 + 1
        change = np.bincount(first, minlength=cells) - np.bincount(last + 1, minlength=cells)
        touched: NDArray[np.bool_] = np.cumsum(change)[:-1] > 0
        return touched


def _find_overlapping(boxes: "Floats", box: "Floats") -> "Integers":
    """Returns the positions of the boxes that reach into one; those that are not finite do not."""
    return np.flatnonzero(
        (boxes[:, 2:] >= box[:2]).all(axis=1) & (boxes[:, :2] <= box[2:]).all(axis=1)
    )


def _list_walls(shapes: "NDArray[Any]") -> "Floats":
    """Returns the box of each piece of a ring; of what has no rings, the box of all."""
    parts = shapely.get_parts(shapes)
    solid = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    points, ring = shapely.get_coordinates(shapely.get_rings(parts[solid]), return_index=True)
    piece = np.flatnonzero(ring[1:] == ring[:-1])
    one, other = points[piece], points[piece + 1]
    boxes = np.column_stack([np.minimum(one, other), np.maximum(one, other)])
    return np.concatenate([boxes, shapely.bounds(parts[~solid])])


def _unroll(start: "Integers", count: "Integers") -> "tuple[Integers, Integers]":
    """Returns the numbers start, start + 1, … of each run, `count` of them, and whose they are."""
    which = np.repeat(np.arange(len(count)), count)
    skipped = start - (np.cumsum(count) - count)
    return which, np.arange(len(which)) + skipped[which]


def _split_runs(zone: "Integers", count: "Integers") -> list[slice]:
    """Returns the runs in batches of about so many pairs; those of one zone stay together."""
    last = np.flatnonzero(np.diff(zone, append=-1))
    batch = np.cumsum(count)[last] // _BATCH
    ends = last[np.flatnonzero(np.diff(batch, append=-1))] + 1
    return [slice(begin, end) for begin, end in pairwise([0, *ends.tolist()])]


def _intersect(
    shapes: "NDArray[Any]", zone: "Integers", x: "Floats", y: "Floats"
) -> "NDArray[np.bool_]":
    """Returns whether each point lies in its zone; the points of one zone stand together.

    What is prepared are copies, since GEOS keeps with a shape what it prepared, and neither may
    two threads prepare one shape nor should the caller's grow.
    """
    first = np.flatnonzero(np.diff(zone, prepend=-1))
    count = np.diff(first, append=len(zone))
    used = shapes[zone[first]]
    often = count >= _WORTH_PREPARING
    used[often] = shapely.transform(used[often], lambda points: points)
    shapely.prepare(used[often])
    hits: NDArray[np.bool_] = shapely.intersects_xy(np.repeat(used, count), x, y)
    return hits


def _enter(points: "Integers", zones: "Integers", found: Located) -> None:
    """Enters zones, in ascending order, as what holds the points, where nothing else does."""
    new = found.position[points] == NOWHERE
    # Of the same point several times the last assignment stays: the lowest zone.
    found.position[points[new][::-1]] = zones[new][::-1]
    found.several[points[found.position[points] != zones]] = True
