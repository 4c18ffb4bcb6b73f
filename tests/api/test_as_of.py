"""Reading as of another time: at the edges of days, releases and revisions."""

import datetime as dt
import gzip
import math

import pytest
from shapely.affinity import translate
from starlette.testclient import TestClient

from api.auth.accounts import NewAccount, create_account
from api.auth.roles import Role
from geo.settings import Settings
from tests.api.conftest import PASSWORD, Office, fill_people, sign_in
from tests.tiles.decoding import decode
from tests.world import spoil

DAY = dt.date(2022, 11, 8)
OLD, NEW = "机床厂宿舍", "机床厂家属院"


@pytest.fixture
def known(town):
    """Release 3 says since 2022-11-08 another name; release 4 says that a zone is gone by now."""
    zones = spoil(town.world.zones(), "works", 小区名称=NEW)
    town.survey(zones, surveyed_on=DAY)
    town.survey(zones.drop("kiosk"), accepted={"D1": "gone"})
    return town


@pytest.fixture
def office(known, tmp_path):
    url = known.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    made = Office(known.database, Settings(data=tmp_path, database_url=url), known.profile)
    fill_people(made)
    with known.database.write() as connection:
        account = NewAccount("east", "East", Role.STREET_OFFICIAL, "110105902", PASSWORD)
        create_account(connection, account, "test")
    return made


@pytest.fixture
def client(office):
    app = office.app()
    with TestClient(app):
        yield sign_in(office, app, "viewer")


def published(known, release: int) -> dt.datetime:
    return known.one("SELECT published_at FROM release WHERE id = :release", release=release)


