"""Surveys in every form that offices hand over: read right, or refused in plain words."""

import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.boundaries.reading.read import read_survey
from geo.crs import STORAGE, transform_shapes
from geo.errors import InputError
from geo.surveys import PlaceKind, SurveyRequest
from tests.packing import show
from tests.world import CHAOYANG, QINGSHI, write_geojson, write_geopackage, write_shapefile

CHAOYANG_SRIDS = (4490, 4326, 4548, 4527, 4509, 4498)


@pytest.fixture
def read(profile):
    """Reads a survey of zones with the shipped district's profile."""

    def run(path: Path, kind: str = "zone", **request):
        return show(read_survey(path, SurveyRequest(PlaceKind(kind), **request), profile))

    return run


@pytest.fixture
def refuse(read):
    """Reads a survey that must be refused; returns the error, which speaks both languages."""

    def run(path: Path, kind: str = "zone", **request) -> InputError:
        with pytest.raises(InputError) as refused:
            read(path, kind, **request)
        assert any("\u4e00" <= c <= "\u9fff" for c in refused.value.message.zh)
        return refused.value

    return run


def hand_over(form: str, encoding: str, srid: int, folder: Path) -> Path:
    zones = CHAOYANG.zones()
    if form == "geojson":
        return write_geojson(
            zones, folder / "zones.geojson", srid, encoding, crs_member=srid != 4326
        )
    if form == "gpkg":
        return write_geopackage(zones, folder / "zones.gpkg", srid)
    leave_out = () if form == "shapefile+cpg" else (".cpg",)
    if encoding == "utf-8":
        # Ten bytes hold three characters of UTF-8, so field names are Latin there.
        zones.columns = ["code", "name", "JDDM", "BM", "HS", "geometry"]
    return write_shapefile(zones, folder / "zones.zip", srid, encoding, leave_out=leave_out)


def assert_is_town(survey, srid: int) -> None:
    zones = CHAOYANG.zones()
    assert survey.srid == srid
    assert survey.rows.crs == STORAGE
    assert survey.rows["name"].tolist() == zones["小区名称"].tolist()
    assert survey.rows["code"].tolist() == zones["区域编码"].tolist()
    assert survey.rows["row_no"].tolist() == list(range(1, 10))
    back = transform_shapes(survey.rows.geometry.to_numpy(), STORAGE, CHAOYANG.srid)
    for found, drawn in zip(back, zones.geometry, strict=True):
        assert found.hausdorff_distance(drawn) < 0.002
        assert found.area == pytest.approx(drawn.area, rel=1e-4)


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
    assert "CM 114E" in error.message.en
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
    assert "G6" in {finding.check for finding in survey.findings}


def test_no_features(refuse, tmp_path):
    empty = CHAOYANG.zones().iloc[:0]
    options = {"geometry_type": "Polygon"}
    path = write_geopackage(empty, tmp_path / "zones.gpkg", 4548, **options)
    assert refuse(path).code == "no_features"
    path = tmp_path / "zones.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    assert refuse(path).code == "no_features"


# --- Damage ----------------------------------------------------------------------------------


