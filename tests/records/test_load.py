"""Every kind of workbook comes in, ties out, and comes in only once."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from geo.errors import InputError
from geo.records.kinds import KINDS
from tests.records.conftest import TABLES, USCC
from tests.world import write_csv, write_workbook

BEIJING = ZoneInfo("Asia/Shanghai")


def assert_ties_out(result, rows: int, **outcomes: int) -> None:
    assert result.rows == rows
    assert sum(result.outcomes.values()) == rows
    assert result.outcomes == {
        "matched": 0,
        "review": 0,
        "rejected": 0,
        "out_of_area": 0,
        **outcomes,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_loads_once(town, load, kind):
    first = load(kind, {})
    assert_ties_out(first, 1, matched=1)
    assert first.changed
    assert first.revision_id == 1
    assert town.one(f"SELECT count(*) FROM {TABLES[kind]} WHERE upper_inf(sys)") == 1
    again = load(kind, {})
    assert_ties_out(again, 1, matched=1)
    assert (again.revision_id, again.changed) == (None, 0)
    assert town.one("SELECT count(*) FROM revision") == 1
    assert town.one(f"SELECT count(*) FROM {TABLES[kind]}") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_without_rows(load, kind):
    result = load(kind)
    assert_ties_out(result, 0)
    assert result.revision_id is None


def test_what_a_service_says(town, load, current):
    load("service", {})
    (row,) = current("service")
    assert row.zone_uid == town.uid("works")
    assert (row.mode, row.contract_stage) == ("enterprise", "regular")
    assert (row.firm_name, row.firm_uscc) == ("安居物业", USCC)
    assert (row.starts_on, row.ends_on) == (dt.date(2022, 5, 1), dt.date(2025, 4, 30))
    assert row.fee_yuan_m2_month == Decimal("2.50")
    assert row.row_no == 2


def test_what_a_committee_says(town, load, current):
    load(
        "committee",
        {},
        {
            "区域编码": town.world.code("river_1"),
            "组织类型": "物管会",
            "状态": "正常",
            "组建情形": "确有困难",
            "党组织": "否",
            "过渡情况": "过渡中",
        },
        {
            "区域编码": town.world.code("river_2"),
            "组织类型": "物管会",
            "状态": "无此说法",
            "党组织": None,
        },
    )
    columns = "kind, oc_status, pmc_status, pmc_ground, transition, members"
    assert current("committee", columns) == [
        ("owners_committee", "filed", None, None, None, 7),
        ("property_management_committee", None, "normal", "difficulty", "in_transition", 7),
        ("property_management_committee", None, "unknown", None, None, 7),
    ]
    assert current("party_organisation", "holder, status, placement") == [
        ("committee", "established", "matched"),
        ("committee", "none", "matched"),
        ("committee", "unknown", "matched"),
    ]


def test_what_a_firm_says(load, current):
    load("firm", {})
    assert current("firm", "name, uscc, association_member") == [("安居物业", USCC, True)]
    assert current("party_organisation", "holder, firm_uscc, status") == [
        ("enterprise", USCC, "established")
    ]


def test_what_a_complaint_says(town, load, current):
    load("complaint", {})
    (row,) = current("complaint")
    assert row.zone_uid == town.uid("works")
    assert (row.order_kind, row.category, row.monthly_topic) == ("complaint", "lift", "lift")
    assert row.received_at == dt.datetime(2022, 5, 1, 8, 30, tzinfo=BEIJING)
    assert (row.callback_valid, row.contacted, row.resolved) == (True, None, False)
    assert row.satisfaction == "dissatisfied"


def test_what_a_penalty_says(load, current):
    load("enforcement", {})
    (row,) = current("enforcement")
    assert (row.authority, row.procedure, row.outcome) == ("housing", "simple", "penalty")
    assert (row.fined_yuan, row.confiscated_yuan) == (Decimal(3000), None)
    assert row.decided_on == dt.date(2022, 5, 1)


def test_a_rating_or_list_may_concern_a_firm(load, current):
    firm = {"区域编码": None, "企业名称": "安居物业", "统一社会信用代码": USCC}
    assert_ties_out(load("rating", {}, firm), 2, matched=2)
    assert_ties_out(load("list", {}, firm), 2, matched=2)
    assert [row.zone_uid is None for row in current("rating")] == [False, True]


def test_what_was_decided_is_kept_with_the_load(town, sheets):
    sheet = sheets["service"]
    path = write_csv(town.new_path("csv"), (*sheet.header, "备用"), [[*sheet.row(), "x"]])
    result = town.load_records("service", path)
    assert result.ignored == ("备用",)
    (row,) = town.query("SELECT * FROM record_load")
    assert (row.kind, row.rows, row.matched, row.changed) == ("service", 1, 1, 1)
    assert row.decisions["encoding"] == "GB18030"
    assert row.decisions["header_row"] == 1
    assert row.decisions["columns"]["mode"] == "服务方式"
    assert row.decisions["ignored"] == ["备用"]
    assert town.query("SELECT action, subject FROM audit_entry ORDER BY id DESC LIMIT 1") == [
        ("records.load", "load 1")
    ]


def test_rejected_rows_keep_their_reason_and_place(town, load):
    result = load("complaint", {}, {"工单编号": "GD-2", "来电时间": "昨天"}, {"工单编号": None})
    assert_ties_out(result, 3, matched=1, rejected=2)
    rows = town.query(
        'SELECT row_no, "column", reason_zh, reason_en, "values" FROM rejected_row ORDER BY 1'
    )
    assert [(row.row_no, row.column) for row in rows] == [(3, "来电时间"), (4, "工单编号")]
    assert rows[0].reason_zh == "不是日期：昨天"
    assert rows[0].reason_en == "not a date: 昨天"
    assert rows[0].values["工单编号"] == "GD-2"
    assert rows[1].reason_zh == "不能为空"


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_columns_are_refused_and_nothing_changes(town, load, kind):
    load(kind, {})
    before = town.content()
    with pytest.raises(InputError) as refused:
        town.records(kind, ("甲", "乙", "丙"), [("1", "2", "3")])
    assert refused.value.code == "columns_missing"
    assert KINDS[kind].columns[0].name
    assert "甲、乙、丙" in refused.value.hint.zh
    assert town.content() == before


def test_a_workbook_of_another_kind_is_refused(town, sheets):
    with pytest.raises(InputError) as refused:
        town.records("service", sheets["complaint"].header, [sheets["complaint"].row()])
    assert refused.value.code == "columns_missing"
    assert "服务方式" in refused.value.message.zh


def test_a_service_without_any_place_column_is_refused(town):
    with pytest.raises(InputError) as refused:
        town.records("service", ("街道名称", "服务方式"), [("河东街道", "失管")])
    assert "区域编码" in refused.value.message.zh


@pytest.mark.parametrize("damage", [0, 0.3, 0.7, 0.99])
def test_a_workbook_cut_short(town, sheets, damage):
    sheet = sheets["service"]
    path = write_workbook(town.new_path("xlsx"), sheet.header, [sheet.row()] * 50)
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * damage)])
    before = town.content()
    with pytest.raises(InputError) as refused:
        town.load_records("service", path)
    assert refused.value.code in ("workbook_refused", "columns_missing")
    assert town.content() == before


def test_a_missing_workbook(town):
    with pytest.raises(InputError) as refused:
        town.load_records("service", town.folder / "无.xlsx")
    assert refused.value.code == "file_missing"


@pytest.mark.parametrize(
    "raw", [b"\x00\x01\x02" * 100, b"\xff\xfe\x00\x00", "服务方式\xff".encode("utf-16")]
)
def test_bytes_that_are_no_table(town, raw):
    path = town.new_path("csv")
    path.write_bytes(raw)
    with pytest.raises(InputError):
        town.load_records("service", path)


NEEDED = {
    "firm": ("企业名称", "统一社会信用代码"),
    "service": ("区域编码", "服务方式"),
    "committee": ("区域编码", "组织类型"),
    "complaint": ("工单编号", "来电时间", "小区点位"),
    "enforcement": ("决定书文号", "决定日期", "小区名称"),
    "rating": ("评价类型", "期次"),
    "list": ("名单类型", "期次"),
    "party": ("区域编码", "党组织所属", "党组织情况"),
    "fund": ("区域编码",),
    "mediation": ("案件编号", "调解日期", "小区名称"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("there", [True, False])
def test_what_an_office_left_empty_is_unknown_and_no_fault(town, sheets, kind, there):
    """Every column but the needed ones is empty, or is not there at all."""
    sheet = sheets[kind]
    header = sheet.header if there else NEEDED[kind]
    row = [sheet.sound.get(name) if name in NEEDED[kind] else None for name in header]
    result = town.records(kind, header, [row])
    assert (result.rows, result.outcomes["rejected"]) == (1, 0)
    assert town.one(f"SELECT count(*) FROM {TABLES[kind]}") == 1
