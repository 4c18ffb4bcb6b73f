"""onemap survey: reads, checks, stages, publishes boundary surveys, and goes back.

Exit codes of all commands: 0 done, 1 refused, 2 wrong use, 3 questions wait for an answer,
4 findings block it, 5 somebody else was first.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli import console, survey_decisions, survey_history
from api.cli.records_rematch import follow_release
from api.cli.session import Session, open_session
from api.cli.survey_options import list_answers, make_request, with_reading_options
from api.cli.survey_steps import (
    find_release,
    is_number,
    look_at,
    require_reviewer,
    say_release,
    tell_state,
)
from geo.errors import Text
from geo.surveys import PlaceKind, SurveyRequest, SurveyResult

app = typer.Typer(
    no_args_is_help=True,
    help="边界测绘成果。 Boundary surveys.\n\n退出码 exit codes: 0 完成 done · 1 未接收 refused · "
    "2 用法 usage · 3 待回答 asks · 4 被检查结果阻止 findings block · 5 他人在先 conflict",
)

Files = Annotated[
    list[Path], typer.Argument(help="文件、文件夹（.gdb）或散件。 A file, a folder, or its parts.")
]
Kind = Annotated[
    PlaceKind | None, typer.Option(help="street 街乡 · zone 物业管理区域 (management zone)")
]
Number = Annotated[int, typer.Argument(help="测绘成果编号。 Number of the survey.")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON result.")]
Reason = Annotated[str, typer.Option(help="理由，记入历史。 Why; kept in the history.")]
Expected = Annotated[
    int | None, typer.Option(help="所见的现行版本。 The release that you saw in force.")
]
ApprovedBy = Annotated[
    str | None, typer.Option(help="第二人的账号（D1）。 Account of the second person.")
]


@app.command("check", help="读取并检查，不作改动。 Reads and checks; writes nothing.")
@with_reading_options
def check(files: Files, decided: dict[str, Any], kind: Kind = None, as_json: Json = False) -> None:
    """Prints how a survey is understood, what is found and what it would change."""
    from api.cli import survey_report as report_of

    request = make_request(kind, decided)
    with open_session() as session:
        report, blocking = look_at(session, files, request, quiet=as_json)
    if as_json:
        console.say_json(report_of.describe_report(report, blocking))
    else:
        report_of.say_decisions(report.survey.decisions)
        report_of.say_findings(report.findings)
        report_of.say_changes(report.identified.count_changes())
    if blocking:
        raise typer.Exit(console.BLOCKED)


@app.command("stage", help="读取、检查并暂存。 Reads, checks and stages; FILE or a number.")
@with_reading_options
def stage(
    files: Annotated[
        list[str], typer.Argument(help="文件，或已有成果的编号。 A file, or a survey's number.")
    ],
    decided: dict[str, Any],
    kind: Kind = None,
    as_json: Json = False,
) -> None:
    """Keeps a survey's file and stages it; of a number, answers and reads it again."""
    from geo.boundaries.load import answer_survey, receive_survey, recover_surveys, run_survey
    from tiles.archive import make_preview_hook, remove_strays

    actor = console.who_am_i(decided["reason"])
    with open_session() as session:
        store = session.settings.surveys
        recover_surveys(session.database, store)
        remove_strays(session.database, session.settings.archives)
        if is_number(files):
            number = int(files[0])
            answer_survey(session.database, number, list_answers(decided), actor)
        else:
            request = make_request(kind, decided)
            paths = [Path(file) for file in files]
            number = receive_survey(session.database, paths, request, actor, store)
        hook = make_preview_hook(session.profile, session.settings.archives, number)
        with console.show_progress(files[0], quiet=as_json) as progress:
            run_survey(session.database, session.profile, number, store, progress, hook)
        state = tell_state(session, number, as_json=as_json)
    if state:
        raise typer.Exit(state)


@app.command("load", help="读取、检查并发布，一步完成。 Reads, checks and publishes at once.")
@with_reading_options
def load(
    files: Files,
    decided: dict[str, Any],
    kind: Kind = None,
    approved_by: ApprovedBy = None,
    as_json: Json = False,
) -> None:
    """Loads one survey and publishes it as the next release: all of it, or nothing."""
    from api.cli import survey_report as report_of
    from geo.boundaries.reviewing.receive import join_files

    request = make_request(kind, decided, approved_by=approved_by)
    with open_session() as session, join_files(files) as path:
        if approved_by is not None:
            require_reviewer(session, approved_by)
        result = run_load(session, path, request, reason=decided["reason"], quiet=as_json)
        follow_release(session, quiet=as_json)
    if as_json:
        console.say_json(report_of.describe_result(result))
        return
    took = sum(result.seconds.values())
    size = f"{result.area_m2 / 1e6:.2f}"
    if result.release_id is None:
        console.say(Text("内容与现行版本相同，未发布。", "Same as what is published; no release."))
    else:
        console.say(
            Text(
                f"已发布第 {result.release_id} 版：{path.name}，{result.features} 个要素，"
                f"{size} 平方公里，用时 {took:.1f} 秒。",
                f"Release {result.release_id}: {result.features} features, {size} km², "
                f"{took:.1f} s.",
            )
        )
    report_of.say_changes(result.changes)
    report_of.say_findings(result.findings)