def spoil_member(path: Path, ending: str, change) -> None:
    """Writes a zip again with one member changed, or left out when `change` gives None."""
    with zipfile.ZipFile(path) as source:
        members = {part: source.read(part) for part in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            kept = change(raw) if name.endswith(ending) else raw
            if kept is not None:
                archive.writestr(name, kept)


def test_a_missing_file(refuse, tmp_path):
    error = refuse(tmp_path / "无此文件.zip")
    assert error.code == "file_missing"
    assert "无此文件.zip" in error.message.zh


def test_a_folder_without_a_survey(refuse, tmp_path):
    assert "it holds 0" in refuse(tmp_path).message.en


@pytest.mark.parametrize("ending", [".shp", ".dbf"])
def test_a_shapefile_without_a_part(refuse, tmp_path, ending):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    spoil_member(path, ending, lambda _raw: None)
    error = refuse(path)
    assert error.code == "survey_refused"
    assert ending == ".shp" or ending in error.message.zh


@pytest.mark.parametrize("ending", [".shp", ".shx", ".dbf"])
@pytest.mark.parametrize("keep", [0, 7, 60, 0.5, 0.95])
def test_a_shapefile_cut_short(refuse, tmp_path, ending, keep):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    spoil_member(
        path, ending, lambda raw: raw[: keep if isinstance(keep, int) else int(len(raw) * keep)]
    )
    assert refuse(path).code == "survey_refused"


def test_shapes_and_records_that_differ_in_number(refuse, tmp_path):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    spoil_member(path, ".dbf", lambda raw: raw[:4] + struct.pack("<I", 8) + raw[8:])
    assert "9 shapes but 8 records" in refuse(path).message.en


@pytest.mark.parametrize("form", ["geojson", "gpkg", "shapefile"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short(refuse, tmp_path, form, share):
    path = hand_over(form, "gb18030", 4490, tmp_path)
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    assert refuse(path).code in ("survey_refused", "unreadable")


def test_a_damaged_zip(refuse, tmp_path):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    raw = bytearray(path.read_bytes())
    for at in range(100, len(raw) // 2, 7):
        raw[at] ^= 0x55
    path.write_bytes(raw)
    assert refuse(path).code == "survey_refused"


@pytest.mark.parametrize("seed", range(60))
def test_mutants_are_read_whole_or_refused(read, tmp_path, seed):
    """Bytes are changed at random: nothing but a refusal or the full number of rows comes out."""
    rng = np.random.default_rng(seed)
    form = ("geojson", "gpkg", "shapefile")[seed % 3]
    path = hand_over(form, "gb18030", 4490, tmp_path)
    raw = bytearray(path.read_bytes())
    for at in rng.integers(0, len(raw), rng.integers(1, 30)):
        raw[at] = rng.integers(0, 256)
    path.write_bytes(raw)
    try:
        survey = read(path)
    except InputError:
        return
    assert len(survey.rows) == 9


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{}",
        '{"type": "Feature"}',
        '{"type": "FeatureCollection"}',
        '{"type": "FeatureCollection", "features": {}}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": 1,'
        ' "name": "x"}, "geometry": {"type": "Polygon", "coordinates": [[[1]]]}}]}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": 1,'
        ' "name": "x"}, "geometry": {"type": "Unheard", "coordinates": []}}]}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": 1,'
        ' "name": "x"}, "geometry": "POLYGON EMPTY"}]}',
        '{"type": "FeatureCollection", "features": [3]}',
        '{"type": "FeatureCollection", "features": [{"properties": "text", "geometry": null}]}',
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
)
def test_json_that_is_no_survey(refuse, tmp_path, content):
    path = tmp_path / "zones.geojson"
    path.write_text(content)
    assert refuse(path).code in ("survey_refused", "geometry_unreadable", "fields_missing")


def test_a_geopackage_that_hides_rows_is_refused(refuse, tmp_path):
    import sqlite3

    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4548)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA writable_schema = 1")
        database.execute("UPDATE sqlite_master SET rootpage = 999 WHERE name = '界线'")
    database.close()
    assert refuse(path).code in ("survey_refused", "unreadable")


# --- Disguise --------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["geojson", "json", "gpkg", "shp", "zip", "kml"])
def test_a_virtual_layer_under_any_name(refuse, tmp_path, ending):
    write_geopackage(CHAOYANG.zones(), tmp_path / "secret.gpkg", 4548)
    path = tmp_path / f"zones.{ending}"
    path.write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="界线"><SrcDataSource>secret.gpkg</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    assert refuse(path).code == "survey_refused"


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp"])
def test_a_virtual_layer_in_a_zip(refuse, tmp_path, ending):
    path = tmp_path / "zones.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"zones.{ending}", "<OGRVRTDataSource></OGRVRTDataSource>")
    assert refuse(path).code == "survey_refused"


def test_content_and_ending_must_agree(refuse, tmp_path):
    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4548)
    renamed = path.rename(tmp_path / "zones.geojson")
    assert "gpkg" in refuse(renamed).message.en


def make_zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return path


@pytest.mark.parametrize("name", ["../zones.geojson", "/tmp/zones.geojson", "a/../../z.geojson"])
def test_a_zip_that_leaves_its_folder(refuse, tmp_path, name):
    path = make_zip(tmp_path / "zones.zip", **{name: b"{}"})
    assert "越界" in refuse(path).message.zh
    assert not list(tmp_path.parent.glob("zones.geojson"))


def test_a_zip_with_a_link(refuse, tmp_path):
    info = zipfile.ZipInfo("zones.geojson")
    info.external_attr = 0o120777 << 16
    path = tmp_path / "zones.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "链接" in refuse(path).message.zh


def test_a_zip_bomb_is_refused_before_it_is_unpacked(refuse, tmp_path):
    path = make_zip(tmp_path / "zones.zip", **{"zones.geojson": b"{" + b" " * (50 << 20)})
    assert "suspiciously" in refuse(path).message.en
    many = {f"{n}.shp": b"" for n in range(1_001)}
    assert "suspiciously" in refuse(make_zip(tmp_path / "many.zip", **many)).message.en


def test_a_zip_in_a_zip_and_a_zip_of_two_layers(refuse, tmp_path):
    inner = write_shapefile(CHAOYANG.zones(), tmp_path / "inner.zip", 4548)
    nested = make_zip(tmp_path / "nested.zip", **{"inner.zip": inner.read_bytes()})
    assert "it holds 0" in refuse(nested).message.en
    two = make_zip(tmp_path / "two.zip", **{"a.geojson": b"{}", "b.geojson": b"{}"})
    assert "it holds 2" in refuse(two).message.en


def test_two_members_of_one_name_are_not_mixed(read, tmp_path):
    streets = write_shapefile(CHAOYANG.streets(), tmp_path / "a.zip", 4548, folder="甲/")
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548, folder="乙/")
    with zipfile.ZipFile(streets) as source, zipfile.ZipFile(path, "a") as archive:
        archive.writestr("丙/zones.dbf", source.read("甲/a.dbf"))
    assert_is_town(read(path), 4548)


def test_another_tables_encoding_is_not_taken_for_this_ones(read, tmp_path):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    latin = CHAOYANG.zones()[["小区名称", "geometry"]].rename(columns={"小区名称": "name"})
    other = write_shapefile(latin, tmp_path / "other.zip", 4548, "utf-8")
    with zipfile.ZipFile(other) as source, zipfile.ZipFile(path, "a") as archive:
        archive.writestr("a.dbf", source.read("other.dbf"))
    assert_is_town(read(path), 4548)


def test_litter_of_other_systems_is_left_alone(read, tmp_path):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548, folder="图/层/甲/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/图/._zones.shp", b"\x00\x05\x16\x07")
        archive.writestr("图/.DS_Store", b"\x00")
        archive.writestr("图/说明.txt", "说明".encode("gbk"))
        archive.writestr("图/层/甲/zones.shp.xml", "<metadata/>")
    assert_is_town(read(path), 4548)


def test_a_locked_zip(refuse, tmp_path):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    raw = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + offset] |= 1
            at = raw.find(mark, at + 4)
    path.write_bytes(raw)
    assert refuse(path).code == "survey_refused"
