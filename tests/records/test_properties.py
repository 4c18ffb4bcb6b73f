"""Whatever a workbook holds, its rows tie out, come in once, and in any order."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.records.conftest import CALLED, SERVED
from tests.world import ZONES, write_csv

anything = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n"), max_size=12)
day = st.one_of(
    st.dates(dt.date(2019, 1, 1), dt.date(2023, 1, 1)).map(str),
    anything,
    st.just(""),
    st.integers(0, 10**9).map(str),
)
name = st.one_of(st.sampled_from([z[0] for z in ZONES.values()]), anything)
code = st.one_of(
    st.sampled_from([f"CY-11010590{s}-00{n}" for s in (1, 2) for n in range(10)]), anything
)
district = st.sampled_from(["", "朝阳区", "海淀区"])

complaint = st.fixed_dictionaries(
    {
        "工单编号": st.one_of(st.integers(0, 9).map("GD-{}".format), anything),
        "来电时间": day,
        "小区点位": name,
        "区域编码": code,
        "被反映区": district,
        "标题": anything,
        "是否满意": st.sampled_from(["满意", "不满意", "无所谓", ""]),
    }
)
service = st.fixed_dictionaries(
    {
        "小区名称": name,
        "区域编码": code,
        "街道名称": st.sampled_from(["河东街道", "河西街道", "河南街道", ""]),
        "服务方式": st.sampled_from(["失管", "企业管理", "不知道", ""]),
        "合同起始日期": day,
        "物业费(元/㎡·月)": st.one_of(st.integers(-1, 10**8).map(str), anything),
    }
)


@pytest.fixture(scope="module")
def open_office(make_database, town_template, profile, tmp_path_factory):
    """One office for all examples: what was loaded before must not matter."""
    from tests import world
    from tests.office import Office

    folder = tmp_path_factory.mktemp("properties")
    return Office(make_database(town_template), profile, world.CHAOYANG, folder)


@pytest.mark.parametrize(
    ("kind", "header", "row"), [("complaint", CALLED, complaint), ("service", SERVED, service)]
)
def test_rows_tie_out_and_come_in_once(open_office, kind, header, row):
    office = open_office

    @given(rows=st.lists(row, max_size=12), rotate=st.integers(0, 11))
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(rows, rotate):
        cells = [[r.get(h, "") for h in header] for r in rows]
        path = write_csv(office.new_path("csv"), header, cells, "utf-8-sig")
        result = office.load_records(kind, path)
        assert result.rows <= len(rows)  # empty rows and remarks are no records
        assert sum(result.outcomes.values()) == result.rows
        assert result.outcomes["rejected"] >= len(result.rejections)
        stored = office.one(
            "SELECT matched + review + rejected + out_of_area = rows FROM record_load"
            " ORDER BY id DESC LIMIT 1"
        )
        assert stored
        assert (
            office.one(
                f"SELECT count(*) FROM (SELECT FROM {kind} WHERE upper_inf(sys) GROUP BY source_key"
                " HAVING count(*) > 1) AS twice"
            )
            == 0
        )
        again = office.load_records(kind, path)
        assert (again.revision_id, again.changed) == (None, 0)
        assert again.outcomes == result.outcomes
        if again.outcomes["rejected"] == 0:  # no key is there twice, so that the order says nothing
            turned = cells[rotate:] + cells[:rotate]
            path = write_csv(office.new_path("csv"), header, turned, "utf-8-sig")
            assert office.load_records(kind, path).revision_id is None

    holds()
