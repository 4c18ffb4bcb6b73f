"""Why a record is in a ledger over HTTP, contesting it, and the mappings that are remembered."""

import time

import pytest
from sqlalchemy import text

from tests.api.conftest import ORIGIN, Office
from tests.api.desk import fill_town
from tests.api.record_desk import HEADER, RecordDesk, make_xlsx, open_record_desk, orders


@pytest.fixture(scope="module")
def desk(make_office):
    office: Office = make_office(filled=False)
    fill_town(office)
    with open_record_desk(office) as opened:
        opened.load(make_xlsx(orders("青石苑", "河畔家园一期", "河畔家园一期")))
        yield opened


def ask(desk: RecordDesk, zone: str, key: str, client=None, kind: str = "complaint"):
    address = f"/api/v1/zones/{desk.zone(zone)}/why"
    return (client or desk.staff).get(address, params={"kind": kind, "key": key})


def wait_for(found):
    """What comes when the server has heard of it."""
    end = time.monotonic() + 20
    while not (one := found()) and time.monotonic() < end:
        time.sleep(0.05)
    return one


def test_a_ledgers_record_tells_why(desk: RecordDesk):
    told = ask(desk, "stone_west", "GD0001", desk.district).json()
    assert told["said"] == {"zone_name": "青石苑", "street_name": "河西街道"}
    assert told["by"] == "name"
    assert told["runner_up"]["zone_uid"] == desk.zone("stone_east")
    assert told["margin"] > 0
    assert all(fact["zh"] and fact["en"] for fact in told["facts"])
    assert told["open"]
    missing = ask(desk, "kiosk", "GD0001")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "record_not_found")
    assert ask(desk, "kiosk", "GD0001", kind="service").status_code == 400


def test_a_street_asks_about_its_own_ledgers(desk: RecordDesk):
    assert ask(desk, "stone_west", "GD0001", desk.west).status_code == 200
    assert ask(desk, "stone_west", "GD0001", desk.east).status_code == 403


def test_data_staff_contest_what_is_placed_and_nobody_else(desk: RecordDesk):
    key = ask(desk, "river_1", "GD0002").json()["key"]
    wanted = {"key": key, "zone": desk.zone("river_2"), "placed": True}
    assert desk.decide(**wanted, client=desk.west).json()["error"]["code"] == "forbidden"
    assert desk.decide(**{**wanted, "placed": False}).status_code == 404
    body = {"key": key, "verdict": "zone", "zone_uid": desk.zone("river_2"), "placed": True}
    assert desk.post("/decisions/preview", **body).json() == {"rows": 2, "also": []}
    made = desk.decide(**wanted).json()
    assert made["rows"] == 2
    assert wait_for(lambda: ask(desk, "river_1", "GD0002").status_code == 404)
    told = ask(desk, "river_2", "GD0002").json()
    assert (told["by"], told["open"], told["runner_up"]) == ("decided", False, None)
    again = desk.decide(key, desk.zone("kiosk"), placed=True)
    assert again.json()["error"]["code"] == "decided_meanwhile"
    assert desk.post(f"/decisions/{made['id']}/undo").json()["rows"] == 2
    assert wait_for(lambda: ask(desk, "river_1", "GD0002").json().get("by") == "name")


def test_a_name_may_come_with_what_is_contested(desk: RecordDesk):
    key = ask(desk, "stone_west", "GD0001").json()["key"]
    alias = {"name": "青石苑", "scope": "street"}
    made = desk.decide(key, desk.zone("kiosk"), placed=True, alias=alias)
    assert made.json()["rows"] == 1
    assert wait_for(lambda: ask(desk, "kiosk", "GD0001").json().get("by") == "decided")
    desk.post(f"/decisions/{made.json()['id']}/undo")


def test_mappings_are_listed_and_forgotten(desk: RecordDesk):
    header = [*HEADER[:3], "问题小区", HEADER[4]]
    found = desk.try_out(make_xlsx(orders("青石苑", start=50), header), source="热线平台")
    said = {"columns": {"问题小区": "zone_name"}, "remember": True}
    desk.send("PUT", f"/workbooks/{found['id']}/mapping", **said)
    desk.wait(found["id"], "ready")
    desk.post(f"/workbooks/{found['id']}/load")
    desk.wait(found["id"], "loaded")
    (one,) = desk.get("/mappings", desk.district).json()
    assert (one["kind"], one["source"], one["decided_by"]) == (
        "complaint", "热线平台", "data_staff"
    )  # fmt: skip
    assert one["columns"]["问题小区"] == "zone_name"
    address = f"/api/v1/records/mappings/{one['kind']}/{one['signature']}"
    assert desk.district.delete(address, headers=ORIGIN).status_code == 403
    assert desk.staff.delete(address, headers=ORIGIN).status_code == 204
    gone = desk.staff.delete(address, headers=ORIGIN)
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "mapping_not_found")
    assert desk.get("/mappings").json() == []
    with desk.office.database.read() as connection:
        wanted = text("SELECT actor, subject FROM audit_entry WHERE action = 'records.forget'")
        assert connection.execute(wanted).all() == [
            ("data_staff", f"mapping complaint-{one['signature']}")
        ]