def run_load(
    session: Session,
    file: Path,
    request: SurveyRequest,
    *,
    reason: str | None = None,
    quiet: bool = False,
) -> SurveyResult:
    """Loads a survey with a progress bar and keeps its file; returns what became of it."""
    # geopandas takes most of a second to import: only commands that need it pay for it.
    from geo.boundaries.load import load_survey, make_keeping_hook
    from tiles.archive import make_publish_hook, remove_strays

    remove_strays(session.database, session.settings.archives)
    draw = make_publish_hook(session.profile, session.settings.archives)
    hook = make_keeping_hook(file, session.settings.surveys, draw)
    with console.show_progress(file.name, quiet=quiet) as progress:
        return load_survey(
            session.database,
            session.profile,
            file,
            request,
            console.who_am_i(reason),
            hook,
            progress,
        )


@app.command("diff", help="逐项列出变化。 Lists what a survey changes; FILE or a number.")
@with_reading_options
def diff(
    files: Annotated[
        list[str], typer.Argument(help="文件，或已有成果的编号。 A file, or a survey's number.")
    ],
    decided: dict[str, Any],
    kind: Kind = None,
    change: Annotated[str | None, typer.Option(help="只列一类，如 split。 One class only.")] = None,
    as_json: Json = False,
) -> None:
    """Prints each place that a survey would change, or has changed."""
    from api.cli import survey_report as report_of

    with open_session() as session:
        if is_number(files):
            from geo.catalog.surveys import find_survey, list_changes

            with session.database.read() as connection:
                found = list_changes(connection, int(files[0]), change, limit=10**6, after=0).rows
                effects = find_survey(connection, int(files[0]))["summary"]
        else:
            request = make_request(kind, decided)
            report, _ = look_at(session, [Path(f) for f in files], request, quiet=as_json)
            found, effects = report_of.list_differences(report), report.summary
    rows = [
        {name: row[name] for name in report_of.DIFFERENCE}
        for row in found
        if row["change"] == change or (change is None and row["change"] != "unchanged")
    ]
    if as_json:
        console.say_json({"changes": rows, "effects": effects})
    else:
        report_of.say_rows(rows)
        report_of.say_effects(effects)


@app.command("publish", help="发布已暂存的成果。 Publishes a staged survey.")
def publish(
    number: Number, reason: Reason, expected: Expected = None, as_json: Json = False
) -> None:
    """Makes the next release of a staged survey."""
    from geo.boundaries.load import publish_staged
    from tiles.archive import make_publish_hook, remove_strays

    with open_session() as session:
        remove_strays(session.database, session.settings.archives)
        hook = make_publish_hook(session.profile, session.settings.archives)
        seen = find_release(session) if expected is None else expected
        with console.show_progress(f"{number}", quiet=as_json) as progress:
            made = publish_staged(
                session.database,
                session.profile,
                number,
                seen,
                console.who_am_i(reason),
                hook,
                progress,
            )
        follow_release(session, quiet=as_json)
    say_release(made, as_json=as_json)


@app.command("rollback", help="回到以前的版本（成为新版本）。 Goes back to an older release.")
def rollback(
    release: Annotated[int, typer.Argument(help="要恢复的版本。 The release to show again.")],
    reason: Reason,
    expected: Expected = None,
    as_json: Json = False,
) -> None:
    """Makes a new release with the content of an older one."""
    from geo.boundaries.load import roll_back
    from tiles.archive import make_publish_hook, remove_strays

    with open_session() as session:
        remove_strays(session.database, session.settings.archives)
        hook = make_publish_hook(session.profile, session.settings.archives)
        seen = find_release(session) if expected is None else expected
        with console.show_progress(f"{release}", quiet=as_json) as progress:
            actor = console.who_am_i(reason)
            made = roll_back(session.database, release, seen, actor, hook, progress)
        follow_release(session, quiet=as_json)
    say_release(made, as_json=as_json)


app.command("approve", help="由第二人审核通过。 A second person approves a staged survey.")(
    survey_decisions.approve
)
app.command("waive", help="放行检查结果。 Lets findings of a staged survey stand.")(
    survey_decisions.waive
)
app.command("withdraw", help="撤回未发布的成果。 Withdraws a survey that is not published.")(
    survey_decisions.withdraw
)
app.command("list", help="列出测绘成果。 Lists surveys.")(survey_history.list_all)
app.command("show", help="显示一份测绘成果。 Shows one survey.")(survey_history.show)
app.command("history", help="列出发布历史。 Lists releases, who and why.")(
    survey_history.list_releases
)
