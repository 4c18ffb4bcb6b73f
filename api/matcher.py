"""Decisions on records: in the server where the database alone can, else by a worker that matches.

A name that is given or withdrawn may place any record, so all that is concerned is matched anew;
what that takes (frames, the district's gazetteer) never enters the server. Its process stays for
a while: who gives one name soon gives another, and should not wait for it to start again.
"""

import asyncio
import json
import subprocess
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from starlette.concurrency import run_in_threadpool

from api.gate import Gate
from api.workers import make_command, make_environment, unpack_error
from geo.db import Database
from geo.errors import Text, UnavailableError
from geo.settings import Settings

_MOST_WAITING = 20
_LONGEST_S = 300.0
_IDLE_S = 600.0
_log = structlog.get_logger("onemap.matcher")
T = TypeVar("T")
Process = subprocess.Popen[bytes]


class Matcher:
    """Has decisions made, one at a time where they take matching."""

    def __init__(self, settings: Settings, database: Database, gate: Gate) -> None:
        self._settings = settings
        self._database = database
        self._gate = gate
        # A worker ends with the thread that started it, so that one must stay.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="matcher")
        self._waiting = 0
        self._worker: Process | None = None
        self._farewell: threading.Timer | None = None

    async def run_here(self, act: Callable[[], T]) -> T:
        """Returns what `act` returns, which uses the database, in a thread.

        Raises:
            UnavailableError: no database connection became free in time.
        """
        async with self._gate:
            return await run_in_threadpool(act)

    async def ask(self, way: str, number: int, order: Mapping[str, Any]) -> dict[str, Any]:
        """Returns what a worker changed: id, revision, rows, also.

        Args:
            way: decide, preview, undo or withdraw.
            number: of the decision or name; 0 for a new one.
            order: who decides (actor), and what.

        Raises:
            OneMapError: why it could not be done.
            UnavailableError: matcher_busy, matcher_slow, matcher_failed.
        """
        if self._waiting >= _MOST_WAITING:
            raise _busy()
        line = json.dumps({**order, "way": way, "number": number}, ensure_ascii=False)
        self._waiting += 1
        try:
            # Whoever asked may go away; what was begun is finished, and its answer nobody else's.
            asking = self._thread.submit(self._exchange, line.encode() + b"\n")
            answer = await asyncio.wrap_future(asking)
        finally:
            self._waiting -= 1
        if "error" in answer:
            raise unpack_error(answer["error"])
        done: dict[str, Any] = answer["done"]
        return done

    def stop(self) -> None:
        """Ends everything, with the server; safe to repeat, from any thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._end_worker()

    def _exchange(self, line: bytes) -> dict[str, Any]:
        """Returns the worker's answer to a line."""
        worker = self._wake()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            worker.kill()

        patience = threading.Timer(_LONGEST_S, give_up)
        patience.start()
        try:
            answer = _talk(worker, line)
        except (OSError, ValueError) as error:
            # It died: an empty line is no answer. Why stands in its own log, if it could tell.
            _log.error("matcher", late=late.is_set(), code=worker.poll())
            self._end_worker()
            raise _slow() if late.is_set() else _failed() from error
        finally:
            patience.cancel()
        self._farewell = threading.Timer(_IDLE_S, self._say_farewell)
        self._farewell.daemon = True
        self._farewell.start()
        return answer

    def _wake(self) -> Process:
        """Returns the worker that is there, or a new one."""
        if self._farewell is not None:
            self._farewell.cancel()
        if self._worker is None or self._worker.poll() is not None:
            self._worker = subprocess.Popen(  # noqa: S603 - our own module
                make_command("desk", 0),
                env=make_environment(self._settings, self._database),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._worker

    def _say_farewell(self) -> None:
        # Behind whoever asks just now; the next has a new worker.
        with suppress(RuntimeError):
            self._thread.submit(self._end_worker)

    def _end_worker(self) -> None:
        if self._farewell is not None:
            self._farewell.cancel()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
            worker.wait()


def _talk(worker: Process, line: bytes) -> dict[str, Any]:
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError
    worker.stdin.write(line)
    worker.stdin.flush()
    answer: dict[str, Any] = json.loads(worker.stdout.readline())
    return answer


def _busy() -> UnavailableError:
    return UnavailableError(
        "matcher_busy",
        Text("正在匹配他人的别名，请稍后再试。", "Other names are being matched; try again soon."),
    )


def _slow() -> UnavailableError:
    return UnavailableError(
        "matcher_slow",
        Text("匹配超时，已停止。", "Matching took too long and was stopped."),
        Text("请在服务器上用 onemap records decide 完成。", "Do it by onemap records decide."),
    )


def _failed() -> UnavailableError:
    return UnavailableError(
        "matcher_failed",
        Text("匹配程序意外停止。", "Matching stopped by itself."),
        Text(
            "请刷新后重试；若仍出现，请联系管理员。",
            "Look again and repeat, or tell an administrator.",
        ),
    )
