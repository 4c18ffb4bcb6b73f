"""Workbooks over HTTP: handed in, tried, mapped, loaded, cancelled, withdrawn; their files go."""

import csv
import io
import threading

import openpyxl
import pytest
from sqlalchemy import text

from tests.api.conftest import Office
from tests.api.desk import fill_town
from tests.api.record_desk import (
    HEADER,
    Listener,
    RecordDesk,
    make_xlsx,
    open_record_desk,
    orders,
)

SUMS = ("matched", "review", "rejected", "out_of_area")


@pytest.fixture(scope="module")
def desk(make_office):
    office: Office = make_office(filled=False)
    fill_town(office)
    with open_record_desk(office) as opened:
        yield opened


def test_the_kinds_tell_their_columns(desk: RecordDesk):
    kinds = {kind["id"]: kind for kind in desk.get("/kinds").json()}
    assert {"complaint", "service", "committee", "enforcement", "firm", "rating"} <= set(kinds)
    columns = {column["name"]: column for column in kinds["complaint"]["columns"]}
    assert columns["order_no"]["required"]
    assert columns["order_no"]["label"]["zh"]
    assert columns["received_at"]["type"] == "datetime"
    assert "dimension_integrity" not in columns
    assert not kinds["firm"]["placed"]


def test_a_workbook_is_tried_which_writes_nothing(desk: RecordDesk):
    bad = ("GD0199", "昨天", "河西街道", "空置楼", "渗漏")
    rows = orders("河畔家园一期", "不知何处", "机床厂宿舍", start=100)
    tried = desk.try_out(make_xlsx([*rows, bad]), source="热线中心")
    assert tried["status"] == "ready", tried["error"]
    assert tried["can"] == {"map": True, "load": True, "cancel": False, "withdraw": True}
    preview = tried["preview"]
    assert preview["rows"] == 4 == sum(preview[name] for name in SUMS)
    assert (preview["rejected"], preview["new"], preview["unchanged"]) == (1, 3, 0)
    rejected = preview["rejections"][0]
    assert (rejected["row"], rejected["column"]) == (5, "受理时间")
    assert rejected["reason"]["en"]
    assert tried["sums"] == {name: preview[name] for name in ("rows", *SUMS)}
    assert tried["load_id"] is None
    assert desk.get("/loads").json() == []
    assert str(tried["id"]) in desk.kept_files()


def test_a_workbook_is_loaded_as_it_was_tried_and_its_file_goes(desk: RecordDesk):
    heard = Listener(desk)
    tried = desk.try_out(make_xlsx(orders("河畔家园一期", "不知何处", start=150)))
    answer = desk.post(f"/workbooks/{tried['id']}/load")
    assert (answer.status_code, answer.json()["status"]) == (202, "storing")
    loaded = desk.wait(tried["id"], "loaded")
    assert loaded["sums"] == tried["sums"]
    assert not any(loaded["can"].values())
    assert str(tried["id"]) not in desk.kept_files()
    load = desk.get("/loads").json()[0]
    assert load["id"] == loaded["load_id"]
    assert {name: load[name] for name in ("rows", *SUMS)} == loaded["sums"]
    assert load["waiting"] == load["review"] == 1
    assert load["revision"]
    assert list_audited(desk, tried["id"]) == ["workbook.receive", "workbook.load"]
    heard.wait_for("review", rows=desk.get("/waiting").json()["rows"])
    states = [one["workbook"] for one in heard.told if "workbook" in one]
    of_this = [one["status"] for one in states if one["id"] == tried["id"]]
    assert list(dict.fromkeys(of_this)) == ["queued", "reading", "ready", "storing", "loaded"]
    progress = [one["progress"] for one in states if one["progress"]]
    assert set(progress[0]) == {"done", "total", "label"}


def list_audited(desk: RecordDesk, workbook: int) -> list[str]:
    """What the audit tells of a workbook; all of it by who did it."""
    with desk.office.database.read() as connection:
        rows = connection.execute(
            text("SELECT actor, action FROM audit_entry WHERE subject = :s ORDER BY id"),
            {"s": f"workbook {workbook}"},
        ).all()
    assert {row.actor for row in rows} == {"data_staff"}
    return [row.action for row in rows]


def test_the_same_again_brings_nothing_new(desk: RecordDesk):
    content = make_xlsx(orders("河畔家园二期", start=200))
    desk.load(content)
    again = desk.try_out(content)
    assert (again["preview"]["new"], again["preview"]["unchanged"]) == (0, 1)
    before = desk.get("/loads").json()[0]["revision"]
    assert desk.load(content)["status"] == "loaded"
    assert desk.get("/loads").json()[0]["changed"] == 0
    assert before is not None


