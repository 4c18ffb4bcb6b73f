"""The stream of what happens to surveys: passed on to who listens, ended when it must."""

import asyncio
import contextlib
import json

import pytest

from api import feed as feed_module
from api.feed import Feed


async def allow() -> bool:
    return True


async def next_event(stream, within: float = 2) -> bytes:
    return await asyncio.wait_for(anext(stream), within)


def run(scene):
    async def play():
        feed = Feed("survey")
        feed.start()
        await scene(feed)

    asyncio.run(play())


def test_everybody_who_listens_hears_what_happens():
    async def scene(feed):
        streams = [feed.stream(allow) for _ in range(3)]
        for stream in streams:
            assert (await next_event(stream)).startswith(b":")
        said = {"id": 7, "done": 1, "total": 4, "label": {"zh": "读取", "en": "Reading\n\n"}}
        await asyncio.to_thread(feed.tell, json.dumps(said))
        for stream in streams:
            event = (await next_event(stream)).decode()
            assert event.startswith("event: survey\ndata: ")
            assert event.count("\n") == 3, "a line break inside does not end the event"
            assert json.loads(event.split("data: ")[1]) == said

    run(scene)


def test_a_stream_beats_and_ends_with_the_right_to_listen(monkeypatch):
    monkeypatch.setattr(feed_module, "HEARTBEAT_S", 0.05)
    rights = [True]

    async def scene(feed):
        async def ask() -> bool:
            return rights[0]

        stream = feed.stream(ask)
        await next_event(stream)
        assert await next_event(stream) == b": heartbeat\n\n"
        rights[0] = False
        with pytest.raises(StopAsyncIteration):
            await next_event(stream)

    run(scene)


def test_a_page_that_lags_is_let_go_and_others_stay(monkeypatch):
    monkeypatch.setattr(feed_module, "MAX_WAITING", 3)

    async def scene(feed):
        slow, quick = feed.stream(allow), feed.stream(allow)
        await next_event(slow)
        await next_event(quick)
        for number in range(6):
            feed.tell(json.dumps({"id": number, "status": "queued", "run": 0}))
            assert f'"id": {number}'.encode() in await next_event(quick)
        heard = []
        with contextlib.suppress(StopAsyncIteration):
            while len(heard) < 10:
                heard.append(await next_event(slow))
        assert len(heard) <= 3

    run(scene)


def test_the_streams_end_with_the_server():
    async def scene(feed):
        stream = feed.stream(allow)
        await next_event(stream)
        feed.stop()
        with pytest.raises(StopAsyncIteration):
            await next_event(stream)

    run(scene)
