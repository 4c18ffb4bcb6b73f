"""Workbooks come month after month: what is new, what corrects, what waited, what was cancelled."""

import datetime as dt

import pytest

from geo.records.load import STEPS, load_records
from geo.rows import Mapping, RecordsRequest
from tests.office import ACTOR
from tests.records.sheets import CALLED, SERVED
from tests.records.test_load import assert_ties_out
from tests.world import write_csv, write_workbook


def test_a_corrected_row_supersedes_and_the_old_stays(town, load, current):
    load("service", {})
    result = load("service", {"服务方式": "失管", "企业名称": None, "统一社会信用代码": None})
    assert (result.changed, result.revision_id) == (1, 2)
    assert current("service", "mode") == [("none",)]
    history = town.query(
        "SELECT v.id, s.mode FROM revision v JOIN service s ON s.sys @> v.committed_at ORDER BY 1"
    )
    assert history == [(1, "enterprise"), (2, "none")]
    back = load("service", {})
    assert back.revision_id == 3
    assert current("service", "mode") == [("enterprise",)]


def test_a_workbook_that_is_silent_on_the_party_leaves_it_alone(town, load, sheets, current):
    load("committee", {})
    before = current("party_organisation", "status")
    sheet = sheets["committee"]
    kept = [at for at, name in enumerate(sheet.header) if name != "党组织"]
    row = [sheet.row()[at] for at in kept]
    row[[sheet.header[at] for at in kept].index("委员人数")] = 9
    path = write_csv(town.new_path("csv"), [sheet.header[at] for at in kept], [row])
    assert town.load_records("committee", path).changed == 1
    assert current("committee", "members") == [(9,)]
    assert current("party_organisation", "status") == before == [("established",)]


def test_only_what_changed_is_written(town, load):
    rows = [{"工单编号": f"GD-{n}"} for n in range(50)]
    load("complaint", *rows)
    rows[7] = {"工单编号": "GD-7", "是否解决": "是"}
    result = load("complaint", *rows, {"工单编号": "GD-50"})
    assert result.changed == 2
    assert town.one("SELECT count(*) FROM complaint") == 52


def test_another_order_of_rows_and_columns_is_nothing_new(town, load, sheets):
    load("complaint", {}, {"工单编号": "GD-2"})
    sheet = sheets["complaint"]
    rows = [sheet.row(工单编号="GD-2")[::-1], sheet.row()[::-1]]
    assert town.records("complaint", sheet.header[::-1], rows).revision_id is None


def test_a_row_that_is_there_twice_counts_once_the_later_one(town, load, current):
    result = load("complaint", {"标题": "先"}, {"标题": "后"}, {"工单编号": "GD-2"})
    assert_ties_out(result, 3, matched=2, rejected=1)
    assert current("complaint", "title, row_no") == [("后", 3), ("电梯又停了", 4)]
    (rejected,) = town.query("SELECT row_no, reason_zh, reason_en FROM rejected_row")
    assert rejected.row_no == 2
    assert "第 3 行" in rejected.reason_zh


def test_revisions_say_how_far_the_records_reach(town, load):
    load("complaint", {"来电时间": "2022-09-30 23:59"}, {"工单编号": "GD-0"})
    load("complaint", {"工单编号": "GD-2", "来电时间": "2021-01-01"})
    load("firm", {}, as_of=dt.date(2022, 10, 31))
    assert town.query("SELECT as_of FROM revision ORDER BY id") == [
        (dt.date(2022, 9, 30),), (dt.date(2022, 9, 30),), (dt.date(2022, 10, 31),)
    ]  # fmt: skip


def test_records_before_any_survey_wait(office):
    rows = [["CY-110105902-005", None, None, "失管", *[None] * 6]]
    result = office.records("service", SERVED, rows)
    assert_ties_out(result, 1, review=1)
    assert office.one("SELECT count(*) FROM service WHERE zone_uid IS NULL") == 1


def test_a_row_that_waited_and_found_its_zone_is_counted_once(office):
    """The same words, loaded again after the survey came."""
    rows = [[None, "机床厂宿舍", None, "失管", *[None] * 6]]
    assert_ties_out(office.records("service", SERVED, rows), 1, review=1)
    office.open_town()
    result = office.records("service", SERVED, rows)
    assert_ties_out(result, 1, matched=1)
    assert result.changed == 1
    current = office.query("SELECT placement, zone_uid FROM service WHERE upper_inf(sys)")
    assert current == [("matched", office.uid("works"))]
    assert office.one("SELECT count(*) FROM service") == 2


def test_a_complaint_that_found_its_zone_is_counted_once(office):
    row = dict.fromkeys(CALLED) | {
        "工单编号": "1",
        "来电时间": "2022-05-01",
        "小区点位": "机床厂宿舍",
    }
    office.records("complaint", CALLED, [list(row.values())])
    office.open_town()
    assert_ties_out(office.records("complaint", CALLED, [list(row.values())]), 1, matched=1)
    assert office.one("SELECT count(*) FROM complaint WHERE upper_inf(sys)") == 1


# --- Counts, trials, cancelling --------------------------------------------------------------


