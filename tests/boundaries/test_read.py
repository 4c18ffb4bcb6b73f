"""Surveys in every form that offices hand over: read right, or refused in plain words."""

import datetime as dt
import json
import sqlite3
import zipfile
from contextlib import closing

import pandas as pd
import pyogrio
import pytest
import shapely

from geo.boundaries.reading.read import read_survey
from geo.errors import InputError
from geo.surveys import PlaceKind, SurveyRequest
from tests.handing import assert_is_town, hand_over, spoil_member
from tests.world import CHAOYANG, QINGSHI, write_geojson, write_geopackage, write_shapefile

CHAOYANG_SRIDS = (4490, 4326, 4548, 4527, 4509, 4498)


@pytest.mark.parametrize("srid", CHAOYANG_SRIDS)
@pytest.mark.parametrize(
    ("form", "encoding"),
    [
        ("geojson", "utf-8"),
        ("geojson", "utf-8-sig"),
        ("geojson", "gb18030"),
        ("gpkg", "utf-8"),
        ("shapefile", "gb18030"),
        ("shapefile", "utf-8"),
        ("shapefile+cpg", "gb18030"),
    ],
)
def test_every_form_in_every_system_and_encoding(read, tmp_path, form, encoding, srid):
    survey = read(hand_over(form, encoding, srid, tmp_path))
    # 4509 (a six-degree zone) and 4548 (a three-degree one) are one system under two numbers.
    assert_is_town(survey, 4548 if srid == 4509 else srid)
    assert survey.encoding == ("GB18030" if encoding == "gb18030" else "UTF-8")


def test_another_district_reads_its_own_systems(town_profile, tmp_path):
    for srid in town_profile.crs.survey:
        path = write_geopackage(QINGSHI.zones(), tmp_path / f"{srid}.gpkg", srid)
        survey = read_survey(path, SurveyRequest(PlaceKind.ZONE), town_profile)
        assert survey.srid == srid
    path = write_geopackage(QINGSHI.zones(), tmp_path / "far.gpkg", 4548)
    with pytest.raises(InputError) as refused:
        read_survey(path, SurveyRequest(PlaceKind.ZONE), town_profile)
    assert refused.value.code == "crs_not_taken"


# --- Encodings -------------------------------------------------------------------------------


def test_a_cpg_that_lies_is_not_believed(read, tmp_path):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("zones.cpg", "UTF-8")
    assert_is_town(read(path), 4548)


def test_gbk_that_happens_to_be_utf8_is_gbk(read, tmp_path):
    """模 in GBK is C4 A3, which UTF-8 reads as a Latin letter with a cedilla."""
    zones = CHAOYANG.zones("works").rename(columns={"区域编码": "code", "小区名称": "name"})
    zones = zones[["code", "name", "geometry"]].assign(name="模模")
    survey = read(write_shapefile(zones, tmp_path / "zones.zip", 4548))
    assert survey.rows["name"].tolist() == ["模模"]
    assert survey.encoding == "GB18030"


class GbkName(zipfile.ZipInfo):
    """A member whose name is written as Chinese Windows does, without a word about it."""

    def _encodeFilenameFlags(self):  # noqa: N802 - the method that zipfile calls
        return self.filename.encode("gbk"), self.flag_bits


def test_member_names_in_gbk(read, tmp_path):
    plain = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    path = tmp_path / "gbk.zip"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as archive:
        for part in source.infolist():
            archive.writestr(GbkName("区域测绘" + part.filename[-4:]), source.read(part))
    survey = read(path)
    assert survey.layer == "区域测绘"
    assert_is_town(survey, 4548)


def test_text_in_no_known_encoding_is_refused(refuse, tmp_path):
    path = write_geojson(CHAOYANG.zones(), tmp_path / "zones.geojson")
    path.write_bytes(path.read_bytes().replace("青".encode(), b"\xff\xff"))
    assert refuse(path).code == "survey_refused"
    zipped = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    spoil_member(zipped, ".dbf", lambda raw: raw.replace("青".encode("gbk"), b"\xff\xff"))
    assert "属性表" in refuse(zipped).message.zh


def test_characters_that_no_database_can_store(read, refuse, tmp_path):
    path = write_geojson(CHAOYANG.zones("works"), tmp_path / "zones.geojson")
    raw = path.read_text()
    path.write_text(raw.replace("机床厂宿舍", "机床\\u0000厂\\ud83c\\udfe0舍"))
    assert read(path).rows["name"].tolist() == ["机床厂🏠舍"]
    path.write_text(raw.replace("机床厂宿舍", "机床\\ud800厂舍"))
    assert "残缺" in refuse(path).message.zh


# --- Reference systems -----------------------------------------------------------------------


@pytest.mark.parametrize(("srid", "proposed"), [(4527, "EPSG:4527"), (4490, "EPSG:4490")])
def test_without_prj_the_place_proposes_a_system(refuse, read, tmp_path, srid, proposed):
    path = write_shapefile(
        CHAOYANG.zones(), tmp_path / "zones.zip", srid, leave_out=(".cpg", ".prj")
    )
    error = refuse(path)
    assert error.code == "crs_missing"
    assert proposed in error.hint.zh
    assert proposed in error.hint.en
    survey = read(path, srid=srid)
    assert_is_town(survey, srid)
    assert survey.decisions["srid_from"] == "person"


