"""Rows that are no records: units below the header, sums with the name of what they sum."""

from decimal import Decimal

import pytest

from geo.errors import InputError
from geo.records.kinds import KINDS
from geo.records.reading.read import read_records
from tests.world import write_workbook

FUND = ("序号", "街道", "小区名称", "首期归集额", "余额")


@pytest.fixture
def read(profile, tmp_path):
    def run(kind, header, *rows):
        path = write_workbook(tmp_path / "b.xlsx", header, rows)
        return read_records(path, KINDS[kind], profile)

    return run


@pytest.mark.parametrize("unit", ["万元", "（万元）", "单位：万元"])
def test_a_row_of_units_below_the_header(read, unit):
    records = read("fund", FUND, ("", "", "", unit, unit), (1, "河东街道", "青石苑", 100, "3000元"))
    assert records.rejections == ()
    assert records.rows["raised_yuan"].tolist() == [Decimal(1_000_000)]
    assert records.rows["balance_yuan"].tolist() == [Decimal(3_000)]
    assert records.rows["row_no"].tolist() == [3]


def test_a_row_of_forms_below_the_header(read):
    header = ("文号", "决定日期", "小区名称", "罚款金额", "退还金额")
    forms = ("必填", "年-月-日", "文本", "元", "万元")
    records = read("enforcement", header, forms, ("甲1号", "2022-05-01", "青石苑", 2, 2))
    assert records.rejections == ()
    assert records.rows["fined_yuan"].tolist() == [Decimal(2)]
    assert records.rows["refunded_yuan"].tolist() == [Decimal(20_000)]


@pytest.mark.parametrize(
    "total",
    [
        ("", "河东街道小计", "", 1, 1),
        ("", "", "河东街道合计", 1, 1),
        ("小计", "河东街道", "", 1, 1),
        ("", "全区总计（2个）", "", 1, 1),
        ("", "", "平均", 1, 1),
        ("", "小 计", "1个小区", 1, 1),
    ],
)
def test_sums_that_name_what_they_sum(read, total):
    row = (1, "河东街道", "青石苑", 1, 1)
    records = read("fund", FUND, row, total, (2, "河西街道", "白榆里", 1, 1), total)
    assert records.rows["zone_name"].tolist() == ["青石苑", "白榆里"]
    assert records.rejections == ()
    assert records.decisions["sheets"][0]["left_out"] == 2


def test_a_record_with_its_own_number_is_never_a_sum(read):
    header = ("工单编号", "来电时间", "小区点位")
    records = read("complaint", header, ("GD-1", "2022-05-01", "收费合计"))
    assert records.total == 1


def test_two_tables_side_by_side_are_not_half_read(read):
    header = ("工单编号", "来电时间", "小区点位")
    left, right = ("GD-1", "2022-05-01", "青石苑"), ("GD-2", "2022-05-02", "白榆里")
    with pytest.raises(InputError, match="并排"):
        read("complaint", (*header, None, *header), (*left, None, *right))
    one = read("complaint", (*header, "来电时间"), (*left, "2022-05-03"))
    assert one.rows["order_no"].tolist() == ["GD-1"]
