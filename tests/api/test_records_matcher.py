"""The process that matches for decisions: kept for a while, replaced when it dies."""

import asyncio
import os
import signal
import time

import pytest

from api import matcher as matcher_module
from api.gate import Gate
from api.matcher import Matcher
from geo.errors import ConflictError, NotFoundError, UnavailableError
from tests.api.conftest import Office
from tests.api.desk import fill_town
from tests.api.record_desk import RecordDesk, make_xlsx, open_record_desk, orders

NAMES = ("甲里弄", "乙里弄", "丙里弄", "丁里弄")


@pytest.fixture(scope="module")
def desk(make_office):
    office: Office = make_office(filled=False)
    fill_town(office)
    with open_record_desk(office) as opened:
        opened.load(make_xlsx(orders(*NAMES)))
        yield opened


def ask_preview(desk: RecordDesk, name: str):
    """What giving a group's own words to a zone as a name would change."""
    body = {"key": desk.find_key(name), "verdict": "zone", "zone_uid": desk.zone("works")}
    return desk.post("/decisions/preview", **body, alias={"name": name, "scope": "district"})


def find_process(desk: RecordDesk) -> int:
    return desk.context.matcher._worker.pid


def test_it_stays_for_the_next_and_the_next_is_quicker(desk: RecordDesk):
    assert desk.context.matcher._worker is None, "who gives no name needs none"
    started = time.perf_counter()
    assert ask_preview(desk, NAMES[0]).json() == {"rows": 1, "also": []}
    first, process = time.perf_counter() - started, find_process(desk)
    started = time.perf_counter()
    assert ask_preview(desk, NAMES[1]).status_code == 200
    assert time.perf_counter() - started < first
    assert find_process(desk) == process


def test_it_knows_what_was_decided_since_it_started(desk: RecordDesk):
    ask_preview(desk, NAMES[0])
    zone = desk.zone("works")
    alias = {"name": NAMES[2], "scope": "district"}
    made = desk.decide(desk.find_key(NAMES[2]), zone, alias=alias).json()
    desk.load(make_xlsx(orders(f"{NAMES[2]}西区", start=50)))
    assert ask_preview(desk, NAMES[0]).status_code == 200
    gone = desk.post(f"/decisions/{made['id']}/undo")
    assert gone.status_code == 200, gone.text
    assert desk.find_key(NAMES[2])
    assert desk.get("/aliases").json() == []


def test_what_it_refuses_is_the_same_error_as_the_servers_own(desk: RecordDesk):
    body = {"key": desk.find_key(NAMES[0]), "verdict": "zone", "zone_uid": 987_654}
    alias = {"name": NAMES[0], "scope": "district"}
    here = desk.post("/decisions/preview", **body)
    there = desk.post("/decisions/preview", **body, alias=alias)
    assert (here.status_code, there.status_code) == (404, 404)
    assert here.json()["error"]["message"] == there.json()["error"]["message"]
    process = find_process(desk)
    assert ask_preview(desk, NAMES[0]).status_code == 200
    assert find_process(desk) == process, "a refusal is no failure"


def test_when_it_dies_somebody_is_told_and_the_next_has_another(desk: RecordDesk):
    ask_preview(desk, NAMES[0])
    process = find_process(desk)
    os.kill(process, signal.SIGSTOP)
    os.kill(process, signal.SIGKILL)
    answers = [ask_preview(desk, NAMES[0]) for _ in range(3)]
    assert answers[-1].status_code == 200
    for answer in answers[:-1]:
        if answer.status_code != 200:
            assert answer.status_code == 503
            assert answer.json()["error"]["code"] == "matcher_failed"
    assert find_process(desk) != process


def play(office: Office, scene) -> None:
    async def run() -> None:
        matcher = Matcher(office.settings, office.database, Gate(2, 5))
        try:
            await scene(matcher)
        finally:
            matcher.stop()

    asyncio.run(run())


ORDER = {
    "actor": "test",
    "key": "0" * 16,
    "verdict": "zone",
    "zone_uid": 1,
    "alias": None,
    "placed": False,
}


def test_who_goes_away_leaves_no_answer_to_the_next(desk: RecordDesk):
    async def scene(matcher: Matcher) -> None:
        away = asyncio.create_task(matcher.ask("undo", 999, ORDER))
        await asyncio.sleep(0.1)
        away.cancel()
        with pytest.raises(NotFoundError) as told:
            await matcher.ask("preview", 0, ORDER)
        assert told.value.code == "group_not_found", "not the answer to the one before"

    play(desk.office, scene)


def test_it_goes_when_nobody_asks(desk: RecordDesk, monkeypatch):
    monkeypatch.setattr(matcher_module, "_IDLE_S", 0.1)

    async def scene(matcher: Matcher) -> None:
        with pytest.raises((NotFoundError, ConflictError)):
            await matcher.ask("undo", 999, ORDER)
        worker = matcher._worker
        end = time.monotonic() + 10
        while matcher._worker is not None and time.monotonic() < end:
            await asyncio.sleep(0.05)
        assert matcher._worker is None
        assert worker.wait(10) == -signal.SIGKILL

    play(desk.office, scene)


def test_what_takes_too_long_is_ended(desk: RecordDesk, monkeypatch):
    monkeypatch.setattr(matcher_module, "_LONGEST_S", 0.05)

    async def scene(matcher: Matcher) -> None:
        with pytest.raises(UnavailableError) as told:
            await matcher.ask("undo", 999, ORDER)
        assert told.value.code == "matcher_slow"
        assert matcher._worker is None

    play(desk.office, scene)
