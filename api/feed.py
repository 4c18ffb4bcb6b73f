"""What happens to surveys and to records, passed on to everybody whose page is open on it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from geo.errors import UnavailableError

HEARTBEAT_S = 10.0
# A page that lags so far behind is let go; it comes back and reads anew.
MAX_WAITING = 500
_END = b""


class Feed:
    """Who listens to what happens to something. `tell` is called from the thread that hears of it.

    Args:
        event: the name of the events.
    """

    def __init__(self, event: str) -> None:
        self._name = event
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: set[asyncio.Queue[bytes]] = set()
        self._stopped = False

    @property
    def listeners(self) -> int:
        """How many streams are open."""
        return len(self._listeners)

    def start(self) -> None:
        """Remembers the loop of the pages' streams; called inside it."""
        self._loop = asyncio.get_running_loop()

    def stop(self) -> None:
        """Ends all streams; safe to repeat, from any thread."""
        self._stopped = True
        self._pass_on(_END)

    def tell(self, payload: str) -> None:
        """Passes on one thing that happened: JSON, as the database told it."""
        # Written anew, so that no line break can end the event.
        data = json.dumps(json.loads(payload), ensure_ascii=False)
        self._pass_on(f"event: {self._name}\ndata: {data}\n\n".encode())

    async def stream(self, is_allowed: Callable[[], Awaitable[bool]]) -> AsyncIterator[bytes]:
        """Yields server-sent events as things happen, heartbeats between.

        Ends when the server stops, when the listener may not listen any more or lags too far
        behind, or when the database is gone.
        """
        queue: asyncio.Queue[bytes] = asyncio.Queue(MAX_WAITING)
        self._listeners.add(queue)
        try:
            yield b": listening\n\n"
            while not self._stopped and queue in self._listeners:
                try:
                    event = await asyncio.wait_for(queue.get(), HEARTBEAT_S)
                except TimeoutError:
                    event = b": heartbeat\n\n"
                if event == _END or not await is_allowed():
                    return
                yield event
        except UnavailableError:
            return
        finally:
            self._listeners.discard(queue)

    def _pass_on(self, event: bytes) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, event)

    def _put(self, event: bytes) -> None:
        for queue in tuple(self._listeners):
            try:
                queue.put_nowait(event)
            except asyncio.QueueFull:
                self._listeners.discard(queue)


class RecordFeed(Feed):
    """The feed of records; it also knows how far work on each workbook has come."""

    def __init__(self) -> None:
        super().__init__("records")
        self._progress: dict[int, dict[str, Any]] = {}

    def tell(self, payload: str) -> None:
        """Passes on one thing that happened, and remembers a workbook's progress."""
        workbook = json.loads(payload).get("workbook")
        if workbook is not None:
            if workbook.get("progress") is None:
                self._progress.pop(workbook["id"], None)
            else:
                self._progress[workbook["id"]] = workbook["progress"]
        super().tell(payload)

    def find_progress(self, workbook_id: int) -> dict[str, Any] | None:
        """Returns {done, total, label} of a workbook that is worked on, as far as was told."""
        return self._progress.get(workbook_id)
