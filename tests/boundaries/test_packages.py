"""What lies around a survey in a zip or a folder: read past it, or told what to do instead."""

import zipfile
from pathlib import Path

import pytest

from tests.boundaries.test_mutants import make_database, make_kml, make_shapefile
from tests.handing import make_zip
from tests.world import CHAOYANG, write_csv, write_geopackage

CODES = CHAOYANG.zones()["区域编码"].tolist()


@pytest.fixture
def pack(tmp_path):
    """Packs the parts of a shapefile in folders of a zip, with other members beside them."""

    def run(*folders: str, ending: str = "zip", **beside: bytes) -> Path:
        parts = sorted(make_shapefile(tmp_path).glob("zones.*"))
        members = {
            f"{folder}{part.name}": part.read_bytes() for folder in folders for part in parts
        }
        return make_zip(tmp_path / f"packed.{ending}", **members, **beside)

    return run


def tell_left_out(survey) -> str:
    return " ".join(text["zh"] for text in survey.decisions["left_out"])


def test_tables_beside_shapes_are_not_read_which_is_told(read, pack, tmp_path):
    table = write_csv(tmp_path / "list.csv", ["区域编码", "户数"], [["x", 1]]).read_bytes()
    survey = read(pack("", **{"说明/统计表.csv": table, "读我.txt": b"a,b\nc,d"}))
    assert survey.rows["code"].tolist() == CODES
    assert "“统计表.csv”未读取" in tell_left_out(survey)


def test_a_table_alone_in_a_zip_is_read(read, known, tmp_path):
    rows = [[code, at] for at, code in enumerate(known["code"], 1)]
    table = write_csv(tmp_path / "list.csv", ["区域编码", "户数"], rows).read_bytes()
    assert len(read(make_zip(tmp_path / "a.zip", **{"list.csv": table}), known).rows) == len(known)


def test_several_surveys_are_named(refuse, pack, tmp_path):
    other = write_geopackage(CHAOYANG.zones(), tmp_path / "old.gpkg", 4548).read_bytes()
    error = refuse(pack("", **{"old.gpkg": other}))
    assert "zones.shp、old.gpkg" in error.message.zh
    assert "逐个" in error.hint.zh


def test_shapefiles_of_one_name_are_told_apart_by_their_folders(ask, read, pack):
    path = pack("成果/", "备份/")
    question = ask(path)["layer"]
    assert sorted(option.value for option in question.options) == ["备份/zones", "成果/zones"]
    survey = read(path, layer="成果/zones")
    assert survey.rows["code"].tolist() == CODES
    assert survey.layer == "成果/zones"
    assert tell_left_out(survey) == ""


@pytest.mark.parametrize("folder", ["", "朝阳数据/", "成果/zones.GDB/"])
def test_a_geodatabase_is_told_by_its_tables(read, tmp_path, folder):
    tables = make_database(tmp_path)
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tables.iterdir():
            archive.write(part, folder + part.name)
    assert read(path, srid=4548).rows["code"].tolist() == CODES


def test_a_kmz_is_its_doc_kml(read, tmp_path):
    made = make_kml(tmp_path).read_bytes()
    path = make_zip(tmp_path / "a.kmz", **{"doc.kml": made, "files/legend.kml": b"<kml/>"})
    survey = read(path, layer="*")
    assert set(survey.rows["code"]) == set(CODES)
    assert "“legend.kml”未读取" in tell_left_out(survey)


def lock(path: Path) -> None:
    """Sets the mark of a password on every member."""
    raw = bytearray(path.read_bytes())
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(start)
        while at >= 0:
            raw[at + flags] |= 1
            at = raw.find(start, at + 4)
    path.write_bytes(raw)


def test_a_password_is_named(refuse, pack):
    path = pack("")
    lock(path)
    error = refuse(path)
    assert "密码" in error.message.zh
    assert "password" in error.hint.en


def test_a_zip_without_a_survey_tells_what_it_holds(refuse, tmp_path):
    error = refuse(make_zip(tmp_path / "a.zip", **{"图/小区.dwg": b"AC1027", "__MACOSX/._x": b""}))
    assert "小区.dwg" in error.message.zh
    assert "._x" not in error.message.zh
    assert "DWG" in error.hint.zh


def test_another_archive_called_zip(refuse, tmp_path):
    (tmp_path / "a.zip").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(300))
    assert "RAR" in refuse(tmp_path / "a.zip").message.en


def test_f3_says_what_to_hand_in(refuse, tmp_path):
    folder = make_shapefile(tmp_path)
    (folder / "zones.dbf").unlink()
    assert ".dbf" in refuse(folder).hint.zh


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_texts_in_utf_16(ask, read, tmp_path, encoding):
    rows = [[z.区域编码, z.小区名称, z.geometry.wkt] for z in CHAOYANG.zones().itertuples()]
    path = write_csv(tmp_path / "a.csv", ["区域编码", "小区名称", "WKT"], rows)
    text = path.read_text("gb18030")
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    path.write_bytes(mark + text.encode(encoding))
    assert ask(path).keys() == {"srid"}
    survey = read(path, srid=4548)
    assert survey.rows["code"].tolist() == CODES
    assert survey.encoding == "UTF-16"
    made = make_kml(tmp_path)
    made.write_bytes(made.read_text().replace("UTF-8", "UTF-16").encode("utf-16"))
    assert set(read(made, layer="*").rows["code"]) == set(CODES)


def test_text_that_only_begins_like_utf_16(refuse, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\xff\xfea,b\nc,d\n\x00\xd8")
    assert refuse(tmp_path / "a.csv").code == "survey_refused"
