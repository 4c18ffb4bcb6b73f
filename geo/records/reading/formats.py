"""Workbook formats: .xlsx, .xls and CSV as plain cells; told by content, encodings detected."""

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from geo.errors import InputError, Text

MAX_FILE_BYTES = 500 << 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet, row by row, and how the file was read."""

    name: str
    rows: list[list[Any]]
    encoding: str
    sha256: str


def read_sheets(path: Path) -> list[Sheet]:
    """Returns the sheets of a workbook, empty ones left out; a CSV is one sheet.

    Raises:
        InputError: missing, too large, damaged, or in an unknown encoding.
    """
    if not path.is_file():
        raise InputError(
            "file_missing",
            Text(f"找不到文件：{path}", f"There is no such file: {path}"),
            Text("请检查路径。", "Check the path."),
        )
    if path.stat().st_size > MAX_FILE_BYTES:
        raise refuse_workbook(path, "文件超过 500 MB", "it is larger than 500 MB")
    raw = path.read_bytes()
    sha256 = hashlib.sha256(raw).hexdigest()
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _read_workbook(path, raw, sha256)
    sheet = _read_csv(path, raw, sha256)
    return [sheet] if sheet.rows else []


def _read_workbook(path: Path, raw: bytes, sha256: str) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        # Empty rows above a table count: people speak of rows by the numbers that Excel shows.
        sheets = [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ]
    except (CalamineError, ValueError, OSError) as error:
        raise refuse_workbook(
            path, f"工作簿损坏或不完整（{error}）", f"the workbook is damaged ({error})"
        ) from error
    return [Sheet(name, rows, "XLSX", sha256) for name, rows in sheets if rows]


def _read_csv(path: Path, raw: bytes, sha256: str) -> Sheet:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            content = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refuse_workbook(path, "无法识别文字编码", "its text encoding is unknown")
    if "\x00" in content:
        raise refuse_workbook(path, "不是文本表格", "it is not a text table")
    head = content[:4096]
    delimiter = max(",\t;", key=head.count)
    try:
        rows: list[list[Any]] = list(csv.reader(io.StringIO(content), delimiter=delimiter))
    except csv.Error as error:
        raise refuse_workbook(
            path, f"CSV 有误（{error}）", f"the CSV is broken ({error})"
        ) from error
    return Sheet(path.stem, rows, "UTF-8" if encoding == "utf-8-sig" else "GB18030", sha256)


def refuse_workbook(path: Path, zh: str, en: str) -> InputError:
    """Returns the error that says why a workbook cannot be taken."""
    return InputError(
        "workbook_refused",
        Text(f"不能接收 {path.name}：{zh}。", f"{path.name} cannot be taken: {en}."),
        Text("可接收：.xlsx、.xls、CSV（UTF-8 或 GB18030）。", "Taken are .xlsx, .xls and CSV."),
    )
