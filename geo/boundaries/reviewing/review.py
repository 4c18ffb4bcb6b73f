"""What people decide about a survey: answers, waivers, approval, withdrawal. All of it audited."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func

from geo.boundaries.reviewing.requests import merge_answers, pack_request, unpack_request
from geo.boundaries.reviewing.status import OPEN, audit_survey, set_status, take_survey, tell_survey
from geo.boundaries.reviewing.waive import (
    pick_findings,
    read_findings,
    remove_waiver,
    require_ahead,
    require_reason,
    require_second_person,
    write_waivers,
)
from geo.db import Database
from geo.errors import NotFoundError, Text
from geo.rows import Actor
from geo.surveys import SurveyStatus


def answer_survey(
    database: Database, survey_id: int, answers: Mapping[str, Any], actor: Actor
) -> None:
    """Adds a person's answers to what was asked of a survey and puts it back in the queue.

    Without an answer the survey is read again as it was, against the release now in force.

    Raises:
        NotFoundError: there is no such survey.
        ConflictError: it is being worked on, or is published, unchanged or withdrawn.
        InputError: answer_invalid.
    """
    with database.write() as connection:
        survey = take_survey(connection, survey_id, *OPEN)
        request = merge_answers(unpack_request(survey.request), answers)
        set_status(
            connection,
            survey_id,
            SurveyStatus.QUEUED,
            request=pack_request(request),
            partial=request.partial,
            surveyed_on=request.surveyed_on,
            questions=[],
            error=None,
        )
        said = {name: pack_request(request)[name] for name in sorted(answers)}
        audit_survey(connection, actor, "survey.answer", survey_id, {"answers": said})


def waive_findings(
    database: Database,
    survey_id: int,
    fingerprints: Sequence[str],
    reason: str,
    actor: Actor,
    until: dt.date | None = None,
) -> None:
    """Lets findings of a staged survey stand, for this and for later surveys.

    Raises:
        NotFoundError: there is no such survey.
        ConflictError: it is not staged.
        InputError: no reason, no such finding, one that nobody can let through, or a day that is
            past.
    """
    actor = Actor(actor.name, reason)
    require_reason(actor)
    with database.write() as connection:
        survey = take_survey(connection, survey_id, SurveyStatus.STAGED)
        found = read_findings(connection, survey_id)
        picked = pick_findings(found, fingerprints)
        require_ahead(connection, until)
        write_waivers(connection, survey_id, picked, actor, until)
        tell_survey(connection, survey_id, survey.status, survey.run)
        detail = {
            "checks": sorted({finding.check for finding in picked}),
            "fingerprints": sorted({finding.fingerprint for finding in picked}),
            "until": until.isoformat() if until else None,
        }
        audit_survey(connection, actor, "survey.waive", survey_id, detail)


def withdraw_waiver(database: Database, survey_id: int, fingerprint: str, actor: Actor) -> None:
    """Takes back that a finding may stand; what was published with it stays published.

    Raises:
        NotFoundError: there is no such survey, or no such waiver.
        ConflictError: the survey is not staged.
    """
    with database.write() as connection:
        survey = take_survey(connection, survey_id, SurveyStatus.STAGED)
        if not remove_waiver(connection, fingerprint):
            raise NotFoundError("waiver_not_found", Text("没有这项放行。", "No such waiver."))
        tell_survey(connection, survey_id, survey.status, survey.run)
        detail = {"fingerprint": fingerprint}
        audit_survey(connection, actor, "survey.withdraw_waiver", survey_id, detail)


def approve_survey(
    database: Database, survey_id: int, actor: Actor, reason: str, typed_by: str | None = None
) -> None:
    """Approves a staged survey; the approval holds for what was staged, not for a new reading.

    Args:
        database: where it is staged.
        survey_id: the survey.
        actor: who approves it.
        reason: why.
        typed_by: the user of the command line who says so, where nobody had to log in.

    Raises:
        NotFoundError: there is no such survey.
        ConflictError: it is not staged.
        AccessError: same_person, it was handed in by the same person.
        InputError: no reason.
    """
    actor = Actor(actor.name, reason)
    require_reason(actor)
    with database.write() as connection:
        survey = take_survey(connection, survey_id, SurveyStatus.STAGED)
        require_second_person(survey.loaded_by, actor.name)
        set_status(
            connection,
            survey_id,
            SurveyStatus.STAGED,
            approved_by=actor.name,
            approved_at=func.clock_timestamp(),
            approval_reason=reason,
        )
        typed = {} if typed_by is None else {"typed_by": typed_by}
        audit_survey(connection, actor, "survey.approve", survey_id, {"run": survey.run, **typed})


def withdraw_survey(database: Database, survey_id: int, actor: Actor, reason: str) -> None:
    """Withdraws a survey that was not published; it stays in the history.

    Raises:
        NotFoundError: there is no such survey.
        ConflictError: it is being worked on, or is published, unchanged or withdrawn already.
        InputError: no reason.
    """
    actor = Actor(actor.name, reason)
    require_reason(actor)
    with database.write() as connection:
        take_survey(connection, survey_id, *OPEN)
        set_status(
            connection,
            survey_id,
            SurveyStatus.WITHDRAWN,
            withdrawn_by=actor.name,
            withdrawal_reason=reason,
        )
        audit_survey(connection, actor, "survey.withdraw", survey_id)
