"""GCJ-02 and BD-09: the published fields, undone to less than a millimetre everywhere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy
from pyproj import Geod

from geo.gcj02 import (
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from geo.profile import read_profile
from tests.conftest import CHAOYANG

DISTRICT = read_profile(CHAOYANG).extent.bounds
CHINA = (73.5, 18.0, 135.1, 53.6)
THERE_AND_BACK = [
    (wgs84_to_gcj02, gcj02_to_wgs84),
    (gcj02_to_bd09, bd09_to_gcj02),
    (wgs84_to_bd09, bd09_to_wgs84),
]


def measure(one, other):
    """Metres between points on the ellipsoid."""
    return Geod(ellps="WGS84").inv(*one.T, *other.T)[2]


def spread(bounds, count=20_000):
    """Random points of a box, always the same."""
    west, south, east, north = bounds
    return np.random.default_rng(20).uniform((west, south), (east, north), (count, 2))


@pytest.mark.parametrize("bounds", [DISTRICT, CHINA], ids=["district", "china"])
@pytest.mark.parametrize(("there", "back"), THERE_AND_BACK)
def test_there_and_back_within_a_millimetre(there, back, bounds):
    west, south, east, north = bounds
    lon = st.floats(west, east)
    lat = st.floats(south, north)

    @given(st.lists(st.tuples(lon, lat), min_size=1, max_size=20))
    @settings(max_examples=100, deadline=None)
    def holds(points):
        points = np.array(points)
        assert measure(back(there(points)), points).max() < 0.001
        # The other way round it is the same displacement, found before.
        assert measure(there(back(points)), points).max() < 0.001

    holds()


@pytest.mark.parametrize(("there", "back"), THERE_AND_BACK)
def test_many_at_once(there, back):
    points = spread(CHINA)
    assert measure(back(there(points)), points).max() < 1e-4


@pytest.mark.parametrize(
    ("plain", "displaced"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
        ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ],
)
def test_the_published_field(plain, displaced):
    """The places that published implementations are tested with."""
    assert wgs84_to_gcj02(np.array([plain]))[0] == pytest.approx(displaced, abs=1e-11)


def test_the_published_second_field():
    (point,) = gcj02_to_bd09(np.array([[116.404, 39.915]]))
    assert point == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-11)


def test_how_far_the_district_is_displaced():
    """As was measured with other implementations: 507-557 m, and 1,294-1,382 m for BD-09."""
    points = spread(DISTRICT)
    by_gcj, by_bd = measure(wgs84_to_gcj02(points), points), measure(wgs84_to_bd09(points), points)
    assert 500 < by_gcj.min() < by_gcj.max() < 560
    assert 1290 < by_bd.min() < by_bd.max() < 1390
    assert (wgs84_to_gcj02(points) > points).all()


@pytest.mark.parametrize("move", [move for pair in THERE_AND_BACK for move in pair])
@given(
    st_numpy.arrays(
        float,
        (3, 2),
        elements=st.one_of(st.floats(140, 180), st.floats(-180, -1), st.just(np.nan)),
    )
)
@settings(max_examples=30, deadline=None)
def test_outside_of_china_nothing_is_displaced(move, points):
    assert np.array_equal(move(points), points, equal_nan=True)


def test_what_is_not_finite_disturbs_no_other():
    points = np.array([[116.4, 39.9], [np.nan, 39.9], [np.inf, 39.9]])
    with np.errstate(invalid="ignore"):
        found = gcj02_to_wgs84(points)
    assert found[0] == pytest.approx(gcj02_to_wgs84(points[:1])[0], abs=1e-12)
    assert np.isnan(found[1, 0])
    assert np.isinf(found[2, 0])


def test_none_at_all():
    assert bd09_to_wgs84(np.empty((0, 2))).shape == (0, 2)
