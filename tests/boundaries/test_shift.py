"""The common shift: told to a decimetre, whatever else the survey did to the places."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import affinity

from geo.boundaries.coordinates.shift import find_common_shift, pair_places
from tests import world
from tests.packing import pack, pack_words

NOISE_M = 0.3


def make_known(count=100, world_=world.CHAOYANG):
    """Places of 20 vertices and 60 m radius, in metres of the world's system."""
    rng = np.random.default_rng(1)
    angles = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    shapes = []
    for number in range(count):
        middle = np.add(world_.middle, (200 * (number % 10), 200 * (number // 10)))
        ring = np.column_stack([np.cos(angles), np.sin(angles)]) * rng.uniform(40, 80, (20, 1))
        shapes.append(shapely.Polygon(ring + middle))
    return gpd.GeoDataFrame(
        {
            "code": [f"{number:03d}" for number in range(count)],
            "name": [f"{number}号院" for number in range(count)],
        },
        geometry=shapes,
        crs=world_.srid,
    )


def resurvey(known, east=0.0, north=0.0, noise=NOISE_M, seed=2):
    """The same places, shifted, every vertex a little off."""
    rng = np.random.default_rng(seed)
    rows = known.copy()
    step = np.array([east, north])
    rings = [shapely.get_coordinates(shape)[:-1] for shape in known.geometry]
    rows["geometry"] = [
        shapely.Polygon(ring + step + rng.normal(0, noise, ring.shape)) for ring in rings
    ]
    return rows


def find(rows, known, profile):
    return find_common_shift(pack(rows), pack(known), profile)


def assert_shift(shift, east, north, within=0.1):
    assert shift is not None
    assert np.hypot(shift.east_m - east, shift.north_m - north) < within


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("step", [(0, 0), (1, 0), (-2, 2.2), (3, -4), (60, 66), (-500, 120)])
def test_told_to_a_decimetre_in_spite_of_noise(profile, step, seed):
    known = make_known()
    shift = find(resurvey(known, *step, seed=seed), known, profile)
    assert_shift(shift, *step)
    assert shift.pairs > 95
    assert shift.residual_m < NOISE_M
    assert shift.length_m == pytest.approx(np.hypot(*step), abs=0.1)


def test_without_noise_it_is_exact(profile):
    known = make_known()
    shift = find(resurvey(known, 3, 4, noise=0), known, profile)
    assert_shift(shift, 3, 4, within=1e-5)
    assert shift.residual_m < 1e-5
    assert shift.pairs == 100


def test_the_same_survey_has_none_of_it(profile):
    known = make_known()
    shift = find(known, known, profile)
    assert (shift.east_m, shift.north_m, shift.residual_m) == (0, 0, 0)


def test_places_that_were_truly_changed_do_not_disturb_it(profile):
    """Of a hundred 20 are moved one way, 15 grow to one side, 15 are turned, 10 are gone."""
    known = make_known()
    rows = resurvey(known, 3, -4)
    shapes = rows.geometry.tolist()
    shapes[:20] = [affinity.translate(shape, 40, 40) for shape in shapes[:20]]
    shapes[20:35] = [
        shape.union(affinity.translate(shape, 30, 0)).convex_hull for shape in shapes[20:35]
    ]
    shapes[35:50] = [affinity.rotate(shape, 90, origin=(0, 0)) for shape in shapes[35:50]]
    rows["geometry"] = shapes
    assert_shift(find(rows.iloc[:90], known, profile), 3, -4)


def test_when_more_than_half_are_redrawn_the_rest_still_tell_it(profile):
    known = make_known()
    rows = resurvey(known, -1.5, 2)
    rows["geometry"] = [
        shape.buffer(12 + number % 5) if number < 60 else shape
        for number, shape in enumerate(rows.geometry)
    ]
    assert_shift(find(rows, known, profile), -1.5, 2)


def test_half_of_the_district_moved_is_no_common_shift(profile):
    """Each moved by a step of its own: nothing is common to half of them."""
    known = make_known()
    rng = np.random.default_rng(5)
    rows = resurvey(known)
    rows["geometry"] = [
        affinity.translate(shape, *rng.uniform(-50, 50, 2)) if number < 60 else shape
        for number, shape in enumerate(rows.geometry)
    ]
    assert find(rows, known, profile) is None


def test_too_few_pairs_tell_nothing(profile):
    known = make_known()
    assert find(resurvey(known, 3, 4).iloc[:4], known, profile) is None
    assert_shift(find(resurvey(known, 3, 4, noise=0).iloc[:5], known, profile), 3, 4)
    assert find(known, known.iloc[:0], profile) is None


def test_missing_and_broken_shapes_are_passed_over(profile):
    known = make_known()
    rows = resurvey(known, 3, 4)
    shapes = rows.geometry.tolist()
    shapes[0], shapes[1], shapes[2] = None, shapely.Polygon(), world.bow_tie(shapes[2])
    shapes[3] = shapely.Polygon([(np.inf, 0), (1, 1), (2, 0)])
    rows["geometry"] = gpd.GeoSeries(shapes, crs=rows.crs)
    assert_shift(find(rows, known, profile), 3, 4)


def test_removing_it_brings_the_survey_back(profile):
    known = make_known()
    rows = resurvey(known, 3, 4, noise=0)
    shift = find(rows, known, profile)
    moved = shift.remove(rows.geometry.to_numpy())
    assert shapely.hausdorff_distance(moved, known.geometry.to_numpy()).max() < 1e-5


def test_of_another_district(town_profile):
    known = make_known(world_=world.QINGSHI)
    assert_shift(find(resurvey(known, 0.8, 0.4), known, town_profile), 0.8, 0.4)


# --- Pairs -----------------------------------------------------------------------------------


def test_pairs_are_found_by_code_then_by_a_name_that_is_unique():
    known = pd.DataFrame(
        {
            "code": ["1", "2", "3", "4", "5", "6"],
            "name": ["甲", "乙", "丙", "青石苑", "青石苑", None],
        }
    )
    rows = pd.DataFrame(
        {
            "code": ["2", None, "9", "1", "1", None],
            "name": ["丙", "甲　", "青石苑", "丁", "戊", None],
        }
    )
    row, place = pair_places(pack_words(rows), pack_words(known))
    # Code 1 is used twice and tells nothing; 丙 is code 2; of two 青石苑 neither is meant.
    assert list(zip(row.tolist(), place.tolist(), strict=True)) == [(0, 1), (1, 0)]


def test_a_code_goes_before_a_name():
    known = pd.DataFrame({"code": ["1", "2"], "name": ["甲", "乙"]})
    rows = pd.DataFrame({"code": ["2", "1"], "name": ["甲", "乙"]})
    row, place = pair_places(pack_words(rows), pack_words(known))
    assert sorted(zip(row.tolist(), place.tolist(), strict=True)) == [(0, 1), (1, 0)]
