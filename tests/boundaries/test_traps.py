"""Each trap of the formats by a small file of its own."""

import struct
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest

from geo.errors import InputError
from tests.boundaries.test_mutants import make_kml, make_shapefile
from tests.world import CHAOYANG, write_geopackage

NAMES = CHAOYANG.zones()["小区名称"].tolist()
CODES = CHAOYANG.zones()["区域编码"].tolist()


def change(path: Path, edit) -> None:
    path.write_bytes(edit(path.read_bytes()))


# --- Shapefiles --------------------------------------------------------------------------------


def test_loose_parts_by_their_shp_or_their_folder(read, tmp_path):
    folder = make_shapefile(tmp_path)
    (folder / "zones.gpkg").write_bytes(b"another survey of that name")
    assert read(folder / "zones.shp").rows["name"].tolist() == NAMES
    (folder / "zones.gpkg").unlink()
    (folder / "zones.DBF").write_bytes((folder / "zones.dbf").read_bytes())
    (folder / "zones.dbf").unlink()
    assert read(folder).rows["name"].tolist() == NAMES


def test_f3_a_missing_index_is_built_again(read, tmp_path):
    folder = make_shapefile(tmp_path)
    (folder / "zones.shx").unlink()
    survey = read(folder)
    assert survey.rows["name"].tolist() == NAMES
    assert "F3" in {finding.check for finding in survey.findings}
    change(folder / "zones.shp", lambda raw: raw[:-20])
    with pytest.raises(InputError):
        read(folder)


def test_records_marked_as_deleted_are_not_dropped_in_silence(read, tmp_path):
    folder = make_shapefile(tmp_path)
    start = struct.unpack("<H", (folder / "zones.dbf").read_bytes()[8:10])[0]
    change(folder / "zones.dbf", lambda raw: raw[:start] + b"*" + raw[start + 1 :])
    with pytest.raises(InputError) as refused:
        read(folder)
    assert "1 records" in refused.value.message.en


def test_a_damaged_record_is_no_empty_shape(read, tmp_path):
    folder = make_shapefile(tmp_path)
    change(folder / "zones.shp", lambda raw: raw[:108] + b"\x07" + raw[109:])
    with pytest.raises(InputError) as refused:
        read(folder)
    assert "shape 1 is damaged" in refused.value.message.en


def test_f6_names_cut_by_ten_bytes_are_proposed_and_told(read, tmp_path):
    zones = CHAOYANG.zones()[["区域编码", "小区名称", "geometry"]]
    folder = tmp_path / "cut"
    folder.mkdir()
    zones.columns = ["aaaaaaaaaa", "zzzzzzzzzz", "geometry"]
    pyogrio.write_dataframe(zones, folder / "zones.shp", encoding="UTF-8")
    for name, meant in (("a", "区域编码"), ("z", "小区名称")):
        cut = meant.encode()[:10]
        change(folder / "zones.dbf", lambda raw, n=name, c=cut: raw.replace(n.encode() * 10, c))
    survey = read(folder)
    assert survey.rows["name"].tolist() == NAMES
    assert survey.decisions["fields"] == {"code": "区域编", "name": "小区名"}
    assert survey.decisions["fields_from"] == {"code": "cut", "name": "cut"}
    assert survey.decisions["repaired_names"] == ["区域编", "小区名"]
    assert [f.check for f in survey.findings if f.check != "C5"] == ["F6", "F6"]


def test_a_person_overrules_the_encoding(read, ask, tmp_path):
    folder = make_shapefile(tmp_path)
    change(folder / "zones.dbf", lambda raw: raw.replace("青".encode("gbk"), b"\xff\xff"))
    question = ask(folder)["encoding"]
    assert {option.value for option in question.options} == {"UTF-8", "GB18030"}
    survey = read(folder, encoding="GB18030")
    assert survey.decisions["encoding"]["from"] == "person"
    assert survey.rows["name"].tolist()[2:] == NAMES[2:]
    assert "\ufffd" in survey.rows["name"][0]


def test_of_two_shapefiles_the_polygons_are_taken_or_a_person_asked(read, ask, tmp_path):
    folder = make_shapefile(tmp_path)
    zones = CHAOYANG.zones()
    lines = zones.set_geometry(zones.boundary)
    pyogrio.write_dataframe(lines, folder / "roads.shp", encoding="GB18030")
    survey = read(folder)
    assert survey.layer == "zones"
    assert "roads" in survey.decisions["left_out"][0]["en"]
    pyogrio.write_dataframe(zones.iloc[:2], folder / "more.shp", encoding="GB18030")
    assert {o.value for o in ask(folder)["layer"].options} == {"zones", "more"}
    assert len(read(folder, layer="more").rows) == 2


# --- Shapes ------------------------------------------------------------------------------------


