"""Long work on surveys: reports, cancelling, a killed worker, a server that ends in the middle."""

import csv
import io
import json
import os
import signal
import sqlite3
import time

import pytest
from shapely import Polygon
from shapely.affinity import translate
from sqlalchemy import text

from api.jobs import BUSY, Job
from geo.boundaries.reviewing.hold import hold_survey
from tests.api.conftest import ORIGIN, Office
from tests.api.desk import Desk, fill_town, open_desk
from tests.world import CHAOYANG, spoil


@pytest.fixture(scope="module")
def office(make_office) -> Office:
    made = make_office(filled=False)
    fill_town(made)
    return made


@pytest.fixture
def desk(office):
    with open_desk(office) as opened:
        yield opened


def overlap_neighbours():
    frame = CHAOYANG.zones()
    frame.loc["river_1", "geometry"] = translate(frame.loc["river_1", "geometry"], 3)
    return frame


def hand_in_slowly(desk: Desk, monkeypatch, frame, name: str) -> tuple[int, int]:
    """Hands in a survey whose worker stops at its first breath; returns survey and process."""
    start = desk.context.jobs._start

    def start_stopped(job):
        worker = start(job)
        worker.send_signal(signal.SIGSTOP)
        return worker

    monkeypatch.setattr(desk.context.jobs, "_start", start_stopped)
    answer = desk.hand_in(desk.write(frame, name))
    assert answer.status_code == 202, answer.text
    number = answer.json()["id"]
    end = time.monotonic() + 30
    while desk.context.jobs._running is None and time.monotonic() < end:
        time.sleep(0.02)
    monkeypatch.undo()
    return number, desk.context.jobs._running[1].pid


def wait_reading(desk: Desk, number: int, worker: int) -> None:
    """Lets a stopped worker go on until it reads, and stops it there."""
    os.kill(worker, signal.SIGCONT)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if desk.get(f"/surveys/{number}").json()["status"] == "reading":
            os.kill(worker, signal.SIGSTOP)
            return
        time.sleep(0.005)
    raise AssertionError("never read")


def is_gone(process: int) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_reports_say_the_same_in_four_formats(desk: Desk):
    name = '=HYPERLINK("http://evil")'
    frame = spoil(overlap_neighbours(), "works", 小区名称=name)
    found = desk.stage(frame, "reported.gpkg")
    assert found["status"] == "staged", found["error"]
    number = found["id"]
    end = time.monotonic() + 30
    while not found["reports"] and time.monotonic() < end:
        time.sleep(0.1)
        found = desk.get(f"/surveys/{number}").json()
    assert set(found["reports"]) == {"json", "csv", "html", "gpkg"}
    answers = {kind: desk.get(f"/surveys/{number}/report.{kind}") for kind in found["reports"]}
    for kind, answer in answers.items():
        assert answer.status_code == 200
        assert f'filename="survey-{number}-1.{kind}"' in answer.headers["content-disposition"]
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    told = json.loads(answers["json"].content)["findings"]
    total = desk.get(f"/surveys/{number}/findings").json()["total"]
    assert len(told) == total > 0
    rows = list(csv.DictReader(io.StringIO(answers["csv"].content.decode("utf-8-sig"))))
    assert [row["check"] for row in rows] == [one["check"] for one in told]
    assert not any(cell.startswith("=") for row in rows for cell in row.values())
    assert b"T1" in answers["html"].content
    path = desk.office.settings.data / "report.gpkg"
    path.write_bytes(answers["gpkg"].content)
    with sqlite3.connect(path) as layers:
        assert layers.execute("SELECT count(*) FROM findings").fetchone() == (total,)
        assert layers.execute("SELECT count(*) FROM errors").fetchone()[0] > 0
    assert desk.get(f"/surveys/{number}/report.exe").status_code == 400
    assert desk.get("/surveys/9999/report.json").status_code == 404


def test_a_repair_is_proposed_and_taken(desk: Desk):
    frame = CHAOYANG.zones()
    west, south, east, north = frame.loc["works", "geometry"].bounds
    bow = Polygon([(west, south), (east, north), (east, south), (west, north)])
    frame.loc["works", "geometry"] = bow
    found = desk.stage(frame, "bow.gpkg")
    number = found["id"]
    assert found["status"] == "staged", found["error"]
    assert "G3" in [one["check"] for one in found["by_check"]]
    end = time.monotonic() + 30
    while not (repairs := desk.get(f"/surveys/{number}/repairs").json()["repairs"]):
        assert time.monotonic() < end
        time.sleep(0.1)
    safest = repairs[0]
    assert (safest["id"], safest["taken"]) == ("make_valid", False)
    assert safest["geometry"]["type"] == "MultiPolygon"
    answer = desk.post(f"/surveys/{number}/answers", repairs={safest["row"]: safest["id"]})
    assert answer.status_code == 202, answer.text
    again = desk.wait(number)
    assert again["status"] == "staged", again["error"]
    assert again["run"] == 2
    assert "G3" not in [one["check"] for one in again["by_check"]]
    assert desk.get(f"/surveys/{number}/repairs").json()["repairs"][0]["taken"]


