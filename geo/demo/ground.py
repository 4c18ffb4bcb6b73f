"""The ground under the demo's zones: roads between the blocks, a river, parks; all names invented.

Roads are the gaps between the blocks, the main ones run along the streets' borders. The river
takes the way along borders from the north-west of the district to its south-east.
"""

import heapq
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, MultiPolygon, Polygon

from geo.demo.blocks import Block, Land, Road
from geo.demo.estates import Street
from geo.demo.names import NameMaker
from geo.demo.plan import Plan, make_rng

RIVER_M = 21.0
# From a kerb to the middle of the widest road, and a little more.
REACH_M = 26.0
# A park is a superblock without a zone, of at least this size; its roads are its paths.
PARK_M2 = 20_000.0
PATH_M = 14.0
PARKS_PER_STREET = 3
# Width of a road -> class, as a road plan writes it.
GRADES = ((30.0, "次干路"), (20.0, "支路"), (0.0, "街坊路"))
# Along a street's border runs an avenue, along a long one an expressway.
BORDER_GRADES = ((2_600.0, "快速路"), (0.0, "主干路"))
# A plan seldom names what is less.
NAMED = "次干路"


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of a reference layer, in metres; `grade` is a road's class."""

    shape: shapely.Geometry
    name: str | None = None
    grade: str = ""


Ground: TypeAlias = dict[str, list[Feature]]


def make_ground(streets: list[Street], lands: list[Land], plan: Plan, seed: int) -> Ground:
    """Returns the features of each reference layer: road, water, green."""
    names = NameMaker(plan.names, make_rng(seed, "ground names"))
    borders = _list_borders(streets)
    river = _find_river(borders)
    water = shapely.union_all([LineString(borders[at]) for at in river]).buffer(RIVER_M / 2)
    lanes = [road for land in lands for road in land.roads]
    lines = [LineString(border) for border in borders] + [road.line for road in lanes]
    joined = _join_ends(np.asarray([road.line for road in lanes]), np.asarray(lines))
    roads = [
        Feature(LineString(border), names.make_road(), _grade(LineString(border).length))
        for at, border in enumerate(borders)
        if at not in river
    ]
    roads += [
        _describe_road(replace(road, line=line), names)
        for road, line in zip(lanes, joined, strict=True)
    ]
    parks = [park for land in lands for park in _make_parks(land, names)]
    rivers = [Feature(water, names.make_stem() + "河")]
    return {"water": rivers, "green": parks, "road": roads}


def _join_ends(lanes: npt.NDArray[Any], lines: npt.NDArray[Any]) -> list[LineString]:
    """Returns straight lanes with both ends carried on to the next line ahead, if one is near."""
    ends = shapely.get_coordinates(lanes).reshape(-1, 2, 2)
    tree = shapely.STRtree(lines)
    for here, there in ((0, 1), (1, 0)):
        way = ends[:, here] - ends[:, there]
        ahead = way / np.hypot(*way.T)[:, None]
        # A step away from its own end, or the lane would meet itself.
        steps = np.stack([ends[:, here] + 0.01 * ahead, ends[:, here] + REACH_M * ahead], axis=1)
        probes = np.asarray(shapely.linestrings(steps))
        lane, line = tree.query(probes, predicate="intersects")
        places = shapely.intersection(probes[lane], lines[line])
        points = shapely.get_coordinates(shapely.centroid(places))
        far = np.hypot(*(points - ends[lane, here]).T)
        for at in np.lexsort((-far, lane)):  # the nearest comes last
            ends[lane[at], here] = points[at]
    return [LineString(pair) for pair in ends]


def _grade(length: float) -> str:
    return next(grade for least, grade in BORDER_GRADES if length > least)


def _describe_road(road: Road, names: NameMaker) -> Feature:
    grade = next(grade for width, grade in GRADES if road.width_m > width)
    return Feature(road.line, names.make_road() if grade == NAMED else None, grade)


def _list_borders(streets: list[Street]) -> list[list[tuple[float, float]]]:
    """Returns the borders between streets, from corner to corner; not the district's outline."""
    shapes = [street.shape for street in streets]
    lines = shapely.union_all([shape.boundary for shape in shapes], grid_size=0.01)
    outline = shapely.union_all(shapes, grid_size=0.01).boundary
    merged = shapely.line_merge(shapely.difference(lines, outline, grid_size=0.01))
    return [list(line.coords) for line in shapely.get_parts(merged)]


def _find_river(borders: list[list[tuple[float, float]]]) -> set[int]:
    """Returns which borders the river follows: the shortest way through the district."""
    ways: dict[tuple[float, float], list[tuple[float, tuple[float, float], int]]]
    ways = defaultdict(list)
    for at, border in enumerate(borders):
        length = sum(np.hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(border))
        ways[border[0]].append((length, border[-1], at))
        ways[border[-1]].append((length, border[0], at))
    corners = sorted(ways)
    spring = min(corners, key=lambda corner: corner[0] - corner[1])
    mouth = max(corners, key=lambda corner: corner[0] - corner[1])
    waiting: list[tuple[float, tuple[float, float], tuple[int, ...]]] = [(0.0, spring, ())]
    seen = set()
    while waiting:
        far, corner, path = heapq.heappop(waiting)
        if corner == mouth:
            return set(path)
        if corner not in seen:
            seen.add(corner)
            for length, other, at in ways[corner]:
                heapq.heappush(waiting, (far + length, other, (*path, at)))
    msg = "the streets' borders do not hang together"
    raise ValueError(msg)


def _make_parks(land: Land, names: NameMaker) -> list[Feature]:
    """Returns the largest superblocks without a zone, as parks."""
    built = {block.superblock for block in land.zones}
    free: dict[int, list[Block]] = defaultdict(list)
    for block in land.spare:
        if block.superblock not in built:
            free[block.superblock].append(block)
    parks = []
    for blocks in free.values():
        grown = shapely.union_all(
            [block.shape.buffer(PATH_M, join_style="mitre") for block in blocks]
        )
        shape = grown.buffer(-PATH_M, join_style="mitre")
        parks += [part for part in _polygons(shape) if part.area > PARK_M2]
    parks.sort(key=lambda park: -park.area)
    return [Feature(park, names.make_stem() + "公园") for park in parks[:PARKS_PER_STREET]]


def _polygons(shape: shapely.Geometry) -> list[Polygon]:
    if isinstance(shape, MultiPolygon):
        return list(shape.geoms)
    return [shape] if isinstance(shape, Polygon) and not shape.is_empty else []
