"""Rejected rows are written with the office's own headers, corrected, and loaded again."""

import csv
import io

import openpyxl
import pytest

from geo.errors import Text
from geo.records.kinds import KINDS
from geo.records.reading.read import read_records
from geo.records.reading.rejected import REASON, ROW, SHEET, disarm, write_rejected
from geo.rows import Rejection
from tests.world import write_workbook

HEADER = ("工单编号", "来电时间", "小区点位", "办结时间", "备注", "来电人")
BAD = ("GD-1", "昨天", "青石苑3号楼501室", "2022-05-02", "不读", "张三")


@pytest.fixture
def rejected(profile, tmp_path):
    path = write_workbook(
        tmp_path / "c.xlsx", HEADER, [BAD, ("GD-2", "2022-05-01", "x", *[""] * 3)]
    )
    return read_records(path, KINDS["complaint"], profile).rejections


def rows_of(content: bytes) -> list[list[str]]:
    if content.startswith(b"PK"):
        page = openpyxl.load_workbook(io.BytesIO(content)).active
        return [["" if cell is None else str(cell) for cell in row] for row in page.values]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_offices_own_headers_and_the_reason(rejected, ending):
    header, row = rows_of(write_rejected(rejected, ending))
    assert header == ["工单编号", "来电时间", "办结时间", "小区点位", SHEET, ROW, REASON]
    assert row[:6] == ["GD-1", "昨天", "2022-05-02", "青石苑3号楼", "", "2"]
    assert "来电时间" in row[6]
    assert "not a date" in row[6]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_corrected_loads_again(rejected, ending, profile, tmp_path):
    content = write_rejected(rejected, ending)
    path = tmp_path / f"again.{ending}"
    path.write_bytes(content)
    again = read_records(path, KINDS["complaint"], profile)
    assert (len(again.rows), len(again.rejections)) == (0, 1)
    assert again.rejections[0].values == rejected[0].values
    header, row = rows_of(content)
    row[1] = "2022-05-01"
    corrected = write_workbook(tmp_path / "corrected.xlsx", header, [row])
    records = read_records(corrected, KINDS["complaint"], profile)
    assert records.rows["order_no"].tolist() == ["GD-1"]
    assert set(records.decisions["ignored"]) == {SHEET, ROW, REASON}


FORMULAS = ("=1+1", "+86", "-5", "@SUM(A1)", '=HYPERLINK("http://x","y")', "＝1+1")


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_cell_becomes_a_formula(profile, tmp_path, ending, formula):
    path = write_workbook(tmp_path / "c.xlsx", HEADER[:3], [], above=[])
    book = openpyxl.load_workbook(path)
    for column, value in enumerate((formula, "昨天", formula), 1):
        cell = book.active.cell(2, column, value)
        cell.data_type = "s"
    book.save(path)
    rejections = read_records(path, KINDS["complaint"], profile).rejections
    content = write_rejected(rejections, ending)
    if ending == "csv":
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows_of(content)[1])
    else:
        page = openpyxl.load_workbook(io.BytesIO(content)).active
        assert {cell.data_type for cell in page[2]} <= {"s", "n", "inlineStr"}
    again = tmp_path / f"again.{ending}"
    again.write_bytes(content)
    told = read_records(again, KINDS["complaint"], profile).rejections
    assert told[0].values == rejections[0].values


def test_rows_of_several_sheets_keep_their_place():
    reason = Text("不能为空", "must not be empty")
    rows = [
        Rejection(3, "a", reason, {"a": "", "b": "1"}, "一"),
        Rejection(2, None, reason, {"b": "2", "c": "3"}, "二"),
    ]
    header, first, second = rows_of(write_rejected(rows, "csv"))
    assert header == ["a", "b", "c", SHEET, ROW, REASON]
    assert first[:5] == ["", "1", "", "一", "3"]
    assert second[:5] == ["", "2", "3", "二", "2"]
    assert second[5].startswith("不能为空")


def test_a_text_that_is_no_formula_stays():
    assert disarm("青石苑") == "青石苑"
    assert disarm("=1") == "'=1"


def test_our_own_columns_are_no_kinds(profile):
    spelt = {s for kind in KINDS.values() for c in kind.fit(profile).columns for s in c.spellings}
    assert not spelt & {SHEET, ROW, REASON}
