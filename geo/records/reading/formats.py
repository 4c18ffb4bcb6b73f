"""Workbook formats: .xlsx, .xls and CSV as plain columns; told by content, encodings detected.

Runs in the sealed process (reading/__main__.py): what it returns is plain values only.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from geo.errors import InputError, Text
from geo.records.reading.limits import MAX_CELLS, MAX_MEMBERS, MAX_RATIO, MAX_SHEETS
from geo.records.reading.limits import MAX_UNPACKED_BYTES as MAX_UNPACKED

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ENCODINGS = {"utf-8-sig": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16"}
_HEAD = 4096
# A cell of Excel holds 32,767 signs; other systems write longer ones.
_LONGEST_CELL = 16 << 20
_CHUNK, _LONGEST_FORMULA = 4 << 20, 10_000
# Of other cells; sums and row numbers are no part of a record.
_UNSAVED = re.compile(
    rb'<c (?![^>]{0,200}t="str")[^>]{0,200}?r="([A-Z]{1,3}\d{1,7})"[^>]{0,200}>'
    rb"<f(?:[^>]{0,200}>"
    rb"(?!(?:SUM|SUBTOTAL|COUNT|AVERAGE|MAX|MIN|ROW)[A-Z]{0,4}\()"
    rb"(?=[^<]{0,200}[A-Z]{1,3}\$?\d)"
    rb"[^<]{0,8192}</f>)(?:<v ?/>|<v></v>)?</c>"
)

# The distinct cells of a column and, for each row, which of them it has; none where all are equal.
Column = tuple[list[Any], list[int]]


def read_workbook(path: Path) -> dict[str, Any]:
    """Returns {"encoding", "sheets"}: of each sheet its name, height, columns and merged ranges.

    A CSV is one sheet. Empty rows above a table count: people speak of rows by the numbers that
    they see. Dates are texts; merged ranges are [first row, first column, last row, last column].

    Raises:
        InputError: too large, damaged, locked, or in an unknown encoding.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((_ZIP, _OLE)):
        return {"encoding": "XLSX", "sheets": list(_read_sheets(path, head.startswith(_ZIP)))}
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise refuse_workbook(
            path,
            "它其实是网页或 XML 文件，请在 Excel 中打开并另存为 .xlsx",
            "it is a web page or XML; open it in Excel and save it as .xlsx",
        )
    return _read_csv(path)


def _read_sheets(path: Path, zipped: bool) -> Iterator[dict[str, Any]]:  # noqa: FBT001
    try:
        if zipped:
            _check_members(path)
            _require_results(path)
        with _open_book(path) as book:
            if len(book.sheet_names) > MAX_SHEETS:
                raise _refuse_large(path)
            cells = 0
            for about in book.sheets_metadata:
                sheet = book.get_sheet_by_name(about.name)
                cells += sheet.total_width * sheet.total_height
                if cells > MAX_CELLS:
                    raise _refuse_large(path)
                hidden = about.visible != SheetVisibleEnum.Visible
                yield {"name": about.name, "hidden": hidden, **_take_sheet(sheet)}
    except PasswordError as error:
        raise refuse_workbook(
            path, "工作簿有密码，请去掉密码后重新提交", "it is locked by a password; remove it"
        ) from error
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        # What the library says of it is English and about bytes; the cause keeps it.
        raise refuse_workbook(
            path,
            "工作簿损坏或不完整，请用 Excel 或 WPS 打开并另存后重新提交",
            "the workbook is damaged; open it in Excel or WPS, save it anew and hand it in again",
        ) from error


def _open_book(path: Path) -> CalamineWorkbook:
    """Opens a workbook by its ending; many systems call .xls what is .xlsx, or the other way."""
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise
    except CalamineError:
        return CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))


