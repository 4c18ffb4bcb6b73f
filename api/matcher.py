"""Decisions on records: in the server where the database alone can, else by a worker that matches.

A name that is given or withdrawn may place any record, so all that is concerned is matched anew;
what that takes (frames, the district's gazetteer) never enters the server.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import structlog
from starlette.concurrency import run_in_threadpool

from api.gate import Gate
from api.workers import make_command, read_refusal, run_worker
from geo.db import Database
from geo.errors import Text, UnavailableError
from geo.settings import Settings

_AT_ONCE = 2
_WAIT_S = 60.0
_LONGEST_S = 300.0
_log = structlog.get_logger("onemap.matcher")
T = TypeVar("T")


class Matcher:
    """Has decisions made, and looks after the workers that some of them take."""

    def __init__(self, settings: Settings, database: Database, gate: Gate) -> None:
        self._settings = settings
        self._database = database
        self._gate = gate
        self._slots = asyncio.Semaphore(_AT_ONCE)

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
        try:
            async with asyncio.timeout(_WAIT_S):
                await self._slots.acquire()
        except TimeoutError as error:
            raise _busy() from error
        try:
            return await self._ask(number, {**order, "way": way})
        finally:
            self._slots.release()

    async def _ask(self, number: int, order: Mapping[str, Any]) -> dict[str, Any]:
        command = make_command("decide", number)
        try:
            code, said = await run_worker(
                command, self._settings, self._database, order, _LONGEST_S
            )
        except TimeoutError as error:
            raise _slow() from error
        if code != 0:
            refusal = read_refusal(said)
            if refusal is None:
                _log.error("decide", way=order["way"], code=code)
            raise refusal or _failed()
        told: dict[str, Any] = json.loads(said)
        return told


def _busy() -> UnavailableError:
    return UnavailableError(
        "matcher_busy",
        Text("正在匹配他人的别名，请稍后再试。", "Other names are being matched; try again soon."),
    )


def _slow() -> UnavailableError:
    return UnavailableError(
        "matcher_slow",
        Text("匹配超时，未作改动。", "Matching took too long; nothing was changed."),
        Text("请在服务器上用 onemap records decide 完成。", "Do it by onemap records decide."),
    )


def _failed() -> UnavailableError:
    return UnavailableError(
        "matcher_failed",
        Text("匹配程序意外停止，未作改动。", "Matching stopped by itself; nothing was changed."),
        Text("请重试；若仍出现，请联系管理员。", "Try again; if it stays, tell an administrator."),
    )
