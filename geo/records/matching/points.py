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

from geo.records.matching.grid import Grid, can_have_walls, find_overlapping, unroll
from geo.threads import work_through

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.records.matching.grid import Cells, Floats, Integers

    # What holds each cell.
    Told = NDArray[np.int16] | NDArray[np.int32]
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
# Pairs of a point and a zone that are tested at once; for fewer, threads cost more than they save.
_BATCH = 1 << 19
_MOST_CELLS = 2048**2
_CELLS_OF_A_ZONE = 1024
_CELLS_OF_A_POINT = 2
# Telling the cells pays when there are so many points for each vertex of a wall.
_POINTS_OF_A_VERTEX = 4
# Searching for a cell takes as long as counting in so many.
_SEARCH_COSTS = 30
# A zone is prepared for GEOS when so many points are tested.
_WORTH_PREPARING = 8


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
    town = _Town(shapes, box, len(x))
    if not len(town.at):
        return found
    told = town.tell_cells() if town.is_worth_telling(len(x)) else None
    for part, chunk in found.split():
        town.locate(x[part], y[part], told, chunk)
    return found


def _find_box(x: "Floats", y: "Floats", shapes: "NDArray[Any]") -> "Floats | None":
    """Returns the box in which both points and zones lie, or None if there is none."""
    if not len(x) or not len(shapes):
        return None
    west, south, east, north = shapely.total_bounds(shapes)
    box = np.array([
        max(west, np.fmin.reduce(x)),
        max(south, np.fmin.reduce(y)),
        min(east, np.fmax.reduce(x)),
        min(north, np.fmax.reduce(y)),
    ])  # fmt: skip
    return box if np.isfinite(box).all() and (box[:2] <= box[2:]).all() else None