def test_a_waiting_survey_is_cancelled_before_it_begins(desk: Desk, monkeypatch):
    first, worker = hand_in_slowly(desk, monkeypatch, overlap_neighbours(), "first.gpkg")
    other = CHAOYANG.zones().drop(index="kiosk")
    second = desk.hand_in(desk.write(other, "second.gpkg")).json()["id"]
    assert desk.post(f"/surveys/{second}/cancel").json()["status"] == "refused"
    error = desk.get(f"/surveys/{second}").json()["error"]
    assert error["code"] == "cancelled"
    assert "gis_staff" in error["message"]["zh"]
    os.kill(worker, signal.SIGCONT)
    assert desk.wait(first)["status"] == "staged"
    assert desk.get(f"/surveys/{second}").json()["run"] == 0
    assert desk.post(f"/surveys/{second}/cancel").status_code == 409


def test_a_reading_is_cancelled(desk: Desk, monkeypatch):
    number, worker = hand_in_slowly(desk, monkeypatch, overlap_neighbours(), "cancelled.gpkg")
    wait_reading(desk, number, worker)
    assert desk.post(f"/surveys/{number}/cancel").status_code == 202
    os.kill(worker, signal.SIGCONT)
    found = desk.wait(number)
    assert (found["status"], found["error"]["code"]) == ("refused", "cancelled")
    again = desk.post(f"/surveys/{number}/answers")
    assert again.status_code == 202, "a cancelled survey may be read again"
    assert desk.wait(number, "staged")["run"] == 2


def test_a_killed_worker_leaves_its_survey_refused(desk: Desk, monkeypatch):
    number, worker = hand_in_slowly(desk, monkeypatch, overlap_neighbours(), "killed.gpkg")
    wait_reading(desk, number, worker)
    before = desk.release()
    os.kill(worker, signal.SIGKILL)
    found = desk.wait(number)
    assert (found["status"], found["error"]["code"]) == ("refused", "worker_failed")
    assert found["error"]["hint"]["zh"]
    assert desk.release() == before
    later = desk.stage(CHAOYANG.zones().drop(index="kiosk"), "later.gpkg")
    assert later["status"] == "staged", "the next survey is worked on"


def test_a_server_that_ends_in_the_middle_goes_on_at_its_next_start(office, monkeypatch):
    with open_desk(office) as desk:
        number, worker = hand_in_slowly(desk, monkeypatch, overlap_neighbours(), "middle.gpkg")
        wait_reading(desk, number, worker)
    assert is_gone(worker)
    with office.database.read() as connection:
        status = connection.execute(
            text("SELECT status FROM survey WHERE id = :id"), {"id": number}
        ).scalar_one()
    assert status == "reading"
    with open_desk(office) as desk:
        found = desk.wait(number)
        assert (found["status"], found["run"]) == ("staged", 2), found["error"]


def test_what_somebody_else_works_on_is_left_to_them(desk: Desk):
    number = desk.stage(overlap_neighbours(), "busy.gpkg")["id"]
    with hold_survey(desk.office.database, number):
        assert desk.post(f"/surveys/{number}/answers").status_code == 202
        end = time.monotonic() + 30
        while ("run", number) not in desk.context.jobs._held and time.monotonic() < end:
            time.sleep(0.05)
        assert ("run", number) in desk.context.jobs._held
        assert desk.get(f"/surveys/{number}").json()["status"] == "queued"
    assert BUSY == 75
    desk.context.jobs.wake()
    assert desk.wait(number)["status"] == "staged"


def test_what_keeps_a_survey_from_being_published_is_kept_with_it(desk: Desk):
    """The order was right when it was given, and is not when its turn comes."""
    found = desk.stage(overlap_neighbours(), "too-late.gpkg")
    order = {"expected": 1, "actor": "gis_staff", "reason": "晚了一步"}
    desk.context.jobs.add(Job("publish", found["id"], order))
    end = time.monotonic() + 60
    while (now := desk.get(f"/surveys/{found['id']}").json())["error"] is None:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert now["status"] == "staged"
    assert now["error"]["message"]["zh"]
    assert now["error"]["code"]


def test_an_edited_body_is_not_larger_than_others(desk: Desk):
    answer = desk.gis.post("/api/v1/surveys/edits", content=b"x" * 1_100_000, headers=ORIGIN)
    assert answer.status_code == 413
