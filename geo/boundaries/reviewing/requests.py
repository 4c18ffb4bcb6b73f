"""What was asked of a survey, as it is kept with it, and what a person's answers change of it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from geo.errors import InputError, Text
from geo.surveys import SurveyRequest

# What a person may still decide once the file is handed in.
ANSWERABLE = frozenset(
    {
        "layer",
        "srid",
        "axes",
        "datum",
        "encoding",
        "fields",
        "polygonise",
        "partial",
        "surveyed_on",
        "repairs",
        "accepted",
    }
)
_ADAPTER = TypeAdapter(SurveyRequest)


def pack_request(request: SurveyRequest) -> dict[str, Any]:
    """Returns a request as plain JSON values."""
    packed: dict[str, Any] = _ADAPTER.dump_python(request, mode="json")
    return packed


def unpack_request(packed: Mapping[str, Any]) -> SurveyRequest:
    """Returns a request from its plain JSON values.

    Raises:
        InputError: answer_invalid, when a value is not of its kind.
    """
    try:
        return _ADAPTER.validate_python({**packed})
    except ValidationError as error:
        names = sorted({str(fault["loc"][0]) for fault in error.errors() if fault["loc"]})
        raise _invalid(names) from error


def merge_answers(request: SurveyRequest, answers: Mapping[str, Any]) -> SurveyRequest:
    """Returns the request with a person's answers: None takes a decision back.

    `fields` and `repairs` are added to those that were decided before.

    Raises:
        InputError: answer_invalid, when something else is answered, or a value is not of its kind.
    """
    if unknown := sorted(answers.keys() - ANSWERABLE):
        raise _invalid(unknown)
    packed = pack_request(request)
    for name, answer in answers.items():
        if isinstance(answer, Mapping):
            packed[name] = {**packed[name], **answer}
        elif isinstance(answer, dt.date):
            packed[name] = answer.isoformat()
        else:
            packed[name] = answer
    defaults = {name: getattr(SurveyRequest(request.kind), name) for name in ANSWERABLE}
    return unpack_request({n: defaults.get(n) if v is None else v for n, v in packed.items()})


def list_decisions(request: SurveyRequest) -> dict[str, Any]:
    """Returns what a person decided: the values of a request that are not left to the file."""
    default = pack_request(SurveyRequest(request.kind))
    return {name: value for name, value in pack_request(request).items() if value != default[name]}


def _invalid(names: list[str]) -> InputError:
    listed = ", ".join(names)
    return InputError(
        "answer_invalid",
        Text(f"回答有误：{listed}", f"These answers are not valid: {listed}"),
        Text("请按选项作答。", "Choose one of the options."),
        details=names,
    )
