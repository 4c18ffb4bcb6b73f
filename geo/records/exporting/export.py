"""Writes the current records of a kind to a file, each with the zone that it belongs to."""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
from openpyxl.cell import WriteOnlyCell
from sqlalchemy import Connection

from geo.db import load_sql
from geo.errors import InputError, Text
from geo.models import Base
from geo.profile import Profile
from geo.records.kinds import KINDS, RecordKind
from geo.records.matching.why import tell_why
from geo.records.reading.rejected import disarm

Cell = str | int | float | None

_OWN = {"id", "sys", "content", "source_key", "written_key", "match_key", "load_id", "sheet",
        "row_no", "zone_uid", "placement", "evidence"}  # fmt: skip
_PLACES = {
    "of_code": "区域编码",
    "of_name": "区域名称",
    "of_street": "所属街乡",
    "of_placement": "落位",
    "of_by": "依据",
    "of_confidence": "置信度",
    "of_reason": "理由",
    "of_reason_en": "理由（英文）",
    "of_next_code": "次选区域编码",
    "of_next_name": "次选区域名称",
    "of_margin": "与次选之差",
    "of_said": "原文",
}
_SOURCES = {"of_file": "来源文件", "of_sheet": "来源工作表", "of_row": "来源行号"}
_PLACEMENTS = {
    "matched": "已匹配", "review": "待核实", "rejected": "已退回", "out_of_area": "区外"
}  # fmt: skip


def export_records(connection: Connection, profile: Profile, kind_id: str, path: Path) -> int:
    """Writes a kind's current records as .csv (UTF-8 with a BOM) or .xlsx; returns how many.

    A column has its usual Chinese name, a value of a list its label.

    Raises:
        InputError: format_unknown, the file's name ends otherwise.
    """
    kind = KINDS[kind_id].fit(profile)
    table = kind.feeds[0].table
    own = [c.name for c in Base.metadata.tables[table].columns if c.name not in _OWN]
    statement = "export_rows" if kind.placed else "export_unplaced"
    wanted = load_sql(statement, table=table)
    # A server-side cursor: a year of work orders need not fit in memory.
    found = connection.execution_options(yield_per=5_000).execute(wanted, {"kind": kind_id})
    extra = {**(_PLACES if kind.placed else {}), **_SOURCES}
    header = [*_name_columns(kind, own), *extra.values()]
    tell = {name: _make_teller(kind, profile, name) for name in own}
    rows = (
        [*(tell[name](row[name]) for name in own), *(_tell(name, row[name]) for name in extra)]
        for row in (_explain(dict(one)) for one in found.mappings())
    )
    return _write(path, header, rows)


def _name_columns(kind: RecordKind, own: Sequence[str]) -> list[str]:
    labels = {column.name: column.label.zh for column in kind.columns}
    return [labels.get(name, name) for name in own]


def _make_teller(kind: RecordKind, profile: Profile, name: str) -> Callable[[Any], Cell]:
    """Returns what writes a column's values: the label of an enumeration's, plain cells else."""
    enum = next((c.enum for c in kind.columns if c.name == name and c.type == "enum"), None)
    labels = {} if enum is None else {v.id: v.zh for v in profile.enum(enum).values}
    zone = ZoneInfo(profile.timezone)

    def tell(value: Any) -> Cell:
        if isinstance(value, dt.datetime):
            return value.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
        return labels.get(value, value) if isinstance(value, str) else _simplify(value)

    return tell


def _explain(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns a row with the reasons for its place beside what was found in the database."""
    if "of_placement" not in row:
        return row
    why = tell_why(row["of_placement"], row["evidence"])
    return {
        **row,
        "of_by": why.by,
        "of_confidence": why.confidence,
        "of_reason": "；".join(text.zh for text in why.reasons),
        "of_reason_en": "; ".join(text.en for text in why.reasons),
        "of_margin": why.margin,
        "of_said": row["evidence"].get("said"),
    }


def _simplify(value: Any) -> Cell:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return "；".join(f"{name}={said}" for name, said in sorted(value.items()))
    return value.isoformat() if isinstance(value, dt.date) else value


def _tell(name: str, value: Any) -> Cell:
    return _PLACEMENTS[value] if name == "of_placement" else _simplify(value)


def _write(path: Path, header: Sequence[str], rows: Iterable[list[Cell]]) -> int:
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx}
    if path.suffix.lower() not in writers:
        raise InputError(
            "format_unknown",
            Text(f"不支持的导出格式：{path.name}", f"Not a format to export to: {path.name}"),
            Text("请用 .csv 或 .xlsx。", "Use .csv or .xlsx."),
        )
    half = path.with_name(f".{path.name}.half")
    try:
        count = writers[path.suffix.lower()](half, header, rows)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return count


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[list[Cell]]) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        return sum(writer.writerow(row) > 0 for row in _disarm(rows))


def _disarm(rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    return ([disarm(c) if isinstance(c, str) else c for c in row] for row in rows)


def _write_xlsx(path: Path, header: Sequence[str], rows: Iterable[list[Cell]]) -> int:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("记录")
    page.append(list(header))
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the count
        cells = [WriteOnlyCell(page, value) for value in row]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # never a formula
        page.append(cells)
    book.save(path)
    return count
