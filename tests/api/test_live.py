"""The stream of states: at once, at every change, alive in between, ended when it must."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from sqlalchemy import text

from api import live as live_module
from api.auth.sessions import COOKIE
from geo.db import STATE_CHANNEL, notify
from geo.settings import ROOT
from tests.api.conftest import Office, get_api, sign_in
from tests.tiles.records import Records, service


@pytest.fixture
def own(make_office) -> Office:
    return make_office()


class Stream:
    """One open page: reads events of a running application."""

    def __init__(self, app, cookie: str) -> None:
        self.app, self.cookie = app, cookie
        self.pieces: asyncio.Queue[bytes] = asyncio.Queue()
        self.status = 0
        self.leave = asyncio.Event()

    async def run(self) -> None:
        headers = [(b"host", b"testserver"), (b"cookie", f"{COOKIE}={self.cookie}".encode())]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "path": "/api/v1/events", "raw_path": b"/api/v1/events", "query_string": b"",
            "root_path": "", "scheme": "http", "headers": headers, "server": ("testserver", 80),
            "client": ("203.0.113.9", 1), "state": {},
        }  # fmt: skip

        async def receive():
            await self.leave.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            if message["type"] == "http.response.start":
                self.status = message["status"]
            elif message.get("body"):
                self.pieces.put_nowait(message["body"])

        await self.app(scope, receive, send)

    async def next(self, within: float = 5) -> dict | str:
        piece = (await asyncio.wait_for(self.pieces.get(), within)).decode()
        if piece.startswith("event: state\ndata: "):
            return json.loads(piece.removeprefix("event: state\ndata: "))
        return piece


@contextlib.asynccontextmanager
async def running(office: Office):
    """The office's application with its lifespan, inside this event loop."""
    app = office.app()
    live = get_api(app).state.context.live
    await live.start()
    try:
        while not live.listening:
            await asyncio.sleep(0.01)
        yield app, live
    finally:
        live.stop()


def take_cookie(office: Office, role: str) -> str:
    with office.client() as client:
        return sign_in(office, client.app, role).cookies[COOKIE]


def follow(app, cookie: str) -> tuple[Stream, asyncio.Task]:
    stream = Stream(app, cookie)
    return stream, asyncio.create_task(stream.run())


def commit(office: Office) -> int:
    """A record load on the command line, as the server hears of it."""
    records = Records(office.town)
    with office.database.read() as connection:
        query = text("SELECT max(committed_at), max(id) + 100 FROM revision")
        records._at, records._keys = connection.execute(query).one()
    revision = records.commit(None, service(office.zone("夹道"), "emergency"))
    with office.database.write() as connection:
        notify(connection, STATE_CHANNEL)
    return revision


def test_a_commit_reaches_open_pages_within_a_second(own):
    cookie = take_cookie(own, "viewer")

    async def play():
        async with running(own) as (app, live):
            pages = [follow(app, cookie) for _ in range(20)]
            for stream, _ in pages:
                assert (await stream.next())["revision"] == 1
            assert live.subscribers == 20
            start = time.monotonic()
            revision = await asyncio.to_thread(commit, own)
            for stream, _ in pages:
                state = await stream.next()
                assert state["revision"] == revision
                assert state["columns"] == f"/api/v1/columns/1/{revision}"
            assert time.monotonic() - start < 1
            for stream, task in pages:
                stream.leave.set()
                await asyncio.wait_for(task, 2)
            assert live.subscribers == 0

    asyncio.run(play())


def test_a_quiet_stream_has_a_heartbeat(own, monkeypatch):
    monkeypatch.setattr(live_module, "HEARTBEAT_S", 0.2)
    cookie = take_cookie(own, "viewer")

    async def play():
        async with running(own) as (app, live):
            stream, task = follow(app, cookie)
            await stream.next()
            assert await stream.next() == ": heartbeat\n\n"
            assert await stream.next() == ": heartbeat\n\n"
            live.stop()
            await asyncio.wait_for(task, 1)

    asyncio.run(play())


def test_a_revoked_display_is_cut_off(own):
    from api.auth.displays import revoke_display

    cookie = take_cookie(own, "display")

    def revoke():
        with own.database.write() as connection:
            revoke_display(connection, 1, "test")

    async def play():
        async with running(own) as (app, _):
            stream, task = follow(app, cookie)
            await stream.next()
            await asyncio.to_thread(revoke)
            await asyncio.wait_for(task, 2)

    asyncio.run(play())


def test_a_lost_database_is_heard_again(own):
    cookie = take_cookie(own, "viewer")

    def cut():
        with own.database.write() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )

    async def play():
        async with running(own) as (app, live):
            stream, _ = follow(app, cookie)
            await stream.next()
            await asyncio.to_thread(cut)
            # What is committed while nothing is heard is told after the reconnection.
            start = time.monotonic()
            revision = await asyncio.to_thread(commit, own)
            while (state := await stream.next(30)) == ": heartbeat\n\n":
                pass
            assert state["revision"] == revision
            assert time.monotonic() - start < 30
            while not live.listening:
                await asyncio.sleep(0.05)
            stream.leave.set()

    asyncio.run(play())


def test_an_empty_database_says_so(make_office):
    office = make_office(filled=False)
    with office.client() as client:
        signed = sign_in(office, client.app, "viewer")
        state = signed.get("/api/v1/state").json()
        assert state["release"] is None
        assert (state["tiles"], state["columns"], state["zones"]) == (None, None, 0)
        answer = signed.get("/api/v1/zones")
        assert answer.status_code == 404
        error = answer.json()["error"]
        assert error["code"] == "no_release"
        assert "onemap survey load" in error["hint"]["zh"]
        assert client.get("/health/ready").status_code == 200


def test_boundaries_without_records_are_served(make_office):
    from tests.tiles.town import build_town

    office = make_office(filled=False)
    office.town = build_town(office.database)
    with office.client() as client:
        signed = sign_in(office, client.app, "viewer")
        state = signed.get("/api/v1/state").json()
        assert (state["release"], state["revision"], state["as_of"]) == (1, 0, None)
        assert signed.get(state["columns"]).json()["as_of"] is None
        assert signed.get(state["series"]).json()["months"] == []
        ledger = signed.get("/api/v1/zones/1/ledger").json()
        assert ledger["as_of"] is None
        assert ledger["sections"]["complaints"]["total"] == 0
        rates = signed.get("/api/v1/indicators").json()
        assert (rates["year"], rates["rates"][0]["target"]) == (None, None)
        # No record says anything: that is no rate of zero.
        assert [rate["rate"] for rate in rates["rates"]] == [None, None, None]


def test_the_server_stops_within_two_seconds_with_open_streams(own, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cookie = take_cookie(own, "viewer")
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--no-log",
        "--port", str(port), "--workers-kill-timeout", "20", "api.asgi:application",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "ONEMAP_DATABASE_URL": own.settings.database_url,
        "ONEMAP_DATA": str(own.settings.data),
        "ONEMAP_LOG_FORMAT": "json",
    }
    log = (tmp_path / "log").open("w")
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=log)
    try:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/events", headers={"Cookie": f"{COOKIE}={cookie}"}
        )
        stream = open_when_ready(request)
        assert stream.readline() == b"event: state\n"
        start = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert b"data: " in stream.read()
        assert time.monotonic() - start < 2
        server.wait(5)
    finally:
        server.kill()
        server.wait()
        log.close()


def open_when_ready(request):
    end = time.monotonic() + 30
    while True:
        try:
            return urllib.request.urlopen(request, timeout=20)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
