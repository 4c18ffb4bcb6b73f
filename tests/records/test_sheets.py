"""Workbooks of several sheets, merged cells, two rows of header, old .xls; nothing is lost."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwt

from geo.errors import InputError
from geo.records.kinds import KINDS
from geo.records.reading.propose import propose_mapping
from geo.records.reading.read import read_records
from tests.world import write_csv

CALLS = ("工单编号", "来电时间", "小区点位")
FINES = KINDS["enforcement"]


@pytest.fixture
def make(tmp_path):
    """Writes sheets of rows, with merged ranges; returns the file."""

    def run(sheets: dict[str, list], merged: dict[str, tuple[str, ...]] | None = None) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            page = book.create_sheet(name)
            for row in rows:
                page.append(list(row))
            for cells in (merged or {}).get(name, ()):
                page.merge_cells(cells)
        book.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return run


def call(number, place="青石苑"):
    return (f"GD-{number}", "2022-05-01", place)


def test_all_sheets_whose_header_fits_are_read(make, profile):
    streets = {
        "河西街道": [CALLS, call(1), call(2)],
        "河东街道": [["河东街道工单"], [], CALLS, call(3)],
        "说明": [["填表说明"], ["一、每月报送"]],
        "空": [],
        "汇总": [["街道", "件数"], ["河西街道", 2]],
    }
    path = make(streets)
    records = read_records(path, KINDS["complaint"], profile)
    found = records.rows[["sheet", "row_no", "order_no"]].values.tolist()
    assert found == [["河西街道", 2, "GD-1"], ["河西街道", 3, "GD-2"], ["河东街道", 4, "GD-3"]]
    assert [s["name"] for s in records.decisions["sheets"]] == ["河西街道", "河东街道"]
    proposal = propose_mapping(path, KINDS["complaint"], profile)
    assert [s.name for s in proposal.sheets if s.used] == ["河西街道", "河东街道"]
    assert [s.name for s in proposal.sheets] == list(streets)


def test_one_used_sheet_has_no_name_in_its_rows(make, profile):
    records = read_records(
        make({"一": [CALLS, call(1)], "二": [["x"]]}), KINDS["complaint"], profile
    )
    assert records.rows["sheet"].tolist() == [None]


def test_a_sheet_that_was_meant_to_be_read_is_not_left_out_in_silence(make, profile):
    path = make({"一": [CALLS, call(1)], "二": [("工单编号", "日期", "小区点位"), call(2)]})
    with pytest.raises(InputError) as refused:
        read_records(path, KINDS["complaint"], profile)
    assert "“二”" in refused.value.message.zh
    assert "来电时间" in refused.value.message.zh
    assert propose_mapping(path, KINDS["complaint"], profile).missing == ("received_at",)


def test_sheets_may_differ_in_their_columns(make, profile):
    more = (*CALLS, "标题")
    path = make({"一": [CALLS, call(1)], "二": [more[::-1], ("漏水", *call(2)[::-1])]})
    records = read_records(path, KINDS["complaint"], profile)
    assert records.rows["title"].tolist() == [None, "漏水"]
    assert records.decisions["columns"]["title"] == "标题"


def test_hidden_sheets_are_not_read(make, profile):
    path = make({"一": [CALLS, call(1)], "旧": [CALLS, call(2)]})
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "hidden"
    book.save(path)
    assert read_records(path, KINDS["complaint"], profile).rows["order_no"].tolist() == ["GD-1"]


def test_rejected_rows_say_their_sheet(make, profile):
    path = make({"一": [CALLS, call(1)], "二": [CALLS, ("GD-2", "昨天", "青石苑")]})
    records = read_records(path, KINDS["complaint"], profile)
    (rejection,) = records.rejections
    assert (rejection.sheet, rejection.row, rejection.column) == ("二", 2, "来电时间")
    assert records.total == 2


def test_a_name_merged_over_several_rows_is_each_rows(make, profile):
    rows = [CALLS, call(1), call(2, None), call(3, None), call(4, "空置楼"), call(5, None)]
    records = read_records(make({"一": rows}, {"一": ("C2:C4",)}), KINDS["complaint"], profile)
    assert records.rows["zone_name"].tolist() == ["青石苑"] * 3 + ["空置楼", None]


def test_cells_merged_sideways_are_not_filled(make, profile):
    rows = [(*CALLS, "区域编码"), (*call(1), None), (*call(2), None)]
    path = make({"一": rows}, {"一": ("C2:D3",)})
    records = read_records(path, KINDS["complaint"], profile)
    assert records.rows["zone_name"].tolist() == ["青石苑", "青石苑"]
    assert records.rows["zone_code"].tolist() == [None, None]


UPPER = ("文号", "小区名称", "决定日期", "罚款", "", "没收", "")
LOWER = ("", "", "", "依据", "金额(万元)", "依据", "金额(元)")
FINED = ("1号", "青石苑", "2022-05-01", "第七十条", 0.3, None, 50)


def test_a_header_of_two_rows(make, profile):
    merges = ("A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2")
    path = make({"一": [["处罚台账"], UPPER, LOWER, FINED]}, {"一": merges})
    records = read_records(path, FINES, profile)
    (row,) = records.rows.to_dict("records")
    assert (row["row_no"], row["decision_no"], row["zone_name"]) == (4, "1号", "青石苑")
    assert (row["fined_yuan"], row["confiscated_yuan"]) == (Decimal(3000), Decimal(50))
    assert records.decisions["columns"]["fined_yuan"] == "罚款金额(万元)"


def test_a_header_of_two_rows_in_a_csv_has_no_merged_cells(tmp_path, profile):
    path = tmp_path / "f.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([UPPER, LOWER, FINED])
    (row,) = read_records(path, FINES, profile).rows.to_dict("records")
    assert (row["fined_yuan"], row["confiscated_yuan"]) == (Decimal(3000), Decimal(50))


def test_a_title_over_the_first_column_is_no_upper_header(make, profile):
    path = make({"一": [["工单"], CALLS, call(1)]})
    records = read_records(path, KINDS["complaint"], profile)
    assert records.decisions["columns"]["order_no"] == "工单编号"


def test_the_unit_that_a_note_says(make, profile):
    header = ("文号", "决定日期", "小区名称", "罚款金额", "没收金额(元)")
    rows = [["（单位：万元）"], header, ("1号", "2022-05-01", "青石苑", 0.3, 50)]
    (row,) = read_records(make({"一": rows}), FINES, profile).rows.to_dict("records")
    assert (row["fined_yuan"], row["confiscated_yuan"]) == (Decimal(3000), Decimal(50))


def test_a_header_that_is_printed_on_every_page_is_no_record(make, profile):
    path = make({"一": [CALLS, call(1), CALLS, call(2), ["本页小计", "2件"]]})
    records = read_records(path, KINDS["complaint"], profile)
    assert records.rows["order_no"].tolist() == ["GD-1", "GD-2"]
    assert records.decisions["sheets"][0]["left_out"] == 2


def test_lists_whose_kind_the_sheet_says(make, profile):
    header = ("期次", "企业名称", "统一社会信用代码")
    firm = ("第1批", "安居物业", "91110105MA00000001")
    path = make({"红榜": [header, firm], "黑榜": [["物业服务黑榜"], header, firm]})
    records = read_records(path, KINDS["list"], profile)
    assert records.rows["kind"].tolist() == ["red", "black"]
    with pytest.raises(InputError, match="名单类型"):
        read_records(make({"红榜和黑榜": [header, firm]}), KINDS["list"], profile)


def test_an_old_workbook(tmp_path, profile):
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("台账")
    page.write_merge(0, 0, 0, 3, "执法台账")
    date = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for column, name in enumerate(("文号", "决定日期", "小区名称", "罚款金额(元)")):
        page.write(1, column, name)
    for at in (2, 3):
        page.write(at, 0, f"{at}号")
        page.write(at, 1, dt.date(2022, 5, at), date)
        page.write(at, 3, 3000.5)
    page.write_merge(2, 3, 2, 2, "青石苑")
    book.save(str(tmp_path / "old.xls"))
    records = read_records(tmp_path / "old.xls", FINES, profile)
    assert records.rows["decided_on"].tolist() == [dt.date(2022, 5, 2), dt.date(2022, 5, 3)]
    assert records.rows["fined_yuan"].tolist() == [Decimal("3000.5")] * 2
    assert records.rows["zone_name"].tolist() == ["青石苑"] * 2


def test_a_point_in_one_column_or_in_two(tmp_path, profile):
    header = (*CALLS, "经纬度", "经度", "纬度", "坐标系", "定位精度")
    rows = [
        (*call(1), "116.46,39.92", "", "", "GCJ-02", "门牌号"),
        (*call(2), "116.46,39.92", "116.5", "39.9", "", ""),
        (*call(3), "", "", "", "", ""),
    ]
    path = write_csv(tmp_path / "p.csv", header, rows)
    records = read_records(path, KINDS["complaint"], profile)
    assert records.rows["lon"].tolist() == [116.46, 116.5, None]
    assert records.rows["lat"].tolist() == [39.92, 39.9, None]
    assert records.rows["geocoder_level"].tolist() == ["门牌号", None, None]
    assert "lon_lat" not in records.rows


def test_rows_are_told_from_where_an_address_stands(tmp_path, profile):
    header = ("服务方式", "详细地址")
    path = write_csv(tmp_path / "s.csv", header, [("失管", "建国路甲92号3号楼501室")])
    records = read_records(path, KINDS["service"], profile)
    assert records.rows["address"].tolist() == ["建国路甲92号3号楼"]