def test_missing_columns_are_asked_for_and_the_mapping_is_remembered(desk: RecordDesk):
    header = ("流水", "来件时刻", "街道名称", "位置", "三级分类", "来电人电话")
    rows = [(*row, "13800001111") for row in orders("空置楼", start=300)]
    asked = desk.try_out(make_xlsx(rows, header))
    assert asked["status"] == "asking"
    assert {"order_no", "received_at"} <= set(asked["proposal"]["missing"])
    assert asked["can"]["map"]
    assert not asked["can"]["load"]
    phone = next(one for one in asked["proposal"]["columns"] if "电话" in one["header"])
    assert (phone["personal"], phone["samples"], phone["column"]) == (True, [], None)
    number = asked["id"]
    assert desk.post(f"/workbooks/{number}/load").status_code == 409

    columns = {"流水": "order_no", "来件时刻": "received_at", "位置": "zone_name"}
    body = {"columns": columns, "remember": True}
    assert desk.send("PUT", f"/workbooks/{number}/mapping", **body).status_code == 202
    ready = desk.wait(number, "ready", "refused", "asking")
    assert ready["status"] == "ready", ready["error"]
    assert ready["preview"]["matched"] == 1
    by = {one["header"]: one["by"] for one in ready["proposal"]["columns"]}
    assert by["流水"] == "person"
    assert desk.post(f"/workbooks/{number}/load").status_code == 202
    assert desk.wait(number, "loaded")["sums"]["matched"] == 1

    next_month = [(*row, "13800001111") for row in orders("河畔家园一期", "空置楼", start=310)]
    later = desk.try_out(make_xlsx(next_month, header))
    assert later["status"] == "ready", later["error"]
    assert {one["by"] for one in later["proposal"]["columns"]} >= {"remembered", "personal"}
    assert desk.send("DELETE", f"/workbooks/{later['id']}").json()["status"] == "withdrawn"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"columns": {"流水": "no-such column"}},
        {"columns": {"流水": "x" * 80}},
        {"columns": {"流水": "order_no"}, "header_row": 0},
        {"columns": {"流水": "order_no"}, "sheets": []},
        {"columns": {}, "kind": "firm"},
    ],
)
def test_a_mapping_is_checked(desk: RecordDesk, body):
    assert desk.send("PUT", "/workbooks/1/mapping", **body).status_code == 422


def test_a_mapping_to_no_column_is_refused_with_the_workbook(desk: RecordDesk):
    found = desk.try_out(make_xlsx(orders("跨河里", start=400)))
    body = {"columns": {"工单编号": "galaxy"}}
    assert desk.send("PUT", f"/workbooks/{found['id']}/mapping", **body).status_code == 202
    refused = desk.wait(found["id"], "refused", "asking", "ready")
    assert refused["status"] == "refused"
    assert refused["error"]["message"]["zh"]
    assert refused["can"]["map"], "it can be mapped again"


def test_rejected_rows_come_back_under_their_own_headers_and_load_again(desk: RecordDesk):
    bad = ("GD0500", "不是日期", "河西街道", "=1+1", "@SUM(A1)")
    found = desk.load(make_xlsx([bad, *orders("空置楼", start=501)]))
    address = f"/loads/{found['load_id']}/rejected"
    answer = desk.get(f"{address}.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1
    assert set(HEADER) <= set(rows[0])
    assert rows[0]["工单编号"] == "GD0500"
    assert not any(cell.startswith(("=", "@", "+", "-")) for cell in rows[0].values())
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"{address}.xlsx").content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert desk.get(f"{address}.exe").status_code == 400
    assert desk.get("/loads/9999/rejected.csv").status_code == 404

    corrected = [cell.value for cell in book.active[2]]
    header = [cell.value for cell in book.active[1]]
    corrected[header.index("受理时间")] = "2022-05-06 08:00"
    corrected[header.index("小区名称")] = "空置楼"
    again = desk.load(make_xlsx([tuple(corrected)], header))
    assert (again["sums"]["matched"], again["sums"]["rejected"]) == (1, 0)


def test_a_load_that_is_ordered_twice_at_once_happens_once(desk: RecordDesk):
    found = desk.try_out(make_xlsx(orders("河畔家园一期", "空置楼", start=600)))
    loads = len(desk.get("/loads").json())
    barrier = threading.Barrier(2)
    statuses: list[int] = []

    def order() -> None:
        barrier.wait()
        statuses.append(desk.post(f"/workbooks/{found['id']}/load").status_code)

    threads = [threading.Thread(target=order) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [202, 409]
    desk.wait(found["id"], "loaded")
    assert len(desk.get("/loads").json()) == loads + 1


def test_two_workbooks_with_the_same_rows_bring_them_once(desk: RecordDesk):
    content = make_xlsx(orders("河畔家园二期", "空置楼", start=700))
    both = [desk.try_out(content, name=f"{n}.xlsx")["id"] for n in range(2)]
    for number in both:
        assert desk.post(f"/workbooks/{number}/load").status_code == 202
    loads = {desk.wait(number, "loaded")["load_id"] for number in both}
    changed = [one["changed"] for one in desk.get("/loads").json() if one["id"] in loads]
    assert sorted(changed) == [0, 2]


def test_others_read_what_staff_load_but_may_do_nothing(desk: RecordDesk):
    found = desk.try_out(make_xlsx(orders("空置楼", start=800)))
    seen = desk.get(f"/workbooks/{found['id']}", desk.district).json()
    assert seen["preview"] == found["preview"]
    assert not any(seen["can"].values())
    assert desk.get("/workbooks", desk.west).status_code == 403
    assert desk.send("DELETE", f"/workbooks/{found['id']}").status_code == 200
    assert str(found["id"]) not in desk.kept_files()
    assert desk.send("DELETE", f"/workbooks/{found['id']}").status_code == 409
