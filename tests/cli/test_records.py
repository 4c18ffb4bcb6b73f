"""onemap records: a month's workbooks from the command line, from the file to the last decision."""

import csv
import json

import pytest

from tests.cli.conftest import assert_refused
from tests.world import spoil, write_csv, write_workbook

CALLS = ("工单编号", "来电时间", "小区点位", "来电人电话/账号")


@pytest.fixture
def calls(town):
    """Five work orders: one finds its zone, three say 春风里, one has no day."""
    rows = [
        ("GD-1", "2022-05-01", "机床厂宿舍", "13800138000"),
        *((f"GD-{n}", "2022-05-02", "春风里", "") for n in (2, 3, 4)),
        ("GD-5", "昨天", "机床厂宿舍", ""),
    ]
    return write_csv(town.new_path("csv"), CALLS, rows)


def run_json(onemap, *arguments, code=0):
    done = onemap.run("records", *arguments, "--json")
    assert done.code == code, done.err
    return json.loads(done.out)


def load(onemap, calls):
    return run_json(onemap, "load", calls, "--kind", "complaint")


def test_a_dry_run_tells_all_and_writes_nothing(town, onemap, calls):
    before = town.content()
    tried = run_json(onemap, "load", calls, "--kind", "complaint", "--dry-run")
    assert (tried["dry_run"], tried["load"], tried["revision"]) == (True, None, None)
    assert town.content() == before
    assert town.one("SELECT count(*) FROM record_load") == 0
    loaded = load(onemap, calls)
    counts = ("rows", "matched", "review", "rejected", "out_of_area", "new", "corrected")
    assert [tried[name] for name in counts] == [loaded[name] for name in counts]
    assert [loaded[name] for name in counts] == [5, 1, 3, 1, 0, 4, 0]
    again = run_json(onemap, "load", calls, "--kind", "complaint", "--dry-run")
    assert (again["new"], again["corrected"], again["unchanged"]) == (0, 0, 4)


def test_from_waiting_to_decided_and_back(town, onemap, calls):
    load(onemap, calls)
    page = run_json(onemap, "review")
    assert (page["groups"], page["rows"], page["next"]) == (1, 3, None)
    (item,) = page["items"]
    assert (item["said"]["zone_name"], item["rows"]) == ("春风里", 3)
    assert item["key"] in onemap.run("records", "review").out
    group = run_json(onemap, "review", item["key"])
    assert [record["key"] for record in group["records"]] == ["GD-4", "GD-3", "GD-2"]

    code = town.world.code("works")
    tried = run_json(onemap, "decide", item["key"], "--zone", code, "--dry-run")
    assert (tried["rows"], tried["decision"], tried["revision"]) == (3, None, None)
    made = run_json(onemap, "decide", item["key"], "--zone", code)
    assert (made["rows"], made["decision"], made["revision"]) == (3, 1, 2)
    second = onemap.run("records", "decide", item["key"], "--elsewhere")
    assert_refused(second, 5, "已在您之前作出决定", "decided it before you")
    (decided,) = run_json(onemap, "decisions")["decisions"]
    assert (decided["zone"]["code"], decided["rows"]) == (code, 3)
    assert "春风里" in onemap.run("records", "decisions").out
    assert run_json(onemap, "list")["loads"][0]["waiting"] == 0

    assert run_json(onemap, "undo", 1)["rows"] == 3
    assert run_json(onemap, "review")["rows"] == 3
    assert_refused(onemap.run("records", "undo", 1), 5, "已由", "has undone")


def test_a_name_is_given_and_withdrawn(town, onemap, calls):
    load(onemap, calls)
    key = run_json(onemap, "review")["items"][0]["key"]
    name = ("--alias", "春风里", "--scope", "district")
    onemap.run("records", "decide", key, "--zone", town.world.code("works"), *name)
    (given,) = run_json(onemap, "names")["names"]
    assert (given["name"], given["scope"]) == ("春风里", "district")
    assert "春风里" in onemap.run("records", "names").out
    assert run_json(onemap, "withdraw", given["id"])["rows"] == 0
    assert run_json(onemap, "names")["names"] == []


