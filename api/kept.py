"""What is made once and kept: documents and figures of a moment, which never change."""

import asyncio
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool

from api.gate import Gate

MOST = 24
T = TypeVar("T")


class Kept:
    """The newest things that were asked for; whoever comes while one is made waits for it.

    A hundred pages that learn of a new revision at once cost one reading, not a hundred.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._made: dict[Hashable, asyncio.Task[Any]] = {}

    async def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Returns what `make` makes, in a thread, for the first who asks for this key.

        Raises:
            UnavailableError: no database connection became free in time.
        """
        task = self._made.get(key)
        if task is None:
            # Dictionaries keep their order: the oldest goes first.
            while len(self._made) >= MOST:
                del self._made[next(iter(self._made))]
            task = self._made[key] = asyncio.create_task(self._make(key, make))
        # Who goes away must not take the others' answer along.
        result: T = await asyncio.shield(task)
        return result

    async def _make(self, key: Hashable, make: Callable[[], T]) -> T:
        try:
            async with self._gate:
                return await run_in_threadpool(make)
        except BaseException:
            self._made.pop(key, None)
            raise