@pytest.mark.parametrize("srid", [2436, 2334, 32650, 4214, 4610])
def test_a_system_that_is_not_taken(refuse, tmp_path, srid):
    """Beijing-54 and Xian-80 in metres and degrees; UTM, in which it would lie here."""
    zones = CHAOYANG.zones().set_crs(srid, allow_override=True)
    path = write_geopackage(zones, tmp_path / "zones.gpkg", srid)
    assert refuse(path).code == "crs_not_taken"


def test_a_wrong_meridian_is_told_with_the_right_one(refuse, tmp_path):
    zones = CHAOYANG.zones().set_crs(4547, allow_override=True)
    error = refuse(write_geopackage(zones, tmp_path / "zones.gpkg", 4547))
    assert error.code == "crs_doubtful"
    assert "3-degree Gauss-Krüger at 114°E" in error.message.en
    assert "EPSG:4548" in error.hint.en


def test_systems_are_told_by_their_parameters_not_their_names(read, refuse, tmp_path):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    spoil_member(path, ".prj", lambda raw: raw.replace(b"CGCS2000", b"Local"))
    assert read(path).srid == 4548
    spoil_member(path, ".prj", lambda raw: raw.replace(b"117.0", b"116.35"))
    assert refuse(path).code == "crs_doubtful"


def test_a_person_may_not_name_a_system_that_is_not_taken(refuse, tmp_path):
    path = write_shapefile(
        CHAOYANG.zones(), tmp_path / "zones.zip", 4548, leave_out=(".cpg", ".prj")
    )
    assert refuse(path, srid=2436).code == "crs_not_taken"
    assert refuse(path, srid=999_999).code == "crs_unknown"


@pytest.mark.parametrize("name", ["/etc/passwd", "+proj=tmerc +lon_0=117", "http://x/y", "EPSG:0"])
def test_a_crs_member_is_only_ever_a_name(refuse, tmp_path, name):
    path = write_geojson(CHAOYANG.zones(), tmp_path / "zones.geojson")
    content = json.loads(path.read_text())
    content["crs"] = {"type": "name", "properties": {"name": name}}
    path.write_text(json.dumps(content))
    assert refuse(path).code == "crs_unreadable"


@pytest.mark.parametrize("srid", [0, -1])
def test_an_undefined_system_of_a_geopackage_declares_none(refuse, read, tmp_path, srid):
    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4490)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_geometry_columns SET srs_id = ?", (srid,))
        database.execute("UPDATE gpkg_contents SET srs_id = ?", (srid,))
    assert refuse(path).code == "crs_missing"
    assert_is_town(read(path, srid=4490), 4490)


# --- Layers ----------------------------------------------------------------------------------


def test_the_only_polygon_layer_is_taken(read, tmp_path):
    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4490, layer="区域")
    points = CHAOYANG.zones().set_geometry(CHAOYANG.zones().centroid)
    write_geopackage(points, path, 4490, layer="标注", append=True)
    assert read(path).layer == "区域"


def test_of_two_polygon_layers_a_person_names_one(read, refuse, tmp_path):
    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4490, layer="甲")
    write_geopackage(CHAOYANG.zones("works"), path, 4490, layer="乙", append=True)
    error = refuse(path)
    assert error.code == "layer_choice"
    assert "甲、乙" in error.message.zh
    assert len(read(path, layer="乙").rows) == 1
    assert refuse(path, layer="丙").code == "layer_choice"


def test_a_layer_that_is_not_there_is_not_replaced_by_another(refuse, tmp_path):
    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4490, layer="甲")
    assert refuse(path, layer="乙").code == "layer_choice"


def test_a_layer_of_polygons_and_multipolygons(read, tmp_path):
    path = write_geopackage(
        CHAOYANG.zones(), tmp_path / "zones.gpkg", 4548, geometry_type="Unknown"
    )
    assert_is_town(read(path), 4548)


def test_g6_heights_are_dropped_and_said(read, tmp_path):
    zones = CHAOYANG.zones()
    zones = zones.set_geometry(shapely.force_3d(zones.geometry.to_numpy(), 35.0))
    survey = read(write_shapefile(zones, tmp_path / "zones.zip", 4548))
    assert_is_town(survey, 4548)
    assert not survey.rows.has_z.any()
    assert survey.decisions["had_z"] is True
    told = [finding for finding in survey.findings if finding.check == "G6"]
    assert [finding.row for finding in told] == list(range(1, 10))
    assert [finding.code for finding in told] == survey.rows["code"].tolist()


def test_no_features(refuse, tmp_path):
    empty = CHAOYANG.zones().iloc[:0]
    options = {"geometry_type": "Polygon"}
    path = write_geopackage(empty, tmp_path / "zones.gpkg", 4548, **options)
    assert refuse(path).code == "no_features"
    path = tmp_path / "zones.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    assert refuse(path).code == "no_features"


def test_days_and_times_of_a_geopackage(read, tmp_path):
    """Times of a GeoPackage are in UTC; the sealed reader knows no zones."""
    zones = CHAOYANG.zones()
    zones["更新时间"] = pd.to_datetime("2026-01-02 03:04:05")
    zones["测量日期"] = dt.date(2026, 1, 2)
    pyogrio.write_dataframe(zones, path := tmp_path / "zones.gpkg")
    columns = {one["name"]: one["samples"] for one in read(path).decisions["columns"]}
    assert columns["更新时间"] == ["2026-01-02 03:04:05.000Z"]
    assert columns["测量日期"] == ["2026-01-02"]
