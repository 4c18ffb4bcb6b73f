"""Personal data does not come in: not as a column, not inside a text, not by a rejected row."""

import io
import logging

import openpyxl
import pytest

from geo.records.reading.rejected import write_rejected
from tests.records.conftest import TABLES

CALLER, PHONE, LANDLINE, ID = "欧阳锋", "13912345678", "010-61234567", "110105198705123456"
NUMBERS = (PHONE, "139-1234-5678", "139 1234 5678", "１３９１２３４５６７８", LANDLINE, ID)
FREE = f"{CALLER}先生说：电话{PHONE}、{LANDLINE}，证件{ID}，速回"

# Every column in which an office may write freely, by kind.
FREE_TEXT = {
    "service": ("小区名称", "街道名称", "企业名称"),
    "committee": ("小区名称", "街道名称", "状态", "过渡情况"),
    "complaint": ("问题分类", "标签", "标题", "被反映街乡镇", "村/社区", "小区点位", "被反映区"),
    "enforcement": ("行政相对人名称", "小区名称", "街道名称", "案由", "违反条款"),
    "rating": ("企业名称", "小区名称", "期次", "等级"),
    "list": ("企业名称", "小区名称", "期次", "备注"),
    "firm": ("企业名称",),
    "party": ("企业名称", "小区名称", "街道名称", "党组织名称"),
    "fund": ("小区名称", "街道名称", "管理方式", "补建续筹"),
    "mediation": ("小区名称", "街道名称", "纠纷类型", "调解结果", "调解组织", "纠纷简述"),
}
# Columns whose cells are then no dates and no amounts: the row is rejected and kept.
TYPED = {
    "service": "合同起始日期",
    "committee": "委员人数",
    "complaint": "来电时间",
    "enforcement": "决定日期",
    "rating": "得分",
    "list": "发布日期",
    "party": "成立日期",
    "fund": "统计日期",
    "mediation": "调解日期",
}


def read_tables(town) -> dict[str, str]:
    """All that every table holds, as text."""
    tables = town.query(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        " AND table_name <> 'spatial_ref_sys'"
    )
    parts = " UNION ALL ".join(
        f"SELECT '{table}', string_agg(t::text, chr(10)) FROM \"{table}\" AS t"
        for (table,) in tables
    )
    return {table: content or "" for table, content in map(tuple, town.query(parts))}


def read_file(content: bytes) -> list[str]:
    """All cells of a workbook of rejected rows."""
    if not content.startswith(b"PK"):
        return [content.decode("utf-8-sig")]
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    return [str(cell) for row in page.iter_rows(values_only=True) for cell in row]


def assert_nowhere(town, caplog, capfd, *markers: str) -> None:
    places = {"output": "".join(capfd.readouterr()), "log": caplog.text, **read_tables(town)}
    found = {(place, m) for place, content in places.items() for m in markers if m in content}
    assert found == set()


def test_the_search_finds_what_is_there(town, load):
    load("complaint", {"标题": "滴水兽"})
    tables = read_tables(town)
    assert [name for name, content in tables.items() if "滴水兽" in content] == ["complaint"]
    assert len(tables) > 20


def test_the_caller_is_never_read(town, sheets, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    sheet = sheets["complaint"]
    personal = dict.fromkeys(town.profile.records.personal, f"{CALLER}{PHONE}")
    header = (*sheet.header, *(p for p in personal if p not in sheet.header))
    known = dict(zip(sheet.header, sheet.row(), strict=True))
    rows = [
        [{**known, "工单编号": f"G{n}", "来电时间": when, **personal}.get(h) for h in header]
        for n, when in enumerate(["2022-05-01", "没有"])
    ]
    result = town.records("complaint", header, rows)
    assert result.outcomes == {"matched": 1, "review": 0, "rejected": 1, "out_of_area": 0}
    assert_nowhere(town, caplog, capfd, CALLER, PHONE)
    decisions = town.one("SELECT decisions FROM record_load")
    assert set(decisions["personal"]) == set(header) & set(personal)


@pytest.mark.parametrize("kind", FREE_TEXT)
def test_numbers_in_free_text_are_masked(town, load, caplog, capfd, kind):
    caplog.set_level(logging.DEBUG)
    rows = [dict.fromkeys(FREE_TEXT[kind], number) for number in NUMBERS]
    rows = [{**row, **key(kind, n)} for n, row in enumerate(rows)]
    result = load(kind, *rows)
    assert result.outcomes["rejected"] == 0
    assert_nowhere(town, caplog, capfd, *NUMBERS, "１３９", PHONE[-8:], ID[-8:])


@pytest.mark.parametrize("kind", TYPED)
def test_rejected_rows_keep_nothing_personal(town, load, caplog, capfd, kind):
    caplog.set_level(logging.DEBUG)
    rows = [
        {**dict.fromkeys(FREE_TEXT[kind], f"联系 {n}"), TYPED[kind]: n, **key(kind, at)}
        for at, n in enumerate(NUMBERS)
    ]
    result = load(kind, *rows)
    assert result.outcomes["rejected"] == len(rows)
    assert town.one("SELECT count(*) FROM rejected_row") == len(rows)
    assert_nowhere(town, caplog, capfd, *NUMBERS, "１３９", PHONE[-8:], ID[-8:])
    for rejection in result.rejections:
        assert not any(n in str(rejection) for n in NUMBERS)
    for written in (write_rejected(result.rejections, ending) for ending in ("csv", "xlsx")):
        texts = read_file(written)
        assert any("***" in text for text in texts)
        assert not any(n in text for n in (*NUMBERS, PHONE[-8:], ID[-8:]) for text in texts)


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("complaint", "标题"),
        ("complaint", "小区点位"),
        ("enforcement", "行政相对人名称"),
        ("enforcement", "案由"),
        ("list", "备注"),
        ("mediation", "纠纷简述"),
    ],
)
def test_names_before_a_title_are_masked(town, load, caplog, capfd, kind, column):
    bad = {
        "complaint": {"来电时间": "无"},
        "enforcement": {"决定日期": "无"},
        "list": {"发布日期": "某日"},
        "mediation": {"调解日期": "无"},
    }
    load(kind, {column: FREE, **key(kind, 1)}, {column: FREE, **key(kind, 2), **bad[kind]})
    assert_nowhere(town, caplog, capfd, CALLER, PHONE, LANDLINE, ID)
    assert any("某先生" in content for content in read_tables(town).values())


