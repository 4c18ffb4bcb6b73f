"""What people decide about surveys: answers, waivers, approval, publishing, going back."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy import Connection

from api.auth.roles import REVIEWERS, SURVEYORS, Access
from api.context import Context
from api.deps import ReadConnection, Served, Signed, allow
from api.jobs import Job
from api.reviewing import require_possible, tell_possible
from api.routes.surveys import APPROVED, SurveyId
from api.schemas.survey_requests import Answers, NewWaivers, Order, Statement
from api.schemas.surveys import Accepted, RollbackAccepted, Waived
from geo.boundaries.reviewing.review import (
    answer_survey,
    approve_survey,
    waive_findings,
    withdraw_survey,
    withdraw_waiver,
)
from geo.boundaries.reviewing.status import audit_survey
from geo.catalog.history import find_release
from geo.catalog.state import find_current_release
from geo.catalog.surveys import find_survey, list_fingerprints
from geo.errors import ConflictError, Text
from geo.rows import Actor

router = APIRouter(prefix="/api/v1", tags=["surveys"])
SURVEYING = allow(*SURVEYORS)
FindingPrint = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="Of a finding.")]
ReleaseNumber = Annotated[int, Path(ge=1, le=2**53 - 1, description="Number of the release.")]


@router.post("/surveys/{survey}/answers", status_code=202, dependencies=SURVEYING)
def answer(survey: SurveyId, body: Answers, context: Served, access: Signed) -> Accepted:
    """Takes answers and decisions about a survey, which is then read again.

    An empty body has it read again as it was, against the release in force by now.
    """
    answers = body.model_dump(exclude_unset=True)
    answer_survey(context.database, survey, answers, Actor(access.account))
    context.jobs.wake()
    return _tell(context, survey)


@router.post("/surveys/{survey}/cancel", status_code=202, dependencies=SURVEYING)
def cancel(survey: SurveyId, context: Served, access: Signed) -> Accepted:
    """Stops the reading of a survey, which is then refused as cancelled; events tell when."""
    with context.database.read() as connection:
        found = find_survey(connection, survey)
        require_possible("cancel", tell_possible(found, access, None))
    with context.database.write() as connection:
        audit_survey(connection, Actor(access.account), "survey.cancel", survey)
    context.jobs.cancel("run", survey, access.account)
    return _tell(context, survey)


@router.post("/surveys/{survey}/withdraw", dependencies=SURVEYING)
def withdraw(survey: SurveyId, body: Statement, context: Served, access: Signed) -> Accepted:
    """Withdraws a survey that was not published; it stays in the history."""
    withdraw_survey(context.database, survey, Actor(access.account), body.reason)
    return _tell(context, survey)


@router.post("/surveys/{survey}/waivers", dependencies=SURVEYING)
def waive(survey: SurveyId, body: NewWaivers, context: Served, access: Signed) -> Waived:
    """Lets findings stand: those with these fingerprints, and all open ones of the check."""
    prints = set(body.fingerprints)
    if body.check is not None:
        with context.database.read() as connection:
            find_survey(connection, survey)
            prints |= list_fingerprints(connection, survey, body.check)
    actor = Actor(access.account)
    waive_findings(context.database, survey, sorted(prints), body.reason, actor, body.until)
    return Waived(waived=len(prints))


@router.delete("/surveys/{survey}/waivers/{fingerprint}", status_code=204, dependencies=SURVEYING)
def unwaive(survey: SurveyId, fingerprint: FindingPrint, context: Served, access: Signed) -> None:
    """Takes back that a finding may stand; what was published with it stays published."""
    withdraw_waiver(context.database, survey, fingerprint, Actor(access.account))


@router.post("/surveys/{survey}/approve", dependencies=allow(*REVIEWERS))
def approve(survey: SurveyId, body: Statement, context: Served, access: Signed) -> Accepted:
    """Approves, as the second person, what a survey would change."""
    approve_survey(context.database, survey, Actor(access.account), body.reason)
    return _tell(context, survey)


@router.post("/surveys/{survey}/publish", status_code=202, dependencies=SURVEYING)
def publish(
    survey: SurveyId, body: Order, connection: ReadConnection, context: Served, access: Signed
) -> Accepted:
    """Publishes a survey as the next release, if `expected_release` is still in force.

    What keeps it from that at once is answered here, what does later is told as its `error`.
    """
    found = find_survey(connection, survey, APPROVED)
    current = require_release(connection, body.expected_release)
    require_possible("publish", tell_possible(found, access, current))
    context.jobs.add(Job("publish", survey, _order(body, access)))
    return Accepted(id=survey, status=found["status"])


@router.post("/releases/{release}/rollback", status_code=202, dependencies=SURVEYING)
def go_back(
    release: ReleaseNumber,
    body: Order,
    connection: ReadConnection,
    context: Served,
    access: Signed,
) -> RollbackAccepted:
    """Makes a new release with the content of an older one.

    The surveys' events tell {"rollback": number, "release": new one} or {"rollback", "error"}.
    """
    find_release(connection, release)
    require_release(connection, body.expected_release)
    context.jobs.add(Job("rollback", release, _order(body, access)))
    return RollbackAccepted(release=release)


def _tell(context: Context, survey_id: int) -> Accepted:
    with context.database.read() as connection:
        return Accepted.model_validate(find_survey(connection, survey_id))


def _order(body: Order, access: Access) -> dict[str, str | int | None]:
    return {
        "expected": body.expected_release,
        "actor": access.account,
        "reason": body.reason,
    }


def require_release(connection: Connection, expected: int | None) -> int | None:
    """Returns the release in force, if it is the one that somebody expects.

    Raises:
        ConflictError: published_meanwhile, with the release in force.
    """
    current = find_current_release(connection)
    if current != expected:
        raise ConflictError(
            "published_meanwhile",
            Text(
                f"在您之前已有人发布了第 {current} 版，请核对后重试。",
                f"Somebody published release {current} before you; look again and repeat.",
            ),
            details=[current],
        )
    return current
