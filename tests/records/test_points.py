"""Which zone holds a point: the same answers as geopandas.sjoin, whatever the zones and points."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.records.matching import points
from geo.records.matching.points import Located, locate_points
from tests.resurvey import make_town

HOLED = shapely.Polygon(
    [(0, 0), (6, 0), (6, 6), (0, 6)], [[(1, 1), (1, 3), (3, 3), (3, 1)], [(4, 4), (4, 5), (5, 5)]]
)


def join(x: np.ndarray, y: np.ndarray, shapes: np.ndarray) -> Located:
    """Returns what geopandas says: the first zone of each point, and whether there are several."""
    where = gpd.GeoDataFrame({"at": range(len(x))}, geometry=gpd.points_from_xy(x, y))
    zones = gpd.GeoDataFrame(geometry=list(shapes))
    zones = zones.set_axis(pd.RangeIndex(len(zones)))
    pairs = gpd.sjoin(where, zones, predicate="intersects")
    pairs = pairs[np.isfinite(x[pairs["at"]]) & np.isfinite(y[pairs["at"]])]
    found = Located.nowhere(len(x))
    first = pairs.groupby("at")["index_right"].agg(["min", "size"])
    found.position[first.index] = first["min"]
    found.several[first.index] = first["size"] > 1
    return found


def assert_same(x, y, shapes) -> Located:
    x, y = np.asarray(x, float), np.asarray(y, float)
    shapes = np.asarray(shapes, object)
    found, expected = locate_points(x, y, shapes), join(x, y, shapes)
    np.testing.assert_array_equal(found.position, expected.position)
    np.testing.assert_array_equal(found.several, expected.several)
    return found


@pytest.fixture(autouse=True, params=["tested", "told"])
def _both_ways(request, monkeypatch) -> None:
    """Every point tested by GEOS, or cells told first, however few the points."""
    least = {"tested": 1_000_000, "told": 0}[request.param]
    monkeypatch.setattr(points, "_POINTS_OF_A_VERTEX", least)
    monkeypatch.setattr(points, "_CELLS_OF_A_POINT", 20)


def make_grid_points(steps: int = 27, high: float = 6.5) -> tuple[np.ndarray, np.ndarray]:
    at = np.linspace(-0.5, high, steps)
    x, y = np.meshgrid(at, at)
    return x.ravel(), y.ravel()


def test_on_a_common_wall_the_lower_position_holds():
    left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    found = assert_same([0.5, 1, 1.5, 1, 0], [0.5, 0.5, 0.5, 1, 0], [left, right])
    assert found.position.tolist() == [0, 0, 1, 0, 0]
    assert found.several.tolist() == [False, True, False, True, False]
    assert assert_same([1.0], [0.5], [right, left]).position.tolist() == [0]


def test_a_corner_of_four():
    boxes = [shapely.box(i, j, i + 1, j + 1) for i in (0, 1) for j in (0, 1)]
    found = assert_same([1.0, 1.0, 0.5], [1.0, 0.5, 1.0], boxes[::-1])
    assert found.several.all()


def test_holes():
    found = assert_same(*make_grid_points(), [HOLED])
    assert 0 < (found.position == 0).sum() < len(found.position)
    # The rim of a hole belongs to the zone.
    assert assert_same([2, 1, 4.2, 4.2], [2, 1, 4.8, 4.1], [HOLED]).position.tolist() == [
        -1,
        0,
        -1,
        0,
    ]


def test_parts_far_apart():
    parts = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    found = assert_same(*make_grid_points(), [parts, shapely.box(2, 2, 3, 3)])
    assert {-1, 0, 1} == set(found.position.tolist())


def test_overlaps_and_copies():
    shapes = [shapely.box(1, 1, 4, 4), shapely.box(0, 0, 6, 6), shapely.box(1, 1, 4, 4)]
    assert assert_same(*make_grid_points(), shapes).several.any()


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(1, 1),
        shapely.LineString([(0, 0), (2, 2)]),
        shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.Point(2, 2)]),
        shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]),
    ],
    ids=["point", "line", "collection", "bow-tie"],
)
def test_what_is_no_plain_polygon(shape):
    assert_same(*make_grid_points(), [shapely.box(4, 4, 5, 5), shape])


@pytest.mark.parametrize("shapes", [[], [None], [shapely.Polygon()], [None, shapely.Polygon()]])
def test_nothing_holds_nothing(shapes):
    found = locate_points(np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.array(shapes, object))
    assert found.position.tolist() == [-1, -1]
    assert not found.several.any()


def test_no_points():
    found = locate_points(np.array([]), np.array([]), np.array([HOLED], object))
    assert len(found.position) == len(found.several) == 0


def test_missing_shapes_keep_their_position():
    shapes = [None, shapely.box(0, 0, 1, 1), shapely.Polygon(), shapely.box(2, 0, 3, 1)]
    found = assert_same([0.5, 2.5], [0.5, 0.5], shapes)
    assert found.position.tolist() == [1, 3]


def test_what_is_not_finite_lies_nowhere():
    bad = [np.nan, np.inf, -np.inf]
    x, y = [*bad, 2, 2, 2, 2], [2, 2, 2, *bad, 0.5]
    assert assert_same(x, y, [HOLED]).position.tolist() == [-1] * 6 + [0]


def test_only_what_is_not_finite():
    nothing = np.full(3, np.nan)
    found = locate_points(nothing, nothing, np.array([HOLED], object))
    assert found.position.tolist() == [-1] * 3


def test_outside_of_the_zones_though_the_last_cell_is_inside_one():
    x, y = [0.5, 3.5, -5, np.nan, 3], [0.5, 3.5, 2, 2, 3.2]
    assert assert_same(x, y, [shapely.box(0, 0, 6, 6)]).position.tolist() == [0, 0, -1, -1, 0]


def test_between_zones_that_reach_none_of_the_points():
    x = np.array([2.0, 3.0])
    assert (
        assert_same(x, x, [shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)]).position.max() == -1
    )


def test_all_points_at_one_place():
    found = assert_same([2.0] * 50, [0.5] * 50, [HOLED, shapely.box(0, 0, 6, 6)])
    assert found.position.tolist() == [0] * 50


def test_the_order_of_points_does_not_matter():
    x, y = make_grid_points()
    shapes = np.array([HOLED, shapely.box(1, 1, 3, 3)], object)
    order = np.random.default_rng(1).permutation(len(x))
    found, mixed = locate_points(x, y, shapes), locate_points(x[order], y[order], shapes)
    np.testing.assert_array_equal(mixed.position, found.position[order])


def test_the_callers_shapes_are_not_prepared():
    shapes = make_town(30).geometry.to_numpy()
    before = shapely.to_wkb(shapes)
    west, south, east, north = shapely.total_bounds(shapes)
    rng = np.random.default_rng(1)
    locate_points(rng.uniform(west, east, 5_000), rng.uniform(south, north, 5_000), shapes)
    assert not shapely.is_prepared(shapes).any()
    assert (shapely.to_wkb(shapes) == before).all()


def test_in_many_chunks_and_batches(monkeypatch):
    monkeypatch.setattr(points, "_CHUNK_BITS", 10)
    monkeypatch.setattr(points, "_CHUNK", 1 << 10)
    monkeypatch.setattr(points, "_LOOKUP", 300)
    monkeypatch.setattr(points, "_BATCH", 500)
    shapes = make_town(200).geometry.to_numpy()
    west, south, east, north = shapely.total_bounds(shapes)
    rng = np.random.default_rng(2)
    x, y = rng.uniform(west, east, 12_345), rng.uniform(south, north, 12_345)
    x[::100] = np.nan
    found = assert_same(x, y, shapes)
    assert (found.position >= 0).mean() > 0.7


def test_on_vertices_of_a_town():
    """Points on the walls themselves, where two, three or four zones meet."""
    shapes = make_town(120).geometry.to_numpy()
    x, y = shapely.get_coordinates(shapes).T
    assert assert_same(x, y, shapes).several.any()


def test_real_zones(shared):
    shapes = gpd.read_file(shared / "real" / "zones.gpkg").geometry.to_numpy()
    rng = np.random.default_rng(3)
    west, south, east, north = shapely.total_bounds(shapes)
    near = rng.choice(shapely.get_coordinates(shapely.centroid(shapes)), 40_000)
    near += rng.normal(0, 0.001, near.shape)
    x = np.concatenate([near[:, 0], rng.uniform(west, east, 10_000)])
    y = np.concatenate([near[:, 1], rng.uniform(south, north, 10_000)])
    found = assert_same(x, y, shapes)
    assert (found.position >= 0).sum() > 10_000


# Small whole numbers make walls, corners and points meet as often as can be.
WHOLE = st.integers(0, 8)
BOX = st.tuples(WHOLE, WHOLE, st.integers(1, 5), st.integers(1, 5)).map(
    lambda at: shapely.box(at[0], at[1], at[0] + at[2], at[1] + at[3])
)
CORNERS = st.lists(st.tuples(WHOLE, WHOLE), min_size=3, max_size=6, unique=True)
SHAPE = st.one_of(
    BOX,
    CORNERS.map(shapely.Polygon),
    st.lists(BOX, min_size=2, max_size=3).map(shapely.unary_union),
    st.tuples(BOX, BOX).map(lambda both: shapely.difference(*both)),
    st.none(),
)
PLACE = st.one_of(WHOLE.map(float), st.floats(-1, 10), st.just(float("nan")))


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(SHAPE, min_size=1, max_size=8), st.lists(st.tuples(PLACE, PLACE), max_size=40))
def test_as_geopandas_joins(shapes, places):
    x, y = np.array(places, float).reshape(-1, 2).T
    assert_same(x, y, shapes)
