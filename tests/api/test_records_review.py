"""The matching desk over HTTP: what waits, decisions and names, undo; pages recolour at once."""

import threading

import pytest

from tests.api.conftest import ORIGIN, Office
from tests.api.desk import fill_town
from tests.api.record_desk import Listener, RecordDesk, make_xlsx, open_record_desk, orders


@pytest.fixture(scope="module")
def desk(make_office):
    office: Office = make_office(filled=False)
    fill_town(office)
    with open_record_desk(office) as opened:
        opened.load(make_xlsx(orders("河畔家园一期", *["河畔家园"] * 5, *["天外村"] * 3, "无名里")))
        yield opened


def count(desk: RecordDesk) -> int:
    return desk.get("/waiting").json()["rows"]


def add_orders(desk: RecordDesk, start: int, *names: str, **fields: str) -> None:
    desk.load(make_xlsx(orders(*names, start=start)), **fields)


def test_the_queue_shows_the_greatest_groups_first_page_by_page(desk: RecordDesk):
    page = desk.get("/review", limit=1).json()
    assert page["groups"] >= 3
    assert page["items"][0]["said"]["zone_name"] == "河畔家园"
    assert page["items"][0]["kinds"] == {"complaint": 5}
    names, after, rows = [], None, 0
    while True:
        query = {"limit": 1, **({"after": after} if after else {})}
        part = desk.get("/review", **query).json()
        assert (part["groups"], part["rows"]) == (page["groups"], page["rows"])
        names += [item["said"]["zone_name"] for item in part["items"]]
        rows += sum(item["rows"] for item in part["items"])
        if (after := part["next"]) is None:
            break
    assert names[:2] == ["河畔家园", "天外村"]
    assert rows == page["rows"]
    assert desk.get("/review", kind="service").json()["groups"] == 0
    waiting = desk.get("/waiting").json()
    assert (waiting["groups"], waiting["rows"]) == (page["groups"], page["rows"])


def test_a_group_shows_its_candidates_and_why(desk: RecordDesk):
    group = desk.get(f"/review/{desk.find_key('河畔家园')}").json()
    assert {one["zone_uid"] for one in group["candidates"]} >= {
        desk.zone("river_1"), desk.zone("river_2"),
    }  # fmt: skip
    best = group["candidates"][0]
    assert best["zone_uid"] == group["best"]["zone_uid"]
    assert all(fact["zh"] and fact["en"] for fact in best["facts"])
    assert best["geometry"]["type"] == "MultiPolygon"
    assert "crs" not in best["geometry"]
    west, south, east, north = best["bbox"]
    assert 115 < west < east < 118
    assert 39 < south < north < 41
    assert len(group["records"]) == 5
    assert group["records"][0]["key"].startswith("GD")


@pytest.mark.parametrize("key", ["0" * 16, "f" * 16])
def test_a_group_that_is_not_there(desk: RecordDesk, key):
    answer = desk.get(f"/review/{key}")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "group_not_found"


def test_what_waits_agrees_with_the_map_and_with_the_loads(desk: RecordDesk):
    """Also when a person has found that some of it has no place."""
    add_orders(desk, 900, "无踪里", "无踪里")
    made = desk.post("/decisions", key=desk.find_key("无踪里"), verdict="unplaceable").json()
    assert made["rows"] == 2
    wait_revision(desk, made["revision"])
    state = desk.staff.get("/api/v1/state").json()
    columns = desk.staff.get(state["columns"]).json()
    series = desk.staff.get(state["series"]).json()
    waiting = desk.get("/waiting").json()
    assert sum(series["unplaceable"]) == columns["unplaceable"]["complaints"] == 2
    assert sum(series["unmatched"]) - 2 == waiting["kinds"]["complaint"]
    on_map = {kind: n - columns["unplaceable"][kind] for kind, n in columns["unmatched"].items()}
    assert on_map["complaints"] == waiting["kinds"]["complaint"]
    del on_map["complaints"], on_map["complaints_12m"]
    assert sum(on_map.values()) == waiting["rows"] - waiting["kinds"]["complaint"]
    assert sum(load["waiting"] for load in desk.get("/loads").json()) == waiting["rows"]


def test_a_decision_settles_its_group_recolours_and_is_undone(desk: RecordDesk):
    heard = Listener(desk)
    add_orders(desk, 1000, "北里", "北里")
    key, zone, before = desk.find_key("北里"), desk.zone("empty"), count(desk)
    revision = desk.staff.get("/api/v1/state").json()["revision"]
    body = {"key": key, "verdict": "zone", "zone_uid": zone}
    assert desk.post("/decisions/preview", **body).json() == {"rows": 2, "also": []}
    assert count(desk) == before, "a preview writes nothing"
    made = desk.decide(key, zone).json()
    assert (made["rows"], made["also"]) == (2, [])
    assert made["revision"] > revision
    assert count(desk) == before - 2
    heard.wait_for("review", rows=before - 2)
    assert desk.get(f"/review/{key}").status_code == 404
    newest = desk.get("/decisions").json()[0]
    assert newest["id"] == made["id"]
    assert (newest["decided_by"], newest["zone"]["zone_uid"]) == ("data_staff", zone)
    moved = desk.get("/changes", revision=made["revision"]).json()
    assert (moved["gained"], len(moved["changes"])) == (2, 2)
    assert moved["changes"][0]["to_zone"]["zone_uid"] == zone
    wait_revision(desk, made["revision"])

    undone = desk.post(f"/decisions/{made['id']}/undo", desk.second).json()
    assert undone["rows"] == 2
    assert count(desk) == before
    assert desk.get("/decisions").json()[0]["undone_by"] == "second"
    assert desk.post(f"/decisions/{made['id']}/undo").status_code == 409
    assert desk.post("/decisions/9999/undo").status_code == 404


