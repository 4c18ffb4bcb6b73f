"""The tables of a workbook: of each sheet whose header fits, its columns and its rows of data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError, Text
from geo.profile import Profile
from geo.records.kinds import Column, RecordKind
from geo.records.reading.columns import (
    Choice,
    Spellings,
    choose_columns,
    find_implied,
    list_missing,
)
from geo.records.reading.formats import refuse_workbook
from geo.records.reading.headers import Header, find_header
from geo.records.reading.masking import Masker
from geo.records.reading.sandbox import Cells, Sheet, Workbook
from geo.records.reading.texts import narrow, read_text
from geo.rows import MappedBy, Mapping

_NO_DATA = re.compile(
    r"\s*(?:合\s*计|总\s*计|小\s*计|共\s*计|本页\s*(?:小|合)?\s*计|备注|说明|填表|制表|审核|填报|注\s*[::]"
    r"|平均值?\s*$|第\s*\d+\s*页)"
)
_SUM = re.compile(
    r".{0,12}(?:合|总|小|共)\s*计\s*(?:\(.{0,8}\))?\s*[::]?|本页\s*(?:小|合)?\s*计\s*[::]?|平均值?|均值"
)
# Where a sum names what it sums: 河东街道小计 in the column of streets.
_NAMING = {"zone_name", "street_name", "community", "district", "address", "firm_name", "name"}
# "None", "#N/A": nothing longer says nothing.
_LONGEST_NOTHING = 4
# A sheet that names so many of the columns that another one names is meant to be read too.
_LIKE = 0.6


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's table: its header, what each column is, and the positions of its rows of data.

    `implied` are labels that the sheet's name or title says of columns that it lacks; `left_out`
    counts the rows below the header that are no data: sums, remarks, repeated headers.
    """

    sheet: Sheet
    header: Header
    choices: list[Choice]
    implied: dict[str, str]
    rows: NDArray[np.int64]
    left_out: int

    @property
    def used(self) -> dict[str, Choice]:
        """The choices that are columns of ours, by its name."""
        return {choice.column: choice for choice in self.choices if choice.column is not None}


@dataclass(frozen=True, slots=True)
class View:
    """How a workbook is looked at: for which kind, by which mapping, and who says that."""

    kind: RecordKind
    profile: Profile
    mapping: Mapping | None
    by: MappedBy = "person"


def list_tables(workbook: Workbook, view: View) -> list[Table]:
    """Returns the table of each sheet that is shown and holds anything, fitting or not."""
    spellings = Spellings(view.kind, view.mapping)
    sheets = [sheet for sheet in workbook.sheets if not sheet.hidden and sheet.height]
    return [_make_table(sheet, spellings, view) for sheet in sheets]


def choose_tables(path: Path, tables: Sequence[Table], view: View) -> list[Table]:
    """Returns the tables to read: those that the mapping names, else all whose header fits.

    Raises:
        InputError: no header fits, columns are missing, a sheet that is like the ones that fit
            lacks some, or two tables stand side by side; nothing is left out in silence.
    """
    if not tables:
        raise refuse_workbook(path, "没有数据", "it holds no data")
    wanted = view.mapping.sheets if view.mapping else None
    absent = set(wanted or ()) - {table.sheet.name for table in tables}
    if absent:
        names = "、".join(sorted(absent))
        raise refuse_workbook(path, f"没有工作表 {names}", f"it has no sheet {names}")
    fitting, lacking = sort_tables(tables, view)
    beside = next((table for table in fitting if _stands_beside(table)), None)
    if beside is not None:
        name, row = beside.sheet.name, beside.header.last + 1
        raise refuse_workbook(
            path,
            f"工作表“{name}”第 {row} 行并排有两张表，请上下接排或分成两个工作表",
            f"sheet “{name}” has two tables side by side in row {row}; put one below the other",
        )
    if lacking:
        worst = max(lacking, key=lambda table: _count(table, view.kind))
        raise _miss_columns(path, worst, view, named=len(tables) > 1)
    return fitting


def sort_tables(tables: Sequence[Table], view: View) -> tuple[list[Table], list[Table]]:
    """Returns the tables that fit, and those that are meant to be read but lack columns."""
    wanted = view.mapping.sheets if view.mapping else None
    asked = [table for table in tables if wanted is None or table.sheet.name in wanted]
    most = max((_count(table, view.kind) for table in asked), default=0)
    like = asked if wanted else [t for t in asked if _count(t, view.kind) >= _LIKE * most]
    fitting = [table for table in like if not lack_columns(table, view.kind)]
    # A sheet without rows of data brings nothing and can lack nothing.
    filled = [table for table in fitting if table.rows.size] or fitting[:1]
    lacking = [t for t in like if lack_columns(t, view.kind) and (t.rows.size or not fitting)]
    return filled, lacking


def _stands_beside(table: Table) -> bool:
    """Tells whether a second table of most of the same columns stands to the right of a table."""
    headers = {choice.header for choice in table.choices}
    used = [choice.header for choice in table.used.values()]
    repeated = [header for header in used if f"{header}(2)" in headers]
    return len(repeated) > 1 and len(repeated) >= _LIKE * len(used)


def lack_columns(table: Table, kind: RecordKind) -> list[Column]:
    """Returns the columns without which a table's rows cannot be taken."""
    return list_missing(kind, {*table.used, *table.implied})


def _count(table: Table, kind: RecordKind) -> int:
    return len({*table.used, *table.implied} & {column.name for column in kind.columns})


