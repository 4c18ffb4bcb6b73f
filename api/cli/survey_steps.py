"""What several commands about surveys do: look at a file, tell a state, ask who may approve."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli import console
from api.cli.session import Session
from geo.errors import AccessError, Text
from geo.findings import Finding
from geo.surveys import SurveyReport, SurveyRequest, SurveyStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

_STATES = {
    "queued": Text("等待读取", "waits to be read"),
    "reading": Text("正在读取", "is being read"),
    "asked": Text("有问题待回答", "waits for answers"),
    "staged": Text("已暂存", "is staged"),
    "publishing": Text("正在发布", "is being published"),
    "refused": Text("未能接收", "was refused"),
    "published": Text("已发布", "is published"),
    "unchanged": Text("与现行版本相同，未发布", "brings nothing new"),
    "withdrawn": Text("已撤回", "was withdrawn"),
}


def look_at(
    session: Session, files: Sequence[Path], request: SurveyRequest, *, quiet: bool
) -> tuple[SurveyReport, tuple[Finding, ...]]:
    """Returns a survey as understood, and the findings that block it; writes nothing."""
    from geo.boundaries.load import check_file, list_blocking
    from geo.boundaries.reviewing.receive import join_files

    with (
        join_files(files) as path,
        console.show_progress(path.name, quiet=quiet) as progress,
    ):
        report = check_file(session.database, session.profile, path, request, progress)
    return report, list_blocking(session.database, report, request)


def read_state(session: Session, number: int) -> dict[str, Any]:
    """Returns a survey with its counts, and what was found of it by check."""
    from geo.boundaries.judge import REVIEWED
    from geo.catalog.surveys import count_by_check, find_survey

    with session.database.read() as connection:
        found = find_survey(connection, number, REVIEWED)
        return {**found, "by_check": count_by_check(connection, number)}


def tell_state(session: Session, number: int, *, as_json: bool) -> int:
    """Prints what became of a survey; returns the exit code that says so."""
    from api.cli import survey_report as report_of

    survey = read_state(session, number)
    if as_json:
        console.say_json(survey)
        return find_exit(survey)
    state = _STATES[survey["status"]]
    console.say(Text(f"测绘成果 {number} {state.zh}。", f"Survey {number} {state.en}."))
    report_of.say_changes(survey["changes"])
    for row in survey["by_check"]:
        waived = f"（放行 waived {row['waived']}）" if row["waived"] else ""
        console.say_line(f"  [{row['check_id']}] {row['severity']} × {row['count']}{waived}")
    for review in survey["reviews"]:
        done = survey["approved_by"] or "须由第二人审核 a second person approves"
        console.say_line(f"  {review['zh']}  {review['en']}  → {done}")
    if survey["error"]:
        message = survey["error"]["message"]
        console.say(Text(message["zh"], message["en"]))
    report_of.say_questions(survey["questions"])
    return find_exit(survey)


def find_exit(survey: "Mapping[str, Any]") -> int:
    """Returns the exit code that tells the state of a survey."""
    unsettled = survey["findings"]["open"] or (survey["reviews"] and not survey["approved_by"])
    return {
        SurveyStatus.REFUSED: console.REFUSED,
        SurveyStatus.ASKED: console.ASKS,
        SurveyStatus.STAGED: console.BLOCKED if unsettled else console.DONE,
    }.get(SurveyStatus(survey["status"]), console.DONE)


def find_release(session: Session) -> int | None:
    """Returns the release in force, or None."""
    from geo.boundaries.reviewing.known import find_release as find

    with session.database.read() as connection:
        return find(connection)


def say_release(release: int, *, as_json: bool) -> None:
    """Prints which release was made."""
    if as_json:
        console.say_json({"release": release})
    else:
        console.say(Text(f"已发布第 {release} 版。", f"Release {release} is in force."))


def require_reviewer(session: Session, name: str) -> None:
    """Passes when an account may approve surveys.

    Raises:
        AccessError: not_reviewer.
    """
    from api.auth.accounts import list_accounts
    from api.auth.roles import REVIEWERS

    with session.database.read() as connection:
        accounts = list_accounts(connection)
    if not any(a["name"] == name and a["enabled"] and a["role"] in REVIEWERS for a in accounts):
        roles = "、".join(REVIEWERS)
        raise AccessError(
            "not_reviewer",
            Text(f"{name} 不是可审核的账号。", f"{name} is no account that may approve."),
            Text(f"须为启用的 {roles} 账号。", f"It takes an enabled account of {roles}."),
        )


def is_number(files: Sequence[str]) -> bool:
    """Returns whether a survey is named by its number, and not by files."""
    return len(files) == 1 and files[0].isascii() and files[0].isdigit()
