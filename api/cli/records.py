"""onemap records: loads workbooks of records and lists what was loaded."""

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.cli import console
from api.cli.session import Session, open_session
from geo.errors import Text
from geo.rows import LoadResult, RecordsRequest

app = typer.Typer(no_args_is_help=True, help="台账记录。 Records for the ledger.")

SHOWN_REJECTIONS = 10


class Kind(StrEnum):
    """The kinds of workbook; held equal to geo.records.kinds.KINDS by a test."""

    FIRM = "firm"
    SERVICE = "service"
    COMMITTEE = "committee"
    COMPLAINT = "complaint"
    ENFORCEMENT = "enforcement"
    RATING = "rating"
    LIST = "list"


@app.command("load", help="读取、匹配并入库一份工作簿。 Reads, matches and stores a workbook.")
def load(
    file: Annotated[Path, typer.Argument(help=".xlsx、.xls 或 CSV")],
    kind: Annotated[Kind, typer.Option(help="记录类型。 Kind of record.")],
    as_of: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="数据截至日期。 As of.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON result.")] = False,
) -> None:
    """Loads one workbook as the next revision."""
    request = RecordsRequest(kind.value, as_of.date() if as_of else None)
    with open_session() as session:
        result = run_load(session, file, request, quiet=as_json)
    if as_json:
        console.say_json(_as_dict(result))
    else:
        report(file, result)


def run_load(
    session: Session, file: Path, request: RecordsRequest, *, quiet: bool = False
) -> LoadResult:
    """Loads a workbook with a progress bar; returns what became of it."""
    from geo.records.load import load_records

    with console.show_progress(file.name, quiet=quiet) as progress:
        return load_records(
            session.database, session.profile, file, request, console.who_am_i(), progress
        )


@app.command("list", help="列出已入库的工作簿。 Lists what was loaded.")
def list_loads() -> None:
    """Prints the loads, newest first, each with sums that tie out."""
    from geo.catalog.history import list_loads as read_loads

    with open_session() as session, session.database.read() as connection:
        loads = read_loads(connection)
    names = ("id", "kind", "file_name", "rows", "matched", "review", "rejected", "out_of_area")
    heads = ("编号", "类型", "文件", "行数", "已匹配", "待核实", "已退回", "区外")
    table = Table(*heads, box=None)
    for row in loads:
        table.add_row(*(str(row[name]) for name in names))
    console.out.print(table)


def report(file: Path, result: LoadResult) -> None:
    """Prints the sums of a load and the first rows that could not be taken."""
    o = result.outcomes
    took = sum(result.seconds.values())
    console.say(
        Text(
            f"{file.name}：{result.rows} 行 = 已匹配 {o['matched']} + 待核实 {o['review']}"
            f" + 已退回 {o['rejected']} + 区外 {o['out_of_area']}；用时 {took:.1f} 秒。",
            f"{result.rows} rows = {o['matched']} matched + {o['review']} for review"
            f" + {o['rejected']} rejected + {o['out_of_area']} out of area; {took:.1f} s.",
        )
    )
    if result.revision_id is None:
        console.say(Text("没有新内容，未产生新的修订。", "Nothing new; no revision was made."))
    if result.ignored:
        console.say_line(f"  未使用的列 columns not used: {'、'.join(result.ignored)}")
    if result.personal:
        console.say_line(
            f"  个人信息列，未读取 personal data, not read: {'、'.join(result.personal)}"
        )
    for rejection in result.rejections[:SHOWN_REJECTIONS]:
        place = f"第 {rejection.row} 行 {rejection.column or ''}"
        console.say_line(f"  ✗ {place}：{rejection.reason.zh}（{rejection.reason.en}）")
    if len(result.rejections) > SHOWN_REJECTIONS:
        console.say_line(f"  …… +{len(result.rejections) - SHOWN_REJECTIONS}")


def _as_dict(result: LoadResult) -> dict[str, object]:
    return {
        "load": result.load_id,
        "revision": result.revision_id,
        "kind": result.kind,
        "rows": result.rows,
        **result.outcomes,
        "changed": result.changed,
        "ignored": result.ignored,
        "rejections": [
            {"row": r.row, "column": r.column, "reason": r.reason.as_dict()}
            for r in result.rejections
        ],
        "seconds": result.seconds,
    }
