"""The queue of surveys: who hands one in puts it there, and a worker's death puts it back.

The server uses this without loading what reads and compares shapes.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from geo.boundaries.reviewing.hold import hold_survey
from geo.boundaries.reviewing.receive import keep_files, queue_survey, sweep_files
from geo.boundaries.reviewing.requests import list_decisions
from geo.boundaries.reviewing.status import (
    BUSY,
    audit_survey,
    find_surveys,
    set_status,
    take_survey,
)
from geo.db import Database
from geo.errors import ConflictError
from geo.rows import Actor
from geo.surveys import SurveyRequest, SurveyStatus


def receive_survey(
    database: Database,
    files: Sequence[Path],
    request: SurveyRequest,
    actor: Actor,
    store: Path,
    file_name: str | None = None,
) -> int:
    """Keeps the files of a survey and puts it in the queue; returns its id.

    Who hands in the same file again, before it was published, gets the same id.

    Args:
        database: where to.
        files: a file, a folder, or the loose parts of one survey.
        request: what they hold, and what was decided about them.
        actor: who hands them in.
        store: the folder of all kept files; what lies in it already is moved, else copied.
        file_name: what the file was called where it came from.

    Raises:
        InputError: file_missing.
        SetupError: it cannot be kept (the disk is full).
    """
    with database.write() as connection:
        name, sha256 = keep_files(connection, files, store, file_name)
        survey_id = queue_survey(connection, request, name, sha256, actor)
        detail = {"file": name, "sha256": sha256, "decided": list_decisions(request)}
        audit_survey(connection, actor, "survey.receive", survey_id, detail)
    return survey_id


def recover_surveys(database: Database, store: Path) -> list[int]:
    """Puts surveys whose worker died back where they were; returns those that wait to be read.

    Files that belong to no survey are removed.
    """
    sweep_files(database, store)
    with database.read() as connection:
        busy = find_surveys(connection, *BUSY)
    for survey_id in busy:
        with suppress(ConflictError), hold_survey(database, survey_id), database.write() as dead:
            survey = take_survey(dead, survey_id, *BUSY)
            before = BUSY[SurveyStatus(survey.status)]
            set_status(dead, survey_id, before)
    with database.read() as connection:
        return find_surveys(connection, SurveyStatus.QUEUED)
