"""Reads a workbook of records: finds the header, maps its columns, types its cells."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from geo.errors import InputError, Text
from geo.profile import Profile
from geo.records.reading.cells import CellError, make_reader, mask_numbers, read_text
from geo.records.reading.formats import Sheet, read_sheets, refuse_workbook
from geo.records.kinds import Column, RecordKind
from geo.rows import RecordRows, Rejection

HEADER_ROWS = 20
TOTALS = ("合计", "总计", "小计", "备注", "注")


def read_records(path: Path, kind: RecordKind, profile: Profile) -> RecordRows:
    """Returns the workbook's rows, typed, and the rows that cannot be taken with their reasons.

    Columns of personal data are never read; unknown columns are left out and named.

    Raises:
        InputError: the file cannot be taken, no header row is found, or columns are missing.
    """
    sheets = read_sheets(path)
    if not sheets:
        raise refuse_workbook(path, "没有数据", "it holds no data")
    sheet = max(sheets, key=lambda s: _count_known(s, kind))
    at = _find_header(sheet, kind)
    header = [read_text(cell) or "" for cell in sheet.rows[at]]
    used = _map_columns(path, header, kind, profile)
    rows = [
        (number, row)
        for number, row in enumerate(sheet.rows[at + 1 :], at + 2)
        if _is_data(row, used, kind)
    ]
    frame, rejections = _type_rows(rows, header, used, kind, profile)
    known = {header[position] for position in used.values()} | set(profile.records.personal)
    return RecordRows(
        kind=kind.id,
        rows=frame,
        rejections=tuple(rejections),
        total=len(rows),
        file_name=path.name,
        sha256=sheet.sha256,
        decisions={
            "sheet": sheet.name,
            "encoding": sheet.encoding,
            "header_row": at + 1,
            "columns": {name: header[position] for name, position in used.items()},
            "ignored": [mask_numbers(h) for h in header if h and h not in known],
            "personal": [h for h in header if h in profile.records.personal],
        },
    )


def _count_known(sheet: Sheet, kind: RecordKind) -> int:
    return max(_score(row, kind) for row in sheet.rows[:HEADER_ROWS])


def _score(row: list[Any], kind: RecordKind) -> int:
    known = {_spell(s) for column in kind.columns for s in column.spellings}
    return sum(_spell(cell) in known for cell in row)


def _spell(cell: Any) -> str:
    return (read_text(cell) or "").replace(" ", "").replace("\n", "")


def _find_header(sheet: Sheet, kind: RecordKind) -> int:
    head = sheet.rows[:HEADER_ROWS]
    return max(range(len(head)), key=lambda at: (_score(head[at], kind), -at))


def _map_columns(
    path: Path, header: list[str], kind: RecordKind, profile: Profile
) -> dict[str, int]:
    """Returns the position of each column of ours that the header names."""
    position = {
        _spell(cell): at
        for at, cell in reversed(list(enumerate(header)))
        if cell and cell not in profile.records.personal
    }
    used: dict[str, int] = {}
    for column in kind.columns:
        # Headers pass through NFKC, so our spellings must too.
        spelled = next((s for s in map(_spell, column.spellings) if s in position), None)
        if spelled is not None and position[spelled] not in used.values():
            used[column.name] = position[spelled]
    missing = [c for c in kind.columns if c.required and c.name not in used]
    placed = {"zone_code", "zone_name"} & used.keys()
    if kind.placed and not kind.place_optional and not placed:
        missing += [c for c in kind.columns if c.name == "zone_code"]
    if missing:
        raise _unknown_columns(path, missing, header)
    return used


def _unknown_columns(path: Path, missing: list[Column], header: list[str]) -> InputError:
    wanted = "；".join("/".join(column.spellings[:3]) for column in missing)
    found = "、".join(h for h in header if h) or "（空）"
    return InputError(
        "columns_missing",
        Text(f"{path.name} 缺少列：{wanted}。", f"{path.name} lacks the columns: {wanted}."),
        Text(
            f"表头中识别到的列有：{found}。请修改表头后重试。",
            f"Its header reads: {found}. Correct the header and load it again.",
        ),
    )


def _is_data(row: list[Any], used: dict[str, int], kind: RecordKind) -> bool:
    """Tells a record from an empty row, a sum and a remark under the table."""
    cells = {name: _cell(row, at) for name, at in used.items()}
    filled = [text for text in map(read_text, cells.values()) if text is not None]
    if not filled:
        return False
    required = [c.name for c in kind.columns if c.required]
    if any(read_text(cells[name]) is not None for name in required):
        return True
    # A lone cell is a remark, unless it is a zone's code.
    code = read_text(cells.get("zone_code"))
    lone = len(filled) == 1 and not (code and code.isascii())
    return not filled[0].startswith(TOTALS) and not lone


def _cell(row: list[Any], at: int) -> Any:
    return row[at] if at < len(row) else None


def _type_rows(
    rows: list[tuple[int, list[Any]]],
    header: list[str],
    used: dict[str, int],
    kind: RecordKind,
    profile: Profile,
) -> tuple[pd.DataFrame, list[Rejection]]:
    """Returns the typed rows (row_no and one column per column of the kind) and the rejected."""
    readers = [
        (column, used[column.name], make_reader(column, header[used[column.name]], profile))
        for column in kind.columns
        if column.name in used
    ]
    latest = dt.datetime.now(ZoneInfo(profile.timezone)) + dt.timedelta(days=1)
    good: list[dict[str, Any]] = []
    rejections: list[Rejection] = []
    for number, row in rows:
        record: dict[str, Any] = {"row_no": number}
        try:
            for column, at, reader in readers:
                record[column.name] = _read_cell(reader, _cell(row, at), column, header[at])
            if kind.event:
                _require_past(record[kind.event], latest, header[used[kind.event]])
        except _RowError as error:
            texts = {header[at]: _quote(row, at, column, profile) for column, at, _ in readers}
            rejections.append(Rejection(number, error.column, error.text, texts))
        else:
            good.append(record)
    names = ["row_no", *(column.name for column in kind.columns)]
    return pd.DataFrame(good, columns=names, dtype=object), rejections


def _quote(row: list[Any], at: int, column: Column, profile: Profile) -> str:
    """Returns a cell as text for a rejected row's record, without what is personal in it."""
    kind = column.type if column.type in ("key", "masked") else "text"
    quoted = make_reader(replace(column, type=kind), "", profile)(_cell(row, at))
    return quoted or ""


class _RowError(ValueError):
    def __init__(self, column: str, text: Text) -> None:
        super().__init__(str(text))
        self.column = column
        self.text = text


def _read_cell(reader: Any, cell: Any, column: Column, header: str) -> Any:
    try:
        value = reader(cell)
    except CellError as error:
        text = Text(mask_numbers(error.text.zh), mask_numbers(error.text.en))
        raise _RowError(header, text) from error
    if value is None and column.required:
        raise _RowError(header, Text("不能为空", "must not be empty"))
    return value


def _require_past(value: Any, latest: dt.datetime, header: str) -> None:
    moment = value if isinstance(value, dt.datetime) else None
    day = moment.date() if moment else value
    if day > latest.date():
        raise _RowError(header, Text(f"日期在将来：{day}", f"a day in the future: {day}"))
