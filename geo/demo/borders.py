"""Bends the straight borders of a partition: stepped like roads, or gently curved.

Each shared border is bent once and then used by both neighbours, so no gap and no overlap can
arise; every bend takes from each side as much as it gives, so the areas stay.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, MultiPoint, Polygon

from geo.demo.partition import Floats

# Vertices of neighbouring cells nearer than this are one corner.
SNAP_M = 0.5
SAMPLE_M = 120.0
# Borders within this angle of the street grid get one jog instead of a staircase.
ALONG_GRID_DEG = 22.0
# Longer borders are rivers and lanes rather than avenues.
LONGEST_STREET_M = 3200.0
SHORTEST_BENT_M = 260.0
# How far the middle of a border keeps from other borders, as a share of its length.
CLEARANCE = 0.04


def bend_borders(cells: Sequence[Polygon], rng: np.random.Generator) -> list[Polygon]:
    """Returns the cells with their shared borders bent; the common outline stays as it is."""
    corners, rings = _read_topology(cells)
    lines = {edge: corners[list(edge)] for ring in rings for edge in _edges(ring)}
    uses = [edge for ring in rings for edge in _edges(ring)]
    shared = [edge for edge in lines if uses.count(edge) == 2]
    for edge in shared:
        others = shapely.MultiLineString([line for e, line in lines.items() if e != edge])
        for candidate in _candidates(lines[edge], rng):
            if _meets_only_at_ends(candidate, others):
                lines[edge] = candidate
                break
    return [_rebuild(ring, lines) for ring in rings]


def _read_topology(cells: Sequence[Polygon]) -> tuple[Floats, list[list[int]]]:
    """Returns the corners (n, 2) and for each cell the ring of corner numbers."""
    corners: list[Floats] = []

    def number(point: Floats) -> int:
        for i, corner in enumerate(corners):
            if np.hypot(*(corner - point)) < SNAP_M:
                return i
        corners.append(point)
        return len(corners) - 1

    rings = []
    for cell in cells:
        ring = [number(point) for point in shapely.get_coordinates(cell.exterior)[:-1]]
        rings.append([n for i, n in enumerate(ring) if n != ring[i - 1]])
    return np.asarray(corners), rings


def _edges(ring: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yields the edges of a ring, each with its smaller corner first, so that neighbours agree."""
    for i, corner in enumerate(ring):
        yield min(ring[i - 1], corner), max(ring[i - 1], corner)


def _candidates(line: Floats, rng: np.random.Generator) -> Iterator[Floats]:
    """Yields bent forms of a straight border, the most marked first."""
    start, end = line[0], line[-1]
    length = float(np.hypot(*(end - start)))
    if length < SHORTEST_BENT_M:
        return
    slope = np.degrees(np.arctan2(*np.abs(end - start)))
    along_grid = min(slope, 90 - slope) < ALONG_GRID_DEG
    if length < LONGEST_STREET_M:
        steps = 2 if along_grid else 4
        for more in (0, 2, 4):
            yield staircase(start, end, steps + more)
    sway = rng.uniform(0.025, 0.05) * rng.choice([-1, 1])
    for strength in (1.0, 0.5, 0.25):
        yield curve(start, end, strength * sway)


def staircase(start: Floats, end: Floats, steps: int) -> Floats:
    """Returns a path along the grid: half a step, whole steps, half a step, so areas balance."""
    dx, dy = (end - start) / steps
    # The longer run comes first: a main road with short jogs.
    first, second = ((dx, 0.0), (0.0, dy)) if abs(dx) > abs(dy) else ((0.0, dy), (dx, 0.0))
    moves = []
    for step in range(steps):
        moves += [first, second] if step % 2 == 0 else [second, first]
    return _merge_runs(np.vstack([start, start + np.cumsum(moves, axis=0)]), end)


def curve(start: Floats, end: Floats, sway: float) -> Floats:
    """Returns a winding path whose swings to both sides balance; sway is a share of its length."""
    chord = end - start
    length = float(np.hypot(*chord))
    share = np.linspace(0, 1, max(8, int(length / SAMPLE_M)) + 1)[:, None]
    swing = np.sin(2 * np.pi * share) + 0.35 * np.sin(6 * np.pi * share)
    normal = np.array([-chord[1], chord[0]])
    path: Floats = start + share * chord + sway * swing * normal
    return np.vstack([start, path[1:-1], end])


def _merge_runs(path: Floats, end: Floats) -> Floats:
    """Returns the path without corners at which it does not turn; it ends exactly at `end`."""
    path[-1] = end
    before, after = path[1:-1] - path[:-2], path[2:] - path[1:-1]
    turns = np.abs(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]) > 1e-6
    return np.asarray(path[np.concatenate([[True], turns, [True]])], dtype=np.float64)


def _meets_only_at_ends(path: Floats, others: shapely.MultiLineString) -> bool:
    line = LineString(path)
    met = shapely.intersection(line, others)
    ends = MultiPoint(path[[0, -1]]).buffer(SNAP_M)
    # The middle keeps clear of other borders, so that no street gets a neck of a few metres.
    middle = shapely.ops.substring(line, 0.2, 0.8, normalized=True)
    return bool(ends.covers(met)) and float(middle.distance(others)) > CLEARANCE * line.length


def _rebuild(ring: Sequence[int], lines: dict[tuple[int, int], Floats]) -> Polygon:
    """Returns the polygon whose ring runs along the bent borders."""
    path: list[Floats] = []
    for i, corner in enumerate(ring):
        before = ring[i - 1]
        line = lines[min(before, corner), max(before, corner)]
        path.append((line if before < corner else line[::-1])[:-1])
    return Polygon(np.vstack(path))
