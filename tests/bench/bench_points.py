"""Points joined to zones: ours beside geopandas.sjoin and a bare STRtree.

Run: PYTHONPATH=. .venv/bin/python -m tests.bench.bench_points
     [--points 1000000] [--zones 1637 32740 654800] [--rounds 3]

Both answer from the same GeoDataFrame of points, in turns, and must agree; the peak of memory is
that of a process of its own for each, which does nothing else.
"""

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import STORAGE
from geo.demo import write_demo
from geo.profile import read_profile
from geo.records.matching.points import locate_points
from geo.settings import ROOT
from tests.resurvey import make_town

CHAOYANG = ROOT / "data" / "profiles" / "chaoyang.toml"
CELL_M = 110

# The demo district has so many zones.
DEMO = 1_637
NEAR_A_ZONE = 0.85

Join = Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], np.ndarray]


def draw_zones(count: int) -> gpd.GeoDataFrame:
    """Returns the zones of the demo district, or of a town with so many."""
    if count != DEMO:
        return make_town(count, cell_m=CELL_M)[["geometry"]]
    with tempfile.TemporaryDirectory() as folder:
        files = dict(write_demo(Path(folder), read_profile(CHAOYANG)))
        zones = gpd.read_file(files["zone"], encoding="GB18030")
    return zones[["geometry"]].to_crs(STORAGE)


def scatter(zones: gpd.GeoDataFrame, count: int) -> gpd.GeoDataFrame:
    """Returns points as complaints lie: most in the box of some zone, some anywhere."""
    rng = np.random.default_rng(1)
    boxes = zones.geometry.bounds.to_numpy()
    chosen = boxes[rng.integers(0, len(boxes), count)]
    anywhere = rng.random(count) > NEAR_A_ZONE
    chosen[anywhere] = zones.total_bounds
    places = rng.uniform(chosen[:, :2], chosen[:, 2:])
    columns = {"lon": places[:, 0].copy(), "lat": places[:, 1].copy()}
    return gpd.GeoDataFrame(columns, geometry=shapely.points(places), crs=zones.crs)


def join_ours(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> np.ndarray:
    """As a workbook has them: columns of numbers."""
    x, y = points["lon"].to_numpy(), points["lat"].to_numpy()
    return locate_points(x, y, zones.geometry.to_numpy()).position


def join_geometries(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> np.ndarray:
    """As sjoin has them: geometries, whose coordinates must be asked for."""
    shapes = points.geometry.to_numpy()
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    return locate_points(x, y, zones.geometry.to_numpy()).position


def join_sjoin(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> np.ndarray:
    pairs = gpd.sjoin(points, zones, how="left", predicate="intersects")["index_right"]
    if not pairs.index.is_unique:
        pairs = pairs.groupby(level=0).min()
    return pairs.fillna(-1).to_numpy(np.int32)


def join_tree(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> np.ndarray:
    tree = shapely.STRtree(zones.geometry.to_numpy())
    point, zone = tree.query(points.geometry.to_numpy(), "intersects")
    position = np.full(len(points), len(zones))
    np.minimum.at(position, point, zone)
    position[position == len(zones)] = -1
    return position


JOINS: dict[str, Join] = {
    "ours": join_ours,
    "ours, from geometries": join_geometries,
    "sjoin": join_sjoin,
    "STRtree": join_tree,
}


def measure(join: Join, *frames: gpd.GeoDataFrame) -> tuple[float, float, np.ndarray]:
    """Returns the seconds of the clock and of the processor, and the answer."""
    wall, busy = time.perf_counter(), time.process_time()
    position = join(*frames)
    return time.perf_counter() - wall, time.process_time() - busy, position


def print_seconds(counts: list[int], points: int, rounds: int) -> None:
    """Prints what each way takes, and how many times as fast as sjoin ours is in each round."""
    for count in counts:
        zones = draw_zones(count)
        where = scatter(zones, points)
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in JOINS}
        for _ in range(rounds):
            answers = []
            for name, join in JOINS.items():
                wall, busy, position = measure(join, where, zones)
                taken[name].append((wall, busy))
                answers.append(position)
            assert all((other == answers[0]).all() for other in answers), "unequal answers"
        held = (answers[0] >= 0).mean()
        print(f"{points:,} points into {count:,} zones, {held:.0%} in one; equal answers")
        for name, times in taken.items():
            wall, busy = (statistics.median(t) for t in zip(*times, strict=True))
            pairs = list(zip(taken["sjoin"], times, strict=True))
            ratios = " ".join(f"{theirs[0] / ours[0]:.1f}" for theirs, ours in pairs)
            spared = " ".join(f"{theirs[1] / ours[1]:.1f}" for theirs, ours in pairs)
            print(f"  {name:22} {wall:7.3f} s, {points / wall / 1e6:5.2f} M/s, cpu {busy:6.3f} s;")
            print(f"    sjoin takes {ratios} times as long, cpu {spared}", flush=True)


def print_memory(count: int, points: int, name: str) -> None:
    """Prints the peak of a process that draws zones and points as bare numbers and joins them.

    Ours takes the columns of a workbook; the others need a geometry for each point.
    """
    zones = draw_zones(count)
    rng = np.random.default_rng(1)
    west, south, east, north = zones.total_bounds
    x, y = rng.uniform(west, east, points), rng.uniform(south, north, points)
    before = read_peak_mb()
    begun = time.perf_counter()
    if name == "ours":
        locate_points(x, y, zones.geometry.to_numpy())
    else:
        where = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=zones.crs)
        JOINS[name](where, zones)
    seconds = time.perf_counter() - begun
    print(
        f"{name:8} {points:>11,} into {count:>7,}: {seconds:6.2f} s from columns, peak "
        f"{read_peak_mb():,.0f} MB, {before:,.0f} MB before it",
        flush=True,
    )


def read_peak_mb() -> float:
    """Returns the most memory that this process ever held."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--zones", type=int, nargs="+", default=[DEMO, 32_740, 654_800])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.memory:
        count, points, name = asked.memory
        print_memory(int(count), int(points), name)
        return
    print_seconds(asked.zones, asked.points, asked.rounds)
    child = partial(subprocess.run, check=True)
    for points, name in [
        (asked.points, "ours"),
        (asked.points, "sjoin"),
        (10 * asked.points, "ours"),
    ]:
        module = ["-m", "tests.bench.bench_points", "--memory"]
        child([sys.executable, *module, str(asked.zones[0]), str(points), name])


if __name__ == "__main__":
    main()
