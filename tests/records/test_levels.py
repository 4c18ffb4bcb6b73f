"""What a geocoder's level is worth, and what a workbook's name of coordinates says."""

import numpy as np
import pandas as pd
import pytest

from geo.records.matching.crs_names import read_crs_name
from geo.records.matching.levels import EDGE_M, read_levels


def read(*levels) -> list[float | None]:
    depth = read_levels(pd.Series(levels, dtype=object), np.zeros(len(levels), int))
    return [None if np.isnan(metres) else metres for metres in depth.tolist()]


@pytest.mark.parametrize(
    "level",
    [
        "门牌号",
        "门址",
        "兴趣点",
        "POI",
        "ＰＯＩ",
        "单元号",
        " 住宅区 ",
        "楼栋",
        "小区、大厦",
        "房间",
    ],
)
def test_doors_buildings_and_estates_decide(level):
    assert read(level) == [EDGE_M]


@pytest.mark.parametrize(
    "level",
    [
        "道路",
        "道路交叉路口",
        "村庄",
        "乡镇",
        "区县",
        "热点商圈",
        "公交地铁站点",
        "未知",
        "小巷",
        "",
        None,
        "门",
    ],
)
def test_nothing_else_does(level):
    assert read(level) == [None]


def test_numbers_of_baidu_bound_the_error():
    assert read("100", 95, "80", "75", "20", "0") == [20, 50, 100, None, None, None]


def test_numbers_of_tencent_are_levels():
    assert read("11", "10", "9", "8", "7", "1") == [EDGE_M, EDGE_M, EDGE_M, None, None, None]


def test_whose_numbers_they_are_is_told_for_each_geocoder():
    levels = pd.Series(["10", "9", "10", "100"], dtype=object)
    depth = read_levels(levels, np.array([0, 0, 1, 1]))
    np.testing.assert_array_equal(depth, [EDGE_M, EDGE_M, np.nan, 20])


@pytest.mark.parametrize(
    ("text", "datum", "srid"),
    [
        ("GCJ-02", "gcj02", None),
        ("gcj02ll", "gcj02", None),
        ("火星坐标系（GCJ02）", "gcj02", None),
        ("高德", "gcj02", None),
        ("腾讯地图坐标", "gcj02", None),
        ("国测局", "gcj02", None),
        ("BD-09", "bd09", None),
        ("bd09ll", "bd09", None),
        ("百度坐标", "bd09", None),
        ("WGS84", "as_declared", None),
        ("WGS-84（GPS）", "as_declared", None),
        ("国家2000", "as_declared", None),
        ("2000国家大地坐标系", "as_declared", None),
        ("天地图", "as_declared", None),
        ("CGCS2000 / 3-degree Gauss-Kruger CM 117E", "as_declared", None),
        ("EPSG:4326", None, 4326),
        ("ＥＰＳＧ：４５４８", None, 4548),
        ("4490", None, 4490),
        ("EPSG:3857 GCJ-02", "gcj02", 3857),
        ("北京地方坐标系", None, 0),
    ],
)
def test_what_a_name_says(text, datum, srid):
    name = read_crs_name(text)
    assert (name.datum, name.srid, name.useless) == (datum, srid, False)
    assert name.text


@pytest.mark.parametrize(
    "text",
    ["北京54", "Beijing 1954", "西安80坐标系", "Xian_1980_GK_CM_117E", "BD09MC", "百度墨卡托"],
)
def test_what_leads_nowhere(text):
    assert read_crs_name(text).useless


@pytest.mark.parametrize(
    "text", [None, pd.NA, "", "经纬度", "不详", "WGS84（由高德转换）", "GPS/百度"]
)
def test_what_says_nothing(text):
    assert read_crs_name(text).says_nothing
