"""An area-weighted partition of an outline: a power diagram whose cells have given areas.

A power diagram is a Voronoi diagram whose sites carry weights: a bigger weight, a bigger cell.
Newton steps on the weights give each cell its area (they are the dual of an optimal transport
problem), and the sites drift until each cell lies around its wanted centre.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely import MultiPolygon, Point, Polygon

Floats: TypeAlias = npt.NDArray[np.float64]

ROUNDS = 16
NEWTON_STEPS = 6
AREA_TOLERANCE = 1e-4
# How far of the way to its wanted centre a cell is pulled per round, and how far (in radii of a
# disc of its area) its site may stand off: what no convex cell can reach must not pull for ever.
PULL = 0.25
LEASH = 0.6


def partition(outline: Polygon, centres: Floats, areas_m2: Floats) -> list[Polygon]:
    """Returns one polygon per centre, in order: no gap, no overlap, areas as wanted.

    Args:
        outline: what is divided, in metres.
        centres: wanted centres of the cells (n, 2), in metres.
        areas_m2: wanted areas (n,); they are scaled so that they fill the outline.
    """
    wanted = areas_m2 * (outline.area / areas_m2.sum())
    radii = np.sqrt(wanted / np.pi)
    # A disc of the wanted area is the right start: bigger cells have bigger weights.
    weights = radii**2
    offsets = np.zeros_like(centres)
    best: list[Polygon] = []
    least = np.inf
    for _ in range(ROUNDS):
        for _ in range(NEWTON_STEPS):
            weights = _newton_step(outline, centres + offsets, weights, wanted)
        cells = power_cells(outline, centres + offsets, weights)
        missed = _centroids(cells) - centres
        distance = float(((missed / radii[:, None]) ** 2).sum())
        if distance < least and np.all(np.abs(_areas(cells) / wanted - 1) < AREA_TOLERANCE):
            best, least = cells, distance
        offsets = offsets - PULL * missed
        reach = np.hypot(*offsets.T) / (LEASH * radii)
        offsets /= np.maximum(reach, 1.0)[:, None]
    if not best:
        msg = "the areas did not settle; two centres may coincide"
        raise ValueError(msg)
    return best


def power_cells(outline: Polygon, sites: Floats, weights: Floats) -> list[Polygon]:
    """Returns the cell of each site: where |p - site|² - weight is least, as one polygon each."""
    frame = np.asarray(outline.envelope.buffer(1.0, join_style="mitre").exterior.coords[:-1])
    parts = [
        shapely.intersection(Polygon(ring), outline) if len(ring) > 2 else Polygon()
        for ring in (_clip_to_cell(frame, i, sites, weights) for i in range(len(sites)))
    ]
    return _make_whole(parts, sites)


def _clip_to_cell(ring: Floats, own: int, sites: Floats, weights: Floats) -> Floats:
    """Returns the convex ring cut down to the half-planes that belong to one site."""
    site = sites[own]
    for other in np.argsort(((sites - site) ** 2).sum(axis=1)):
        if other == own or len(ring) < 3:
            continue
        # |p-s|² - w <= |p-t|² - v  <=>  2 p·(t-s) <= |t|² - |s|² + w - v
        normal = 2 * (sites[other] - site)
        limit = sites[other] @ sites[other] - site @ site + weights[own] - weights[other]
        ring = _clip(ring, normal, limit)
    return ring


def _clip(ring: Floats, normal: Floats, limit: float) -> Floats:
    """Returns the part of a convex ring where p·normal <= limit."""
    excess = ring @ normal - limit
    if np.all(excess <= 0):
        return ring
    kept: list[Floats] = []
    for here, point in enumerate(ring):
        before = here - 1
        if (excess[here] > 0) != (excess[before] > 0):
            share = excess[before] / (excess[before] - excess[here])
            kept.append(ring[before] + share * (point - ring[before]))
        if excess[here] <= 0:
            kept.append(point)
    return np.asarray(kept).reshape(-1, 2)


def _make_whole(parts: Sequence[shapely.Geometry], sites: Floats) -> list[Polygon]:
    """Returns one polygon per cell: what a bay of the outline cuts off goes to a neighbour."""
    pieces = [_polygons(part) for part in parts]
    whole = [
        max(polygons, key=lambda p: p.area) if polygons else Point(site).buffer(1.0)
        for polygons, site in zip(pieces, sites, strict=True)
    ]
    strays = [p for polygons in pieces for p in sorted(polygons, key=lambda p: -p.area)[1:]]
    for stray in strays:
        borders = [stray.boundary.intersection(cell.buffer(0.01)).length for cell in whole]
        taker = int(np.argmax(borders))
        joined = shapely.union(shapely.set_precision(whole[taker], 1e-3), stray, grid_size=1e-3)
        whole[taker] = max(_polygons(joined), key=lambda p: p.area)
    return whole


def _polygons(geometry: shapely.Geometry) -> list[Polygon]:
    if isinstance(geometry, Polygon):
        return [] if geometry.is_empty else [geometry]
    if isinstance(geometry, MultiPolygon):
        return list(geometry.geoms)
    return [p for p in getattr(geometry, "geoms", []) if isinstance(p, Polygon)]


def _newton_step(outline: Polygon, sites: Floats, weights: Floats, wanted: Floats) -> Floats:
    """Returns weights that bring the areas nearer to the wanted ones."""
    cells = power_cells(outline, sites, weights)
    areas = _areas(cells)
    matrix = _border_matrix(cells, sites)
    change = np.linalg.lstsq(matrix, wanted - areas, rcond=None)[0]
    step = 1.0
    error = np.abs(areas - wanted).max()
    while step > 1e-3:
        trial = weights + step * change
        moved = _areas(power_cells(outline, sites, trial))
        if moved.min() > 10.0 and np.abs(moved - wanted).max() < error * (1 - 0.1 * step):
            return trial
        step /= 2
    return weights + 0.1 * change


def _border_matrix(cells: Sequence[Polygon], sites: Floats) -> Floats:
    """Returns d area_i / d weight_j: the shared border over twice the distance of the sites."""
    matrix = np.zeros((len(cells), len(cells)))
    tree = shapely.STRtree(cells)
    left, right = tree.query(cells, predicate="dwithin", distance=0.01)
    for i, j in zip(left, right, strict=True):
        if i < j:
            border = cells[i].buffer(0.01).intersection(cells[j].boundary).length
            matrix[i, j] = matrix[j, i] = -border / (2 * np.hypot(*(sites[i] - sites[j])))
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    return matrix


def _areas(cells: Sequence[Polygon]) -> Floats:
    return np.asarray(shapely.area(np.asarray(cells)), dtype=np.float64)


def _centroids(cells: Sequence[Polygon]) -> Floats:
    return np.asarray(shapely.get_coordinates(shapely.centroid(np.asarray(cells))))