@pytest.mark.parametrize(
    ("options", "code", "zh", "en"),
    [
        ((), 2, "--zone", "--unplaceable"),
        (("--zone", "x", "--elsewhere"), 2, "--zone", "--unplaceable"),
        (("--zone", "CY-1"), 1, "没有编码为 CY-1 的区域", "No zone in force"),
        (("--elsewhere", "--alias", "新名"), 1, "别名须指向一个区域", "goes with a zone"),
        (("--elsewhere",), 1, "没有待核实的记录", "No records wait"),
    ],
)
def test_decisions_that_cannot_be_made(refuse, options, code, zh, en):
    refuse("records", "decide", "0123456789abcdef", *options, code=code, zh=zh, en=en)


def test_rejected_rows_go_out_are_corrected_and_come_in(town, onemap, calls):
    loaded = load(onemap, calls)
    out = town.new_path("csv")
    told = run_json(onemap, "rejected", loaded["load"], "--output", out)
    assert told["rows"] == 1
    raw = out.read_text("utf-8-sig")
    assert "昨天" in raw
    assert "13800138000" not in raw
    out.write_text(raw.replace("昨天", "2022-05-03", 1), "utf-8-sig")
    again = run_json(onemap, "load", out, "--kind", "complaint")
    assert (again["rows"], again["matched"], again["new"]) == (1, 1, 1)
    assert run_json(onemap, "rejected", again["load"], "--output", town.new_path("xlsx")) == {
        "output": str(town.folder / f"file-{town.files}.xlsx"),
        "rows": 0,
    }
    missing = onemap.run("records", "rejected", 99, "--output", out)
    assert_refused(missing, 1, "没有编号为 99", "no load 99")


def test_what_a_person_could_not_place_is_rejected_with_that_reason(town, onemap, calls):
    loaded = load(onemap, calls)
    key = run_json(onemap, "review")["items"][0]["key"]
    onemap.run("records", "decide", key, "--unplaceable")
    out = town.new_path("csv")
    assert run_json(onemap, "rejected", loaded["load"], "--output", out)["rows"] == 4
    assert out.read_text("utf-8-sig").count("无法落位") == 3


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_exported_records_can_be_loaded_again(town, onemap, calls, ending):
    load(onemap, calls)
    out = town.new_path(ending)
    assert run_json(onemap, "export", "--kind", "complaint", "--output", out)["rows"] == 4
    again = run_json(onemap, "load", out, "--kind", "complaint", "--dry-run")
    assert (again["rows"], again["rejected"], again["new"]) == (4, 0, 0)


@pytest.mark.parametrize("name", ["x.pdf", "nowhere/x.csv"])
def test_files_that_cannot_be_written(town, onemap, name):
    done = onemap.run("records", "export", "--kind", "firm", "--output", town.folder / name)
    assert done.code in (1, 2)
    assert "Traceback" not in done.err
    assert "✗" in done.err


def test_a_mapping_is_given_and_remembered(town, onemap):
    header = ("单号", "什么时候", "哪里")
    path = write_workbook(town.new_path("xlsx"), header, [("GD-1", "2022-05-01", "机床厂宿舍")])
    refused = onemap.run("records", "load", path, "--kind", "complaint")
    assert refused.code == 1
    mapping = town.folder / "mapping.toml"
    mapping.write_text(
        'source = "接诉即办"\n[columns]\n"单号" = "order_no"\n"什么时候" = "received_at"\n'
        '"哪里" = "zone_name"\n',
        "utf-8",
    )
    given = ("--mapping", mapping, "--remember")
    assert run_json(onemap, "load", path, "--kind", "complaint", *given)["matched"] == 1
    later = write_workbook(town.new_path("xlsx"), header, [("GD-2", "2022-06-01", "机床厂宿舍")])
    assert run_json(onemap, "load", later, "--kind", "complaint")["matched"] == 1
    assert town.query("SELECT DISTINCT source FROM record_load") == [("接诉即办",)]


