"""What checking the shapes of a town takes, by how far off they are drawn.

    PYTHONPATH=. .venv/bin/python -m tests.bench.bench_checks [--zones 1637 32000]

The zones of tests.resurvey have 24 vertices and common walls. `own` moves every vertex of every
zone for itself, so that no wall fits its neighbour's: the worst that a survey can be.
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import STORAGE
from geo.profile import Profile, read_profile
from tests.bench.town import CELL_M, write_profile
from tests.checking import check_rows
from tests.resurvey import METRIC, make_town

NOISE_M = (0.0, 0.003, 0.02, 0.3)


def main() -> None:
    """Prints seconds, processor seconds and the numbers of findings."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--zones", type=int, nargs="+", default=(1_637, 32_000))
    with tempfile.TemporaryDirectory() as folder:
        profile = read_profile(write_profile(Path(folder)))
    for count in parser.parse_args().zones:
        town = make_town(count, cell_m=CELL_M)
        for noise_m in NOISE_M:
            print_check(spoil(town, noise_m), noise_m, profile)


def print_check(rows: gpd.GeoDataFrame, noise_m: float, profile: Profile) -> None:
    """Prints what one survey takes."""
    start, busy = time.perf_counter(), time.process_time()
    findings = check_rows(rows, profile)
    wall, cpu = time.perf_counter() - start, time.process_time() - busy
    found = dict(sorted(Counter(finding.check for finding in findings).items()))
    print(f"{len(rows):>7} zones, own {noise_m:.3f} m: {wall:6.2f} s, cpu {cpu:6.2f} s, {found}")


def spoil(town: gpd.GeoDataFrame, noise_m: float) -> gpd.GeoDataFrame:
    """Returns the town as a survey, every zone's vertices moved for themselves."""
    shapes = town.to_crs(METRIC).geometry.to_numpy()
    points, shape = shapely.get_coordinates(shapes, return_index=True)
    # The last point of a ring goes with its first.
    named = np.column_stack([shape, points.round(6)])
    _, which = np.unique(named, axis=0, return_inverse=True)
    steps = np.random.default_rng(1).normal(0, noise_m, (which.max() + 1, 2))
    moved = shapely.set_coordinates(shapes.copy(), points + steps[which.ravel()])
    rows = town.assign(row_no=range(1, len(town) + 1), street_code=None)
    return rows.set_geometry(moved, crs=METRIC).to_crs(STORAGE)


if __name__ == "__main__":
    main()