@pytest.mark.parametrize("kind", FREE_TEXT)
def test_every_personal_column_is_left_out_of_every_kind(town, sheets, caplog, capfd, kind):
    """Under every spelling of the profile, and under others that hold one of its words."""
    caplog.set_level(logging.DEBUG)
    sheet = sheets[kind]
    settings = town.profile.records
    more = [f"委员{word}（必填）" for word in settings.personal_words]
    added = [h for h in (*settings.personal, *more) if h not in sheet.header]
    row = [*sheet.row(), *[f"{CALLER}{PHONE}"] * len(added)]
    result = town.records(kind, (*sheet.header, *added), [row])
    assert result.outcomes["rejected"] == 0
    assert len(result.personal) == len({*added, *(set(sheet.header) & set(settings.personal))})
    assert_nowhere(town, caplog, capfd, CALLER, PHONE)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("备用栏", ["13912345678", "010-61234567", ""]),
        ("甲方", ["110105198705123456", "", "13912345678"]),
        ("标题", ["139 1234 5678", "13912345678", "13912345678"]),
        ("联络", ["欧阳锋", "张三", "李四女士"]),
    ],
)
def test_a_column_is_personal_by_what_is_in_it(town, sheets, caplog, capfd, header, cells):
    caplog.set_level(logging.DEBUG)
    sheet = sheets["complaint"]
    names = [h for h in sheet.header if h != header]
    known = dict(zip(sheet.header, sheet.row(), strict=True))
    rows = [
        [*({**known, "工单编号": f"G{at}"}[h] for h in names), cell]
        for at, cell in enumerate(cells)
    ]
    result = town.records("complaint", (*names, header), rows)
    assert header in result.personal
    assert_nowhere(town, caplog, capfd, *(cell for cell in cells if cell))


def test_rooms_and_plates_are_nobodys_business(town, load, caplog, capfd):
    home = "青石苑3号楼2单元501室，京A12345"
    load("complaint", {"标题": home, "小区点位": home})
    assert_nowhere(town, caplog, capfd, "501", "2单元", "京A12345")
    assert "3号楼" in town.one("SELECT title FROM complaint")


def test_who_was_punished_as_a_person_is_not_named(town, sheets, caplog, capfd, current):
    sheet = sheets["enforcement"]
    header = (*sheet.header, "行政相对人类别")
    names = ((CALLER, ""), (CALLER, "自然人"), ("欧阳氏餐饮有限公司", "法人及非法人组织"))
    rows = [
        [*sheet.row(决定书文号=f"K-{at}", 行政相对人名称=name), kind]
        for at, (name, kind) in enumerate(names)
    ]
    town.records("enforcement", header, rows)
    assert current("enforcement", "party_name") == [("个人",), ("个人",), ("欧阳氏餐饮有限公司",)]
    assert_nowhere(town, caplog, capfd, CALLER)


def test_a_header_that_holds_a_number_is_masked(town, sheets, caplog, capfd):
    sheet = sheets["firm"]
    town.records("firm", (*sheet.header, f"联系人{PHONE}"), [[*sheet.row(), "x"]])
    assert_nowhere(town, caplog, capfd, PHONE)


def test_keys_are_read_as_they_are_written(load, current):
    """A number that is a key stays, though it looks like a telephone's or an identity card's."""
    load("complaint", {"工单编号": PHONE}, {"工单编号": ID})
    load("firm", {"统一社会信用代码": "911101056000000012"})
    assert current("complaint", "order_no") == [(PHONE,), (ID,)]
    assert current("firm", "uscc") == [("911101056000000012",)]


def key(kind: str, number: int) -> dict[str, str]:
    """A row's own key, so that all rows are stored."""
    names = {
        "complaint": "工单编号",
        "enforcement": "决定书文号",
        "firm": "统一社会信用代码",
        "mediation": "案件编号",
    }
    if kind in names:
        return {names[kind]: f"K-{number}"}
    return {"区域编码": f"CY-110105901-9{number:02d}"}


def test_every_table_of_records_is_covered():
    assert set(FREE_TEXT) == set(TABLES)
