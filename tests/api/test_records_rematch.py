"""After a release, records are matched again by themselves, also by the next server; it is told."""

import time

import geopandas as gpd
import pandas as pd
import pytest
from sqlalchemy import text

from geo.boundaries.load import load_survey
from geo.rows import Actor
from geo.surveys import PlaceKind, SurveyRequest
from tests.api.conftest import ORIGIN, Office, sign_in
from tests.api.desk import fill_town
from tests.api.record_desk import Listener, RecordDesk, make_xlsx, open_record_desk, orders
from tests.world import CHAOYANG, write_geopackage
from tiles.archive import make_publish_hook

NEW = "新月里"


@pytest.fixture
def office(make_office) -> Office:
    made = make_office(filled=False)
    fill_town(made)
    return made


def survey_new_zone() -> gpd.GeoDataFrame:
    """The town with a zone more."""
    frame = CHAOYANG.zones()
    more = frame.loc[["empty"]].copy()
    more.index = ["new"]
    more[CHAOYANG.fields["name"]] = NEW
    more[CHAOYANG.fields["code"]] = CHAOYANG.code("empty")[:-3] + "777"
    more["geometry"] = [CHAOYANG.block(-900, 850, -700, 950)]
    return gpd.GeoDataFrame(pd.concat([frame, more]), crs=frame.crs)


def publish(office: Office, frame: gpd.GeoDataFrame, name: str) -> int:
    """Publishes a survey as another process does; returns the release."""
    path = write_geopackage(frame, office.settings.data / name, CHAOYANG.srid)
    hook = make_publish_hook(office.profile, office.settings.archives)
    wanted = SurveyRequest(PlaceKind.ZONE)
    actor = Actor("surveyor")
    done = load_survey(office.database, office.profile, path, wanted, actor, hook)
    assert done.release_id is not None
    return done.release_id


def wait_rematched(desk: RecordDesk, release: int) -> dict:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        found = desk.get("/changes", release=release).json()
        if found["revision"] is not None:
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def place_of(office: Office, name: str) -> tuple[str, int | None]:
    """Where the current record that says a name is."""
    with office.database.read() as connection:
        row = connection.execute(
            text(
                "SELECT placement, zone_uid FROM complaint WHERE upper_inf(sys)"
                " AND evidence -> 'said' ->> 'zone_name' = :name"
            ),
            {"name": name},
        ).one()
    return row.placement, row.zone_uid


def test_a_release_places_what_waited_for_it_and_the_change_is_listed(office: Office):
    with open_record_desk(office) as desk:
        desk.load(make_xlsx(orders(NEW, "空置楼", "不知何处")))
        assert place_of(office, NEW) == ("review", None)
        heard = Listener(desk)
        release = publish(office, survey_new_zone(), "grown.gpkg")
        found = wait_rematched(desk, release)
        assert (found["gained"], found["lost"], found["moved"]) == (1, 0, 0)
        change = found["changes"][0]
        assert (change["from_placement"], change["to_placement"]) == ("review", "matched")
        assert change["to_zone"]["name"] == NEW
        assert change["from_zone"] is None
        assert place_of(office, NEW) == ("matched", change["to_zone"]["zone_uid"])
        listed = desk.staff.get("/api/v1/releases").json()
        assert listed[0]["rematch"] == {
            "revision": found["revision"], "gained": 1, "lost": 0, "moved": 0,
        }  # fmt: skip
        assert listed[1]["rematch"] is None
        told = heard.wait_for("rematch", gained=1)
        assert (told["release"], told["lost"], told["moved"]) == (release, 0, 0)
        heard.wait_for("review", rows=1)
        assert desk.get("/waiting").json()["rows"] == 1
        revisions = count_revisions(office)
        desk.context.jobs.wake()
        time.sleep(1)
        assert count_revisions(office) == revisions, "it is done once"


def count_revisions(office: Office) -> int:
    with office.database.read() as connection:
        return connection.execute(text("SELECT count(*) FROM revision")).scalar_one()


def test_a_server_that_starts_later_does_what_is_due_and_a_roll_back_is_one_too(office: Office):
    with open_record_desk(office) as desk:
        desk.load(make_xlsx(orders(NEW, "空置楼")))
    release = publish(office, survey_new_zone(), "other.gpkg")
    with open_record_desk(office) as desk:
        assert wait_rematched(desk, release)["gained"] == 1
        assert place_of(office, NEW)[0] == "matched"
        gis = sign_in(office, desk.app, "gis_staff")
        order = {"expected_release": release, "reason": "退回上一版"}
        address = f"/api/v1/releases/{release - 1}/rollback"
        assert gis.post(address, json=order, headers=ORIGIN).status_code == 202
        back = wait_rematched(desk, release + 1)
        assert (back["gained"], back["lost"], back["moved"]) == (0, 1, 0)
        assert back["changes"][0]["from_zone"]["name"] == NEW
        assert place_of(office, NEW) == ("review", None)


def test_matching_all_again_on_demand_tells_what_it_did(office: Office):
    with open_record_desk(office) as desk:
        desk.load(make_xlsx(orders("空置楼", "不知何处")))
        heard = Listener(desk)
        answer = desk.post("/rematch")
        assert (answer.status_code, answer.json()) == (202, {"release": None})
        told = heard.wait_for("rematch", unchanged=2)
        assert (told["gained"], told["lost"], told["moved"]) == (0, 0, 0)


def test_matching_that_fails_is_told_and_left_for_a_while(office: Office, monkeypatch):
    with open_record_desk(office) as desk:
        desk.load(make_xlsx(orders(NEW)))
        heard = Listener(desk)
        jobs = desk.context.jobs
        started = []
        start = jobs._start

        def kill_at_once(job):
            worker = start(job)
            if job.action == "rematch":
                started.append(job)
                worker.kill()
            return worker

        monkeypatch.setattr(jobs, "_start", kill_at_once)
        release = publish(office, survey_new_zone(), "failing.gpkg")
        told = heard.wait_for("rematch", release=release)
        assert told["error"]["code"] == "worker_failed"
        assert desk.load(make_xlsx(orders("空置楼", start=50)))["status"] == "loaded"
        assert len(started) == 1
        monkeypatch.undo()
        jobs._queues["rematch"]._not_before = 0.0
        jobs.wake()
        assert wait_rematched(desk, release)["gained"] == 1
