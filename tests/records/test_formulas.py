"""Formulas in workbooks: their saved results are read; without them nothing would be there."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from geo.errors import InputError
from geo.records.kinds import KINDS
from geo.records.reading.read import read_records

HEADER = ("工单编号", "来电时间", "小区点位")


def write_formula(path: Path, result: str | None) -> Path:
    """Writes a workbook whose place is a formula, as a spreadsheet saves it with its result."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(HEADER)
    page.append(("GD-1", "2022-05-01", '=D2&"苑"'))
    book.save(path)
    if result is None:
        return path
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"].decode()
    for nothing in ("<v></v>", "<v />", "<v/>"):
        sheet = sheet.replace(f"</f>{nothing}", f"</f><v>{result}</v>")
    members["xl/worksheets/sheet1.xml"] = sheet.replace('r="C2"', 'r="C2" t="str"').encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_formulas_without_results_are_refused(profile, tmp_path):
    path = write_formula(tmp_path / "f.xlsx", None)
    with pytest.raises(InputError, match="C2") as refused:
        read_records(path, KINDS["complaint"], profile)
    assert refused.value.code == "workbook_refused"


@pytest.mark.parametrize(("result", "place"), [("青石苑", "青石苑"), ("", None)])
def test_saved_results_are_read(profile, tmp_path, result, place):
    records = read_records(write_formula(tmp_path / "f.xlsx", result), KINDS["complaint"], profile)
    assert records.rows["zone_name"].tolist() == [place]


def test_sums_and_row_numbers_need_no_results(profile, tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.append(("序号", *HEADER, "标题"))
    page.append(("=ROW()-1", "GD-1", "2022-05-01", "青石苑", "=1+1"))
    page.append(("合计", "=COUNTA(B2:B2)", "", ""))
    book.save(tmp_path / "s.xlsx")
    records = read_records(tmp_path / "s.xlsx", KINDS["complaint"], profile)
    assert records.rows["order_no"].tolist() == ["GD-1"]
