"""Reference systems are called by what they are, in both languages."""

import pytest
from pyproj import CRS

from geo.crs_names import list_names, name_crs, name_epsg

NAMES = {
    4490: ("CGCS2000 经纬度", "CGCS2000 degrees"),
    4326: ("WGS 84 经纬度", "WGS 84 degrees"),
    3857: ("Web 墨卡托", "Web Mercator"),
    4548: (
        "CGCS2000 3 度带高斯-克吕格 中央经线 117°E",
        "CGCS2000 3-degree Gauss-Krüger at 117°E",
    ),
    4547: (
        "CGCS2000 3 度带高斯-克吕格 中央经线 114°E",
        "CGCS2000 3-degree Gauss-Krüger at 114°E",
    ),
    4509: (
        "CGCS2000 6 度带高斯-克吕格 中央经线 117°E",
        "CGCS2000 6-degree Gauss-Krüger at 117°E",
    ),
    4527: (
        "CGCS2000 3 度带高斯-克吕格 第 39 带（中央经线 117°E）",
        "CGCS2000 3-degree Gauss-Krüger zone 39 (117°E)",
    ),
    4498: (
        "CGCS2000 6 度带高斯-克吕格 第 20 带（中央经线 117°E）",
        "CGCS2000 6-degree Gauss-Krüger zone 20 (117°E)",
    ),
    4523: (
        "CGCS2000 3 度带高斯-克吕格 第 35 带（中央经线 105°E）",
        "CGCS2000 3-degree Gauss-Krüger zone 35 (105°E)",
    ),
    2436: ("北京54 3 度带高斯-克吕格 中央经线 117°E", "Beijing-54 3-degree Gauss-Krüger at 117°E"),
    4555: ("北京54 经纬度", "Beijing-54 degrees"),
    2334: (
        "西安80 6 度带高斯-克吕格 第 20 带（中央经线 117°E）",
        "Xian-80 6-degree Gauss-Krüger zone 20 (117°E)",
    ),
    4610: ("西安80 经纬度", "Xian-80 degrees"),
    32650: ("WGS 84 UTM 第 50 带（北半球）", "WGS 84 UTM zone 50N"),
}
FORMS = ("WKT2_2019", "WKT1_GDAL", "WKT1_ESRI")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("epsg", NAMES)
def test_a_system_has_one_name_however_it_is_written(epsg, form):
    name = name_crs(CRS.from_wkt(CRS.from_epsg(epsg).to_wkt(form)))
    assert (name.zh, name.en) == NAMES[epsg]
    assert name_epsg(epsg).zh == f"EPSG:{epsg} {name.zh}"
    assert name_epsg(epsg).en == f"EPSG:{epsg} {name.en}"


def test_a_name_that_lies_is_not_believed():
    wkt = CRS.from_epsg(4214).to_wkt().replace("Beijing 1954", "CGCS2000")
    assert name_crs(CRS.from_wkt(wkt)).zh == "北京54 经纬度"
    wkt = CRS.from_epsg(4527).to_wkt().replace("zone 39", "zone 38")
    assert "第 39 带" in name_crs(CRS.from_wkt(wkt)).zh


@pytest.mark.parametrize(
    ("definition", "zh"),
    [
        ("+proj=tmerc +lon_0=116.35 +x_0=500000 +ellps=GRS80", "高斯-克吕格 中央经线 116.35°E"),
        ("+proj=tmerc +lon_0=117 +x_0=500000 +ellps=GRS80", "高斯-克吕格 中央经线 117°E"),
    ],
)
def test_a_meridian_alone_tells_no_width(definition, zh):
    assert name_crs(CRS.from_user_input(definition)).zh == f"CGCS2000 {zh}"


@pytest.mark.parametrize(
    "definition",
    [
        "EPSG:3395",
        "EPSG:4479",
        "EPSG:5070",
        "EPSG:4267",
        "+proj=tmerc +lon_0=117 +k=0.9999 +x_0=500000 +ellps=GRS80 +type=crs",
        "+proj=tmerc +lon_0=117 +x_0=38500000 +ellps=GRS80 +type=crs",
        "+proj=tmerc +lon_0=117 +x_0=0 +ellps=GRS80 +type=crs",
        "+proj=tmerc +lon_0=117 +x_0=500000 +ellps=GRS80 +units=us-ft +type=crs",
    ],
)
def test_what_is_unusual_keeps_its_own_name(definition):
    system = CRS.from_user_input(definition)
    name = name_crs(system)
    assert (name.zh, name.en) == (system.name, system.name)


def test_systems_are_listed_once():
    names = list_names((4490, 4326, 4490))
    assert names.zh == "EPSG:4490 CGCS2000 经纬度、EPSG:4326 WGS 84 经纬度"
    assert names.en == "EPSG:4490 CGCS2000 degrees, EPSG:4326 WGS 84 degrees"
