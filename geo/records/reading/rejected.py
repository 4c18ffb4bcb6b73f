"""Writes rejected rows as a workbook, to be corrected and loaded again."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Literal

import openpyxl
from openpyxl.cell import WriteOnlyCell

from geo.records.reading.texts import FORMULA_SIGNS
from geo.rows import Rejection

# Columns of our own beside the office's; no kind of record reads them.
SHEET, ROW, REASON = "工作表", "行号", "退回原因"


def write_rejected(rejections: Sequence[Rejection], ending: Literal["csv", "xlsx"]) -> bytes:
    """Returns a workbook of the rows under the office's own headers, each with its reason.

    What a spreadsheet would take for a formula is text: typed as such in .xlsx, behind an
    apostrophe in CSV (UTF-8 with a BOM), which is taken away when the file is loaded again.
    """
    headers = list(dict.fromkeys(header for row in rejections for header in row.values))
    rows: list[list[str | int]] = [
        [*(row.values.get(header, "") for header in headers), row.sheet or "", row.row, _tell(row)]
        for row in rejections
    ]
    table: list[list[str | int]] = [[*headers, SHEET, ROW, REASON], *rows]
    return _write_csv(table) if ending == "csv" else _write_xlsx(table)


def _tell(row: Rejection) -> str:
    place = f"{row.column}：" if row.column else ""
    return f"{place}{row.reason.zh}（{row.reason.en}）"


def _write_csv(table: Iterable[Sequence[str | int]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(
        [disarm(cell) if isinstance(cell, str) else cell for cell in row] for row in table
    )
    return file.getvalue().encode("utf-8-sig")


def disarm(text: str) -> str:
    """Returns a text that no spreadsheet takes for a formula when it opens a CSV."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _write_xlsx(table: Iterable[Sequence[str | int]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("退回")
    for row in table:
        cells = []
        for value in row:
            cell = WriteOnlyCell(page, value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        page.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
