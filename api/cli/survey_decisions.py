"""onemap survey approve, waive, withdraw: what people decide about a staged survey."""

import datetime as dt
from typing import Annotated

import typer

from api.cli import console
from api.cli.session import open_session
from api.cli.survey_steps import require_reviewer, tell_state
from geo.rows import Actor

Number = Annotated[int, typer.Argument(help="测绘成果编号。 Number of the survey.")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON result.")]
Reason = Annotated[str, typer.Option(help="理由，记入历史。 Why; kept in the history.")]


def approve(
    number: Number,
    reason: Reason,
    by: Annotated[str, typer.Option(help="审核人的账号。 Account of who approves it.")],
    as_json: Json = False,
) -> None:
    """Approves a staged survey in the name of an account that may review."""
    from geo.boundaries.load import approve_survey

    with open_session() as session:
        require_reviewer(session, by)
        approve_survey(session.database, number, Actor(by), reason, console.who_am_i().name)
        tell_state(session, number, as_json=as_json)


def waive(
    number: Number,
    check: Annotated[str, typer.Option(help="检查编号。 Id of the check, e.g. T1.")],
    reason: Reason,
    until: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="有效至该日（含）。 Last day; for ever without."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Waives all open findings of one check of a staged survey."""
    from geo.boundaries.load import waive_findings
    from geo.catalog.surveys import list_fingerprints

    with open_session() as session:
        with session.database.read() as connection:
            prints = sorted(list_fingerprints(connection, number, check))
        actor, day = console.who_am_i(reason), None if until is None else until.date()
        waive_findings(session.database, number, prints, reason, actor, day)
        tell_state(session, number, as_json=as_json)


def withdraw(number: Number, reason: Reason, as_json: Json = False) -> None:
    """Withdraws a survey; it stays in the history."""
    from geo.boundaries.load import withdraw_survey

    with open_session() as session:
        withdraw_survey(session.database, number, console.who_am_i(reason), reason)
        tell_state(session, number, as_json=as_json)
