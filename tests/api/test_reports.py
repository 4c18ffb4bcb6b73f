"""Reports of a survey after it was read: they tell of the waivers that hold when they are asked."""

import json
import time

import pytest

from api import reports
from tests.api.conftest import ORIGIN, Office
from tests.api.desk import Desk, fill_town, open_desk
from tests.world import CHAOYANG, spoil


@pytest.fixture(scope="module")
def office(make_office) -> Office:
    made = make_office(filled=False)
    fill_town(made)
    return made


@pytest.fixture(scope="module")
def desk(office):
    with open_desk(office) as opened:
        yield opened


@pytest.fixture
def staged(desk: Desk) -> int:
    """The number of a survey with an overlap, whose report is written."""
    zones = CHAOYANG.zones()
    grown = zones.geometry["stone_west"].union(CHAOYANG.block(-700, 100, -590, 120))
    number = desk.stage(spoil(zones, "stone_west", geometry=grown), "grown.gpkg")["id"]
    end = time.monotonic() + 60
    while not desk.get(f"/surveys/{number}").json()["reports"]:
        assert time.monotonic() < end
        time.sleep(0.1)
    return number


def read_waived(desk: Desk, number: int) -> dict[str, str | None]:
    answer = desk.get(f"/surveys/{number}/report.json")
    assert answer.status_code == 200, answer.text
    return {
        one["fingerprint"]: one["waiver_reason"]
        for one in json.loads(answer.content)["findings"]
        if one["check"] == "T1"
    }


def test_a_report_tells_of_the_waivers_that_hold(desk: Desk, staged: int, monkeypatch):
    before = read_waived(desk, staged)
    assert set(before.values()) == {None}
    done = desk.post(f"/surveys/{staged}/waivers", check="T1", reason="共用围墙")
    assert done.status_code == 200, done.text
    page = desk.get(f"/surveys/{staged}/report.html").content.decode()
    assert "共用围墙" in page
    assert read_waived(desk, staged) == dict.fromkeys(before, "共用围墙")
    (first, *_) = before
    address = f"/api/v1/surveys/{staged}/waivers/{first}"
    assert desk.gis.delete(address, headers=ORIGIN).status_code == 204
    assert read_waived(desk, staged)[first] is None
    # What is up to date is not written again.
    monkeypatch.setattr(reports, "make_command", lambda *_: ["false"])
    assert read_waived(desk, staged)[first] is None


def test_a_report_that_cannot_be_renewed_says_so(desk: Desk, staged: int, monkeypatch):
    monkeypatch.setattr(reports, "make_command", lambda *_: ["false"])
    done = desk.post(f"/surveys/{staged}/waivers", check="T1", reason="另有约定")
    assert done.status_code == 200, done.text
    answer = desk.get(f"/surveys/{staged}/report.csv")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "report_failed")
    monkeypatch.undo()
    assert "另有约定" in desk.get(f"/surveys/{staged}/report.csv").content.decode()
