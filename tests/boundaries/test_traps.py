"""Each trap of the formats by a small file of its own."""

import struct
import zipfile
from pathlib import Path

import ezdxf
import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from geo.boundaries.reading.read import read_survey
from geo.boundaries.reading.register import restore_zeros
from geo.crs import STORAGE
from geo.errors import InputError
from geo.surveys import PlaceKind, QuestionError, SurveyRequest
from tests.boundaries.test_mutants import list_zones, make_kml, make_shapefile
from tests.packing import pack, show
from tests.world import CHAOYANG, write_csv, write_geopackage, write_workbook

NAMES = CHAOYANG.zones()["小区名称"].tolist()
CODES = CHAOYANG.zones()["区域编码"].tolist()


@pytest.fixture
def read(profile):
    def run(path: Path, known: gpd.GeoDataFrame | None = None, mappings=(), **answers):
        request = SurveyRequest(PlaceKind.ZONE, **answers)
        places = None if known is None else pack(known)
        return show(read_survey(path, request, profile, places, mappings))

    return run


@pytest.fixture
def ask(read):
    """Reads a survey about which something is asked; returns the questions by their id."""

    def run(path: Path, known: gpd.GeoDataFrame | None = None, **answers):
        with pytest.raises(QuestionError) as asked:
            read(path, known, **answers)
        return {question.id: question for question in asked.value.questions}

    return run


@pytest.fixture
def known() -> gpd.GeoDataFrame:
    zones = CHAOYANG.zones().to_crs(STORAGE)
    zones = zones.rename(columns={"区域编码": "code", "小区名称": "name"})
    zones["attributes"] = [{"address": "老地址"} for _ in range(len(zones))]
    return zones[["code", "name", "attributes", "geometry"]].reset_index(drop=True)


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
    assert [finding.check for finding in survey.findings] == ["F6", "F6"]


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


# --- Drawings ----------------------------------------------------------------------------------


def draw(path: Path, version: str = "R2010", *, loose: bool = False) -> Path:
    """Draws zones: outlines closed or cut in two open lines, texts inside, an island, a hole."""
    drawing = ezdxf.new(version)
    page = drawing.modelspace()
    for code, name, shape in list_zones(4548):
        for part in shapely.get_parts(shape):
            corners = list(part.exterior.coords)
            if loose:
                page.add_lwpolyline(corners[:3])
                page.add_lwpolyline([(x + 0.002, y) for x, y in corners[2:]])
            else:
                page.add_lwpolyline(corners[:-1], close=True)
            middle = part.centroid
            page.add_text(code, dxfattribs={"insert": (middle.x, middle.y)})
            page.add_mtext(name, dxfattribs={"insert": (middle.x, middle.y + 1)})
    east, north = CHAOYANG.middle
    # In the first zone: a hole without a text.
    page.add_lwpolyline(
        [(east + x, north + y) for x, y in ((-890, 110), (-870, 110), (-870, 130), (-890, 130))],
        close=True,
    )
    drawing.saveas(path)
    return path


@pytest.mark.parametrize("version", ["R2000", "R2010"])
def test_a_drawing_is_closed_labelled_and_asked_about(read, ask, tmp_path, version):
    path = draw(tmp_path / "zones.dxf", version)
    proposals = {id_: question.proposed for id_, question in ask(path).items()}
    assert proposals == {"polygonise": True, "srid": 4548}
    survey = read(path, polygonise=True, srid=4548)
    found = survey.rows.set_index("code")
    zones = CHAOYANG.zones().set_index("区域编码")
    assert sorted(found["name"]) == sorted([*NAMES[:-1], f"{NAMES[-1]}"])
    area = found.to_crs(4548).area
    assert area[CODES[0]] == pytest.approx(zones.area[CODES[0]] - 400, abs=0.1)
    assert area[CODES[-1]] == pytest.approx(zones.area[CODES[-1]], abs=0.1)
    with pytest.raises(InputError):
        read(path, polygonise=False, srid=4548)


def test_open_lines_that_meet_are_joined(read, tmp_path):
    survey = read(draw(tmp_path / "zones.dxf", loose=True), polygonise=True, srid=4548)
    found = survey.rows.dropna(subset="code").set_index("code")
    assert set(found.index) == set(CODES)
    assert "do not close by themselves" in survey.decisions["left_out"][0]["en"]


