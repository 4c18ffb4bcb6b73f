"""What a person may do with a survey in its state now, and why not what they may not."""

from collections.abc import Mapping
from typing import Any

from api.auth.roles import REVIEWERS, SURVEYORS, Access
from geo.errors import ConflictError, Text
from geo.surveys import SurveyStatus

_ANSWERED = frozenset({SurveyStatus.ASKED, SurveyStatus.REFUSED, SurveyStatus.STAGED})
_WORKED_ON = frozenset({SurveyStatus.QUEUED, SurveyStatus.READING})
_IN_STATES = {
    "answer": _ANSWERED,
    "cancel": _WORKED_ON,
    "waive": frozenset({SurveyStatus.STAGED}),
    "approve": frozenset({SurveyStatus.STAGED}),
    "publish": frozenset({SurveyStatus.STAGED}),
    "withdraw": _ANSWERED,
}
_NOT_NOW = Text("测绘成果当前的状态不允许此操作。", "Not in the survey's present state.")
_NOT_ROLE = Text("当前账号没有此项权限。", "This account's role may not do this.")
_NO_REVIEW = Text("无需第二人批准。", "No second person's approval is called for.")
_APPROVED = Text("已由 {by} 批准。", "{by} approved it.")
_OWN = Text("须由上传人以外的人批准。", "Somebody other than who handed it in must approve.")
_OPEN = Text(
    "还有 {open} 个错误未处理。", "{open} errors are neither corrected nor waived."
)  # fmt: skip
_NOT_APPROVED = Text("须先由第二人批准。", "A second person must approve it first.")
_STALE = Text(
    "比对之后已发布了新版本，请重新检查。",
    "Another release was published since it was compared; check it again.",
)


def tell_possible(
    survey: Mapping[str, Any], access: Access, current_release: int | None
) -> dict[str, Any]:
    """Returns for each action whether it is possible, and under `why` the reasons of the others.

    Args:
        survey: as geo.catalog.surveys finds it.
        access: who asks.
        current_release: the release in force.
    """
    why: dict[str, dict[str, str]] = {}
    for action, states in _IN_STATES.items():
        roles = REVIEWERS if action == "approve" else SURVEYORS
        reason = None
        if access.role not in roles:
            reason = _NOT_ROLE
        elif survey["status"] not in states:
            reason = _NOT_NOW
        elif action == "approve":
            reason = _against_approval(survey, access)
        elif action == "publish":
            reason = _against_publishing(survey, current_release)
        if reason is not None:
            why[action] = reason.as_dict()
    return {**{action: action not in why for action in _IN_STATES}, "why": why}


def require_possible(action: str, possible: Mapping[str, Any]) -> None:
    """Passes when an action is possible, by what `tell_possible` returned.

    Raises:
        ConflictError: survey_state, with the reason.
    """
    if action in possible["why"]:
        reason = Text(**possible["why"][action])
        raise ConflictError("survey_state", reason)


def _against_approval(survey: Mapping[str, Any], access: Access) -> Text | None:
    if not survey["reviews"]:
        return _NO_REVIEW
    if survey["approved_by"]:
        return _APPROVED.format(by=survey["approved_by"])
    return _OWN if survey["loaded_by"] == access.account else None


def _against_publishing(survey: Mapping[str, Any], current_release: int | None) -> Text | None:
    if survey["reviews"] and not survey["approved_by"]:
        return _NOT_APPROVED
    if survey["findings"]["open"]:
        return _OPEN.format(open=survey["findings"]["open"])
    return None if survey["base_release_id"] == current_release else _STALE
