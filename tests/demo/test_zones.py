"""The demo survey of zones: valid, apart, inside their street, and of many believable sizes."""

import os
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.settings import ROOT

REAL = ROOT.parent / "shared" / "data" / "real" / "zones.gpkg"


@pytest.fixture(scope="module")
def zones(written) -> gpd.GeoDataFrame:
    return written.survey("zone")


@pytest.fixture(scope="module")
def streets(written) -> gpd.GeoDataFrame:
    return written.survey("street")


def test_the_surveys_look_as_offices_make_them(written):
    for kind in ("street", "zone"):
        with zipfile.ZipFile(written.path(kind)) as archive:
            assert sorted(Path(name).suffix for name in archive.namelist()) == [
                ".dbf",
                ".prj",
                ".shp",
                ".shx",
            ]
    assert written.survey("zone").crs.to_epsg() == 4548
    assert written.survey("zone").columns.tolist()[:3] == ["区域编码", "小区名称", "街道代码"]


def test_zones_are_valid_polygons_with_right_and_unique_codes(zones, profile):
    assert set(zones.geom_type) == {"Polygon"}
    assert zones.is_valid.all()
    assert zones["区域编码"].is_unique
    assert zones["区域编码"].str.fullmatch(profile.codes.zone.strip("^$")).all()
    assert (zones["区域编码"].str.slice(3, 12) == zones["街道代码"]).all()
    assert zones["小区名称"].is_unique


def test_zones_are_apart_by_roads(zones):
    shapes = zones.geometry.to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=8.0)
    assert (left == right).all()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=40.0)
    assert len(np.unique(left[left != right])) > 0.6 * len(zones)


def test_each_zone_lies_in_its_street(zones, streets):
    home = streets.set_index("街道代码").geometry.loc[zones["街道代码"]]
    assert shapely.covers(home.to_numpy(), zones.geometry.to_numpy()).all()
    names = streets.set_index("街道代码")["街道名称"].loc[zones["街道代码"]]
    assert names.tolist() == zones["街道名称"].tolist()


def test_zones_vary_as_a_city_does(zones, streets, plan):
    counts = zones["街道代码"].value_counts()
    assert len(zones) == plan.total("zones")
    assert len(counts) == len(streets)
    assert counts.between(2, 110).all()
    areas = zones.area
    assert 15_000 < areas.median() < 40_000
    assert areas.quantile(0.95) > 3 * areas.quantile(0.05)
    # Never circles: few corners, and the frame of a block is mostly filled.
    assert shapely.get_num_coordinates(zones.geometry.to_numpy()).max() < 60
    # One kiosk of three to six metres.
    frames = shapely.minimum_rotated_rectangle(zones.geometry.to_numpy())
    sides = np.array([np.hypot(*np.diff(shapely.get_coordinates(f)[:3], axis=0).T) for f in frames])
    assert np.sum((sides.min(axis=1) > 3) & (sides.min(axis=1) < 6)) == 1
    assert 5 < np.sum(sides.min(axis=1) < 30) < 60
    assert 0 < zones["户数"].isna().sum() < 60


def test_no_estate_name_is_real(zones):
    if not REAL.exists():
        assert "ONEMAP_REQUIRE_SHARED" not in os.environ, f"{REAL} is missing"
        pytest.skip("the shared test data are not beside the repository")
    real = gpd.read_file(REAL)
    names = set(real["name"]) | set(real["aliases"].dropna())
    assert not names & set(zones["小区名称"])
    # Nor does any begin as a real one does.
    stems = {name[:2] for name in names}
    assert not stems & set(zones["小区名称"].str.slice(0, 2))