def test_a_drawing_cut_short(read, tmp_path):
    path = draw(tmp_path / "zones.dxf")
    change(path, lambda raw: raw[: len(raw) // 2])
    with pytest.raises(InputError) as refused:
        read(path)
    assert refused.value.code == "survey_refused"


# --- Tables ------------------------------------------------------------------------------------


def test_wkt_under_a_note_with_a_sum_below(read, ask, tmp_path):
    rows = [[code, name, shape.wkt] for code, name, shape in list_zones(4548)]
    path = write_workbook(
        tmp_path / "zones.xlsx", ["区域编码", "小区名称", "界线"], rows,
        above=[["某区物业管理区域"], ["单位：米"]], below=[["合计", "9个"], ["备注：无"]],
    )  # fmt: skip
    assert ask(path)["srid"].proposed == 4548
    survey = read(path, srid=4548)
    assert survey.rows["name"].tolist() == NAMES
    assert len(survey.decisions["left_out"]) == 4


def test_corners_in_rows_north_first(read, ask, tmp_path):
    rows = [
        (code, name, number, y, x)
        for code, name, shape in list_zones(4548)
        for number, (x, y) in enumerate(shapely.get_parts(shape)[0].exterior.coords)
    ]
    header = ["区域编码", "小区名称", "点号", "X坐标(m)", "Y坐标(m)"]
    path = write_csv(tmp_path / "corners.csv", header, rows)
    proposals = {id_: question.proposed for id_, question in ask(path).items()}
    assert proposals["axes"] == "swapped"
    survey = read(path, **proposals)
    assert survey.rows["code"].tolist() == CODES
    zones = CHAOYANG.zones()
    assert survey.rows.to_crs(4548).area[0] == pytest.approx(zones.area.iloc[0], rel=1e-4)


def test_a_wkt_that_was_cut_off(read, tmp_path):
    rows = [(code, name, shape.wkt[:60]) for code, name, shape in list_zones(4548)]
    path = write_csv(tmp_path / "zones.csv", ["区域编码", "小区名称", "WKT"], rows)
    with pytest.raises(InputError) as refused:
        read(path, srid=4548)
    assert refused.value.code == "geometry_unreadable"


def test_a_register_takes_the_known_shapes(read, known, tmp_path):
    lost = [code.replace("-00", "-") for code in CODES]
    rows = [(code, households) for households, code in enumerate(lost, 1)]
    path = write_csv(tmp_path / "register.csv", ["区域编码", "户数"], rows)
    survey = read(path, known)
    assert survey.rows["code"].tolist() == CODES
    assert survey.rows["name"].tolist() == NAMES
    assert survey.rows.geometry.geom_equals(known.geometry).all()
    assert survey.rows["attributes"][3] == {"address": "老地址", "households": 4}
    assert [finding.row for finding in survey.findings if finding.check == "A2"] == list(
        range(1, 10)
    )
    assert survey.decisions["partial"] is True


def test_a_register_without_known_places_or_with_others(read, known, tmp_path):
    path = write_csv(tmp_path / "register.csv", ["区域编码", "户数"], [(CODES[0], 1), ("CY-1", 2)])
    with pytest.raises(InputError) as refused:
        read(path)
    assert refused.value.code == "geometry_missing"
    with pytest.raises(InputError) as refused:
        read(path, known)
    assert refused.value.code == "codes_unknown"
    assert "2: CY-1" in refused.value.message.en


def test_zeros_are_restored_never_prefixes():
    known = {"CY-110105002-010", "CY-110105002-001", "CY-110105002-100"}
    pattern = r"[A-Z]{2}-\d{9}-\d{3}"
    restored = {
        code: restore_zeros(code, pattern, known.__contains__)
        for code in ("CY-110105002-1", "CY-110105002-10", "CY-110105002-100", "CY-110105002-2")
    }
    assert restored == {
        "CY-110105002-1": "CY-110105002-001",
        "CY-110105002-10": "CY-110105002-010",
        "CY-110105002-100": "CY-110105002-100",
        "CY-110105002-2": None,
    }


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
