"""Sheets as offices write them: headers, notes, sums, several sheets, encodings."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from geo.records.kinds import KINDS
from geo.records.reading.read import read_records
from tests.world import write_csv, write_workbook

BEIJING = ZoneInfo("Asia/Shanghai")
HEADER = ("区域编码", "小区名称", "服务方式", "合同起始日期", "物业费")
MAY = dt.date(2022, 5, 1)
ROW = ("CY-110105901-001", "青石苑", "失管", dt.date(2022, 5, 1), 2.5)


@pytest.fixture
def read(profile, tmp_path):
    """Reads a workbook of services; the rows in its sheet are given."""

    def run(*rows, **how):
        path = write_workbook(tmp_path / "service.xlsx", rows[0], rows[1:], **how)
        return read_records(path, KINDS["service"], profile)

    return run


def test_a_plain_sheet(read):
    records = read(HEADER, ROW)
    (row,) = records.rows.to_dict("records")
    assert (row["row_no"], row["zone_code"], row["mode"]) == (2, ROW[0], "none")
    assert row["starts_on"] == MAY
    assert (records.total, records.rejections) == (1, ())


def test_a_merged_title_and_a_note_above_the_header(read):
    records = read(
        HEADER, ROW, above=[["物业服务台账"], ["填报单位：某街道　2022年"], []], merged="A1:E1"
    )
    assert records.decisions["header_row"] == 4
    assert records.rows["row_no"].tolist() == [5]


def test_rows_are_numbered_as_the_office_sees_them(profile, tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    for at, row in ((4, HEADER), (6, ROW), (9, ROW)):
        for column, value in enumerate(row, 3):
            page.cell(at, column, value)
    book.save(tmp_path / "low.xlsx")
    records = read_records(tmp_path / "low.xlsx", KINDS["service"], profile)
    assert records.decisions["header_row"] == 4
    assert records.rows["row_no"].tolist() == [6, 9]


def test_sums_and_remarks_below_are_no_records(read):
    records = read(
        HEADER,
        ROW,
        [None] * 5,
        ROW,
        below=[
            ["合计", "2个小区", None, None, 5.0],
            ["备注：以上为上半年数据"],
            [None, "填表人：李四"],
        ],
    )
    assert records.total == 2
    assert records.rejections == ()


def test_a_lone_code_is_a_record_all_the_same(read):
    records = read(HEADER, ROW, ["CY-110105901-002"])
    assert (records.total, len(records.rows)) == (2, 1)
    assert records.rejections[0].row == 3


def test_a_header_with_line_breaks_blanks_and_other_spellings(read):
    records = read(
        ("物业管理\n区域编码", "小 区 名 称", "管理方式", "合同开始日期", "物业费（元／㎡·月）"),
        ROW,
    )
    assert set(records.decisions["columns"]) == {
        "zone_code",
        "zone_name",
        "mode",
        "starts_on",
        "fee",
    }
    assert records.rows["fee"].tolist() == [Decimal("2.5")]


def test_the_sheet_that_knows_the_most_columns_is_taken(profile, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    book.create_sheet("空")
    page = book.create_sheet("台账")
    page.append(HEADER)
    page.append(ROW)
    book.save(tmp_path / "three.xlsx")
    records = read_records(tmp_path / "three.xlsx", KINDS["service"], profile)
    assert records.decisions["sheet"] == "台账"
    assert records.total == 1


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_every_encoding(profile, tmp_path, encoding, delimiter):
    path = write_csv(tmp_path / "service.csv", HEADER, [[*ROW[:3], "2022/5/1", "2.5"]], encoding)
    path.write_bytes(path.read_bytes().replace(b",", delimiter.encode()))
    records = read_records(path, KINDS["service"], profile)
    (row,) = records.rows.to_dict("records")
    assert (row["zone_name"], row["starts_on"]) == ("青石苑", MAY)
    assert records.decisions["encoding"] == ("UTF-8" if "utf" in encoding else "GB18030")


def test_a_cell_of_several_lines_is_one_row(profile, tmp_path):
    path = write_csv(tmp_path / "s.csv", HEADER, [["A", "上\n下", "失管", "", ""], ROW])
    records = read_records(path, KINDS["service"], profile)
    assert records.rows["row_no"].tolist() == [2, 3]


def test_events_of_the_future_are_rejected(profile, tmp_path):
    header = ("工单编号", "来电时间", "小区点位")
    later = dt.datetime.now(BEIJING) + dt.timedelta(days=3)
    path = write_csv(tmp_path / "c.csv", header, [["1", f"{later:%Y-%m-%d}"], ["2", "2022-05-01"]])
    records = read_records(path, KINDS["complaint"], profile)
    assert [r.row for r in records.rejections] == [2]
    assert "将来" in records.rejections[0].reason.zh


@pytest.mark.shared
def test_the_register_with_a_title_a_sum_and_a_remark(shared, profile):
    """It has no services; its rows are read as such all the same, when the columns are named so."""
    from dataclasses import replace

    kind = KINDS["service"]
    loose = tuple(replace(column, required=False) for column in kind.columns)
    records = read_records(
        shared / "awkward" / "register.xlsx", replace(kind, columns=loose), profile
    )
    assert records.total == len(records.rows) == 60
    assert records.decisions["header_row"] == 2
    assert records.rows["zone_code"].str.fullmatch(profile.codes.zone).all()
