"""Reads a workbook of records: chooses its tables, types their cells, rejects bad rows."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds import Column, RecordKind
from geo.records.reading.cells import CellError, make_reader
from geo.records.reading.mapping import choose_mapping
from geo.records.reading.masking import Masker, mask_numbers
from geo.records.reading.sandbox import Cells, Workbook, open_workbook
from geo.records.reading.tables import Table, View, choose_tables, list_tables
from geo.rows import Mapping, RecordRows, Rejection

_EMPTY = Text("不能为空", "must not be empty")
# Quoted as they are read where a row is rejected; another cell may hold anything by mistake.
_QUOTED = ("key", "code", "text", "place", "party")


def read_records(
    path: Path,
    kind: RecordKind,
    profile: Profile,
    mapping: Mapping | None = None,
    remembered: Sequence[Mapping] = (),
) -> RecordRows:
    """Returns the workbook's rows, typed, and the rows that cannot be taken with their reasons.

    All sheets whose header fits are read. Columns of personal data are never read; unknown
    columns are left out and named.

    Args:
        path: .xlsx, .xls or CSV.
        kind: what its rows are.
        profile: for labels, words of names, mappings of known sources.
        mapping: which column each header is, where a person said so.
        remembered: mappings of earlier workbooks; without a person's, the best that fits.

    Raises:
        InputError: the file cannot be taken, no header row is found, or columns are missing.
    """
    fitted = kind.fit(profile)
    workbook = open_workbook(path)
    view = View(fitted, profile, mapping or choose_mapping(workbook, fitted, profile, remembered))
    tables = choose_tables(path, list_tables(workbook, view), view)
    several = len(tables) > 1
    parts = [
        _read_table(table, fitted, profile, table.sheet.name if several else None)
        for table in tables
    ]
    rows = pd.concat([part.rows for part in parts], ignore_index=True)
    rejections = tuple(rejection for part in parts for rejection in part.rejections)
    return RecordRows(
        kind=kind.id,
        rows=rows,
        rejections=rejections,
        total=len(rows) + len(rejections),
        file_name=mask_numbers(path.name),
        sha256=workbook.sha256,
        decisions=_tell_decisions(workbook, tables, view),
    )


def _tell_decisions(workbook: Workbook, tables: list[Table], view: View) -> dict[str, Any]:
    first, masker = tables[0], Masker(view.profile.records)
    headers = {c.header: c.by for table in tables for c in table.choices if c.column is None}
    columns = [
        (column.name, table.used[column.name].header)
        for column in view.kind.columns
        for table in reversed(tables)
        if column.name in table.used
    ]
    return {
        "sheet": first.sheet.name,
        "sheets": [
            {
                "name": table.sheet.name,
                "header_row": table.header.last + 1,
                "rows": len(table.rows),
                "left_out": table.left_out,
            }
            for table in tables
        ],
        "encoding": workbook.encoding,
        "header_row": first.header.last + 1,
        "columns": {**{name: label for t in tables for name, label in t.implied.items()}}
        | dict(columns),
        "source": view.mapping.source if view.mapping else None,
        "ignored": [masker.mask_header(h) for h, by in headers.items() if by != "personal"],
        "personal": [masker.mask_header(h) for h, by in headers.items() if by == "personal"],
    }


@dataclass(frozen=True, slots=True)
class _Part:
    """What one sheet brings."""

    rows: pd.DataFrame
    rejections: list[Rejection]


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Why a row cannot be taken, and by which column."""

    column: str
    reason: Text


