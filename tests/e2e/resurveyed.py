"""A re-survey of the demo district, as a surveying office might hand it in, with its slips."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

SRID = 4548
# So many of the zones are drawn anew: more than a fifth, so that a second person has to look.
SHARE_REDRAWN = 0.23
REDRAWN_BY_M = 0.7


@dataclass(frozen=True)
class Resurvey:
    """The parts of a shapefile, and the codes of the zones with which something happened."""

    parts: list[Path]
    redrawn: list[str]
    split: str
    merged: tuple[str, str]
    removed: str
    renamed: str
    overlapping: tuple[str, str]
    crossed: str


def resurvey(known: gpd.GeoDataFrame, folder: Path) -> Resurvey:
    """Writes a re-survey of all known zones, in GB18030 and without .prj and .cpg.

    Some 23 % of the zones are redrawn a little larger; one is split by a north-south line, one
    absorbs its neighbour, one is left out, one renamed, one pushed 2 m into its neighbour, and of
    one the sides cross.
    """
    zones = known.to_crs(SRID).sort_values("区域编码", ignore_index=True)
    zones.geometry = shapely.get_geometry(zones.geometry.to_numpy(), 0)
    sized = zones.index[zones.area > 15_000].to_list()
    pairs = _find_neighbours(zones, sized)
    (keeper, absorbed), (pushed, other) = pairs[0], pairs[1]
    plain = [at for at in sized if at not in {keeper, absorbed, pushed, other}]
    split, removed, renamed, crossed, *rest = plain
    redrawn = rest[: int(SHARE_REDRAWN * len(zones))]
    code = zones["区域编码"].to_list()

    shapes = zones.geometry.copy()
    shapes[redrawn] = shapes[redrawn].buffer(REDRAWN_BY_M, join_style="mitre")
    shapes[keeper] = shapely.union(*shapes[[keeper, absorbed]]).convex_hull
    shapes[pushed] = _push(shapes[pushed], shapes[other])
    shapes[crossed] = _cross(shapes[crossed])
    west, east = _halve(shapes[split])
    shapes[split] = west
    second = zones.loc[[split]].assign(区域编码=f"{code[split][:-3]}901", 小区名称="分出的东院")
    zones.loc[renamed, "小区名称"] = "改名后的院子"
    zones = zones.set_geometry(shapes).drop(index=[absorbed, removed])
    zones = pd.concat([zones, second.set_geometry([east], crs=SRID)], ignore_index=True)
    return Resurvey(
        _write(zones, folder),
        [code[at] for at in redrawn],
        code[split],
        (code[keeper], code[absorbed]),
        code[removed],
        code[renamed],
        (code[pushed], code[other]),
        code[crossed],
    )


def _find_neighbours(zones: gpd.GeoDataFrame, sized: list[int]) -> list[tuple[int, int]]:
    """Returns pairs at most 20 m apart, each zone in one only, whose hull meets no third zone."""
    shapes = zones.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    pairs: list[tuple[int, int]] = []
    seen: set[int] = set()
    one, other = tree.query(shapes[sized], predicate="dwithin", distance=20)
    for first, second in zip(np.asarray(sized)[one], other, strict=True):
        hull = shapely.union(shapes[first], shapes[second]).convex_hull
        alone = len(tree.query(hull, predicate="intersects")) == 2
        same = zones["街道代码"][first] == zones["街道代码"][second]
        if first < second and second in sized and same and alone and not {first, second} & seen:
            pairs.append((int(first), int(second)))
            seen |= {int(first), int(second)}
    return pairs


def _push(shape: shapely.Polygon, other: shapely.Polygon) -> shapely.Polygon:
    """Moves a shape towards another until it reaches 2 m into it."""
    start, end = shapely.get_coordinates(shapely.shortest_line(shape, other))
    way = end - start
    return shapely.transform(shape, lambda at: at + way * (1 + 2 / np.hypot(*way)))


def _cross(shape: shapely.Polygon) -> shapely.Polygon:
    """Draws a small crossed loop on a shape's first side, as a slip of the hand does."""
    ring = shapely.get_coordinates(shape.exterior)
    side = (ring[1] - ring[0]) / np.hypot(*(ring[1] - ring[0]))
    across = np.array([-side[1], side[0]])
    steps = [(4.0, 0.0), (4.5, 0.5), (4.0, 0.5), (4.5, 0.0)]
    loop = [ring[0] + along * side + up * across for along, up in steps]
    return shapely.Polygon([ring[0], *loop, ring[0] + 6 * side, *ring[1:]])


def _halve(shape: shapely.Polygon) -> tuple[shapely.Geometry, shapely.Geometry]:
    west, south, east, north = shape.bounds
    middle = shape.centroid.x
    return (
        shapely.intersection(shape, shapely.box(west, south, middle, north)),
        shapely.intersection(shape, shapely.box(middle, south, east, north)),
    )


def _write(zones: gpd.GeoDataFrame, folder: Path) -> list[Path]:
    path = folder / "2026年复测.shp"
    zones.dropna(axis="columns", how="all").to_file(path, encoding="GB18030", engine="pyogrio")
    return [path.with_suffix(suffix) for suffix in (".shp", ".shx", ".dbf")]
