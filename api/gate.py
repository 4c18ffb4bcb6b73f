"""The gate before the database: as many requests pass as there are connections.

Threads would wait for a connection one behind another and every wait would add up; here a request
knows within the settings' time that it cannot be served, whatever the queue behind it.
"""

import asyncio
from types import TracebackType

from geo.errors import Text, UnavailableError


class Gate:
    """A number of slots; entering waits so many seconds at most."""

    def __init__(self, slots: int, wait_s: float) -> None:
        self._slots = asyncio.Semaphore(slots)
        self._wait_s = wait_s

    async def __aenter__(self) -> None:
        """Takes a slot.

        Raises:
            UnavailableError: none became free in time.
        """
        try:
            await asyncio.wait_for(self._slots.acquire(), self._wait_s)
        except TimeoutError as error:
            raise UnavailableError(
                "server_busy",
                Text("访问人数过多，请稍后再试。", "The server is busy; try again in a moment."),
            ) from error

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._slots.release()
