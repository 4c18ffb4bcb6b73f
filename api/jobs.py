"""Long work on surveys: one process of its own at a time, in order, while others wait.

What waits to be read is told by the database alone, so a server that was killed goes on where it
ended. A worker that dies leaves its survey refused, with the reason; one that ends with the server
is begun again.
"""

import json
import signal
import subprocess
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import structlog
from sqlalchemy import text

from api.uploads import sweep_uploads
from api.workers import make_command, make_environment
from geo.boundaries.reviewing.queue import recover_surveys
from geo.boundaries.reviewing.status import audit_survey, describe_error, set_status, take_survey
from geo.db import Database
from geo.errors import ConflictError, InputError, OneMapError, Text
from geo.rows import Actor
from geo.settings import Settings
from geo.surveys import SurveyStatus

# Exit code of a worker whose survey somebody else works on, or which is in another state by now.
BUSY = 75
_LOOK_S = 20.0
_GRACE_S = 5.0
_SYSTEM = Actor("onemap")
_log = structlog.get_logger("onemap.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker does: reads a survey, publishes it, or goes back to a release."""

    action: Literal["run", "publish", "rollback"]
    number: int
    order: dict[str, str | int | None] | None = None
    # How often the survey had been read when the worker was started.
    read: int = 0


class Jobs:
    """Starts a worker for what waits, and looks after it."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._orders: deque[Job] = deque()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._busy = threading.Lock()
        self._running: tuple[Job, subprocess.Popen[bytes]] | None = None
        self._cancelled: str | None = None
        self._held: set[int] = set()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to look for work, first for what an earlier server left."""
        self._thread = threading.Thread(target=self._work_forever, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the worker; what it read is read again when a server is there. Safe to repeat."""
        self._stopping.set()
        self._wake.set()
        with self._busy:
            if self._running is not None:
                # Killed: asked to end, it would leave its survey cancelled.
                self._running[1].kill()

    def wake(self) -> None:
        """Says that something may wait."""
        self._wake.set()

    def add(self, job: Job) -> None:
        """Puts an order behind those that wait; orders come before surveys to be read."""
        self._orders.append(job)
        self._wake.set()

    def cancel(self, survey_id: int, by: str) -> None:
        """Ends the reading of a survey, or keeps it from beginning; it is then refused."""
        with self._busy:
            running = self._running
            if running is not None and _reads(running[0], survey_id):
                self._cancelled = by
                running[1].send_signal(signal.SIGTERM)
                threading.Timer(_GRACE_S, _kill, (running[1],)).start()
                return
            # No worker begins meanwhile.
            self._refuse(survey_id, cancelled(by))

    def _work_forever(self) -> None:
        begun = False
        while not self._stopping.is_set():
            try:
                if not begun:
                    recover_surveys(self._database, self._settings.surveys)
                    sweep_uploads(self._settings.surveys)
                    begun = True
                job = self._find_next()
                if job is not None:
                    self._work(job)
                    continue
            except OneMapError as error:
                _log.warning("jobs", code=error.code)
            except Exception:  # noqa: BLE001 - see below
                # The thread must outlive a surprise, or every survey would wait for ever.
                _log.exception("jobs")
            self._wake.wait(_LOOK_S)
            self._wake.clear()
            self._held.clear()

    def _find_next(self) -> Job | None:
        if self._orders:
            return self._orders.popleft()
        with self._database.read() as connection:
            waiting = connection.execute(
                text("SELECT id, run FROM survey WHERE status = 'queued' ORDER BY loaded_at, id")
            ).all()
        free = (Job("run", row.id, read=row.run) for row in waiting if row.id not in self._held)
        return next(free, None)

    def _work(self, job: Job) -> None:
        with self._busy:
            if self._stopping.is_set():
                return
            worker = self._start(job)
            self._running, self._cancelled = (job, worker), None
        try:
            worker.communicate(json.dumps(job.order or {}).encode())
        finally:
            by = self._end()
        if self._stopping.is_set() or worker.returncode == 0:
            return
        if worker.returncode == BUSY:
            self._held.add(job.number)
            return
        _log.error("worker", action=job.action, number=job.number, code=worker.returncode)
        if job.action == "run":
            error = cancelled(by) if by else _failed(worker.returncode)
            self._refuse(job.number, error, job.read)
        # One that was being published is staged as before.
        recover_surveys(self._database, self._settings.surveys)

    def _end(self) -> str | None:
        """Notes that no worker runs; returns who cancelled the last one."""
        with self._busy:
            self._running = None
            return self._cancelled

    def _start(self, job: Job) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 - our own module, and a number
            make_command(job.action, job.number),
            env=make_environment(self._settings, self._database),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )

    def _refuse(self, survey_id: int, error: OneMapError, read: int | None = None) -> None:
        """Marks a survey as refused that waits, or whose reading died.

        One that has been put back in the queue since its worker was started, when it had been
        read so often, waits on.
        """
        with suppress(ConflictError), self._database.write() as connection:
            survey = take_survey(connection, survey_id, SurveyStatus.QUEUED, SurveyStatus.READING)
            if survey.status == SurveyStatus.QUEUED and read not in (None, survey.run):
                return
            refused = describe_error(error)
            set_status(connection, survey_id, SurveyStatus.REFUSED, error=refused)
            audit_survey(connection, _SYSTEM, "survey.refuse", survey_id, {"code": error.code})


def _reads(job: Job, survey_id: int) -> bool:
    return (job.action, job.number) == ("run", survey_id)


def cancelled(by: str) -> InputError:
    """Returns what is said of a survey whose reading somebody stopped."""
    return InputError(
        "cancelled",
        Text(f"已由 {by} 取消。", f"{by} cancelled it."),
        Text("可重新检查，或撤回。", "Have it checked again, or withdraw it."),
    )


def _failed(code: int) -> InputError:
    return InputError(
        "worker_failed",
        Text(
            f"处理程序意外停止（{code}），地图未受影响。",
            f"The worker stopped by itself ({code}); the map is as it was.",
        ),
        Text(
            "请重新检查；若仍出现，文件可能过大或已损坏，请联系管理员。",
            "Have it checked again; if it stays, the file may be too large or damaged.",
        ),
    )


def _kill(worker: "subprocess.Popen[bytes]") -> None:
    if worker.poll() is None:
        worker.kill()
