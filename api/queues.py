"""What waits for a worker: surveys to be read, workbooks to be tried or stored, a rematch."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, text

from api.jobs import Job
from api.uploads import sweep_uploads
from geo.boundaries.reviewing.queue import recover_surveys
from geo.boundaries.reviewing.status import audit_survey, set_status, take_survey
from geo.catalog.rematch import needs_rematch
from geo.db import RECORDS_CHANNEL, Database, notify
from geo.errors import ConflictError, OneMapError, describe_error
from geo.records.workbooks.queue import (
    forget_workbooks,
    list_waiting,
    recover_workbooks,
    stop_workbook,
)
from geo.rows import Actor
from geo.surveys import SurveyStatus

SYSTEM = Actor("onemap")
# Matching again that failed would fail again at once.
_AGAIN_S = 600.0


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


class WorkbookQueue:
    """Workbooks: `workbook` reads and tries one, or stores it when somebody ordered that."""

    actions = frozenset({"workbook"})

    def __init__(self, database: Database, store: Path) -> None:
        self._database, self._store = database, store

    def begin(self) -> None:
        """Removes what a killed server left of forms that were arriving."""
        sweep_uploads(self._store)

    def recover(self) -> None:
        """Puts workbooks whose worker died back; what was being stored still waits for that."""
        recover_workbooks(self._database)

    def tidy(self) -> None:
        """Withdraws what nobody loaded in time, and removes the files of what is done."""
        forget_workbooks(self._database, self._store, SYSTEM)

    def find(self, connection: Connection) -> Iterator[Job]:
        """Yields the workbooks to be read or stored."""
        for workbook_id, run in list_waiting(connection):
            yield Job("workbook", workbook_id, read=run)

    def fail(self, job: Job, error: OneMapError) -> None:
        """Marks a workbook as refused whose reading died; as ready again, whose storing did."""
        stop_workbook(self._database, job.number, error, SYSTEM, job.read)


class RematchQueue:
    """Matching again, whenever records are matched to other boundaries than those in force."""

    actions = frozenset({"rematch"})

    def __init__(self, database: Database) -> None:
        self._database = database
        self._not_before = 0.0

    def begin(self) -> None:
        """Has nothing to clear away."""

    def recover(self) -> None:
        """Has nothing to put back: it is one transaction."""

    def tidy(self) -> None:
        """Has nothing to remove."""

    def find(self, connection: Connection) -> Iterator[Job]:
        """Yields matching again to the release in force, if it is due."""
        if time.monotonic() < self._not_before:
            return
        release = needs_rematch(connection)
        if release is not None:
            yield Job("rematch", release)

    def fail(self, job: Job, error: OneMapError) -> None:
        """Tells that it failed, and leaves it for a while."""
        self._not_before = time.monotonic() + _AGAIN_S
        said = {"rematch": {"release": job.number or None, "error": describe_error(error)}}
        with self._database.write() as connection:
            notify(connection, RECORDS_CHANNEL, json.dumps(said, ensure_ascii=False))
