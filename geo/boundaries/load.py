"""A boundary survey's way: receive, read, check, identify, stage, publish. The only writer.

Every step is one transaction, audited and told to whoever listens. What reads, checks and compares
(`check_file`) is the same for a survey that is staged, loaded at once, or only looked at. What
people decide on the way is in geo.boundaries.reviewing.review.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func

from geo.boundaries.foretell import check_file
from geo.boundaries.judge import REVIEWED, accept_checks, open_findings
from geo.boundaries.reading.uploads import hash_files
from geo.boundaries.releasing.preview import preview_survey
from geo.boundaries.releasing.release import publish_staged, release_survey, roll_back
from geo.boundaries.releasing.stage import clear_rows, describe_staged, stage_rows
from geo.boundaries.reviewing.hold import hold_survey, tell_progress
from geo.boundaries.reviewing.known import remember_mapping
from geo.boundaries.reviewing.queue import receive_survey, recover_surveys
from geo.boundaries.reviewing.receive import (
    clean_name,
    insert_survey,
    keep_files,
    require_kept,
)
from geo.boundaries.reviewing.requests import unpack_request
from geo.boundaries.reviewing.review import (
    answer_survey,
    approve_survey,
    waive_findings,
    withdraw_survey,
    withdraw_waiver,
)
from geo.boundaries.reviewing.status import (
    set_status,
    take_survey,
)
from geo.boundaries.reviewing.waive import read_waivers, require_second_person
from geo.boundaries.understand import STEPS, Clock, tell_step
from geo.db import Database
from geo.errors import OneMapError, Text, describe_error
from geo.findings import Finding
from geo.profile import Profile
from geo.rows import Actor, Progress, no_progress
from geo.surveys import (
    PublishHook,
    QuestionError,
    SurveyReport,
    SurveyRequest,
    SurveyResult,
    SurveyStatus,
)

__all__ = [
    "STEPS",
    "answer_survey",
    "approve_survey",
    "check_file",
    "list_blocking",
    "load_survey",
    "make_keeping_hook",
    "publish_staged",
    "receive_survey",
    "recover_surveys",
    "roll_back",
    "run_survey",
    "waive_findings",
    "withdraw_survey",
    "withdraw_waiver",
]

_CANCELLED = OneMapError("cancelled", Text("已取消。", "It was cancelled."))
_FAILED = OneMapError(
    "failed",
    Text("处理时程序出错，未作改动。", "The program failed on it; nothing was changed."),
    Text("请把该文件交给维护人员。", "Hand the file to whoever maintains the program."),
)


def run_survey(
    database: Database,
    profile: Profile,
    survey_id: int,
    store: Path,
    progress: Progress = no_progress,
    preview: PublishHook | None = None,
) -> SurveyStatus:
    """Reads, checks, identifies and stages a survey that waits for it; returns what became of it.

    It becomes asked, refused, staged or unchanged, in one transaction with all that was found. A
    survey that does not wait stays as it is. When cancelled (KeyboardInterrupt) it is refused.

    Args:
        database: where it waits.
        profile: the district's.
        survey_id: the survey.
        store: the folder of all kept files.
        progress: is told every step; raises to cancel.
        preview: draws the release that it would make.

    Raises:
        NotFoundError: there is no such survey.
        ConflictError: survey_busy, another process works on it.
    """
    with hold_survey(database, survey_id) as held:
        with database.write() as connection:
            survey = take_survey(connection, survey_id, *SurveyStatus)
            if survey.status not in (SurveyStatus.QUEUED, SurveyStatus.READING):
                return SurveyStatus(survey.status)
            set_status(
                connection,
                survey_id,
                SurveyStatus.READING,
                run=survey.run + 1,
                approved_by=None,
                approved_at=None,
                approval_reason=None,
            )
        try:
            path = require_kept(store, survey.file_sha256, survey.file_name)
            tell = tell_progress(held, survey_id, progress)
            report = check_file(database, profile, path, unpack_request(survey.request), tell)
            with database.write() as connection:
                return _stage(connection, survey_id, report, profile, preview)
        except QuestionError as asked:
            questions = [question.as_dict() for question in asked.questions]
            return _stop(database, survey_id, SurveyStatus.ASKED, questions=questions)
        except OneMapError as refused:
            return _refuse(database, survey_id, refused)
        except KeyboardInterrupt:
            _refuse(database, survey_id, _CANCELLED)
            raise
        except BaseException:
            _refuse(database, survey_id, _FAILED)
            raise


def load_survey(
    database: Database,
    profile: Profile,
    path: Path,
    request: SurveyRequest,
    actor: Actor,
    hook: PublishHook,
    progress: Progress = no_progress,
) -> SurveyResult:
    """Loads a survey file and publishes it as the next release: all of it, or nothing.

    Nothing is written before the file has been read, checked and identified; staging and the
    release are one transaction. Loading the same file again changes nothing and makes no release.

    Raises:
        InputError: the file cannot be taken, or findings block it; the map stays as it is.
        QuestionError: it cannot be understood without a person's answer.
        ConflictError: somebody published while this survey was being checked.
    """
    clock = Clock(progress)
    report = check_file(database, profile, path, request, clock)
    if request.approved_by is not None:
        require_second_person(actor.name, request.approved_by)
    with database.write() as connection:
        survey_id = insert_survey(
            connection, request, clean_name(path.name), hash_files(path), actor
        )
        status = _stage(connection, survey_id, report, profile, None)
        if request.approved_by is not None:
            approved = {"approved_by": request.approved_by, "approval_reason": actor.reason}
            now = func.clock_timestamp()
            set_status(connection, survey_id, status, **approved, approved_at=now)
        tell_step(clock, 4)
        release_id = None
        if status is SurveyStatus.STAGED:
            release_id = release_survey(
                connection, survey_id, report.base_release_id, actor, hook, profile
            )
    tell_step(clock, 5)
    return SurveyResult(
        survey_id=survey_id,
        release_id=release_id,
        kind=request.kind,
        features=len(report.survey.rows),
        area_m2=float(report.identified.rows["area_m2"].sum()),
        changes=report.identified.count_changes(),
        findings=report.findings,
        seconds=clock.seconds,
    )


def list_blocking(
    database: Database, report: SurveyReport, request: SurveyRequest
) -> tuple[Finding, ...]:
    """Returns the findings that would keep a survey from being published, as people judge today."""
    with database.read() as connection:
        waivers = read_waivers(connection)
    accepted = accept_checks(report.findings, request.accepted, "")
    return open_findings(report.findings, (*waivers, *accepted), approved=False)


def make_keeping_hook(path: Path, store: Path, hook: PublishHook) -> PublishHook:
    """Returns the hook that also keeps the file which `load_survey` publishes."""

    def keep(connection: Connection, release_id: int) -> None:
        keep_files(connection, [path], store)
        hook(connection, release_id)

    return keep


def _stage(
    connection: Connection,
    survey_id: int,
    report: SurveyReport,
    profile: Profile,
    preview: PublishHook | None,
) -> SurveyStatus:
    survey = take_survey(connection, survey_id, SurveyStatus.QUEUED, SurveyStatus.READING)
    request = unpack_request(survey.request)
    stage_rows(connection, survey_id, report)
    changes = report.changes_anything
    if changes and preview is not None:
        preview_survey(connection, survey, preview, profile.timezone)
    decisions = report.survey.decisions
    remember_mapping(connection, survey.kind, decisions, request.fields, survey.loaded_by)
    status = SurveyStatus.STAGED if changes else SurveyStatus.UNCHANGED
    reviews = [f.message.as_dict() for f in report.findings if f.blocks and f.check in REVIEWED]
    staged = describe_staged(report, request)
    set_status(connection, survey_id, status, **staged, reviews=reviews)
    return status


def _stop(database: Database, survey_id: int, status: SurveyStatus, **values: Any) -> SurveyStatus:
    """Ends a reading that could not be staged; nothing of an earlier one stays."""
    with database.write() as connection:
        clear_rows(connection, survey_id)
        set_status(connection, survey_id, status, **values)
    return status


def _refuse(database: Database, survey_id: int, error: OneMapError) -> SurveyStatus:
    return _stop(database, survey_id, SurveyStatus.REFUSED, error=describe_error(error))
