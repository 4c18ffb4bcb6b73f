"""Tables (CSV, XLSX): shapes in cells, as corners in rows, or none at all (a register)."""

import csv
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import python_calamine

from geo.boundaries.readers.batches import make_batches
from geo.boundaries.readers.cells import clean_cell, is_number, write_whole
from geo.boundaries.readers.corners import (
    Corners,
    find_corners,
    find_repeated,
    join_corners,
    read_number,
)
from geo.boundaries.readers.formats import SurveyFile
from geo.boundaries.readers.job import Encoding, Options, Reading, refuse_file
from geo.boundaries.readers.layers import ask_layer
from geo.boundaries.readers.limits import MAX_COLUMNS, MAX_TEXT_BYTES
from geo.boundaries.readers.notations import find_shapes, read_shapes
from geo.boundaries.readers.texts import decode_file
from geo.boundaries.readers.unpack import DAMAGED, check_members
from geo.errors import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

Row = Sequence[Any]

_HEADER_ROWS = 20
_NO_DATA = re.compile(
    r"\s*(?:合\s*计|总\s*计|共\s*计|小\s*计|备注|说明|填表|制表|审核|填报|注\s*[：:]|total|sum\b|note)",
    re.IGNORECASE,
)
# A line that says that it is a sum says so in a cell of its own, however full it is.
_SUM = re.compile(r"[合总共小]\s*计\s*数?\s*[:：]?")
_CELL = 16 << 20
_HEAD = 20_000


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's table: header, rows, and the rows around it that are no data."""

    name: str
    header: list[str]
    rows: list[list[Any]]
    left_out: list[Text]


def read(file: SurveyFile, options: Options) -> Reading:
    """Returns the reading of a table.

    Raises:
        InputError: not readable text or workbook, no header, no rows, or a broken WKT.
        QuestionError: several sheets hold tables.
    """
    sheets, encoding = _open(file, options)
    table, names = _choose(file, sheets, options)
    columns = dict(zip(table.header, map(write_whole, zip(*table.rows, strict=True)), strict=True))
    count = len(table.rows)
    left_out = [*file.left_out, *table.left_out]
    drawn = find_shapes(columns)
    shapes: NDArray[Any] | None = None
    crs = None
    if drawn is not None:
        shapes, crs = read_shapes(file.path, columns.pop(drawn))
    elif (corners := find_corners(columns, options.fields.get("code", ()))) is not None:
        _require_numbers(file.path, columns, corners)
        columns, shapes = join_corners(columns, corners)
        left_out.append(_tell_corners(corners, count, len(shapes)))
        count = len(shapes)
    else:
        _require_register(file.path, columns, options)
    return Reading(
        batches=make_batches(columns, shapes, count),
        declared=count,
        layer=table.name,
        layers=names,
        encoding=encoding,
        crs=crs,
        has_shapes=shapes is not None,
        left_out=left_out,
    )


def _require_numbers(path: Path, columns: dict[str, list[Any]], corners: Corners) -> None:
    """Lets corners through of which every one has its two numbers; no boundary loses a point."""
    for name in (corners.first, corners.second):
        for row, cell in enumerate(columns[name], 1):
            if read_number(cell) is None:
                said = "" if cell is None else str(cell)[:40]
                raise refuse_file(
                    path,
                    f"第 {row} 条记录的“{name}”不是坐标（{said or '空'}）",
                    f"“{name}” of record {row} is no coordinate ({said or 'empty'})",
                    "geometry_unreadable",
                    check="F4",
                )


def _require_register(path: Path, columns: dict[str, list[Any]], options: Options) -> None:
    """Lets a table through that has one row per zone; no list of corners passes for a register."""
    if (group := find_repeated(columns, options.fields.get("code", ()))) is None:
        return
    raise refuse_file(
        path,
        f"“{group}”在多行中重复，像是界址点表，但找不到坐标列（如 X、Y 或 经度、纬度）",
        f"“{group}” repeats from row to row as in a list of corners, but no columns of coordinates "
        "are found (such as X and Y, or 经度 and 纬度)",
        check="F6",
    )


def _tell_corners(corners: Corners, rows: int, features: int) -> Text:
    return Text(
        f"{rows} 行界址点按“{corners.group}”连成 {features} 个图形",
        f"{rows} rows of corners were joined to {features} shapes by “{corners.group}”",
    )


def _open(file: SurveyFile, options: Options) -> tuple[list[tuple[str, list[Row]]], Encoding]:
    if file.format == "xlsx":
        return _open_workbook(file.path), Encoding("UTF-8")
    decoded = decode_file(file.path.read_bytes(), options.encoding)
    if decoded is None:
        raise refuse_file(file.path, "无法识别文字编码", "its text encoding is unknown", check="F5")
    text, encoding = decoded
    csv.field_size_limit(_CELL)
    mark = _find_mark(text, options)
    try:
        rows: list[Row] = list(
            csv.reader(text.splitlines(keepends=True), delimiter=mark, strict=True)
        )
    except csv.Error as error:
        raise refuse_file(
            file.path, f"表格无法读取（{error}）", f"the table cannot be read ({error})"
        ) from error
    return [(file.name, rows)], encoding


