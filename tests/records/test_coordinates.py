"""In which coordinates points are: by the numbers, by name, by the zones that are known."""

import numpy as np
import pytest

from geo.crs import STORAGE, get_transformer, transform_shapes
from geo.gcj02 import gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from geo.records.matching.coordinates import (
    DATUMS,
    Evidence,
    find_systems,
    to_metres,
    understand,
    undo_datum,
    weigh,
)
from geo.records.matching.crs_names import CrsName, read_crs_name
from tests.resurvey import make_town

DISPLACE = {"as_declared": lambda p: p, "gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}
PLACES = np.array([[116.44, 39.92], [116.58, 40.07], [116.36, 39.85]])


def find(points, profile, named=-1):
    points = np.asarray(points, float)
    return find_systems(points[:, 0], points[:, 1], np.full(len(points), named), profile)


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("srid", [4490, 4326, 4548, 4509, 4527, 4498, 3857])
def test_every_system_that_is_taken(profile, srid, swap):
    points = np.column_stack(get_transformer(STORAGE, srid).transform(*PLACES.T))
    found = find(points[:, ::-1] if swap else points, profile, srid)
    assert set(found.srid) == {srid}
    assert found.swapped.tolist() == [swap] * 3
    np.testing.assert_allclose(found.degrees, PLACES, atol=1e-9)


def test_numbers_tell_the_system_where_no_name_does(profile):
    metres = np.column_stack(get_transformer(STORAGE, 4527).transform(*PLACES.T))
    found = find([*PLACES, *metres, *metres[:, ::-1]], profile)
    assert found.srid.tolist() == [4490] * 3 + [4527] * 6
    np.testing.assert_allclose(found.degrees, np.tile(PLACES, (3, 1)), atol=1e-9)


@pytest.mark.parametrize(
    "point", [(0, 0), (116.4, 0), (104.0, 30.6), (np.nan, 39.9), (np.inf, 39.9), (39_000_000, 1)]
)
def test_what_lies_elsewhere_lies_nowhere(profile, point):
    found = find([point], profile)
    assert found.srid.tolist() == [-1]
    assert np.isnan(found.degrees).all()


def test_another_district_has_other_windows(town_profile):
    found = find([(105.0, 30.0), (30.0, 105.0), (116.44, 39.92)], town_profile)
    assert found.srid.tolist() == [4490, 4490, -1]


def test_a_local_grid_where_it_is_named_and_set(profile, tmp_path):
    path = tmp_path / "grid.txt"
    path.write_text(
        "+proj=pipeline +step +inv +proj=tmerc +lat_0=39.9 +lon_0=116.4 +x_0=500000 +y_0=300000 "
        "+ellps=GRS80 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    systems = profile.crs.model_copy(update={"local_grid": path})
    with_grid = profile.model_copy(update={"crs": systems})
    points = [(503_000.0, 302_000.0)]
    assert find(points, with_grid, 0).srid.tolist() == [0]
    assert find(points, with_grid).srid.tolist() == [-1]
    assert find(points, profile, 0).srid.tolist() == [-1]
    lon, lat = find(points, with_grid, 0).degrees[0]
    assert (lon, lat) == (pytest.approx(116.435, abs=1e-3), pytest.approx(39.918, abs=1e-3))


def test_undone_to_less_than_a_millimetre(profile):
    for datum, displace in DISPLACE.items():
        before = to_metres(PLACES, profile)
        after = to_metres(undo_datum(displace(PLACES), datum), profile)
        assert np.abs(np.subtract(before, after)).max() < 1e-3
    many = np.tile(wgs84_to_gcj02(PLACES), (5_000, 1))
    np.testing.assert_array_equal(undo_datum(many, "gcj02")[:3], gcj02_to_wgs84(many[:3]))


# --- What known zones tell -------------------------------------------------------------------


@pytest.fixture(scope="module")
def town(profile):
    zones = make_town(60).geometry.to_numpy()
    return zones, transform_shapes(zones, STORAGE, profile.crs.measure)


def scatter(zones, rows, seed=1):
    """Returns points near the middles of zones, and which zones these are."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, len(zones), rows)
    middles = np.array([(zone.centroid.x, zone.centroid.y) for zone in zones])
    return middles[truth] + rng.normal(0, 2e-4, (rows, 2)), truth


@pytest.mark.parametrize("datum", DATUMS)
def test_thirty_rows_whose_zone_is_known_tell_the_datum(town, profile, datum):
    points, truth = scatter(town[0], 30)
    evidence = weigh(DISPLACE[datum](points), truth, town[1], profile)
    assert evidence.rows == 30
    assert evidence.find_datum() == datum


def test_fewer_rows_or_zones_do_not(town, profile):
    points, truth = scatter(town[0], 300)
    assert weigh(points[:29], truth[:29], town[1], profile).find_datum() is None
    few = truth < 4
    assert weigh(points[few], truth[few], town[1], profile).find_datum() is None


def test_mixed_datums_are_not_clear(town, profile):
    points, truth = scatter(town[0], 200)
    points[:100] = wgs84_to_gcj02(points[:100])
    assert weigh(points, truth, town[1], profile).find_datum() is None


def test_points_that_lie_anywhere_tell_nothing(town, profile):
    points, truth = scatter(town[0], 200)
    evidence = weigh(points, np.roll(truth, 1), town[1], profile)
    assert evidence.find_datum() is None


def test_one_estate_with_many_rows_counts_once(town, profile):
    """A single place that was put wrong must not outvote all others."""
    points, truth = scatter(town[0], 100)
    wrong = np.tile(wgs84_to_gcj02(points[:1]), (1_000, 1))
    evidence = weigh(
        np.vstack([points, wrong]), np.append(truth, np.full(1_000, truth[0])), town[1], profile
    )
    assert evidence.find_datum() == "as_declared"


def test_unknown_zones_and_unreadable_points_tell_nothing(town, profile):
    points, truth = scatter(town[0], 40)
    points[:5] = np.nan
    truth[35:] = -1
    assert weigh(points, truth, town[1], profile).rows == 30


# --- How a group is understood ---------------------------------------------------------------

NOTHING = Evidence(0, 0, dict.fromkeys(DATUMS, 0.0))
IS_GCJ = Evidence(100, 50, {"as_declared": 0.02, "gcj02": 0.95, "bd09": 0.01})


def test_a_name_is_believed():
    found = understand(read_crs_name("高德"), 4490, NOTHING)
    assert (found.datum, found.crs) == ("gcj02", "GCJ-02")
    assert found.facts == (("crs_named", "高德"),)


@pytest.mark.parametrize("text", [None, "WGS84", "百度", "EPSG:4490", "经纬度"])
def test_clear_evidence_goes_before_a_name(text):
    found = understand(read_crs_name(text), 4490, IS_GCJ)
    assert (found.datum, found.crs) == ("gcj02", "GCJ-02")
    assert (("crs_contradicted", text) in found.facts) == (text not in {None, "经纬度"})


@pytest.mark.parametrize(
    "near",
    [
        Evidence(2, 2, {"as_declared": 0.0, "gcj02": 1.0, "bd09": 0.0}),
        Evidence(20, 10, {"as_declared": 0.2, "gcj02": 0.3, "bd09": 0.1}),
    ],
    ids=["another fits", "none fits"],
)
def test_a_name_is_doubted_by_few(near):
    found = understand(read_crs_name("WGS84"), 4490, near)
    assert found.crs is None
    assert found.facts[0][0] == "crs_doubted"


@pytest.mark.parametrize(
    ("name", "srid", "fact"),
    [
        (CrsName(), 4490, "crs_unknown"),
        (read_crs_name("坐标"), 4490, "crs_unclear"),
        (read_crs_name("北京54"), 4548, "crs_useless"),
        (read_crs_name("EPSG:4547"), 4548, "crs_elsewhere"),
        (read_crs_name("EPSG:4548"), 4490, "crs_elsewhere"),
        (read_crs_name("高德"), -1, "point_outside"),
    ],
)
def test_nobody_can_be_sure(name, srid, fact):
    found = understand(name, srid, NOTHING)
    assert found.crs is None
    assert found.facts[0][0] == fact


def test_no_evidence_helps_where_parameters_are_secret():
    assert understand(read_crs_name("北京54"), 4548, IS_GCJ).crs is None


@pytest.mark.parametrize("srid", [0, 4490, 4548, 3857])
@pytest.mark.parametrize("datum", DATUMS)
def test_what_it_is_called_is_read_again(srid, datum):
    evidence = Evidence(99, 50, {other: float(other == datum) for other in DATUMS})
    called = understand(CrsName(), srid, evidence).crs
    again = understand(read_crs_name(called), srid, NOTHING)
    assert again.crs == called
    assert srid == 0 or again.datum == datum