def list_columns(bounds, zoom: int) -> list[tuple[int, int]]:
    """Columns and rows of the tiles that touch a box in degrees."""
    west, south, east, north = bounds
    size = 1 << zoom

    def row(latitude: float) -> int:
        return int((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * size)

    columns = range(int((west + 180) / 360 * size), int((east + 180) / 360 * size) + 1)
    return [(x, y) for x in columns for y in range(row(north), row(south) + 1)]


def name_of(client, uid: int, **when) -> str:
    answer = client.get(f"/api/v1/zones/{uid}", params=when)
    assert answer.status_code == 200, answer.json()
    return answer.json()["properties"]["name"]


def test_a_day_means_its_end_in_the_district(client, known):
    uid = known.uid("works")
    expected = {
        "2022-11-07": OLD, "2022-11-08": NEW,
        "2022-11-07T23:59:59": OLD, "2022-11-08T00:00:00": NEW,
        "2022-11-07T15:59:59.999999+00:00": OLD, "2022-11-07T16:00:00Z": NEW,
        "1900-01-01": OLD, "2999-01-01": NEW,
    }  # fmt: skip
    assert {when: name_of(client, uid, valid_at=when) for when in expected} == expected
    assert name_of(client, uid) == NEW
    # A plus sign that nobody escaped.
    raw = client.get(f"/api/v1/zones/{uid}?valid_at=2022-11-08T00:00:00+08:00")
    assert raw.json()["properties"]["name"] == NEW
    assert raw.headers["OneMap-Valid-At"] == "2022-11-07T16:00:00+00:00"


def test_what_was_known_is_not_what_was_so(client, known):
    uid, kiosk = (
        known.uid("works"),
        known.one("SELECT zone_uid FROM zone_version WHERE name = '报刊亭' LIMIT 1"),
    )
    second, third, fourth = (published(known, number) for number in (2, 3, 4))
    tick = dt.timedelta(microseconds=1)

    def ask(moment, **more):
        return name_of(client, uid, known_at=moment.isoformat(), **more)

    assert (ask(second), ask(third - tick), ask(third), ask(fourth)) == (OLD, OLD, NEW, NEW)
    # Known then, and asked about any day: nobody knew of the other name.
    assert ask(third - tick, valid_at="2022-11-08") == OLD
    assert ask(third, valid_at="2022-11-07") == OLD
    # Gone today, there in all that was known before, and on the ground before.
    assert client.get(f"/api/v1/zones/{kiosk}").status_code == 404
    assert name_of(client, kiosk, known_at=third.isoformat()) == "报刊亭"
    assert name_of(client, kiosk, valid_at="2022-11-08") == "报刊亭"


def test_pages_and_streets_are_read_as_of_then(client, known):
    def count(**when):
        page = client.get("/api/v1/zones", params={"limit": 3, **when})
        streets = client.get("/api/v1/streets", params=when)
        inside = sum(street["zones"] for street in streets.json())
        used = {answer.headers["OneMap-Release"] for answer in (page, streets)}
        return page.json()["numberMatched"], inside, used

    assert count() == (8, 8, {"4"})
    assert count(valid_at="2022-11-08") == (9, 9, {"4"})
    assert count(known_at=published(known, 3).isoformat()) == (9, 9, {"3"})
    # Streets alone were published first.
    first = published(known, 1).isoformat()
    assert count(known_at=first) == (0, 0, {"1"})
    assert len(client.get("/api/v1/streets", params={"known_at": first}).json()) == 2


def test_nothing_was_known_before_the_first_release(client, known):
    before = published(known, 1) - dt.timedelta(microseconds=1)
    for path in ("zones", "streets", f"zones/{known.uid('works')}"):
        for when in (before.isoformat(), "2022-11-08"):
            answer = client.get(f"/api/v1/{path}", params={"known_at": when})
            assert answer.status_code == 404
            error = answer.json()["error"]
            assert error["code"] == "not_known_yet"
            assert error["message"] == {
                "zh": "那时还没有发布任何边界。",
                "en": "No boundaries had been published by then.",
            }


@pytest.mark.parametrize("when", ["", "yesterday", "2022-13-01", "9999-12-31", "2022-11-08T25:00"])
@pytest.mark.parametrize("name", ["valid_at", "known_at"])
def test_what_is_no_time_is_refused(client, name, when):
    answer = client.get("/api/v1/zones", params={name: when})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_parameter")
    assert name in answer.json()["error"]["message"]["en"]


def test_answers_of_different_times_have_different_tags(client, known):
    path = f"/api/v1/zones/{known.uid('works')}"
    asked = [{}, {"valid_at": "2022-11-07"}, {"known_at": published(known, 2).isoformat()}]
    tags = [client.get(path, params=when).headers["ETag"] for when in asked]
    assert len(set(tags)) == 3
    for when, tag in zip(asked, tags, strict=True):
        again = client.get(path, params=when, headers={"If-None-Match": tag})
        assert again.status_code == 304
        other = client.get(path, params={"valid_at": "2001-01-01"}, headers={"If-None-Match": tag})
        assert other.status_code == 200


def test_the_ledger_tells_records_and_boundaries_as_of_then(office, known):
    works = known.world.code("works")
    header = ("区域编码", "服务方式")
    known.records("service", header, [(works, "失管")])
    (first,) = known.query("SELECT committed_at FROM revision")
    known.records("service", header, [(works, "应急物业服务")])
    path = f"/api/v1/zones/{known.uid('works')}/ledger"
    app = office.app()
    with TestClient(app):
        official = sign_in(office, app, "district_official")

        def ask(**when):
            answer = official.get(path, params=when)
            assert answer.status_code == 200, answer.json()
            sections, used = answer.json()["sections"], answer.headers
            served = sections["service"]["mode"] if sections["service"] else None
            basics = sections["basics"]
            assert str(basics["version"]["release"]) == used["OneMap-Release"]
            return basics["name"], served, used["OneMap-Release"], used["OneMap-Revision"]

        assert ask() == (NEW, "emergency", "4", "2")
        assert ask(known_at=first.committed_at.isoformat()) == (NEW, "none", "4", "1")
        assert ask(known_at=published(known, 3).isoformat()) == (NEW, None, "3", "0")
        assert ask(known_at=published(known, 2).isoformat()) == (OLD, None, "2", "0")
        assert ask(valid_at="2022-11-07") == (OLD, "emergency", "4", "2")


def test_a_street_official_reads_no_zone_that_is_another_streets_now(office, known):
    uid = known.uid("astride")
    zones = spoil(known.world.zones(), "works", 小区名称=NEW).drop("kiosk")
    shape = translate(zones.geometry["astride"], -100)
    since = dt.date(2022, 12, 1)
    known.survey(spoil(zones, "astride", geometry=shape), surveyed_on=since)
    assert known.uid("astride") == uid
    app = office.app()
    with TestClient(app):
        viewer, official = (sign_in(office, app, who) for who in ("viewer", "east"))
        then = {"valid_at": "2022-11-30"}
        streets = [
            viewer.get(f"/api/v1/zones/{uid}", params=when).json()["properties"]["street_name"]
            for when in ({}, then)
        ]
        answers = [
            official.get(f"/api/v1/zones/{zone}/ledger", params=when).status_code
            for zone in (uid, known.uid("works"))
            for when in ({}, then)
        ]
    # It lay in the official's street, but its records are the other street's affair today.
    assert streets == ["河西街道", "河东街道"]
    assert answers == [403, 403, 200, 200]


def test_tiles_of_the_release_that_was_in_force(client, known):
    def ask(**when):
        return client.get("/tiles/map/at.json", params=when)

    third = ask(known_at=published(known, 3).isoformat())
    assert third.status_code == 200
    assert third.json() == client.get("/tiles/map/3.json").json()
    assert ask(known_at="2999-01-01").json()["version"] == "4.0.0"
    early = ask(known_at="2022-11-08")
    assert (early.status_code, early.json()["error"]["code"]) == (404, "not_known_yet")
    for wrong in (
        {},
        {"known_at": "soon"},
        {"valid_at": ""},
        {"known_at": "2999-01-01", "at": "1"},
    ):
        assert ask(**wrong).status_code == 400
    client.cookies.clear()
    assert ask(known_at="2999-01-01").status_code == 401


def test_tiles_of_a_day_on_the_ground(client, known):
    def ask(release="at", **when):
        answer = client.get(f"/tiles/map/{release}.json", params=when)
        assert answer.status_code == 200, answer.json()
        template = answer.json()["tiles"][0]
        zoom = answer.json()["maxzoom"]
        names = set()
        for x, y in list_columns(answer.json()["bounds"], zoom):
            tile = client.get(template.format(z=zoom, x=x, y=y))
            if tile.status_code == 200:
                zones = decode(gzip.compress(tile.content)).get("zone", {"features": []})
                names |= {feature["properties"]["name"] for feature in zones["features"]}
        return template.split("/")[-4], names & {OLD, NEW, "报刊亭"}

    today, gone = ask(4), published(known, 4)
    assert today == ("4", {NEW})
    # What is so on the day of the survey, with what has gone since then.
    on_the_day = ask(4, valid_at="2022-11-08")
    assert on_the_day == ("4@20221107T160000Z", {NEW, "报刊亭"})
    assert ask(4, valid_at="2022-11-07")[1] == {OLD, "报刊亭"}
    # Any day between two changes, and any later than the last one, has the same tiles.
    assert ask(4, valid_at="2022-11-20") == on_the_day
    assert ask(valid_at="2999-01-01") == today
    assert ask(4, valid_at=gone.isoformat()) == today
    # What release 2 knew of that day, and of its own.
    assert ask(2, valid_at="2022-11-08")[1] == {OLD, "报刊亭"}
    assert ask(known_at=published(known, 3).isoformat(), valid_at="2022-11-07")[0].startswith("3@")
    refused = client.get("/tiles/map/999.json", params={"valid_at": "2022-11-08"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "release_not_found")


def test_the_state_and_its_documents_as_of_then(client, known):
    def ask(**when):
        answer = client.get("/api/v1/state", params=when)
        assert answer.status_code == 200, answer.json()
        state = answer.json()
        columns = client.get(state["columns"]).json()
        assert client.get(state["tilejson"]).json()["tiles"][0].endswith(state["tiles"])
        assert state["zones"] == len(columns["zones"]["uid"])
        assert all(len(one["codes"]) == state["zones"] for one in columns["categories"].values())
        names = set(columns["zones"]["name"]) & {OLD, NEW, "报刊亭"}
        return state["release"], state["valid_at"], names

    today = (4, None, {NEW})
    assert ask() == ask(valid_at="2999-01-01") == ask(known_at="2999-01-01") == today
    assert ask(known_at=published(known, 3).isoformat()) == (3, None, {NEW, "报刊亭"})
    changed = "2022-11-07T16:00:00Z"
    assert ask(valid_at="2022-11-20") == (4, changed, {NEW, "报刊亭"})
    assert ask(valid_at="2022-11-07")[2] == {OLD, "报刊亭"}
    opened = dt.datetime.fromisoformat(client.get("/api/v1/state").json()["opened_at"])
    assert opened == published(known, 1)
    early = client.get("/api/v1/state", params={"known_at": "2022-11-08"})
    assert (early.status_code, early.json()["error"]["code"]) == (404, "not_known_yet")
    assert client.get("/api/v1/state", params={"valid_at": "soon"}).status_code == 400


def test_figures_and_search_as_of_then(client):
    def count(**when):
        found = client.get("/api/v1/indicators", params=when).json()
        return sum(street["zones"] for street in found["streets"])

    assert (count(), count(valid_at="2022-11-20")) == (8, 9)
    for when, names in (({}, [NEW]), ({"valid_at": "2022-11-07"}, [OLD])):
        hits = client.get("/api/v1/search", params={"q": "机床厂", **when}).json()["hits"]
        assert [hit["name"] for hit in hits if hit["matched"] == "name"] == names
