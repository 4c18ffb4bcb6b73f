"""Who is signed in, from memory: what tiles and routes ask first, never older than five seconds."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from api.auth.roles import Access
from api.auth.sessions import COOKIE
from api.auth.tokens import hash_token
from api.gate import Gate

LIFE_S = 4.0
_MOST = 20_000
_COOKIE_START = f"{COOKIE}=".encode()

ReadSession = Callable[[bytes, bool], Access | None]


class Unknown:
    """Says that memory cannot tell; the database must be asked."""


UNKNOWN: Final = Unknown()


class SessionCache:
    """Remembers for a moment what the database said of a session, also that there is none.

    `read` asks the database: token hash, and whether a person did something.
    """

    def __init__(self, read: ReadSession, gate: Gate) -> None:
        self._read = read
        self._gate = gate
        self._entries: dict[bytes, tuple[Access | None, float]] = {}
        self._asking: dict[tuple[bytes, bool], asyncio.Task[Access | None]] = {}

    def peek(self, scope: Mapping[str, Any]) -> Access | Unknown | None:
        """Returns from memory whose request this is; None without a session, or UNKNOWN."""
        token = read_cookie(scope["headers"])
        if token is None:
            return None
        entry = self._entries.get(hash_token(token))
        if entry is None or entry[1] < time.monotonic():
            return UNKNOWN
        return entry[0]

    async def find(self, scope: Mapping[str, Any], *, touch: bool = True) -> Access | None:
        """Returns whose request this is, asking the database once when memory cannot tell.

        Args:
            scope: the request's ASGI scope.
            touch: whether a person did something; an open page's heartbeat does not count.

        Raises:
            UnavailableError: the database does not answer, or is too busy.
        """
        found = self.peek(scope)
        token = read_cookie(scope["headers"])
        if not isinstance(found, Unknown) or token is None:
            return None if isinstance(found, Unknown) else found
        key = hash_token(token)
        task = self._asking.get((key, touch))
        if task is None:
            task = asyncio.create_task(self._ask(key, touch=touch))
            self._asking[key, touch] = task
            asking = self._asking
            task.add_done_callback(lambda done: _forget(asking, (key, touch), done))
        # Of many requests with one cookie the first asks, and may go away without the others.
        return await asyncio.shield(task)

    def clear(self) -> None:
        """Forgets everything: something about access changed. Called from any thread."""
        self._entries = {}
        self._asking = {}

    async def _ask(self, key: bytes, *, touch: bool) -> Access | None:
        # Both are taken before asking: what is said meanwhile must not outlive its time.
        entries, end = self._entries, time.monotonic() + LIFE_S
        async with self._gate:
            access = await run_in_threadpool(self._read, key, touch)
        if len(entries) >= _MOST:
            entries.clear()
        entries[key] = access, end
        return access


def _forget(
    asking: dict[tuple[bytes, bool], asyncio.Task[Access | None]],
    key: tuple[bytes, bool],
    done: asyncio.Task[Access | None],
) -> None:
    asking.pop(key, None)
    if not done.cancelled():
        # Read here, so that a failure nobody waits for any more is not called unhandled.
        done.exception()


def read_cookie(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """Returns the session token of a request's headers, or None."""
    for name, value in headers:
        if name != b"cookie":
            continue
        for part in value.split(b";"):
            pair = part.strip()
            if pair.startswith(_COOKIE_START):
                return pair[len(_COOKIE_START) :].decode("latin-1") or None
    return None
