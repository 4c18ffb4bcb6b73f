"""A made-up town of any size, as files: zones with common walls, in streets, with all columns.

The shapes are those of tests.resurvey (24 vertices each); what the zones say is the demo's.
"""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.demo import write_demo
from geo.profile import Profile, read_profile
from tests.conftest import CHAOYANG
from tests.resurvey import METRIC, make_town

CELL_M = 110
STREET_M = 4_000
_BOX = {"west": "115.0", "south": "38.5", "east": "119.0", "north": "41.5"}


@dataclass(frozen=True)
class TownFiles:
    """The files of one town: streets, zones, and two re-surveys of the zones."""

    streets: Path
    zones: Path
    edited: Path
    moved: Path


def write_profile(folder: Path) -> Path:
    """Writes a profile whose district is wide enough for any of these towns; returns where."""
    text = CHAOYANG.read_text(encoding="utf-8")
    profile = read_profile(CHAOYANG)
    for side, degrees in _BOX.items():
        text = text.replace(f"{side} = {getattr(profile.extent, side)}", f"{side} = {degrees}")
    text = text.replace(r"\d{9}-\d{3}$", r"\d{9}-\d{3,6}$")
    path = folder / "wide.toml"
    path.write_text(text, encoding="utf-8")
    return path


def write_town(folder: Path, count: int, profile: Profile) -> TownFiles:
    """Writes the files of a town of `count` zones.

    In `edited` one zone in twenty has other vertices and one in a hundred another name; in `moved`
    every vertex of every zone lies 1 to 5 cm elsewhere, common vertices together.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = TownFiles(
        *(folder / f"{name}.gpkg" for name in ("streets", "zones", "edited", "moved"))
    )
    zones, streets = draw_town(count, folder, profile)
    streets.to_file(files.streets, layer="streets")
    zones.to_file(files.zones, layer="zones")
    rng = np.random.default_rng(2)
    edited = zones.copy()
    chosen = np.arange(0, count, 20)
    shapes = edited.geometry.to_numpy().copy()
    shapes[chosen] = move_vertices(shapes[chosen], rng, 0.5, 2.0)
    edited = edited.set_geometry(shapes, crs=METRIC)
    edited.loc[::100, "小区名称"] += "新"
    edited.to_file(files.edited, layer="zones")
    moved = zones.set_geometry(
        move_vertices(zones.geometry.to_numpy(), rng, 0.01, 0.05), crs=METRIC
    )
    moved.to_file(files.moved, layer="zones")
    return files


def draw_town(
    count: int, folder: Path, profile: Profile
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Returns zones and streets in metres, with the columns of the demo's files."""
    files = dict(write_demo(folder / "demo", profile))
    said = gpd.read_file(files["zone"], encoding="GB18030", ignore_geometry=True)
    kinds = gpd.read_file(files["street"], encoding="GB18030", ignore_geometry=True)["类型"]
    shapes = make_town(count, cell_m=CELL_M).to_crs(METRIC).geometry
    # What was in degrees and came back lies nanometres off, common vertices together.
    middles = shapes.centroid
    cell = pd.MultiIndex.from_arrays([middles.x // STREET_M, middles.y // STREET_M])
    street = pd.factorize(cell)[0] + 1
    zones = pd.DataFrame(said.iloc[np.arange(count) % len(said)]).reset_index(drop=True)
    number = zones.groupby(street).cumcount() + 1
    codes = np.array([f"110105{n:03d}" for n in range(street.max() + 1)])
    zones["街道代码"] = codes[street]
    zones["街道名称"] = [f"第{n}街道" for n in street]
    zones["区域编码"] = [f"CY-{c}-{n:03d}" for c, n in zip(codes[street], number, strict=True)]
    zones["小区名称"] += number.astype(str)
    ground = gpd.GeoSeries(shapes, crs=METRIC).groupby(street).agg(shapely.coverage_union_all)
    streets = {
        "街道代码": codes[ground.index],
        "街道名称": [f"第{n}街道" for n in ground.index],
        "类型": kinds.iloc[0],
    }
    outer = [shapely.MultiPolygon([fill(p) for p in shapely.get_parts(g)]) for g in ground]
    return (
        gpd.GeoDataFrame(zones, geometry=shapes.to_numpy(), crs=METRIC),
        gpd.GeoDataFrame(streets, geometry=outer, crs=METRIC),
    )


def fill(shape: shapely.Polygon) -> shapely.Polygon:
    """Returns a polygon without its holes: the empty ground belongs to the street."""
    return shapely.Polygon(shape.exterior)


def move_vertices(
    shapes: np.ndarray, rng: np.random.Generator, least_m: float, most_m: float
) -> np.ndarray:
    """Returns the shapes with every vertex so far elsewhere, common vertices together."""
    points = shapely.get_coordinates(shapes)
    _, which = np.unique(points.round(3), axis=0, return_inverse=True)
    which = which.ravel()
    length = rng.uniform(least_m, most_m, which.max() + 1)
    angle = rng.uniform(0, 2 * np.pi, which.max() + 1)
    step = np.column_stack([length * np.cos(angle), length * np.sin(angle)])[which]
    moved: np.ndarray = shapely.set_coordinates(shapes.copy(), points + step)
    return moved