def _find_mark(text: str, options: Options) -> str:
    """Returns what parts a text's cells: what gives most names of known fields, else the commonest.

    A shape in a cell may hold more commas than stand between the cells.
    """
    spellings = _list_spellings(options)
    head = text[:_HEAD]
    lines = head.splitlines()[:_HEADER_ROWS]

    def rate(mark: str) -> tuple[int, int]:
        cells = ({cell.strip(' "').lower() for cell in line.split(mark)} for line in lines)
        return max((len(spellings & some) for some in cells), default=0), head.count(mark)

    return max(",\t;|", key=rate)


def _list_spellings(options: Options) -> set[str]:
    return {s.lower() for spelled in options.fields.values() for s in spelled}


def _open_workbook(path: Path) -> list[tuple[str, list[Row]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
        check_members(path, members)
        if sum(member.file_size for member in members) > MAX_TEXT_BYTES:
            raise refuse_file(path, "工作簿过大", "the workbook is too large", check="F1")
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            return [
                (name, list(book.get_sheet_by_name(name).to_python(skip_empty_area=False)))
                for name in book.sheet_names
            ]
    except (python_calamine.CalamineError, OSError, *DAMAGED) as error:
        raise refuse_file(
            path, f"工作簿无法打开（{error}）", f"the workbook will not open ({error})"
        ) from error


def _choose(
    file: SurveyFile, sheets: list[tuple[str, list[Row]]], options: Options
) -> tuple[Table, list[str]]:
    """Returns the sheet's table that is to be read, and the names of those it could be."""
    spellings = _list_spellings(options)
    found = [(name, table) for name, rows in sheets if (table := _frame(name, rows, spellings))]
    tables = [table for _, table in found if table.rows]
    if not tables:
        raise refuse_file(
            file.path, "找不到表头和数据行", "no header with rows below it can be found", check="F6"
        )
    names = [table.name for table in tables]
    wanted = [table for table in tables if options.layer in (None, table.name)]
    if len(wanted) != 1:
        raise ask_layer(names)
    return wanted[0], names


def _frame(name: str, rows: list[Row], spellings: set[str]) -> Table | None:
    """Returns the table of a sheet: its header, the rows that are data, and what is around it."""
    at = _find_header(rows, spellings)
    if at is None:
        return None
    header = [str(clean_cell(cell) or "") for cell in rows[at]]
    width = len(header)
    while width and not header[width - 1]:
        width -= 1
    if width > MAX_COLUMNS or width < 2:
        return None
    header = _name_columns(header[:width])
    kept: list[list[Any]] = []
    left_out = [
        _tell_row(n, row) for n, row in enumerate(rows[:at], 1) if any(map(clean_cell, row))
    ]
    for number, row in enumerate(rows[at + 1 :], at + 2):
        cells = [
            clean_cell(cell) for cell, _ in zip_longest(row[:width], range(width), fillvalue=None)
        ]
        if all(cell is None for cell in cells):
            continue
        if _is_remark(cells):
            left_out.append(_tell_row(number, row))
        else:
            kept.append(cells)
    return Table(name, header, kept, left_out)


def _find_header(rows: list[Row], spellings: set[str]) -> int | None:
    """Returns which of the first rows names the most fields that are known; two at least.

    Where none does, it is the first row of two cells or more, if they are different texts.
    """
    scores = []
    for row in rows[:_HEADER_ROWS]:
        texts = [str(cell).strip().lower() for cell in row if clean_cell(cell) is not None]
        known = sum(text in spellings or text in ("wkt", "x", "y") for text in texts)
        scores.append(known)
    if scores and max(scores) >= 2:
        return scores.index(max(scores))
    for at, row in enumerate(rows[:_HEADER_ROWS]):
        texts = [clean_cell(cell) for cell in row if clean_cell(cell) is not None]
        worded = not any(is_number(text) for text in texts)
        if len(texts) >= 2:
            return at if len(set(texts)) == len(texts) and worded else None
    return None


def _name_columns(header: list[str]) -> list[str]:
    named: list[str] = []
    for at, name in enumerate(header, 1):
        base = " ".join(name.split()) or f"column_{at}"
        unique, number = base, 2
        while unique in named:
            unique, number = f"{base}_{number}", number + 1
        named.append(unique)
    return named


def _is_remark(cells: list[Any]) -> bool:
    """Whether a row is a sum, or a remark: it begins with such a word and leaves cells empty."""
    if any(isinstance(cell, str) and _SUM.fullmatch(cell) for cell in cells):
        return True
    first = next(cell for cell in cells if cell is not None)
    filled = sum(cell is not None for cell in cells)
    return isinstance(first, str) and bool(_NO_DATA.match(first)) and filled < len(cells)


def _tell_row(number: int, row: Row) -> Text:
    said = " ".join(str(cell).strip() for cell in row if clean_cell(cell) is not None)[:60]
    return Text(f"第 {number} 行不是数据：{said}", f"row {number} of the sheet is no data: {said}")
