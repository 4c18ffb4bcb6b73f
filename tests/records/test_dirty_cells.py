"""Cells as other systems and other hands leave them: clocks, rounded numbers, apostrophes."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from geo.records.kinds import KINDS, Column
from geo.records.reading.cells import CellError, make_reader
from geo.records.reading.read import read_records
from geo.records.reading.texts import read_text, spell, spell_bare
from tests.world import write_csv, write_workbook

BEIJING = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def cell(profile):
    def run(kind: str, value, header: str = "h", **column):
        return make_reader(Column("c", ("h",), kind, **column), header, profile)(value)

    return run


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        ("2022/5/1 上午12:05", 0, 5),
        ("2022-05-01 12:05 AM", 0, 5),
        ("2022-05-01 08:05:09 PM", 20, 5),
        ("2022-5-1 5:30 pm", 17, 30),
        ("2022-5-1 凌晨1:05", 1, 5),
        ("2022-5-1 中午12:05", 12, 5),
        ("2022-5-1 中午1:05", 13, 5),
        ("2022年5月1号8时", 8, 0),
        ("2022年5月1日8点整", 8, 0),
        ("2022-05-01 星期日 08:05", 8, 5),
        ("20220501 08:05", 8, 5),
        ("20220501080509", 8, 5),
        ("2022-05-01T08:05:09+08:00", 8, 5),
        ("2022-05-01T00:05:09Z", 8, 5),
        ("2022-05-01T00:05:09.123Z", 8, 5),
        ("2022.05.01.", 0, 0),
        ("2022年5月1日上午", 0, 0),
    ],
)
def test_clocks(cell, written, hour, minute):
    read = cell("datetime", written).replace(second=0)
    assert read == dt.datetime(2022, 5, 1, hour, minute, tzinfo=BEIJING)


@pytest.mark.parametrize(
    "written",
    ["5月1日", "2022年5月", "2022-05-01 晚上12:05", "1899-12-31 00:00:00", "1663-01-01",
     "2022-05-01 8", "5/1/2022", "22-5-1", "2022-05-01/2022-05-02", "202205010805"],
)  # fmt: skip
def test_what_is_no_moment(cell, written):
    with pytest.raises(CellError):
        cell("datetime", written)


@pytest.mark.parametrize(
    ("written", "yuan"),
    [("1,000,000", "1000000"), ("1,0000", "10000"), ("RMB 1,000", "1000"), ("1000元整", "1000"),
     ("2.5元每平方米", "2.5"), ("1,000.50元", "1000.50"), ("85.5分", "85.5")],
)  # fmt: skip
def test_decorated_amounts(cell, written, yuan):
    assert cell("amount", written) == Decimal(yuan)


@pytest.mark.parametrize("written", ["1,5", "1,00,0", "1000,2000", "1,000,00", ",5"])
def test_commas_that_part_no_thousands(cell, written):
    with pytest.raises(CellError):
        cell("amount", written)


def test_a_rank_is_a_number(cell):
    assert cell("integer", "第3名") == 3


@pytest.mark.parametrize("written", ["2.02205E+11", "2.0220501e17", 20220501000300002.0, 10**15])
@pytest.mark.parametrize("kind", ["key", "code"])
def test_a_key_that_a_spreadsheet_rounded_is_none(cell, kind, written):
    with pytest.raises(CellError, match="近似数"):
        cell(kind, written)


def test_keys_and_codes(cell):
    assert cell("key", "'0012345") == "0012345"
    assert cell("key", "20220501000300002") == "20220501000300002"
    assert cell("key", 202205010001.0) == "202205010001"
    assert cell("code", " 91110105ma01 abcd1x\n") == "91110105MA01ABCD1X"


def test_rows_of_rounded_keys_are_rejected_and_none_supersedes_another(profile, tmp_path):
    rows = [(20220501000300002.0, "2022-05-01", "青石苑"), ("2.02205E+16", "2022-05-01", "白榆里")]
    path = write_workbook(tmp_path / "b.xlsx", ("工单编号", "来电时间", "小区点位"), rows)
    records = read_records(path, KINDS["complaint"], profile)
    assert len(records.rows) == 0
    assert [one.column for one in records.rejections] == ["工单编号"] * 2
    assert records.rejections[0].values == {
        "工单编号": "", "来电时间": "2022-05-01", "小区点位": "青石苑"
    }  # fmt: skip


def test_what_systems_write_so_that_a_spreadsheet_leaves_it_alone(profile, tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(
        '工单编号,来电时间,小区点位\n="0012","2022-05-01",青石苑\n="0013",="2022-05-02",#REF!\n'
    )
    records = read_records(path, KINDS["complaint"], profile)
    assert records.rows["order_no"].tolist() == ["0012", "0013"]
    assert records.rows["zone_name"].tolist() == ["青石苑", None]
    assert read_text('="') == '="'


@pytest.mark.parametrize("header", ["1.工单编号", "2、工单编号", "(3)工单编号", "3)工单编号"])
def test_numbered_headers(header):
    assert spell(header) == "工单编号"


@pytest.mark.parametrize(
    "header", ["罚款金额/万元", "罚款金额 万元", "罚款金额（万元）", "罚款金额：万元"]
)
def test_units_in_headers(profile, tmp_path, header):
    assert spell_bare(header) == "罚款金额"
    row = ("甲1号", "2022-05-01", "青石苑", 0.3)
    names = ("文号", "决定日期", "小区名称", header)
    path = write_csv(tmp_path / "c.csv", names, [row])
    records = read_records(path, KINDS["enforcement"], profile)
    assert records.rows["fined_yuan"].tolist() == [Decimal(3000)]


@pytest.mark.parametrize(
    ("written", "value"),
    [("已联系", True), ("未联系", False), ("没有联系", False), ("未回访", False), ("不是", False),
     ("没有解决", False), ("已 解决", True), ("非会员", False), ("会员", True), ("部分解决", None),
     ("联系不上", None), ("待核实", None)],
)  # fmt: skip
def test_what_was_done_and_what_was_not(cell, written, value):
    assert cell("boolean", written) is value


@pytest.mark.parametrize(
    ("enum", "written", "value"),
    [("satisfaction", "不 满意", "dissatisfied"), ("satisfaction", "非常满意", "satisfied"),
     ("satisfaction", "非常不满意", "dissatisfied"), ("order_kind", "咨询类", "consultation"),
     ("order_status", " 已 办结", "closed")],
)  # fmt: skip
def test_labels_with_blanks_and_degrees(cell, enum, written, value):
    assert cell("enum", written, enum=enum) == value


@pytest.mark.parametrize(
    "header",
    [("诉求工单编号", "诉求时间", "涉及小区"), ("工单编码", "受理日期", "小区名"),
     ("派单编号", "来电日期", "所在小区（项目）")],
)  # fmt: skip
def test_more_spellings_of_work_orders(profile, tmp_path, header):
    path = write_csv(tmp_path / "c.csv", header, [("GD-1", "2022-05-01", "青石苑")])
    assert len(read_records(path, KINDS["complaint"], profile).rows) == 1


@pytest.mark.parametrize(
    ("written", "reason"),
    [("5月1日", "没有年份"), ("5月1日 8:05", "没有年份"), ("2022年5月", "没有日"),
     ("2022.5", "没有日"), ("昨天", "不是日期")],
)  # fmt: skip
def test_half_a_date_says_which_half_it_lacks(cell, written, reason):
    with pytest.raises(CellError, match=reason):
        cell("date", written)


def test_numbers_kept_as_text(cell):
    assert cell("date", "'2022-05-01") == dt.date(2022, 5, 1)
    assert cell("amount", "`3000") == 3000
