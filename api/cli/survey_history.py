"""onemap survey list, show, history: what was handed in, what was published, by whom and why."""

from typing import Annotated

import typer

from api.cli import console
from api.cli.session import open_session

Json = Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON result.")]


def list_all(as_json: Json = False) -> None:
    """Prints the surveys, newest first."""
    from api.cli.survey_report import say_table
    from geo.boundaries.judge import REVIEWED
    from geo.catalog.surveys import list_surveys

    with open_session() as session, session.database.read() as connection:
        surveys = list_surveys(connection, REVIEWED)
    if as_json:
        console.say_json({"surveys": surveys})
        return
    heads = ("编号", "类别", "文件", "要素", "状态", "入库时间", "经办")
    names = ("id", "kind", "file_name", "features", "status", "loaded_at", "loaded_by")
    say_table(heads, names, surveys)


def show(
    number: Annotated[int, typer.Argument(help="测绘成果编号。 Number of the survey.")],
    as_json: Json = False,
) -> None:
    """Prints one survey: how it was read, what was found, who did what."""
    from api.cli.survey_report import say_decisions
    from api.cli.survey_steps import read_state, tell_state

    with open_session() as session:
        if not as_json:
            survey = read_state(session, number)
            console.say_line(f"{survey['kind']} {survey['file_name']}  {survey['loaded_by']}")
            say_decisions(survey["decisions"])
        tell_state(session, number, as_json=as_json)


def list_releases(as_json: Json = False) -> None:
    """Prints the releases, newest first."""
    from api.cli.survey_report import say_table
    from geo.catalog.history import list_releases as read_releases

    with open_session() as session, session.database.read() as connection:
        releases = read_releases(connection)
    if as_json:
        console.say_json({"releases": releases})
        return
    heads = ("版本", "时间", "发布人", "理由", "测绘成果", "内容同", "街乡", "区域")
    names = ("id", "published_at", "published_by", "reason", "survey_id", "content_of")
    say_table(heads, (*names, "streets", "zones"), releases)