def _read_table(table: Table, kind: RecordKind, profile: Profile, sheet: str | None) -> _Part:
    """Returns the typed rows (sheet, row_no, the kind's columns) and the rejected ones."""
    wrong: dict[int, _Wrong] = {}
    typed: dict[str, Any] = {
        "sheet": np.full(len(table.rows), sheet, dtype=object),
        "row_no": table.rows + 1,
    }
    for column in kind.columns:
        values, errors = _type_column(table, column, profile)
        typed[column.name] = values
        for at, error in errors:
            wrong.setdefault(at, error)
    _split_points(typed)
    # Without its own type, a column of texts would turn None into another nothing.
    frame = pd.DataFrame(typed, dtype=object).astype({"row_no": "int64"})
    for at, error in _find_wrong_rows(frame, kind, profile, table):
        wrong.setdefault(at, error)
    good = np.ones(len(frame), dtype=bool)
    good[list(wrong)] = False
    quote = _make_quoter(table, kind, profile)
    rejections = [
        Rejection(int(table.rows[at]) + 1, wrong[at].column, wrong[at].reason, quote(at), sheet)
        for at in sorted(wrong)
    ]
    return _Part(frame[good], rejections)


def _type_column(
    table: Table, column: Column, profile: Profile
) -> tuple[NDArray[Any], list[tuple[int, _Wrong]]]:
    """Returns a column's typed values and the rows where it has none but should, or a bad one.

    Each distinct cell is read once.
    """
    choice = table.used.get(column.name)
    header = choice.header if choice else column.label.zh
    read = make_reader(column, header, profile, unit=table.header.unit)
    if choice is None:
        cells = Cells([table.implied.get(column.name)], np.zeros(table.sheet.height, np.int32))
    else:
        cells = table.sheet.columns[choice.position]
    codes = cells.codes[table.rows]
    values = np.full(len(cells.values), None, dtype=object)
    errors: dict[int, Text] = {}
    for code in np.unique(codes).tolist():
        try:
            values[code] = read(cells.values[code])
        except CellError as error:
            errors[code] = error.text
            continue
        if column.required and values[code] is None:
            errors[code] = _EMPTY
    bad = np.flatnonzero(np.isin(codes, list(errors))) if errors else ()
    return values[codes], [(int(at), _Wrong(header, errors[int(codes[at])])) for at in bad]


def _split_points(typed: dict[str, Any]) -> None:
    """Gives longitude and latitude of one cell to the columns of their own that say none."""
    points = typed.pop("lon_lat", ())
    for at, point in enumerate(points):
        if point is not None and typed["lon"][at] is None and typed["lat"][at] is None:
            typed["lon"][at], typed["lat"][at] = point


def _find_wrong_rows(
    frame: pd.DataFrame, kind: RecordKind, profile: Profile, table: Table
) -> Iterator[tuple[int, _Wrong]]:
    """Yields rows whose event lies in the future, and those that the kind finds fault with."""
    headers = {name: choice.header for name, choice in table.used.items()}
    if kind.event:
        latest = dt.datetime.now(ZoneInfo(profile.timezone)) + dt.timedelta(days=1)
        for at, value in enumerate(frame[kind.event].tolist()):
            day = value.date() if isinstance(value, dt.datetime) else value
            if day is not None and day > latest.date():
                reason = Text(f"日期在将来：{day}", f"a day in the future: {day}")
                yield at, _Wrong(headers[kind.event], reason)
    labels = {column.name: column.label.zh for column in kind.columns}
    for flaw in kind.find_flaws(frame):
        header = headers.get(flaw.column) or labels[flaw.column]
        yield flaw.position, _Wrong(header, flaw.reason)


def _make_quoter(table: Table, kind: RecordKind, profile: Profile) -> Any:
    """Returns a function that gives a row's cells by their headers, without what is personal."""
    quoters = []
    for column in kind.columns:
        choice = table.used.get(column.name)
        if choice is not None:
            plain = replace(column, type=column.type if column.type in _QUOTED else "masked")
            reader = make_reader(plain, choice.header, profile)
            quoters.append((choice.header, table.sheet.columns[choice.position], reader))
    rows = table.rows

    def quote(at: int) -> dict[str, str]:
        row = rows[at]
        return {header: _quote(read, cells, row) for header, cells, read in quoters}

    return quote


def _quote(read: Any, cells: Cells, row: int) -> str:
    """Returns what a cell says, or "" for a key that must be typed again."""
    try:
        return read(cells.values[cells.codes[row]]) or ""
    except CellError:
        return ""
