"""What a street's official sees and may decide: what names the own street, for its own zones."""

import pytest

from tests.api.conftest import Office
from tests.api.desk import fill_town
from tests.api.record_desk import RecordDesk, make_xlsx, open_record_desk, orders
from tests.world import CHAOYANG

WEST = ("西一里", "西二里", "西三里")
EAST = ("东一里", "东二里")


@pytest.fixture(scope="module")
def desk(make_office):
    office: Office = make_office(filled=False)
    fill_town(office)
    rows = [
        *orders(*WEST, street="河西街道", start=1),
        *orders("西四里", street="朝阳区河西", start=10),
        *orders("西五里", street="河西街道办事处", start=15),
        *orders(*EAST, street="河东街道", start=20),
        *orders("无街里", street="", start=30),
        *orders("远乡里", street="河西走廊街道", start=40),
        *orders("混写里", street="河东街道河西街道", start=50),
    ]
    with open_record_desk(office) as opened:
        opened.load(make_xlsx(rows))
        yield opened


def list_names(desk: RecordDesk, client=None, **query: str) -> set[str]:
    page = desk.get("/review", client, **query).json()
    assert page["groups"] == len(page["items"])
    assert page["rows"] == sum(item["rows"] for item in page["items"])
    return {item["said"]["zone_name"] for item in page["items"]}


def test_an_official_sees_what_names_the_own_street_however_it_is_written(desk: RecordDesk):
    assert list_names(desk, desk.west) == {*WEST, "西四里", "西五里"}
    assert list_names(desk, desk.east) == set(EAST)
    assert {*WEST, *EAST, "无街里", "远乡里", "混写里"} <= list_names(desk)
    waiting = desk.get("/waiting", desk.east).json()
    assert waiting == {"groups": 2, "rows": 2, "kinds": {"complaint": 2}}


def test_no_query_shows_another_street(desk: RecordDesk):
    own, other = CHAOYANG.street_codes["west"], CHAOYANG.street_codes["east"]
    assert list_names(desk, desk.west, street=own) == {*WEST, "西四里", "西五里"}
    for address in ("/review", "/waiting"):
        answer = desk.get(address, desk.west, street=other)
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "other_street"
    for name in (*EAST, "无街里", "远乡里", "混写里"):
        answer = desk.get(f"/review/{desk.find_key(name)}", desk.west)
        assert answer.status_code == 403, name
        assert name not in answer.text
    assert desk.get(f"/review/{desk.find_key('西一里')}", desk.west).status_code == 200


def test_an_official_decides_for_the_own_street_and_undoes_that(desk: RecordDesk):
    key = desk.find_key("西一里")
    made = desk.decide(key, desk.zone("river_1"), desk.west)
    assert made.status_code == 200, made.text
    mine = desk.get("/decisions", desk.west).json()
    assert [one["decided_by"] for one in mine] == ["west"]
    assert desk.get("/decisions", desk.east).json() == []
    number = made.json()["id"]
    assert desk.post(f"/decisions/{number}/undo", desk.east).status_code == 403
    assert desk.post(f"/decisions/{number}/undo", desk.west).status_code == 200
    assert desk.find_key("西一里") == key


def test_an_official_decides_nothing_beyond_the_own_street(desk: RecordDesk):
    west, east = desk.zone("river_1"), desk.zone("works")
    own, other = desk.find_key("西二里"), desk.find_key("东一里")
    bodies = {
        "another street's records": {"key": other, "verdict": "zone", "zone_uid": west},
        "another street's zone": {"key": own, "verdict": "zone", "zone_uid": east},
        "elsewhere": {"key": own, "verdict": "elsewhere"},
        "nowhere": {"key": own, "verdict": "unplaceable"},
    }
    for scope in ("district", "source"):
        alias = {"name": "西二里", "scope": scope}
        bodies[scope] = {"key": own, "verdict": "zone", "zone_uid": west, "alias": alias}
    for name, body in bodies.items():
        for address in ("/decisions", "/decisions/preview"):
            answer = desk.post(address, desk.west, **body)
            assert answer.status_code == 403, f"{name}: {answer.text}"
            assert answer.json()["error"]["code"] in ("other_street", "own_street_only")
    assert desk.post("/decisions/preview", desk.west, **bodies["elsewhere"]).status_code == 403


def test_an_official_gives_a_name_within_the_own_street(desk: RecordDesk):
    key, zone = desk.find_key("西三里"), desk.zone("river_2")
    alias = {"name": "西三里", "scope": "street"}
    answer = desk.decide(key, zone, desk.west, alias=alias)
    assert answer.status_code == 200, answer.text
    name = desk.get("/aliases").json()[0]
    assert (name["scope"], name["street_name"]) == ("street", "河西街道")
    assert name["created_by"] == "west"
    assert desk.send("DELETE", f"/aliases/{name['id']}", desk.west).status_code == 403


def test_who_comes_second_is_told_even_from_another_desk(desk: RecordDesk):
    key = desk.find_key("东二里")
    assert desk.decide(key, desk.zone("works")).status_code == 200
    answer = desk.decide(key, desk.zone("works"), desk.east)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "decided_meanwhile")