def test_records_follow_a_release_and_a_way_back(town, onemap, calls):
    """Publishing by the command line matches anew what it concerns."""
    load(onemap, calls)
    survey = town.write(spoil(town.world.zones(), "works", 小区名称="春风里"))
    done = onemap.run("survey", "load", survey, "--kind", "zone")
    assert "新匹配 3" in done.out, done.out + done.err
    assert "3 gained" in done.out
    back = onemap.run("survey", "rollback", 2, "--reason", "弄错了")
    assert "失去 3" in back.out, back.out + back.err
    tried = run_json(onemap, "rematch", "--dry-run")
    assert [tried[name] for name in ("gained", "lost", "moved", "revision")] == [0, 0, 0, None]
    assert onemap.run("records", "rematch").code == 0


def test_any_table_of_places_is_answered_and_not_kept(town, onemap):
    before = town.content()
    rows = [
        ("A1", "机床厂宿舍", "河东街道", ""),
        ("A2", "春风里", "", ""),
        ("A3", "青石苑", "", ""),
        ("A4", "河畔家园一期", "", "abc"),
    ]
    path = write_csv(town.new_path("csv"), ("order", "name", "street", "lon"), rows)
    out = town.new_path("csv")
    told = run_json(onemap, "match", path, "--output", out)
    assert sum(told["outcomes"].values()) == 4
    with out.open(encoding="utf-8-sig", newline="") as file:
        answers = list(csv.DictReader(file))
    assert [a["row"] for a in answers] == ["2", "3", "4", "5"]
    assert (answers[0]["outcome"], answers[0]["zone_code"]) == (
        "matched", town.world.code("works")
    )  # fmt: skip
    both = {town.world.code("stone_west"), town.world.code("stone_east")}
    assert (answers[2]["outcome"], set(answers[2]["candidates"].split("|"))) == ("review", both)
    assert answers[3]["outcome"] == "rejected"
    assert town.content() == before
    assert town.one("SELECT count(*) FROM record_load") == 0
    assert "A1" in onemap.run("records", "match", path).out


def test_what_is_remembered_of_columns_is_listed_and_forgotten(town, onemap, tmp_path):
    assert "No mapping is remembered" in onemap.run("records", "mappings").out
    header = ("工单编号", "问题小区", "来电时间")
    rows = [("GD-1", "机床厂宿舍", "2022-05-01 08:30")]
    path = write_csv(town.new_path("csv"), header, rows)
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        'source = "热线平台"\n[columns]\n"问题小区" = "zone_name"\n', encoding="utf-8"
    )
    run_json(onemap, "load", path, "--kind", "complaint", "--mapping", mapping, "--remember")
    (one,) = run_json(onemap, "mappings")["mappings"]
    assert (one["source"], one["columns"]["问题小区"]) == ("热线平台", "zone_name")
    assert f"{one['id']}  热线平台" in onemap.run("records", "mappings").out
    assert run_json(onemap, "mappings", "--forget", one["id"]) == {"forgotten": one["id"]}
    assert run_json(onemap, "mappings")["mappings"] == []
    assert onemap.run("records", "mappings", "--forget", one["id"]).code == 1
    assert onemap.run("records", "mappings", "--forget", "nothing").code == 2


def test_what_is_placed_may_be_contested(town, onemap):
    rows = [("GD-1", "机床厂宿舍", "2022-05-01 08:30")]
    path = write_csv(town.new_path("csv"), ("工单编号", "小区点位", "来电时间"), rows)
    run_json(onemap, "load", path, "--kind", "complaint")
    key = town.one("SELECT match_key FROM complaint WHERE upper_inf(sys)")
    wanted = ("decide", key, "--zone", town.world.code("kiosk"))
    assert onemap.run("records", *wanted).code == 1
    assert run_json(onemap, *wanted, "--placed")["rows"] == 1
    assert town.one("SELECT zone_uid FROM complaint WHERE upper_inf(sys)") == town.uid("kiosk")