def wait_revision(desk: RecordDesk, revision: int) -> None:
    """Until open pages know it."""
    for _ in range(100):
        if desk.staff.get("/api/v1/state").json()["revision"] >= revision:
            return
        threading.Event().wait(0.05)
    raise AssertionError(revision)


def test_a_decision_holds_for_the_next_workbook(desk: RecordDesk):
    add_orders(desk, 1100, "南里")
    assert desk.decide(desk.find_key("南里"), desk.zone("works")).status_code == 200
    found = desk.try_out(make_xlsx(orders("南里", "南里", start=1110)))
    assert found["preview"]["matched"] == 2


@pytest.mark.parametrize(("verdict", "sum_"), [("elsewhere", "out_of_area"), ("unplaceable", None)])
def test_what_lies_elsewhere_or_nowhere_waits_no_more(desk: RecordDesk, verdict, sum_):
    name = {"elsewhere": "外区里", "unplaceable": "某处"}[verdict]
    add_orders(desk, 1200 if sum_ else 1250, name)
    before = count(desk)
    answer = desk.post("/decisions", key=desk.find_key(name), verdict=verdict)
    assert answer.status_code == 200, answer.text
    assert count(desk) == before - 1
    assert desk.get("/decisions").json()[0]["zone"] is None


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(desk: RecordDesk):
    add_orders(desk, 1300, "东里")
    key = desk.find_key("东里")
    barrier = threading.Barrier(2)
    answers = {}

    def choose(name: str, zone: str) -> None:
        client = {"data_staff": desk.staff, "second": desk.second}[name]
        barrier.wait()
        answers[name] = desk.decide(key, desk.zone(zone), client)

    threads = [
        threading.Thread(target=choose, args=args)
        for args in (("data_staff", "works"), ("second", "empty"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [200, 409]
    winner = next(name for name, answer in answers.items() if answer.status_code == 200)
    error = next(a for a in answers.values() if a.status_code == 409).json()["error"]
    assert error["code"] == "decided_meanwhile"
    told = error["details"][0]
    assert told["decided_by"] == winner
    assert told["decision"] == answers[winner].json()["id"]
    assert told["zone_uid"] == desk.zone({"data_staff": "works", "second": "empty"}[winner])


def test_a_name_places_other_groups_too_and_the_next_workbook(desk: RecordDesk):
    add_orders(desk, 1400, "老机床大院")
    desk.load(make_xlsx(orders("老机床大院", street="河东街道", start=1410)))
    key, zone = desk.find_key("老机床大院"), desk.zone("works")
    alias = {"name": "老机床大院", "scope": "district"}
    seen = desk.post("/decisions/preview", key=key, verdict="zone", zone_uid=zone, alias=alias)
    assert seen.status_code == 200, seen.text
    made = desk.decide(key, zone, alias=alias)
    assert made.status_code == 200, made.text
    assert made.json()["also"] == seen.json()["also"]
    also = made.json()["also"]
    assert [(one["said"]["zone_name"], one["rows"]) for one in also] == [("老机床大院", 1)]
    assert {one["said"]["street_name"] for one in also} <= {"河西街道", "河东街道"}
    names = desk.get("/aliases").json()
    assert (names[0]["name"], names[0]["zone"]["zone_uid"]) == ("老机床大院", zone)
    found = desk.try_out(make_xlsx(orders("老机床大院", start=1450)))
    assert found["preview"]["matched"] == 1
    before = count(desk)
    gone = desk.send("DELETE", f"/aliases/{names[0]['id']}")
    assert gone.status_code == 200, gone.text
    assert count(desk) >= before
    assert desk.send("DELETE", f"/aliases/{names[0]['id']}").status_code == 409
    assert desk.get("/aliases").json() == []


@pytest.mark.parametrize(
    "body",
    [
        {"verdict": "zone", "zone_uid": 1},
        {"key": "../../etc", "verdict": "elsewhere"},
        {"key": "0" * 16, "verdict": "zone"},
        {"key": "0" * 16, "verdict": "elsewhere", "zone_uid": 3},
        {"key": "0" * 16, "verdict": "elsewhere", "alias": {"name": "某某", "scope": "district"}},
        {"key": "0" * 16, "verdict": "zone", "zone_uid": 3, "alias": {"name": "x", "scope": "all"}},
        {"key": "0" * 16, "verdict": "perhaps"},
    ],
)
def test_a_decision_is_checked(desk: RecordDesk, body):
    for address in ("/decisions", "/decisions/preview"):
        assert desk.post(address, **body).status_code == 422


def test_a_decision_for_a_zone_that_is_not_there(desk: RecordDesk):
    answer = desk.decide(desk.find_key("天外村"), 987_654)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "zone_not_found")


def test_a_decision_from_another_site_is_refused(desk: RecordDesk):
    body = {"key": desk.find_key("天外村"), "verdict": "elsewhere"}
    for headers in ({}, {"Origin": "https://evil.example"}):
        answer = desk.staff.post("/api/v1/records/decisions", json=body, headers=headers)
        assert answer.status_code == 403
    assert ORIGIN
