"""Files whose ending lies, and cells longer than a spreadsheet's own."""

import pytest
import xlwt

from geo.records.kinds import KINDS
from geo.records.reading.read import read_records
from tests.world import write_csv, write_workbook

HEADER = ("工单编号", "来电时间", "小区点位", "标题")
CALL = ("GD-1", "2022-05-01", "青石苑", "电梯")


@pytest.mark.parametrize("ending", ["xls", "xlsm", "csv", "et", "txt"])
def test_an_xlsx_by_another_ending(profile, tmp_path, ending):
    path = write_workbook(tmp_path / "book.xlsx", HEADER, [CALL])
    renamed = path.rename(tmp_path / f"book.{ending}")
    records = read_records(renamed, KINDS["complaint"], profile)
    assert records.rows["order_no"].tolist() == ["GD-1"]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_xls_by_another_ending(profile, tmp_path, ending):
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("九月")
    for at, row in enumerate((HEADER, CALL)):
        for column, cell in enumerate(row):
            page.write(at, column, cell)
    book.save(str(tmp_path / f"book.{ending}"))
    records = read_records(tmp_path / f"book.{ending}", KINDS["complaint"], profile)
    assert records.rows["zone_name"].tolist() == ["青石苑"]


def test_a_csv_cell_longer_than_a_spreadsheets(profile, tmp_path):
    path = write_csv(tmp_path / "long.csv", HEADER, [(*CALL[:3], "电梯不动。" * 40_000)])
    records = read_records(path, KINDS["complaint"], profile)
    assert records.rows["order_no"].tolist() == ["GD-1"]
