"""Long work: one process of its own at a time, in order, while others wait.

What waits is told by the database alone (see api/queues.py), so a server that was killed goes on
where it ended. A worker that dies leaves its work refused, with the reason; one that ends with the
server is begun again.
"""

import json
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog
from sqlalchemy import Connection

from api.workers import make_command, make_environment
from geo.db import Database
from geo.errors import InputError, OneMapError, Text
from geo.settings import Settings

# Exit code of a worker whose work somebody else does, or which is in another state by now.
BUSY = 75
_LOOK_S = 20.0
_TIDY_S = 3600.0
_GRACE_S = 5.0
_log = structlog.get_logger("onemap.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker does, such as `run` survey 12; the actions are those of api/work.py."""

    action: str
    number: int
    order: dict[str, str | int | None] | None = None
    # How often that had been read when the worker was started; None: whatever was done since.
    read: int | None = None

    @property
    def name(self) -> tuple[str, int]:
        """What is worked on, and how."""
        return self.action, self.number


class Queue(Protocol):
    """One kind of long work: what of it waits, and what becomes of it when its worker dies."""

    actions: frozenset[str]

    def begin(self) -> None:
        """Clears away what an earlier server left; then it recovers."""

    def recover(self) -> None:
        """Puts what a dead worker left back where it was."""

    def tidy(self) -> None:
        """Removes what nobody needs any more."""

    def find(self, connection: Connection) -> Iterable[Job]:
        """Returns what waits, the oldest first."""

    def fail(self, job: Job, error: OneMapError) -> None:
        """Notes why a job was not done, if nobody did it meanwhile."""


class Jobs:
    """Starts a worker for what waits, and looks after it."""

    def __init__(self, settings: Settings, database: Database, queues: Sequence[Queue]) -> None:
        self._settings = settings
        self._database = database
        self._queues = {action: queue for queue in queues for action in queue.actions}
        self._all = tuple(queues)
        self._orders: deque[Job] = deque()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._busy = threading.Lock()
        self._running: tuple[Job, subprocess.Popen[bytes]] | None = None
        self._cancelled: str | None = None
        self._held: set[tuple[str, int]] = set()
        self._begun = self._recovered = False
        self._tidied: float | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to look for work, first for what an earlier server left."""
        self._thread = threading.Thread(target=self._work_forever, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the worker; its work is begun again when a server is there. Safe to repeat."""
        self._stopping.set()
        self._wake.set()
        with self._busy:
            if self._running is not None:
                # Killed: asked to end, it would leave its work cancelled.
                self._running[1].kill()

    def wake(self) -> None:
        """Says that something may wait."""
        self._wake.set()

    def add(self, job: Job) -> None:
        """Puts an order behind those that wait; orders come before what the database tells."""
        self._orders.append(job)
        self._wake.set()

    def cancel(self, action: str, number: int, by: str) -> None:
        """Ends a job, or keeps it from beginning; its queue then notes who cancelled it."""
        with self._busy:
            running = self._running
            if running is not None and running[0].name == (action, number):
                self._cancelled = by
                running[1].send_signal(signal.SIGTERM)
                threading.Timer(_GRACE_S, _kill, (running[1],)).start()
                return
            # No worker begins meanwhile.
            self._queues[action].fail(Job(action, number), cancelled(by))

    def _work_forever(self) -> None:
        while not self._stopping.is_set():
            try:
                self._look_after()
                job = self._find_next()
                if job is not None:
                    self._work(job)
                    continue
            except OneMapError as error:
                # What a worker left while the database was away is still to be put back.
                self._recovered = False
                _log.warning("jobs", code=error.code)
            except Exception:  # noqa: BLE001 - see below
                # The thread must outlive a surprise, or all work would wait for ever.
                _log.exception("jobs")
            self._wake.wait(_LOOK_S)
            self._wake.clear()
            self._held.clear()

    def _look_after(self) -> None:
        if not self._begun:
            for queue in self._all:
                queue.begin()
            self._begun = True
        if not self._recovered:
            for queue in self._all:
                queue.recover()
            self._recovered = True
        if self._tidied is None or time.monotonic() - self._tidied > _TIDY_S:
            for queue in self._all:
                queue.tidy()
            self._tidied = time.monotonic()

    def _find_next(self) -> Job | None:
        if self._orders:
            return self._orders.popleft()
        with self._database.read() as connection:
            waiting = (job for queue in self._all for job in queue.find(connection))
            return next((job for job in waiting if job.name not in self._held), None)

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
            self._held.add(job.name)
            return
        _log.error("worker", action=job.action, number=job.number, code=worker.returncode)
        queue = self._queues[job.action]
        queue.fail(job, cancelled(by) if by else _failed(worker.returncode))
        queue.recover()

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


def cancelled(by: str) -> InputError:
    """Returns what is said of work that somebody stopped."""
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