def tell(result) -> tuple[int, int, int, int]:
    assert result.new + result.corrected + result.unchanged + result.outcomes["rejected"] == (
        result.rows
    )
    assert result.changed == result.new + result.corrected
    return result.new, result.corrected, result.unchanged, result.outcomes["rejected"]


def test_rows_are_new_corrected_or_unchanged(load):
    rows = [{"工单编号": f"GD-{n}"} for n in range(4)]
    assert tell(load("complaint", *rows)) == (4, 0, 0, 0)
    rows[1] = {"工单编号": "GD-1", "是否解决": "是"}
    result = load("complaint", *rows, {"工单编号": "GD-9"}, {"工单编号": "GD-8", "来电时间": "?"})
    assert tell(result) == (1, 1, 3, 1)


def test_a_row_of_two_tables_is_one_row(load):
    """A committee's Party organisation is corrected: one row is, though its committee is not."""
    assert tell(load("committee", {})) == (1, 0, 0, 0)
    assert tell(load("committee", {"党组织": "否"})) == (0, 1, 0, 0)
    assert tell(load("committee", {"党组织": "否"})) == (0, 0, 1, 0)


def test_a_zone_written_otherwise_is_the_same_record(town, load, current):
    """One row per zone: next month's workbook may call the zone by its other name."""
    load("service", {})
    said = {"区域编码": None, "小区名称": "八号院", "服务方式": "失管"}
    assert tell(load("service", said)) == (0, 1, 0, 0)
    assert current("service", "mode, zone_uid") == [("none", town.uid("works"))]


def test_words_that_lost_their_zone_stay_one_record(desk, load, current):
    """Undone, the decision leaves what was loaded by it; the same words are the same record."""
    said = {"区域编码": None, "小区名称": "春风里"}
    load("service", said)
    number = desk.decide("春风里", "works").decision_id
    assert tell(load("service", said)) == (0, 0, 1, 0)
    desk.undo(number)
    assert tell(load("service", {**said, "服务方式": "失管"})) == (0, 1, 0, 0)
    assert current("service", "mode, placement") == [("none", "review")]


def test_a_dry_run_says_what_the_load_then_does(town, load, sheets):
    load("service", {}, {"区域编码": town.world.code("kiosk")})
    sheet = sheets["service"]
    rows = [
        sheet.row(服务方式="失管"),
        sheet.row(区域编码=town.world.code("kiosk")),
        sheet.row(区域编码=None, 小区名称="春风里"),
        sheet.row(服务方式="不知道"),
    ]
    path = write_workbook(town.new_path("xlsx"), sheet.header, rows)
    before = town.content()
    asked = RecordsRequest("service", dry_run=True)
    tried = load_records(town.database, town.profile, path, asked, ACTOR)
    assert town.content() == before
    assert (tried.load_id, tried.revision_id) == (None, None)
    assert tell(tried) == tell(town.load_records("service", path)) == (1, 1, 1, 1)


@pytest.mark.parametrize("step", range(len(STEPS) - 1))
@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_cancelled_at_any_step_it_leaves_nothing(town, load, sheets, step, error):
    load("complaint", {})
    before = town.content()
    sheet = sheets["complaint"]
    path = write_csv(town.new_path("csv"), sheet.header, [sheet.row(是否解决="是")])

    def cancel(done: int, _total: int, _label: object) -> None:
        if done == step:
            raise error

    asked = RecordsRequest("complaint")
    with pytest.raises(error):
        load_records(town.database, town.profile, path, asked, ACTOR, cancel)
    assert town.content() == before
    assert town.load_records("complaint", path).corrected == 1


def test_who_asked_for_it_is_told_in_the_same_transaction(town, sheets):
    sheet = sheets["complaint"]
    path = write_csv(town.new_path("csv"), sheet.header, [sheet.row()])
    told: list[int] = []

    def finish(_connection, load_id: int) -> None:
        told.append(load_id)
        if len(told) == 1:
            raise RuntimeError

    asked = RecordsRequest("complaint")
    with pytest.raises(RuntimeError):
        load_records(town.database, town.profile, path, asked, ACTOR, finish=finish)
    assert town.one("SELECT count(*) FROM record_load") == 0
    load_records(town.database, town.profile, path, asked, ACTOR, finish=finish)
    assert town.query("SELECT id FROM record_load") == [(told[1],)]
    load_records(town.database, town.profile, path, asked, ACTOR, finish=finish)
    assert len(told) == 3


def test_a_mapping_and_a_source_are_kept_with_the_load(town):
    path = write_csv(
        town.new_path("csv"), ("单号", "何时", "何处"), [("1", "2022-05-01", "报刊亭")]
    )
    columns = {"单号": "order_no", "何时": "received_at", "何处": "zone_name"}
    asked = RecordsRequest("complaint", mapping=Mapping("某部门", columns))
    result = load_records(town.database, town.profile, path, asked, ACTOR)
    assert result.outcomes["matched"] == 1
    assert town.query("SELECT source, release_id FROM record_load") == [
        ("某部门", town.one("SELECT max(id) FROM release"))
    ]
