"""The options by which a person decides how a survey is read; the same for all its commands."""

import datetime as dt
import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from geo.errors import InputError, Text
from geo.surveys import PlaceKind, SurveyRequest

_OPTIONS: dict[str, tuple[Any, Any]] = {
    "layer": (
        Annotated[str | None, typer.Option(help="图层名。 Layer, if there are several.")],
        None,
    ),
    "crs": (
        Annotated[
            int | None, typer.Option(help="坐标系 EPSG 代码。 EPSG code of its coordinates.")
        ],
        None,
    ),
    "axes": (
        Annotated[str | None, typer.Option(help="as_read · swapped（先北后东 north first）")],
        None,
    ),
    "datum": (
        Annotated[str | None, typer.Option(help="as_declared · gcj02 · bd09")],
        None,
    ),
    "encoding": (
        Annotated[str | None, typer.Option(help="UTF-8 · GB18030，属性文字编码 of its text")],
        None,
    ),
    "field": (
        Annotated[
            list[str] | None,
            typer.Option(help="字段对应 our=COLUMN，如 code=BH；可多次。 Our field=its column."),
        ],
        None,
    ),
    "polygonise": (
        Annotated[
            bool | None,
            typer.Option(
                "--polygonise/--no-polygonise", help="由线构面（图纸）。 Close lines to areas."
            ),
        ],
        None,
    ),
    "surveyed_on": (
        Annotated[
            dt.datetime | None,
            typer.Option(formats=["%Y-%m-%d"], help="测绘日期。 Day of survey."),
        ],
        None,
    ),
    "partial": (
        Annotated[bool, typer.Option("--partial", help="只补充部分区域。 Places not in it stay.")],
        False,
    ),
    "accept": (
        Annotated[
            list[str] | None,
            typer.Option(help="放行的检查编号，可多次。 Check ids to let through, e.g. T1."),
        ],
        None,
    ),
    "reason": (
        Annotated[str | None, typer.Option(help="理由，记入历史。 Why; kept in the history.")],
        None,
    ),
}
# Question.id -> the option that answers it.
ANSWERED_BY = {
    "layer": "--layer",
    "srid": "--crs",
    "axes": "--axes",
    "datum": "--datum",
    "encoding": "--encoding",
    "fields": "--field",
    "polygonise": "--polygonise",
    "partial": "--partial",
    "surveyed_on": "--surveyed-on",
}


def with_reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """Returns the command with all options of reading, given to it as `decided`."""

    @wraps(command)
    def run(**given: Any) -> None:
        decided = {name: given.pop(name) for name in _OPTIONS}
        command(**given, decided=decided)

    own = inspect.signature(command)
    kept = [p for name, p in own.parameters.items() if name != "decided"]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in _OPTIONS.items()
    ]
    keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in kept]
    run.__dict__["__signature__"] = own.replace(parameters=[*keyword, *added])
    run.__annotations__ = {p.name: p.annotation for p in (*keyword, *added)}
    return run


def make_request(kind: PlaceKind | None, decided: dict[str, Any], **more: Any) -> SurveyRequest:
    """Returns what the options ask for.

    Raises:
        InputError: usage, when the kind is missing; answer_invalid.
    """
    if kind is None:
        raise InputError(
            "usage",
            Text("请用 --kind 说明是街乡还是物业管理区域。", "Say by --kind what it draws."),
            Text("--kind street 或 --kind zone", "--kind street or --kind zone"),
        )
    from geo.boundaries.reviewing.requests import merge_answers

    return merge_answers(SurveyRequest(kind, **more), list_answers(decided))


def list_answers(decided: dict[str, Any]) -> dict[str, Any]:
    """Returns the decisions that were made by options, by the fields of SurveyRequest.

    Raises:
        InputError: usage, when --field is not our=COLUMN.
    """
    day = decided["surveyed_on"]
    accepted = dict.fromkeys(decided["accept"] or [], decided["reason"] or "")
    answers = {
        "layer": decided["layer"],
        "srid": decided["crs"],
        "axes": decided["axes"],
        "datum": decided["datum"],
        "encoding": decided["encoding"],
        "fields": dict(split_field(field) for field in decided["field"] or []) or None,
        "polygonise": decided["polygonise"],
        "surveyed_on": None if day is None else day.date(),
        "partial": decided["partial"] or None,
        "accepted": accepted or None,
    }
    return {name: answer for name, answer in answers.items() if answer is not None}


def split_field(text: str) -> tuple[str, str]:
    """Returns our field and the file's column, of our=COLUMN.

    Raises:
        InputError: usage, when it is written otherwise.
    """
    ours, equals, column = text.partition("=")
    if not (ours and equals and column):
        raise InputError(
            "usage",
            Text(
                f"--field 应写作 字段=列名，而不是 {text}。",
                f"--field takes our=COLUMN, not {text}.",
            ),
            Text("例如 --field code=BH", "For example --field code=BH"),
        )
    return ours, column
