"""Makes releases: publishes a staged survey, or goes back to an older one. Audited, or undone."""

from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Row

from geo.audit import append_audit
from geo.boundaries.judge import require_publishable
from geo.boundaries.releasing.publish import publish_survey
from geo.boundaries.releasing.rollback import restore_release
from geo.boundaries.reviewing.hold import hold_survey, tell_progress
from geo.boundaries.reviewing.requests import list_decisions, unpack_request
from geo.boundaries.reviewing.status import set_status, take_survey
from geo.boundaries.reviewing.waive import count_waived, find_waived, read_findings, require_reason
from geo.boundaries.understand import tell_step
from geo.db import Database
from geo.errors import ConflictError, OneMapError, describe_error
from geo.findings import Waiver
from geo.profile import Profile
from geo.rows import Actor, Progress, no_progress
from geo.surveys import PublishHook, SurveyStatus


def publish_staged(
    database: Database,
    profile: Profile,
    survey_id: int,
    expected: int | None,
    actor: Actor,
    hook: PublishHook,
    progress: Progress = no_progress,
) -> int:
    """Publishes a staged survey; returns the id of the release.

    Args:
        database: where it is staged.
        profile: the district's.
        survey_id: the survey.
        expected: the release that the publisher saw in force; None for none.
        actor: who publishes, and why.
        hook: builds the tiles, inside the transaction.
        progress: is told the steps.

    Raises:
        NotFoundError: there is no such survey.
        ConflictError: it is not staged, or being worked on; somebody published meanwhile; it was
            compared with an older release, so that it has to be read again.
        InputError: findings block it, or a second person has not approved it.
    """
    with hold_survey(database, survey_id) as held:
        tell = tell_progress(held, survey_id, progress)
        with database.write() as connection:
            survey = take_survey(connection, survey_id, SurveyStatus.STAGED)
            _require_publishable(connection, survey)
            set_status(connection, survey_id, SurveyStatus.PUBLISHING, error=None)
        try:
            tell_step(tell, 4)
            with database.write() as connection:
                release_id = release_survey(connection, survey_id, expected, actor, hook, profile)
        except BaseException as error:
            reason = describe_error(error) if isinstance(error, OneMapError) else None
            with suppress(ConflictError), database.write() as connection:
                take_survey(connection, survey_id, SurveyStatus.PUBLISHING)
                set_status(connection, survey_id, SurveyStatus.STAGED, error=reason)
            raise
        tell_step(tell, 5)
        return release_id


def roll_back(
    database: Database,
    release_id: int,
    expected: int | None,
    actor: Actor,
    hook: PublishHook,
    progress: Progress = no_progress,
) -> int:
    """Makes a new release with the content of an older one; returns its id.

    Raises:
        NotFoundError: there is no such release.
        ConflictError: somebody published meanwhile, or that content is in force already.
        InputError: no reason.
    """
    require_reason(actor)
    tell_step(progress, 4)
    with database.write() as connection:
        made = restore_release(connection, release_id, expected, actor, hook)
        detail = {"content_of": release_id, "previous": expected, "reason": actor.reason}
        append_audit(connection, actor.name, "release.roll_back", f"release {made}", detail)
    tell_step(progress, 5)
    return made


def release_survey(
    connection: Connection,
    survey_id: int,
    expected: int | None,
    actor: Actor,
    hook: PublishHook,
    profile: Profile,
) -> int:
    """Makes the release of a staged survey in the caller's transaction; returns its id."""
    survey = take_survey(connection, survey_id, SurveyStatus.STAGED, SurveyStatus.PUBLISHING)
    waivers = _require_publishable(connection, survey)
    release_id = publish_survey(connection, survey, expected, actor, hook, profile.timezone)
    detail = {
        "survey": survey_id,
        "file": survey.file_name,
        "sha256": survey.file_sha256,
        "changes": survey.summary["changes"],
        "decided": list_decisions(unpack_request(survey.request)),
        "waived": count_waived(waivers),
        "approved_by": survey.approved_by,
        "reason": actor.reason,
    }
    append_audit(connection, actor.name, "survey.publish", f"release {release_id}", detail)
    return release_id


def _require_publishable(connection: Connection, survey: Row[Any]) -> tuple[Waiver, ...]:
    """Returns the waivers that hold for a survey, when it may be published with them."""
    findings = read_findings(connection, survey.id)
    waivers = find_waived(connection, survey, findings)
    require_publishable(findings, waivers, approved=survey.approved_by is not None)
    return waivers
