"""onemap records: loads workbooks of records, lists and exports what was loaded.

Exit codes are those of onemap survey.
"""

import datetime as dt
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli import console, records_desk, records_mappings, records_match, records_rematch
from api.cli.output import FORMATS, open_output
from api.cli.session import Session, open_session
from geo.errors import Text
from geo.rows import Actor, LoadResult, Mapping, RecordsRequest, Rejection

app = typer.Typer(no_args_is_help=True, help="台账记录。 Records for the ledger.")

SHOWN_REJECTIONS = 10
Json = Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON result.")]


class Kind(StrEnum):
    """The kinds of workbook; held equal to geo.records.kinds.KINDS by a test."""

    FIRM = "firm"
    SERVICE = "service"
    COMMITTEE = "committee"
    PARTY = "party"
    FUND = "fund"
    COMPLAINT = "complaint"
    ENFORCEMENT = "enforcement"
    MEDIATION = "mediation"
    RATING = "rating"
    LIST = "list"


@app.command("load", help="读取、匹配并入库一份工作簿。 Reads, matches and stores a workbook.")
def load(
    file: Annotated[Path, typer.Argument(help=".xlsx、.xls 或 CSV")],
    kind: Annotated[Kind, typer.Option(help="记录类型。 Kind of record.")],
    as_of: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="数据截至日期。 As of.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="列对应关系 TOML。 Which column each header is.")
    ] = None,
    remember: Annotated[
        bool, typer.Option("--remember", help="记住该对应关系。 Remember it for such headers.")
    ] = False,
    source: Annotated[
        str | None, typer.Option(help="来源单位。 Who writes workbooks like it.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="试运行，不写入。 Write nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Loads one workbook as the next revision, or tells what that would do."""
    from geo.records.reading.mapping import read_mapping

    request = RecordsRequest(
        kind.value,
        as_of.date() if as_of else None,
        mapping=None if mapping is None else read_mapping(mapping),
        source=source,
        dry_run=dry_run,
    )
    with open_session() as session:
        result = run_load(session, file, request, quiet=as_json)
        if remember and request.mapping is not None and not dry_run:
            _remember(session, file, kind.value, request.mapping)
    if as_json:
        console.say_json({"dry_run": dry_run, **_as_dict(result)})
    else:
        report(file, result, dry_run=dry_run)


def run_load(
    session: Session, file: Path, request: RecordsRequest, *, quiet: bool = False
) -> LoadResult:
    """Loads a workbook with a progress bar; returns what became of it."""
    from geo.records.load import load_records

    with console.show_progress(file.name, quiet=quiet) as progress:
        return load_records(
            session.database, session.profile, file, request, console.who_am_i(), progress
        )


def _remember(session: Session, file: Path, kind: str, mapping: Mapping) -> None:
    """Remembers how a workbook was read, for those with the same headers."""
    from geo.records.kinds import KINDS
    from geo.records.reading.propose import propose_mapping
    from geo.records.reviewing.mappings import remember_mapping

    proposal = propose_mapping(file, KINDS[kind], session.profile, mapping=mapping)
    kept = replace(mapping, source=mapping.source or proposal.source)
    actor: Actor = console.who_am_i()
    with session.database.write() as connection:
        remember_mapping(connection, kind, proposal.signature, kept, actor)


@app.command("list", help="列出已入库的工作簿。 Lists what was loaded.")
def list_loads(as_json: Json = False) -> None:
    """Prints the loads, newest first, each with sums that tie out."""
    from api.cli.survey_report import say_table
    from geo.catalog.history import list_loads as read_loads

    with open_session() as session, session.database.read() as connection:
        loads = read_loads(connection)
    if as_json:
        console.say_json({"loads": loads})
        return
    names = ("id", "kind", "file_name", "rows", "matched", "review", "rejected", "out_of_area")
    heads = ("编号", "类型", "文件", "行数", "已匹配", "待核实", "已退回", "区外")
    say_table((*heads, "仍待核实"), (*names, "waiting"), loads)


@app.command("rejected", help="导出被退回的行，改正后可再入库。 Writes a load's rejected rows.")
def rejected(
    load: Annotated[int, typer.Argument(help="入库编号。 Number of the load.")],
    output: Annotated[Path, typer.Option(help=".csv 或 .xlsx")],
    as_json: Json = False,
) -> None:
    """Writes the rejected rows of a load under the office's own headers, with their reasons."""
    from geo.records.exporting.rejected import list_rejected
    from geo.records.reading.rejected import write_rejected

    with open_output(output, *FORMATS):
        with open_session() as session, session.database.read() as connection:
            rows = list_rejected(connection, load)
        ending: Any = output.suffix.lower().removeprefix(".")
        output.write_bytes(write_rejected(rows, ending))
    _say_written(output, len(rows), as_json=as_json)


@app.command("export", help="导出一类现行记录。 Exports a kind's current records.")
def export(
    kind: Annotated[Kind, typer.Option(help="记录类型。 Kind of record.")],
    output: Annotated[Path, typer.Option(help=".csv 或 .xlsx")],
    as_json: Json = False,
) -> None:
    """Writes the current records of a kind, each with the zone that it belongs to."""
    from geo.records.exporting.export import export_records

    with (
        open_output(output, *FORMATS),
        open_session() as session,
        session.database.read() as connection,
    ):
        count = export_records(connection, session.profile, kind.value, output)
    _say_written(output, count, as_json=as_json)


def _say_written(output: Path, rows: int, *, as_json: bool) -> None:
    if as_json:
        console.say_json({"output": str(output), "rows": rows})
    else:
        console.say(Text(f"已写出 {output}：{rows} 行。", f"Wrote {rows} rows to {output}."))


def report(file: Path, result: LoadResult, *, dry_run: bool = False) -> None:
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
    console.say(
        Text(
            f"新增 {result.new}，更正 {result.corrected}，未变 {result.unchanged}。",
            f"{result.new} new, {result.corrected} corrected, {result.unchanged} unchanged.",
        )
    )
    if dry_run:
        console.say(Text("试运行，未写入。", "A dry run: nothing was written."))
    elif result.revision_id is None:
        console.say(Text("没有新内容，未产生新的修订。", "Nothing new; no revision was made."))
    if result.ignored:
        console.say_line(f"  未使用的列 columns not used: {'、'.join(result.ignored)}")
    if result.personal:
        console.say_line(
            f"  个人信息列，未读取 personal data, not read: {'、'.join(result.personal)}"
        )
    for rejection in result.rejections[:SHOWN_REJECTIONS]:
        console.say_line(f"  ✗ {_tell_place(rejection)}：{_tell_reason(rejection)}")
    if len(result.rejections) > SHOWN_REJECTIONS:
        console.say_line(f"  …… +{len(result.rejections) - SHOWN_REJECTIONS}")


def _tell_place(rejection: Rejection) -> str:
    sheet = f"{rejection.sheet} " if rejection.sheet else ""
    return f"{sheet}第 {rejection.row} 行 {rejection.column or ''}"


def _tell_reason(rejection: Rejection) -> str:
    return f"{rejection.reason.zh}（{rejection.reason.en}）"


def _as_dict(result: LoadResult) -> dict[str, object]:
    return {
        "load": result.load_id,
        "revision": result.revision_id,
        "kind": result.kind,
        "rows": result.rows,
        **result.outcomes,
        "changed": result.changed,
        "new": result.new,
        "corrected": result.corrected,
        "unchanged": result.unchanged,
        "ignored": result.ignored,
        "rejections": [
            {"sheet": r.sheet, "row": r.row, "column": r.column, "reason": r.reason.as_dict()}
            for r in result.rejections
        ],
        "seconds": result.seconds,
    }


records_match.add_command(app)
records_desk.add_commands(app)
records_rematch.add_command(app)
records_mappings.add_command(app)