def _make_table(sheet: Sheet, spellings: Spellings, view: View) -> Table:
    row = view.mapping.header_row if view.mapping else None
    header = find_header(sheet, spellings.recognise, row)
    filled = _fill_merged(sheet, header)
    choices = choose_columns(filled, header, spellings, view.profile, view.by)
    known = {choice.column for choice in choices if choice.column}
    texts = [sheet.name, *header.above]
    implied = find_implied(view.kind, known, texts, view.profile)
    rows, left_out = _find_rows(filled, header, choices, view.kind)
    return Table(filled, header, choices, implied, rows, left_out)


def _fill_merged(sheet: Sheet, header: Header) -> Sheet:
    """Returns the sheet in which every row of a vertically merged cell of the data says it."""
    columns = list(sheet.columns)
    for first, left, last, _ in sheet.merges:
        if header.last < first < last and first < sheet.height and left < len(columns):
            cells = columns[left]
            codes = cells.codes.copy()
            codes[first : last + 1] = codes[first]
            columns[left] = Cells(cells.values, codes)
    return Sheet(sheet.name, sheet.hidden, sheet.height, columns, sheet.merges)


def _find_rows(
    sheet: Sheet, header: Header, choices: list[Choice], kind: RecordKind
) -> tuple[NDArray[np.int64], int]:
    """Returns the positions of the rows of data, and how many rows that say anything are none."""
    used = {c.column: sheet.columns[c.position] for c in choices if c.column is not None}
    none = np.zeros(sheet.height, dtype=bool)
    filled = {name: _mark(cells, _is_filled) for name, cells in used.items()}
    anything = np.logical_or.reduce([*filled.values(), none])
    anything[: header.last + 1] = False
    required = [c.name for c in kind.columns if c.required]
    complete = np.logical_and.reduce([filled.get(name, none) for name in required] or [none])
    # A page that is printed begins with the header again, cell by cell.
    same = [cells.codes == cells.codes[header.last] for cells in used.values()]
    repeated = np.logical_and.reduce(same or [none])
    before = min((c.position for c in choices if c.column is not None), default=-1)
    leading = [_mark(cells, _is_sum) for cells in sheet.columns[: before + 1]]
    complete &= ~np.logical_or.reduce([*leading, none])
    naming = [_mark(cells, _is_sum) for name, cells in used.items() if name in _NAMING]
    summed = np.logical_or.reduce([*naming, none]) & ~complete
    doubtful = np.flatnonzero(anything & ~complete & ~repeated)
    wrong = [at for at in doubtful.tolist() if not _is_data(sheet, at, used, filled, required)]
    data = anything & ~repeated & ~summed
    data[wrong] = False
    return np.flatnonzero(data), int(anything.sum() - data.sum())


def _is_filled(cell: Any) -> bool:
    said = not isinstance(cell, str) or len(cell.strip()) > _LONGEST_NOTHING
    return said or read_text(cell) is not None


def _is_sum(cell: Any) -> bool:
    return isinstance(cell, str) and _SUM.fullmatch(narrow(cell)) is not None


def _mark(cells: Cells, test: Any) -> NDArray[np.bool_]:
    """Returns which rows' cells pass a test, which each distinct cell takes once."""
    marks = np.fromiter((test(value) for value in cells.values), bool, len(cells.values))
    return marks[cells.codes] if marks.size else np.zeros(len(cells.codes), dtype=bool)


def _is_data(
    sheet: Sheet,
    at: int,
    used: dict[str, Cells],
    filled: dict[str, NDArray[np.bool_]],
    required: list[str],
) -> bool:
    """Tells a record in which something is missing from a sum and from a remark under the table."""
    first = next(text for cell in sheet.row(at) if (text := read_text(cell)) is not None)
    if _NO_DATA.match(first):
        return False
    said = [name for name in used if filled[name][at]]
    # A lone cell is a remark, unless it is a zone's code or what every record must say.
    lone = read_text(used[said[0]].values[used[said[0]].codes[at]]) or ""
    coded = said[0] == "zone_code" and lone.isascii()
    return len(said) > 1 or coded or said[0] in required


def _miss_columns(path: Path, table: Table, view: View, *, named: bool) -> InputError:
    missing, mask = lack_columns(table, view.kind), Masker(view.profile.records).mask_header
    wanted = "；".join("/".join(column.spellings[:3]) for column in missing)
    english = "; ".join(f"{c.label.en} ({'/'.join(c.spellings[:3])})" for c in missing)
    headers = [mask(c.header)[:30] for c in table.choices if c.by != "personal"]
    found = "、".join(headers[:40]) or "（空）"
    hidden = "、".join(mask(c.header)[:30] for c in table.choices if c.by == "personal")
    sheet = table.sheet.name if named else None
    row = table.header.last + 1
    return InputError(
        "columns_missing",
        Text(
            f"{path.name}{f' 的工作表“{sheet}”' if sheet else ''} 缺少列：{wanted}。",
            f"{path.name}{f', sheet “{sheet}”,' if sheet else ''} lacks the columns: {english}.",
        ),
        Text(
            f"第 {row} 行表头中有：{found}。"
            + (f"含个人信息、不读取的列：{hidden}。" if hidden else "")
            + "请修改表头或指定列对应关系后重试。",
            f"Its header in row {row} reads: {found}."
            + (f" Personal data, never read: {hidden}." if hidden else "")
            + " Correct the header, or say which column is which.",
        ),
    )
