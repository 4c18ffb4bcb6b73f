"""Tables: shapes as WKT or as corners in rows, and registers without any."""

from itertools import pairwise

import pytest
import shapely

from geo.boundaries.reading.register import restore_zeros
from geo.errors import InputError
from tests.boundaries.test_mutants import list_zones
from tests.world import CHAOYANG, write_csv, write_workbook

NAMES = CHAOYANG.zones()["小区名称"].tolist()
CODES = CHAOYANG.zones()["区域编码"].tolist()


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


@pytest.mark.parametrize("heading", ["WKT", "界线", "范围"])
@pytest.mark.parametrize("broken", ["POLYGN ((0 0", "", "见附图", 7])
def test_one_bad_shape_makes_no_register_of_a_survey(
    read, refuse, known, tmp_path, heading, broken
):
    rows = [[code, name, shape.wkt] for code, name, shape in list_zones(4548)]
    rows[3][2] = broken
    path = write_csv(tmp_path / "zones.csv", ["区域编码", "小区名称", heading], rows)
    if not broken:
        survey = read(path, known, srid=4548)
        assert survey.rows.geometry.isna().tolist() == [row == 3 for row in range(9)]
        return
    error = refuse(path, known, srid=4548)
    assert error.code == "geometry_unreadable"
    assert "第 4 条记录" in error.message.zh
    assert "record 4 " in error.message.en


def test_a_column_headed_wkt_holds_shapes_whatever_it_says(refuse, known, tmp_path):
    rows = [[code, name, "b64:AAECAw=="] for code, name, _ in list_zones(4548)]
    path = write_csv(tmp_path / "zones.csv", ["区域编码", "小区名称", "WKT"], rows)
    assert "record 1 " in refuse(path, known, srid=4548).message.en


def list_corners():
    return [
        [code, name, number, y, x]
        for code, name, shape in list_zones(4548)
        for number, (x, y) in enumerate(shapely.get_parts(shape)[0].exterior.coords)
    ]


@pytest.mark.parametrize("said", ["", "116°20′", "4,420,", "inf"])
def test_a_corner_without_a_number_is_named(refuse, known, tmp_path, said):
    rows = list_corners()
    rows[6][4] = said
    header = ["区域编码", "小区名称", "点号", "X坐标(m)", "Y坐标(m)"]
    path = write_csv(tmp_path / "corners.csv", header, rows)
    error = refuse(path, known, srid=4548)
    assert error.code == "geometry_unreadable"
    assert "“Y坐标(m)” of record 7 " in error.message.en


def test_corners_of_which_only_the_first_names_its_zone(read, tmp_path):
    rows = list_corners()
    for before, row in reversed(list(pairwise(rows))):
        if row[0] == before[0]:
            row[0] = row[1] = ""
    header = ["区域编码", "小区名称", "点号", "X坐标(m)", "Y坐标(m)"]
    path = write_csv(tmp_path / "corners.csv", header, rows)
    assert read(path, srid=4548, axes="swapped").rows["code"].tolist() == CODES


def test_points_of_gates_make_a_register_and_no_shapes(read, known, tmp_path):
    rows = [(code, 450_000 + at, 4_420_000) for at, code in enumerate(CODES)]
    path = write_csv(tmp_path / "gates.csv", ["区域编码", "X", "Y"], rows)
    assert read(path, known).rows.geometry.geom_equals(known.geometry).all()


def test_whole_numbers_beside_missing_ones_are_whole(read, tmp_path):
    """As programs write tables: a point in whole numbers, a word where there is none."""
    said = {0: ("100.0", "nan", "1.0"), 1: ("NaN", "2.5", "1.10"), 2: ("300.0", "7.0", "1号")}
    rows = [
        (code, name, *said.get(at, ("", "null", "")), shape.wkt)
        for at, (code, name, shape) in enumerate(list_zones(4548))
    ]
    header = ["区域编码", "小区名称", "户数", "容积率", "栋号", "WKT"]
    survey = read(write_csv(tmp_path / "zones.csv", header, rows), srid=4548)
    columns = {one["name"]: one["samples"] for one in survey.decisions["columns"]}
    assert columns["户数"] == ["100", "300"]
    assert columns["容积率"] == ["2.5", "7"]
    assert columns["栋号"] == ["1.0", "1.10", "1号"]
    first, second, third = survey.rows["attributes"][:3]
    assert first["households"] == 100
    assert "households" not in second
    assert third["other"]["容积率"] == "7"


def test_a_code_that_a_program_took_for_a_number(read, tmp_path):
    rows = [(c, n, "110105901.0", s.wkt) for c, n, s in list_zones(4548)]
    header = ["区域编码", "小区名称", "街道代码", "WKT"]
    survey = read(write_csv(tmp_path / "zones.csv", header, rows), srid=4548)
    assert set(survey.rows["street_code"]) == {"110105901"}
