"""How far a survey has come: who may move it on from where, told to everybody and audited."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from geo.audit import append_audit
from geo.db import SURVEY_CHANNEL, notify
from geo.errors import ConflictError, NotFoundError, Text
from geo.models import Survey
from geo.rows import Actor
from geo.surveys import SurveyStatus

# What answers may still be given to, what may be read again, and what may be withdrawn.
OPEN = (SurveyStatus.QUEUED, SurveyStatus.ASKED, SurveyStatus.REFUSED, SurveyStatus.STAGED)
FINAL = (SurveyStatus.PUBLISHED, SurveyStatus.UNCHANGED, SurveyStatus.WITHDRAWN)

# What a worker's death leaves, and what it was before.
BUSY = {
    SurveyStatus.READING: SurveyStatus.QUEUED,
    SurveyStatus.PUBLISHING: SurveyStatus.STAGED,
}

_STATES = {
    SurveyStatus.QUEUED: Text("等待读取", "waits to be read"),
    SurveyStatus.READING: Text("正在读取", "is being read"),
    SurveyStatus.ASKED: Text("有问题待回答", "waits for answers"),
    SurveyStatus.STAGED: Text("已暂存", "is staged"),
    SurveyStatus.PUBLISHING: Text("正在发布", "is being published"),
    SurveyStatus.REFUSED: Text("未能接收", "was refused"),
    SurveyStatus.PUBLISHED: Text("已发布", "is published"),
    SurveyStatus.UNCHANGED: Text("与现行版本相同", "brought nothing new"),
    SurveyStatus.WITHDRAWN: Text("已撤回", "was withdrawn"),
}


def take_survey(connection: Connection, survey_id: int, *allowed: SurveyStatus) -> Row[Any]:
    """Returns a survey's row, held until the transaction ends, when its status is one of those.

    Raises:
        NotFoundError: survey_not_found.
        ConflictError: survey_state, saying what it is.
    """
    wanted = select(Survey.__table__).where(Survey.id == survey_id).with_for_update()
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise NotFoundError(
            "survey_not_found",
            Text(f"没有编号为 {survey_id} 的测绘成果。", f"There is no survey {survey_id}."),
        )
    if row.status not in allowed:
        state = _STATES[SurveyStatus(row.status)]
        raise ConflictError(
            "survey_state",
            Text(
                f"测绘成果 {survey_id} {state.zh}，不能这样做。",
                f"Survey {survey_id} {state.en}; this cannot be done.",
            ),
            details=[row.status],
        )
    return row


def find_surveys(connection: Connection, *statuses: SurveyStatus) -> list[int]:
    """Returns the ids of the surveys with one of these statuses, oldest first."""
    wanted = select(Survey.id).where(Survey.status.in_(statuses)).order_by(Survey.id)
    return list(connection.execute(wanted).scalars())


def set_status(connection: Connection, survey_id: int, status: SurveyStatus, **values: Any) -> None:
    """Moves a survey on, with what else becomes of its row, and tells it at the commit."""
    ended = {} if status not in FINAL else {"finished_at": func.clock_timestamp()}
    run = connection.execute(
        update(Survey)
        .where(Survey.id == survey_id)
        .values(status=status.value, **ended, **values)
        .returning(Survey.run)
    ).scalar_one()
    tell_survey(connection, survey_id, status, run)


def tell_survey(connection: Connection, survey_id: int, status: str, run: int) -> None:
    """Tells, at the commit, that something about a survey is new."""
    said = {"id": survey_id, "status": str(status), "run": run}
    notify(connection, SURVEY_CHANNEL, json.dumps(said))


def audit_survey(
    connection: Connection,
    actor: Actor,
    action: str,
    survey_id: int,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Appends who did what to a survey, and why."""
    reason = {"reason": actor.reason} if actor.reason else {}
    append_audit(
        connection, actor.name, action, f"survey {survey_id}", {**(detail or {}), **reason}
    )
