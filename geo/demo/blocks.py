"""The shapes of zones: blocks between roads, made by cutting a street along its own grid.

A street is cut in two again and again, each cut being a road, wide first and narrow later. Of the
blocks that remain some become zones and the rest stays what a city also has: parks, schools, works.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon, affinity
from shapely.geometry import box

from geo.demo.partition import Floats

# Road widths by the length of the block that they cut (longer than metres -> width in metres).
ROADS = ((900.0, 40.0), (420.0, 26.0), (200.0, 15.0), (0.0, 9.0))
# Half of the road along a street's border, so that zones of two streets lie a road apart.
BORDER_SETBACK_M = 12.0
SMALLEST_M2 = 1500.0
SLENDEREST = 0.22
# Blocks of this many zones' area belong together: a superblock is built up or left as a whole.
SUPERBLOCK_ZONES = 9.0


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of land between roads; neighbours inside the same wide roads share a superblock."""

    shape: Polygon
    superblock: int


@dataclass(frozen=True, slots=True)
class Road:
    """The middle line of a road from kerb to kerb of those around, and its width in metres."""

    line: LineString
    width_m: float


@dataclass(frozen=True, slots=True)
class Land:
    """A street's land: the blocks that are zones, those that are not, the roads between them."""

    zones: list[Block]
    spare: list[Block]
    roads: list[Road]


@dataclass(frozen=True, slots=True)
class Grid:
    """How a street is built: the direction of its roads, how far they stray, the size of a zone."""

    angle_deg: float
    stray_deg: float
    zone_m2: float


def make_land(street: Polygon, count: int, urbanity: float, rng: np.random.Generator) -> Land:
    """Returns a street with exactly `count` zone shapes, apart from each other by roads.

    Args:
        street: the street, in metres.
        count: how many zones.
        urbanity: 0 (open country) to 1 (old city): denser, smaller, straighter.
        rng: source of chance.
    """
    built = 0.09 + 0.31 * urbanity
    spare = 1.25 + 1.3 * (1 - urbanity)
    grid = Grid(
        angle_deg=float(rng.normal(0, 2 + 12 * (1 - urbanity))),
        stray_deg=1.0 + 5.0 * (1 - urbanity),
        zone_m2=float(np.clip(street.area * built / count, 6_000, 45_000)),
    )
    while True:
        roads: list[Road] = []
        blocks = [b for b in _subdivide(street, grid, rng, roads) if _is_usable(b.shape)]
        if len(blocks) >= spare * count or grid.zone_m2 < 2 * SMALLEST_M2:
            break
        grid = Grid(grid.angle_deg, grid.stray_deg, 0.85 * grid.zone_m2)
    if len(blocks) < count:
        msg = f"a street of {street.area:.0f} m2 has no room for {count} zones"
        raise ValueError(msg)
    chosen = _choose(blocks, count, urbanity, rng)
    taken = {id(block) for block in chosen}
    return Land(
        [Block(_shape_corners(block.shape, grid, rng), block.superblock) for block in chosen],
        [block for block in blocks if id(block) not in taken],
        roads,
    )


def _subdivide(
    street: Polygon, grid: Grid, rng: np.random.Generator, roads: list[Road]
) -> list[Block]:
    """Returns all blocks of a street, cut until they are about as big as a zone.

    The roads that cut it are added to `roads`.
    """
    land = shapely.get_parts(street.buffer(-BORDER_SETBACK_M, join_style="mitre"))
    waiting = [(piece, -1) for piece in land]
    superblocks = 0
    blocks = []
    while waiting:
        piece, superblock = waiting.pop()
        if superblock < 0 and piece.area < SUPERBLOCK_ZONES * grid.zone_m2:
            superblock = superblocks
            superblocks += 1
        if piece.area < grid.zone_m2 * rng.uniform(0.75, 1.9):
            blocks.append(Block(piece, superblock))
        else:
            waiting += [(part, superblock) for part in _cut(piece, grid, rng, roads)]
    return blocks


