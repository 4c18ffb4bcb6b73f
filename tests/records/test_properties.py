"""Whatever a workbook holds, its rows tie out, come in once, and in any order."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tests import world
from tests.office import Office
from tests.records import sheets
from tests.records.conftest import TABLES
from tests.world import ZONES, write_csv, write_workbook

HEADERS = {
    "service": sheets.SERVED,
    "committee": sheets.GOVERNED,
    "complaint": sheets.CALLED,
    "enforcement": sheets.PENALISED,
    "rating": sheets.RATED,
    "list": sheets.LISTED,
    "firm": sheets.FIRMS,
    "party": sheets.ORGANISED,
    "fund": sheets.FUNDED,
    "mediation": sheets.MEDIATED,
}
# What makes a row a record; kinds that are known by their zone always say a code.
KEYS = {
    "complaint": "工单编号",
    "enforcement": "决定书文号",
    "firm": "统一社会信用代码",
    "mediation": "案件编号",
}
# What a sound row says in the columns that must say something, now and then said wrongly.
SOUND = {
    "服务方式": ["失管", "企业管理"],
    "组织类型": ["业委会", "物管会"],
    "状态": ["已备案", "已组建"],
    "评价类型": ["物业服务评价"],
    "期次": ["2022", "2022-1"],
    "名单类型": ["红榜", "黑榜"],
    "党组织所属": ["小区"],
    "党组织情况": ["已建立", "未建立"],
    "是否建立维修资金": ["是", "否"],
    "纠纷类型": ["物业费"],
    "调解结果": ["达成协议"],
    "处罚机关": ["区房管局"],
    "程序": ["简易程序"],
    "处理结果": ["行政处罚"],
    "企业名称": ["安居物业"],
    "被反映区": ["", "朝阳区", "海淀区"],
    "街道名称": ["河东街道", "河西街道", "河南街道", ""],
}
anything = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n"), max_size=12)
day = st.dates(dt.date(2019, 1, 1), dt.date(2022, 1, 1)).map(str)
number = st.one_of(st.integers(-1, 10**8).map(str), st.just("1.5"))
name = st.sampled_from([z[0] for z in ZONES.values()])
code = st.sampled_from([f"CY-11010590{s}-00{n}" for s in (1, 2) for n in range(10)])


def draw_cell(kind: str, header: str) -> st.SearchStrategy[str]:
    """What may stand in a column: mostly what belongs there, and anything else."""
    if header == KEYS.get(kind):
        return st.integers(0, 9).map("K-{}".format)
    if header == "区域编码":
        return st.one_of(code, anything) if kind in KEYS else code
    if header in ("小区名称", "小区点位"):
        return st.one_of(name, anything)
    if header.endswith(("日期", "时间")):
        return st.one_of(day, day, day, anything, st.just(""))
    if header == "得分":
        return st.one_of(st.integers(0, 100).map(str), number)
    if "元" in header or header.endswith("人数"):
        return st.one_of(number, st.just(""), anything)
    if header in SOUND:
        sound = st.sampled_from(SOUND[header])
        return st.one_of(sound, sound, sound, anything)
    return st.one_of(st.just(""), anything)


@pytest.fixture(scope="module")
def open_office(make_database, town_template, profile, tmp_path_factory):
    """One office for all examples: what was loaded before must not matter."""
    folder = tmp_path_factory.mktemp("properties")
    return Office(make_database(town_template), profile, world.CHAOYANG, folder)


def write(office: Office, ending: str, header, cells):
    if ending == "csv":
        return write_csv(office.new_path("csv"), header, cells, "utf-8-sig")
    plain = [[ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row] for row in cells]
    return write_workbook(office.new_path("xlsx"), header, plain)


def read_newest_load(office: Office) -> tuple[int, ...]:
    """The rows, outcomes and changes of the newest load, and how many rejected rows are kept."""
    (load,) = office.query(
        "SELECT rows, matched, review, rejected, out_of_area, changed,"
        " (SELECT count(*) FROM rejected_row WHERE load_id = record_load.id) AS kept"
        " FROM record_load ORDER BY id DESC LIMIT 1"
    )
    return tuple(load)


def count_twice(office: Office, table: str) -> int:
    """How many keys a table holds more than once at the same time."""
    twice = f"SELECT FROM {table} WHERE upper_inf(sys) GROUP BY source_key HAVING count(*) > 1"
    return office.one(f"SELECT count(*) FROM ({twice}) AS twice")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", TABLES)
def test_rows_tie_out_and_come_in_once(open_office, kind):
    office, header, table = open_office, HEADERS[kind], TABLES[kind]
    row = st.tuples(*(draw_cell(kind, h) for h in header))
    endings, seen = st.sampled_from(["csv", "xlsx"]), Counter()

    @given(st.lists(row, max_size=12), st.integers(0, 11), st.integers(0, 12), endings)
    @settings(
        max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    def holds(rows, rotate, blank, ending):
        cells = [list(r) for r in rows]
        gap = [[""] * len(header)]
        path = write(office, ending, header, cells[:blank] + gap + cells[blank:])
        before = office.one(f"SELECT count(*) FROM {table}")
        result = office.load_records(kind, path)
        outcomes = result.outcomes
        assert result.rows == sum(outcomes.values()) == len(rows)
        assert len(result.rejections) == outcomes["rejected"]
        # What a later row of the workbook says anew is told of as rejected, and of nothing else.
        taken = len(rows) - outcomes["rejected"]
        assert result.new + result.corrected + result.unchanged == taken
        assert result.changed == result.new + result.corrected
        assert office.one(f"SELECT count(*) FROM {table}") == before + result.changed
        told = (len(rows), *outcomes.values(), result.changed, outcomes["rejected"])
        assert read_newest_load(office) == told
        assert count_twice(office, table) == 0
        again = office.load_records(kind, path)
        assert (again.revision_id, again.changed, again.unchanged) == (None, 0, taken)
        assert again.outcomes == outcomes
        if outcomes["rejected"] == 0:  # no key is there twice, so that the order says nothing
            turned = cells[rotate:] + cells[:rotate]
            path = write(office, ending, header, turned)
            assert office.load_records(kind, path).revision_id is None
        seen.update(outcomes)

    holds()
    assert seen["matched"]
    assert seen["rejected"]