class _Town:
    """Zones on a grid.

    Attributes:
        at: the positions of the zones that reach into the box of the grid.
        shapes: their shapes.
        runs: the cells that each of them reaches.
    """

    def __init__(self, shapes: "NDArray[Any]", box: "Floats", points: int) -> None:
        bounds = shapely.bounds(shapes)
        self.at = find_overlapping(bounds, box[:2], box[2:])
        self.shapes = shapes[self.at]
        cells = min(_CELLS_OF_A_ZONE * len(self.at), _CELLS_OF_A_POINT * points, _MOST_CELLS)
        self.grid = Grid(box, cells)
        self.runs = self.grid.find_runs(bounds[self.at])

    def is_worth_telling(self, points: int) -> bool:
        """Whether telling the cells saves more than it costs, and can be done."""
        many = points >= _POINTS_OF_A_VERTEX * shapely.count_coordinates(self.shapes)
        return many and self.grid.is_safe and can_have_walls(self.shapes)

    def tell_cells(self) -> "Told":
        """Returns what holds each cell: a zone's position, -1 (no zone), or -2 (it is mixed).

        A cell that no wall touches lies in a zone as a whole or not at all, and so do its
        neighbours of the same row up to the next wall: the middle of the first one tells.
        """
        free = ~self.grid.find_walls(self.shapes)
        starts = free.copy()
        starts[1:] &= ~free[:-1]
        # The outer columns are none of their neighbours.
        for column in (0, 1, self.grid.side - 1):
            starts[column :: self.grid.side] = free[column :: self.grid.side]
        first = np.flatnonzero(starts)
        x, y = self.grid.find_middles(first)
        found = Located.nowhere(len(first))
        for part, chunk in found.split():
            self.locate(x[part], y[part], None, chunk)
        found.position[found.several] = _MIXED
        starts[1:] |= ~free[1:] & free[:-1]
        first = np.flatnonzero(starts)
        # Half the size is looked up faster.
        told = np.full(len(first), _MIXED, np.int16 if self.at[-1] < 2**15 else np.int32)
        told[free[first]] = found.position
        return np.repeat(told, np.diff(first, append=len(free)))

    def locate(self, x: "Floats", y: "Floats", told: "Told | None", found: Located) -> None:
        """Enters what holds the points of a chunk: looked up in cells that are told, or tested."""
        if told is None:
            self._test(x, y, self.grid.find_cells(x, y), found)
            return

        def look_up(start: int) -> "tuple[Integers, Cells, Floats, Floats]":
            part = slice(start, start + _LOOKUP)
            cell = self.grid.find_cells(x[part], y[part])
            position = told[cell]
            mixed = np.flatnonzero(position == _MIXED)
            found.position[part] = position
            return mixed + start, cell[mixed], x[part][mixed], y[part][mixed]

        parts = map(look_up, range(0, len(x), _LOOKUP))
        points, cells, x_mixed, y_mixed = map(np.concatenate, zip(*parts, strict=True))
        mixed = Located.nowhere(len(points))
        self._test(x_mixed, y_mixed, cells, mixed)
        found.position[points] = mixed.position
        found.several[points] = mixed.several

    def _test(self, x: "Floats", y: "Floats", cells: "Cells", found: Located) -> None:
        """Enters what holds the points of a chunk, each tested against the zones at its cell."""
        key = (cells.astype(np.int64) << _CHUNK_BITS) | np.arange(len(cells))
        key.sort()
        points = key & (_CHUNK - 1)
        x, y = x[points], y[points]
        zone, first, end = self.runs
        start = self._rank(first, key)
        count = self._rank(end, key) - start

        def test_batch(runs: slice) -> "Hits":
            which, point = unroll(start[runs], count[runs])
            shapes = self._prepare(zone[runs], count[runs])
            hit = np.flatnonzero(shapely.intersects_xy(shapes, x[point], y[point]))
            return points[point[hit]], self.at[zone[runs][which[hit]]]

        for hits in work_through(test_batch, _split_runs(zone, count)):
            _enter(*hits, found)

    def _rank(self, cells: "Integers", key: "Integers") -> "Integers":
        """Returns how many points, sorted by their keys, lie in cells before each given one."""
        if len(cells) * _SEARCH_COSTS < self.grid.count:
            return np.searchsorted(key, cells << _CHUNK_BITS)
        before = np.zeros(self.grid.count + 1, np.int64)
        np.cumsum(np.bincount(key >> _CHUNK_BITS, minlength=self.grid.count), out=before[1:])
        return before[cells]

    def _prepare(self, zone: "Integers", count: "Integers") -> "NDArray[Any]":
        """Returns the shape for each test of some runs, prepared where there are many.

        What is prepared are copies, since GEOS keeps with a shape what it prepared, and neither
        may two threads prepare one shape nor should the caller's grow.
        """
        first = np.flatnonzero(np.diff(zone, prepend=-1))
        tests = np.add.reduceat(count, first)
        shapes = self.shapes[zone[first]]
        often = tests >= _WORTH_PREPARING
        shapes[often] = shapely.transform(shapes[often], lambda points: points)
        shapely.prepare(shapes[often])
        return np.repeat(shapes, tests)


def _split_runs(zone: "Integers", count: "Integers") -> list[slice]:
    """Returns the runs in batches of about so many pairs; those of one zone stay together."""
    last = np.flatnonzero(np.diff(zone, append=-1))
    batch = np.cumsum(count)[last] // _BATCH
    ends = last[np.flatnonzero(np.diff(batch, append=-1))] + 1
    return [slice(begin, end) for begin, end in pairwise([0, *ends.tolist()])]


def _enter(points: "Integers", zones: "Integers", found: Located) -> None:
    """Enters zones, in ascending order, as what holds the points, where nothing else does."""
    new = found.position[points] == NOWHERE
    # Of the same point several times the last assignment stays: the lowest zone.
    found.position[points[new][::-1]] = zones[new][::-1]
    found.several[points[found.position[points] != zones]] = True
