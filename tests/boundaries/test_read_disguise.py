"""Disguised and dangerous uploads: other content than they say, zips that reach out."""

import zipfile

import pytest

from tests.handing import assert_is_town, make_zip
from tests.world import CHAOYANG, write_geopackage, write_shapefile


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
    assert "it holds inner.zip" in refuse(nested).message.en
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
