"""Reference systems: told by their parameters, exact to a millimetre there and back."""

import re

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from pyproj.exceptions import ProjError

from geo.crs import (
    DISPLAY,
    STORAGE,
    WGS84,
    explain_zone_prefix,
    find_window,
    find_zone_prefix,
    get_transformer,
    identify_crs,
    transform_shapes,
)
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
        "EPSG:32650",
        "EPSG:4547",
        "EPSG:3395",  # the other Mercator
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


OLD_DATUMS = (4214, 2436, 2415, 21420, 21480, 4555, 4610, 2384, 2363, 2345, 2334)


@pytest.mark.parametrize("srid", OLD_DATUMS)
@pytest.mark.parametrize("form", ["WKT2_2019", "WKT1_GDAL", "WKT1_ESRI"])
def test_old_datums_are_told_by_their_ellipsoids(srid, form):
    written = CRS.from_epsg(srid).to_wkt(form)
    renamed = re.sub("Xian|Beijing|1954|1980", "CGCS2000", written)
    name = "北京54" if "Beijing" in written else "西安80"
    for wkt in (written, renamed):
        with pytest.raises(InputError) as error:
            identify_crs(CRS.from_wkt(wkt), PROFILES["chaoyang"].crs.survey)
        assert error.value.code == "crs_not_taken"
        assert name in error.value.message.zh
        assert "转换为 CGCS2000" in error.value.hint.zh
        assert "convert the survey to CGCS2000" in error.value.hint.en


@pytest.mark.parametrize("target", [STORAGE, WGS84, DISPLAY, 4548, 4527])
@pytest.mark.parametrize("srid", OLD_DATUMS)
def test_nothing_is_ever_transformed_from_or_to_an_old_datum(srid, target):
    """Neither by PROJ's null operation nor by parameters that hold for some oil field."""
    for pair in ((srid, target), (target, srid)):
        with pytest.raises(InputError) as error:
            get_transformer(*pair)
        assert error.value.code == "crs_not_taken"


def test_a_null_operation_is_let_through_between_wgs84_and_cgcs2000_alone():
    """Their difference is plate motion; any other datum needs parameters."""
    assert get_transformer(WGS84, STORAGE).transform(116.5, 39.9) == pytest.approx((116.5, 39.9))
    with pytest.raises(ProjError):
        get_transformer(4269, STORAGE)


@pytest.mark.parametrize(
    ("million", "said"),
    [(39, "central meridian 117°E"), (38, "114°E"), (20, "117°E"), (45, "135°E"), (13, "75°E")],
)
def test_the_zone_that_eastings_begin_with(million, said):
    text = explain_zone_prefix(million)
    assert said in text.en
    assert str(million) in text.zh


def test_eastings_without_a_zone():
    assert [explain_zone_prefix(million) for million in (0, 4, 12, 46)] == [None] * 4
    assert [find_zone_prefix(srid) for srid in (4527, 4498, 4548, 4509, 4490, 3857)] == [
        39, 20, None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("srid", [*PROFILES["chaoyang"].crs.survey])
def test_the_window_of_a_system_holds_the_district_and_its_margin(srid):
    extent = PROFILES["chaoyang"].extent
    west, south, east, north = find_window(srid, extent.bounds, 5000)
    corners = np.array(shapely.points([(extent.west, extent.south), (extent.east, extent.north)]))
    low, high = shapely.get_coordinates(transform_shapes(corners, STORAGE, srid))
    metre = 1 / DEGREE_M if srid in {STORAGE, WGS84} else 1
    for room in (low[0] - west, low[1] - south, east - high[0], north - high[1]):
        assert 4500 < room / metre < 7500