def _cut(piece: Polygon, grid: Grid, rng: np.random.Generator, roads: list[Road]) -> list[Polygon]:
    """Returns the two sides of a road across the longer way of a piece of land; adds the road."""
    middle = piece.centroid
    level = affinity.rotate(piece, -grid.angle_deg, origin=middle)
    west, south, east, north = level.bounds
    width, height = east - west, north - south
    across = width > height * rng.uniform(0.8, 1.25)
    length = width if across else height
    road = next(road for longest, road in ROADS if length > longest) / 2
    at = rng.uniform(0.36, 0.64)
    far = 2 * (width + height)
    if across:
        x = west + at * width
        sides = [box(x - far, south - far, x - road, north + far)]
        sides.append(box(x + road, south - far, x + far, north + far))
        middle_line = LineString([(x, south - far), (x, north + far)])
    else:
        y = south + at * height
        sides = [box(west - far, y - far, east + far, y - road)]
        sides.append(box(west - far, y + road, east + far, y + far))
        middle_line = LineString([(west - far, y), (east + far, y)])
    turn = grid.angle_deg + float(rng.normal(0, grid.stray_deg)) * min(1.0, length / 900)
    sides = [affinity.rotate(side, turn, origin=middle) for side in sides]
    across_it = affinity.rotate(middle_line, turn, origin=middle)
    found = shapely.get_parts(shapely.intersection(across_it, piece))
    roads += [Road(line, 2 * road) for line in found]
    parts = shapely.get_parts(shapely.intersection(np.asarray(sides), piece))
    return [p for p in parts if isinstance(p, Polygon) and p.area > SMALLEST_M2 / 2]


def _is_usable(shape: Polygon) -> bool:
    """Whether a block could be an estate: no crumb, and no needle left over at a bent border."""
    frame = shapely.minimum_rotated_rectangle(shape)
    sides = np.hypot(*np.diff(shapely.get_coordinates(frame)[:3], axis=0).T)
    return bool(
        shape.area > SMALLEST_M2
        and sides.min() / sides.max() > SLENDEREST
        and shape.area / frame.area > 0.6
    )


def _choose(
    blocks: list[Block], count: int, urbanity: float, rng: np.random.Generator
) -> list[Block]:
    """Returns the blocks that are zones: gathered in a few settlements outside, all over inside."""
    middles = _middles(blocks)
    cores = middles[rng.choice(len(blocks), size=max(2, count // 7), replace=False)]
    apart = np.hypot(*(middles[:, None, :] - cores[None, :, :]).transpose(2, 0, 1)).min(axis=1)
    worth = (1 - urbanity) * apart / np.median(apart) + rng.uniform(0, 0.8, len(blocks))
    used_otherwise = rng.random(1 + max(b.superblock for b in blocks)) < 0.16
    worth += 1.5 * used_otherwise[[b.superblock for b in blocks]]
    return [blocks[i] for i in np.sort(np.argsort(worth, kind="stable")[:count])]


def _middles(blocks: list[Block]) -> Floats:
    return shapely.get_coordinates(shapely.centroid(np.asarray([b.shape for b in blocks])))


def _shape_corners(shape: Polygon, grid: Grid, rng: np.random.Generator) -> Polygon:
    """Returns the block with what blocks have: a cut corner, a missing quarter, or nothing."""
    kind = rng.random()
    if kind < 0.5:
        return shape
    middle = shape.centroid
    level = affinity.rotate(shape, -grid.angle_deg, origin=middle)
    west, south, east, north = level.bounds
    width, height = east - west, north - south
    corner_x, corner_y = (west, east)[rng.integers(2)], (south, north)[rng.integers(2)]
    if kind < 0.78:
        # An L: a shop, a school or an older yard keeps one corner.
        dx, dy = width * rng.uniform(0.25, 0.5), height * rng.uniform(0.25, 0.5)
        gone = box(corner_x - dx, corner_y - dy, corner_x + dx, corner_y + dy)
    else:
        # A chamfer: the sight triangle at a junction.
        cut = min(width, height) * rng.uniform(0.12, 0.3)
        gone = Polygon(
            [
                (corner_x - cut, corner_y),
                (corner_x, corner_y - cut),
                (corner_x + cut, corner_y),
                (corner_x, corner_y + cut),
            ]
        )
    rest = affinity.rotate(level.difference(gone), grid.angle_deg, origin=middle)
    parts = [p for p in shapely.get_parts(rest) if isinstance(p, Polygon)]
    return max(parts, key=lambda p: float(p.area))