def _check_members(path: Path) -> None:
    """Refuses a zip by its list alone."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MAX_MEMBERS or total > MAX_UNPACKED or total / packed > MAX_RATIO:
        raise _refuse_large(path)


def _require_results(path: Path) -> None:
    """Refuses a workbook with formulas whose results were never saved: they would read as empty."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if member.startswith("xl/worksheets/") and member.endswith(".xml"):
                with archive.open(member) as file:
                    found = _find_unsaved(file)
                if found:
                    raise refuse_workbook(
                        path,
                        f"单元格 {found} 等处的公式没有保存结果，请用 Excel 打开并保存后重新提交",
                        f"formulas such as the one in {found} have no saved results; open it in "
                        "Excel, save it and hand it in again",
                    )


def _find_unsaved(sheet: IO[bytes]) -> str | None:
    """Returns the address of a cell that has a formula and no result; an empty text is one."""
    rest = b""
    while chunk := sheet.read(_CHUNK):
        text = rest + chunk
        found = _UNSAVED.search(text) if b"<f" in text else None
        if found:
            return found[1].decode()
        rest = text[-_LONGEST_FORMULA:]
    return None


def _take_sheet(sheet: CalamineSheet) -> dict[str, Any]:
    columns = list(zip(*sheet.to_python(skip_empty_area=False), strict=True))
    ranges = sheet.merged_cell_ranges or []
    return {
        "height": len(columns[0]) if columns else 0,
        "columns": [_encode(column) for column in columns],
        "merges": [[*first, *last] for first, last in ranges],
    }


def _read_csv(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    encodings = ("utf-16",) if raw.startswith(_UTF16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            content = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refuse_workbook(path, "无法识别文字编码", "its text encoding is unknown")
    if "\x00" in content:
        raise refuse_workbook(path, "不是文本表格", "it is not a text table")
    del raw
    head = content[:_HEAD]
    csv.field_size_limit(_LONGEST_CELL)
    # Strict: a quotation mark that nobody closed must not swallow the rows behind it.
    reader = csv.reader(
        io.StringIO(content, newline=""), delimiter=max(",\t;", key=head.count), strict=True
    )
    try:
        rows = list(_count_cells(path, reader))
    except csv.Error as error:
        line = reader.line_num
        raise refuse_workbook(
            path, f"CSV 第 {line} 行有误（{error}）", f"the CSV is broken in line {line} ({error})"
        ) from error
    sheet = {"name": path.stem, "hidden": False, "height": len(rows), "merges": []}
    columns = [_encode(column) for column in zip_longest(*rows, fillvalue="")]
    return {"encoding": _ENCODINGS[encoding], "sheets": [{**sheet, "columns": columns}]}


def _count_cells(path: Path, rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Yields the rows while the table that they make is not too large."""
    width = 0
    for height, row in enumerate(rows, 1):
        width = max(width, len(row))
        if width * height > MAX_CELLS:
            raise _refuse_large(path)
        yield row


def _encode(cells: Sequence[Any]) -> Column:
    """Returns a column's distinct cells, as they come, and the number of each row's."""
    numbers: dict[Any, int] = {}
    codes = [numbers.setdefault(cell, len(numbers)) for cell in cells]
    values = [cell if type(cell) in (str, int, float) else str(cell) for cell in numbers]
    return values, codes if len(values) > 1 else []


def _refuse_large(path: Path) -> InputError:
    return refuse_workbook(
        path,
        "内容过大；如右侧或下方很远处有多余单元格，请删除这些行列后重新保存",
        "it is too large; if cells far to the right or below hold anything, delete them",
    )


def refuse_workbook(path: Path, zh: str, en: str) -> InputError:
    """Returns the error that says why a workbook cannot be taken."""
    return InputError(
        "workbook_refused",
        Text(f"不能接收 {path.name}：{zh}。", f"{path.name} cannot be taken: {en}."),
        Text(
            "可接收：.xlsx、.xls、CSV（UTF-8 或 GB18030）。",
            "Taken are .xlsx, .xls and CSV (UTF-8 or GB18030).",
        ),
    )
