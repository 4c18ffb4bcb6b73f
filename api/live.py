"""What is current, kept in memory and told to every open page the moment that it changes.

A thread listens to PostgreSQL. A new release is announced only when its tiles are warm.
"""

import asyncio
import datetime as dt
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import psycopg
import structlog
from psycopg import sql
from starlette.concurrency import run_in_threadpool

from geo.catalog.state import State, read_state
from geo.db import ACCESS_CHANNEL, STATE_CHANNEL, Database
from geo.errors import OneMapError, Text, UnavailableError
from tiles.as_of import AsOf

HEARTBEAT_S = 10.0
_RETRY_S = 1.0
_CHECK_S = 5.0
_REFRESH_WAIT_S = 1.5
_log = structlog.get_logger("onemap.live")


def describe_state(state: State) -> dict[str, object]:
    """Returns the state as it travels, with the addresses of what belongs to it."""
    moment = state.moment
    release = moment.release_id if moment else None
    pair = f"{moment.release_id}/{moment.revision_id}" if moment else None
    # Boundaries as of another time than the release's own have addresses of their own.
    tiles = AsOf(moment.release_id, moment.valid_at).name if moment else None
    ground = f"?valid_at={_name_time(state.valid_at)}" if state.valid_at else ""
    return {
        "release": state.release,
        "revision": moment.revision_id if moment else None,
        "as_of": state.as_of.isoformat() if state.as_of else None,
        "published_at": state.published_at.isoformat() if state.published_at else None,
        "committed_at": state.committed_at.isoformat() if state.committed_at else None,
        "opened_at": state.opened_at.isoformat() if state.opened_at else None,
        "valid_at": state.valid_at.isoformat() if state.valid_at else None,
        "demo": state.demo,
        "boundaries_note": state.boundaries_note.as_dict() if state.boundaries_note else None,
        "zones": state.zones,
        "streets": state.streets,
        "tiles": f"/tiles/map/{tiles}/{{z}}/{{x}}/{{y}}" if tiles else None,
        "tilejson": f"/tiles/map/{release}.json{ground}" if release else None,
        "columns": f"/api/v1/columns/{pair}{ground}" if pair else None,
        "series": f"/api/v1/series/{pair}/complaints" if pair else None,
    }


def _name_time(time: dt.datetime) -> str:
    """Returns a time as it stands in an address."""
    return time.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


class Live:
    """The current state, who waits for the next one, and the thread that learns of it.

    Args:
        database: where the state is read and listened to.
        warm: loads a release's tiles; called before that release is announced.
        forget_access: called when something about accounts or sessions changed.
        hear: by channel, what is called with what the database tells there; of a new state after
            that was read.
    """

    def __init__(
        self,
        database: Database,
        warm: Callable[[int], object],
        forget_access: Callable[[], None],
        hear: Mapping[str, Callable[[str], None]],
    ) -> None:
        self._database = database
        self._warm = warm
        self._forget_access = forget_access
        self._hear = hear
        self._state: State | None = None
        self._event = b""
        self._stopping = threading.Event()
        self._refreshing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self.listening = False
        self.subscribers = 0

    async def start(self) -> None:
        """Reads the state, if the database is there already, and begins to listen."""
        self._loop = asyncio.get_running_loop()
        try:
            await run_in_threadpool(self._refresh)
        except OneMapError as error:
            _log.warning("start", code=error.code)
        self._thread = threading.Thread(target=self._listen_forever, name="listen", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the streams of all open pages and the listening; safe to repeat."""
        self._stopping.set()
        self._wake_all()

    @property
    def release(self) -> int | None:
        """The release that is announced, or None."""
        return self._state.release if self._state else None

    async def current(self) -> State:
        """Returns the current state; from the database itself while nothing can be heard from it.

        Raises:
            UnavailableError: the database does not answer.
        """
        if self._state is not None and self.listening:
            return self._state
        await run_in_threadpool(self._refresh)
        state = self._state
        if state is None:
            raise RuntimeError
        return state

    async def stream(self, is_allowed: Callable[[], Awaitable[bool]]) -> AsyncIterator[bytes]:
        """Yields server-sent events: the state now and at every change, heartbeats between.

        Ends when the server stops, when the listener may not listen any more, or when the
        database is gone: an open page then says that it is offline, and comes back.
        """
        self.subscribers += 1
        sent = b""
        try:
            while not self._stopping.is_set():
                wake, event = self._wake, self._event
                if not await is_allowed():
                    return
                yield event if event != sent else b": heartbeat\n\n"
                sent = event
                try:
                    await asyncio.wait_for(wake.wait(), HEARTBEAT_S)
                except TimeoutError:
                    continue
        except UnavailableError:
            return
        finally:
            self.subscribers -= 1

    def _refresh(self) -> None:
        if not self._refreshing.acquire(timeout=_REFRESH_WAIT_S):
            raise UnavailableError(
                "state_busy",
                Text("正在读取最新状态，请稍后再试。", "Reading the state; try again."),
            )
        try:
            self._read_state()
        finally:
            self._refreshing.release()

    def _read_state(self) -> None:
        with self._database.read() as connection:
            state = read_state(connection)
        if state.release is not None:
            self._warm(state.release)
        data = json.dumps(describe_state(state), ensure_ascii=False)
        self._state, self._event = state, f"event: state\ndata: {data}\n\n".encode()
        self._wake_all()

    def _wake_all(self) -> None:
        def swap() -> None:
            waiting, self._wake = self._wake, asyncio.Event()
            waiting.set()

        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(swap)

    def _listen_forever(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except (OneMapError, psycopg.Error) as error:
                _log.warning("listen", reason=getattr(error, "code", type(error).__name__))
            except Exception:  # noqa: BLE001 - see below
                # The thread must outlive a surprise, or every page would go stale in silence.
                _log.exception("listen")
            self.listening = False
            self._stopping.wait(_RETRY_S)

    def _listen(self) -> None:
        with self._database.listen() as connection:
            for channel in {STATE_CHANNEL, ACCESS_CHANNEL, *self._hear}:
                connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            # What happened before LISTEN was not heard.
            self._forget_access()
            self._refresh()
            self.listening = True
            while not self._stopping.is_set():
                notes = list(connection.notifies(timeout=_CHECK_S, stop_after=1))
                for note in notes:
                    self._take(note)
                if not notes:
                    connection.execute("SELECT 1")

    def _take(self, note: psycopg.Notify) -> None:
        if note.channel == ACCESS_CHANNEL:
            self._forget_access()
            self._wake_all()
        if note.channel == STATE_CHANNEL:
            self._refresh()
        if note.channel in self._hear:
            self._hear[note.channel](note.payload)
