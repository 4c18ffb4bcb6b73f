"""How far points lie from walls, and which zones are near."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.records.matching import distances
from geo.records.matching.distances import find_nearest, measure_distances, measure_edges

HOLED = shapely.Polygon(
    [(0, 0), (100, 0), (100, 100), (0, 100)], [[(40, 40), (40, 60), (60, 60), (60, 40)]]
)
PARTS = shapely.MultiPolygon([shapely.box(200, 0, 300, 100), shapely.box(400, 0, 500, 100)])
SHAPES = np.array([HOLED, None, PARTS], object)


@pytest.mark.parametrize(
    ("x", "y", "zone", "metres"),
    [
        (10, 50, 0, 10),
        (50, 90, 0, 10),
        (35, 50, 0, 5),
        (0, 50, 0, 0),
        (450, 50, 2, 50),
        (210, 80, 2, 10),
        (np.nan, 50, 0, np.nan),
        (10, 50, -1, np.nan),
    ],
)
def test_to_the_nearest_wall(x, y, zone, metres):
    found = measure_edges(np.array([x], float), np.array([y], float), SHAPES, np.array([zone]))
    assert found == pytest.approx([metres], nan_ok=True)


def test_a_point_is_measured_to_its_own_zone_only():
    x, y = np.array([10.0, 10.0]), np.array([50.0, 50.0])
    assert measure_edges(x, y, SHAPES, np.array([0, 2])).tolist() == [10, 190]
    assert measure_distances(x, y, SHAPES, np.array([0, 2])).tolist() == [0, 190]


def test_to_no_zone_at_all():
    nothing = np.array([None], object)
    x = np.array([1.0])
    assert np.isnan(measure_distances(x, x, nothing, np.array([0]))).all()
    assert np.isnan(measure_edges(x, x, nothing, np.array([-1]))).all()


def test_without_any_zones():
    x, nothing = np.array([1.0]), np.array([], object)
    assert np.isnan(measure_edges(x, x, nothing, np.array([-1]))).all()


def test_the_nearest_come_first():
    found = find_nearest(np.array([190.0, 50.0]), np.array([50.0, 10.0]), SHAPES, 200, 5)
    assert found.point.tolist() == [0, 0, 1, 1]
    assert found.zone.tolist() == [2, 0, 0, 2]
    assert found.metres.tolist() == [10, 90, 0, 150]


def test_only_so_near_and_so_many():
    x, y = np.array([190.0]), np.array([50.0])
    assert find_nearest(x, y, SHAPES, 50, 5).zone.tolist() == [2]
    assert find_nearest(x, y, SHAPES, 200, 1).zone.tolist() == [2]
    assert find_nearest(x, y, SHAPES, 5, 5).zone.tolist() == []


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_has_no_neighbours(bad):
    found = find_nearest(np.array([bad, 10.0]), np.array([1.0, 1.0]), SHAPES, 50, 5)
    assert found.point.tolist() == [1]


@pytest.mark.parametrize("shapes", [[], [None]])
def test_without_zones_nothing_is_near(shapes):
    x = np.array([1.0])
    assert len(find_nearest(x, x, np.array(shapes, object), 50, 5).point) == 0


PLACES = st.lists(st.tuples(st.integers(-300, 900), st.integers(-300, 300)), max_size=30)


@settings(max_examples=60, deadline=None)
@given(PLACES, st.integers(1, 3), st.sampled_from([7, 4_096]))
def test_as_a_full_search(places, most, chunk):
    x, y = np.array(places, float).reshape(-1, 2).T
    shapes = np.array([HOLED, PARTS, shapely.box(300, 0, 320, 20)], object)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distances, "_CHUNK", chunk)
        found = find_nearest(x, y, shapes, 200, most)
    expected = []
    for at, point in enumerate(shapely.points(x, y)):
        near = [(d, z) for z, d in enumerate(shapely.distance(point, shapes)) if d <= 200]
        expected += [(at, zone, metres) for metres, zone in sorted(near)[:most]]
    assert list(zip(found.point, found.zone, found.metres, strict=True)) == expected
