"""What waits for a worker: surveys to be read, workbooks to be tried or stored, a rematch."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, text

from api.jobs import Job
from api.uploads import sweep_uploads
from geo.boundaries.reviewing.queue import recover_surveys
from geo.boundaries.reviewing.status import audit_survey, set_status, take_survey
from geo.db import Database
from geo.errors import ConflictError, OneMapError, describe_error
from geo.rows import Actor
from geo.surveys import SurveyStatus

SYSTEM = Actor("onemap")


class SurveyQueue:
    """Surveys: `run` reads one; `publish` and `rollback` are orders of people."""

    actions = frozenset({"run", "publish", "rollback"})

    def __init__(self, database: Database, store: Path) -> None:
        self._database, self._store = database, store

    def begin(self) -> None:
        """Removes what a killed server left of forms that were arriving."""
        sweep_uploads(self._store)

    def recover(self) -> None:
        """Puts surveys whose worker died back: one that was being published is staged again."""
        recover_surveys(self._database, self._store)

    def tidy(self) -> None:
        """Keeps everything: surveys stay readable."""

    def find(self, connection: Connection) -> Iterator[Job]:
        """Yields the surveys to be read."""
        waiting = connection.execute(
            text("SELECT id, run FROM survey WHERE status = 'queued' ORDER BY loaded_at, id")
        )
        for row in waiting.all():
            yield Job("run", row.id, read=row.run)

    def fail(self, job: Job, error: OneMapError) -> None:
        """Marks a survey as refused that waits, or whose reading died.

        One that has been put back in the queue since its worker was started, when it had been
        read so often, waits on.
        """
        if job.action != "run":
            return
        with suppress(ConflictError), self._database.write() as connection:
            survey = take_survey(connection, job.number, SurveyStatus.QUEUED, SurveyStatus.READING)
            if survey.status == SurveyStatus.QUEUED and job.read not in (None, survey.run):
                return
            refused = describe_error(error)
            set_status(connection, job.number, SurveyStatus.REFUSED, error=refused)
            audit_survey(connection, SYSTEM, "survey.refuse", job.number, {"code": error.code})
