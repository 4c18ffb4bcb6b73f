"""Reference systems: told by their parameters, exact to a millimetre there and back."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from pyproj.exceptions import ProjError

from geo.crs import DISPLAY, STORAGE, WGS84, get_transformer, identify_crs, transform_shapes
from geo.errors import InputError
from geo.profile import read_profile
from tests.conftest import CHAOYANG, QINGSHI

PROFILES = {path.stem: read_profile(path) for path in (CHAOYANG, QINGSHI)}
SYSTEMS = [
    (name, srid)
    for name, profile in PROFILES.items()
    for srid in (*profile.crs.survey, profile.crs.measure, DISPLAY)
    if srid != STORAGE
]
DEGREE_M = 111_000


@pytest.mark.parametrize(("name", "srid"), SYSTEMS)
def test_there_and_back_within_a_millimetre(name, srid):
    e = PROFILES[name].extent

    @given(st.floats(e.west, e.east), st.floats(e.south, e.north))
    @settings(max_examples=40, deadline=None)
    def holds(lon, lat):
        shapes = np.array([shapely.Point(lon, lat)])
        there = transform_shapes(shapes, STORAGE, srid)
        back = transform_shapes(there, srid, STORAGE)[0]
        assert abs(back.x - lon) * DEGREE_M < 0.001
        assert abs(back.y - lat) * DEGREE_M < 0.001

    holds()


def test_order_is_east_north():
    """Chinese projected systems are north, east by definition; here they are not."""
    (point,) = transform_shapes(np.array([shapely.Point(117, 40)]), STORAGE, 4548)
    assert (round(point.x), round(point.y)) == (500_000, 4_429_529)
    (point,) = transform_shapes(np.array([shapely.Point(117, 40)]), STORAGE, 4527)
    assert round(point.x) == 39_500_000


def test_a_shape_keeps_its_kind_its_holes_and_what_is_missing():
    shapes = np.array(
        [
            shapely.box(116.4, 39.9, 116.5, 40).difference(
                shapely.box(116.44, 39.94, 116.46, 39.96)
            ),
            None,
            shapely.Polygon(),
            shapely.MultiPolygon([shapely.box(116.4, 39.9, 116.41, 39.91)]),
        ]
    )
    moved = transform_shapes(shapes, STORAGE, 4548)
    assert len(moved[0].interiors) == 1
    assert moved[1] is None
    assert moved[2].is_empty
    assert moved[3].geom_type == "MultiPolygon"
    assert transform_shapes(shapes, STORAGE, STORAGE) is shapes


@pytest.mark.parametrize("srid", PROFILES["chaoyang"].crs.survey)
@pytest.mark.parametrize("form", ["WKT2_2019", "WKT1_GDAL", "WKT1_ESRI"])
def test_a_system_is_told_from_any_way_to_write_it(srid, form):
    written = CRS.from_wkt(CRS.from_epsg(srid).to_wkt(form))
    found = identify_crs(written, PROFILES["chaoyang"].crs.survey)
    assert found == {4509: 4548}.get(srid, srid)  # one system, two numbers


@pytest.mark.parametrize(
    "definition",
    [
        "EPSG:2436",  # Beijing 1954 / 3-degree CM 117E
        "EPSG:2334",  # Xian 1980 / CM 117E
        "EPSG:4214",  # Beijing 1954 in degrees
        "EPSG:4610",  # Xian 1980 in degrees
        "EPSG:32650",
        "EPSG:4547",
        "EPSG:3857",
        "+proj=tmerc +lon_0=117 +k=0.9996 +x_0=500000 +ellps=GRS80 +units=m",
        "+proj=tmerc +lon_0=116.35 +x_0=500000 +ellps=GRS80 +units=m",
        "+proj=tmerc +lon_0=117 +x_0=500000 +ellps=GRS80 +units=us-ft",
        "+proj=merc +lon_0=117 +x_0=500000 +ellps=GRS80 +units=m",
        "+proj=longlat +ellps=GRS80 +pm=paris",
    ],
)
def test_a_system_that_differs_in_one_thing_is_not_taken(definition):
    with pytest.raises(InputError) as error:
        identify_crs(CRS.from_user_input(definition), PROFILES["chaoyang"].crs.survey)
    assert error.value.code == "crs_not_taken"
    assert "EPSG:4548" in error.value.message.zh


def test_only_wgs84_and_cgcs2000_are_taken_for_one():
    """Their difference is plate motion; Beijing-54's is unknown, and PROJ's guess is refused."""
    assert get_transformer(WGS84, STORAGE).transform(116.5, 39.9) == pytest.approx((116.5, 39.9))
    with pytest.raises(ProjError):
        get_transformer(4214, STORAGE)