def store_wkb(path: Path, row: int, wkb: bytes) -> None:
    """Puts a shape into a row of a GeoPackage as these bytes; its index is left behind."""
    import sqlite3

    with sqlite3.connect(path) as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        header = b"GP\x00\x01" + struct.pack("<i", 4548)
        database.execute('UPDATE "界线" SET geom = ? WHERE fid = ?', (header + wkb, row))
    database.close()


def test_g7_curves_are_drawn_as_lines_and_told(read, tmp_path):
    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4548)
    east, north = CHAOYANG.middle
    arc = [(east, north), (east + 100, north + 100), (east + 200, north), (east + 100, north - 100),
           (east, north)]  # fmt: skip
    points = b"".join(struct.pack("<dd", *point) for point in arc)
    curve = struct.pack("<BII", 1, 8, len(arc)) + points
    store_wkb(path, 3, struct.pack("<BII", 1, 10, 1) + curve)
    survey = read(path)
    assert survey.rows.to_crs(4548).area[2] == pytest.approx(np.pi * 100**2, rel=0.01)
    told = [finding for finding in survey.findings if finding.check == "G7"]
    assert [(finding.row, finding.code) for finding in told] == [(3, CODES[2])]


def test_a_net_of_triangles_costs_its_row_not_the_file(read, tmp_path):
    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4548)
    corners = b"".join(struct.pack("<dd", *at) for at in ((0, 0), (1, 0), (0, 1), (0, 0)))
    triangle = struct.pack("<BIII", 1, 17, 1, 4) + corners
    store_wkb(path, 3, struct.pack("<BII", 1, 16, 1) + triangle)
    survey = read(path)
    assert survey.rows["name"].tolist() == NAMES
    assert survey.rows.geometry.isna().tolist() == [row == 2 for row in range(9)]
    assert [(f.check, f.row) for f in survey.findings if f.blocks] == [("G2", 3)]


# --- KML ---------------------------------------------------------------------------------------


def test_kmz_and_folders(read, ask, tmp_path):
    path = make_kml(tmp_path)
    zipped = tmp_path / "zones.kmz"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(path, "doc.kml")
    assert read(zipped).rows["name"].tolist() == NAMES
    text = path.read_text()
    middle = text.index("<Placemark>", text.index("<Placemark>") + 1)
    folders = f"{text[:middle]}<Folder><name>乙</name>{text[middle:]}"
    path.write_text(folders.replace("</Document>", "</Folder></Document>"))
    question = ask(path)["layer"]
    assert {option.value for option in question.options} == {"", "乙", "*"}
    assert len(read(path, layer="乙").rows) == 8
    assert len(read(path, layer="*").rows) == 9


def test_kml_in_gbk(read, tmp_path):
    path = make_kml(tmp_path)
    path.write_bytes(path.read_text().replace("?>", " encoding='GBK'?>", 1).encode("gbk"))
    survey = read(path)
    assert survey.rows["name"].tolist() == NAMES
    assert survey.encoding == "GB18030"


# --- Fields ------------------------------------------------------------------------------------


def test_fields_are_asked_for_chosen_and_remembered(read, ask, tmp_path):
    zones = CHAOYANG.zones().rename(columns={"区域编码": "甲", "小区名称": "乙"})
    path = write_geopackage(zones, tmp_path / "zones.gpkg", 4548)
    question = ask(path)["fields"]
    assert question.proposed["code"] == "甲"
    assert {"甲", "乙"} <= {option.value for option in question.options}
    chosen = {"code": "甲", "name": "乙"}
    assert read(path, fields=chosen).rows["name"].tolist() == NAMES
    columns = [c for c in zones.columns if c != "geometry"]
    survey = read(path, mappings=[(columns, chosen)])
    assert survey.rows["code"].tolist() == CODES
    assert survey.decisions["fields_from"]["name"] == "remembered"
    with pytest.raises(InputError) as refused:
        read(path, fields={"code": "丙"})
    assert refused.value.code == "field_unknown"


def test_all_that_can_be_asked_is_asked_at_once(ask, tmp_path):
    folder = make_shapefile(tmp_path)
    (folder / "zones.prj").unlink()
    change(folder / "zones.dbf", lambda raw: raw.replace("青".encode("gbk"), b"\xff\xff"))
    change(folder / "zones.dbf", lambda raw: raw.replace("小区名称".encode("gbk"), b"AAAAAAAA"))
    assert set(ask(folder)) == {"encoding", "fields", "srid"}


def test_the_habits_of_surveyors_are_known(read, tmp_path):
    zones = CHAOYANG.zones()[["区域编码", "小区名称", "户数", "geometry"]]
    zones.columns = ["BSM", "XQMC", "HS", "geometry"]
    zones = zones.assign(WYQYMC="某物业", SQMC="某社区", JCND=1998, BZ="无")
    survey = read(write_geopackage(zones, tmp_path / "zones.gpkg", 4548))
    assert survey.rows["attributes"][0] == {
        "households": 100, "firm": "某物业", "community": "某社区", "built_year": 1998,
        "remark": "无",
    }  # fmt: skip
