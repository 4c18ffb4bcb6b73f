"""The whole way for a district of another city, by its profile and its data alone.

Nothing is drawn or counted as in the shipped district: other codes and column names, other kinds
of street, other values in every list, another projection, another indicator and theme.
"""

import datetime as dt
import gzip
import json

import pytest

from geo.catalog.columns import read_columns
from geo.catalog.state import read_state
from geo.indicators.density import count_density
from geo.indicators.rates import RateColumns, count_rate
from geo.records.kinds import KINDS
from tests.office import Office
from tests.world import QINGSHI, write_csv
from tiles.archive import find_archive, make_publish_hook
from tiles.columns import make_columns, make_series
from tiles.pmtiles_file import read_tiles

USCC = "91519901MA00000001"


@pytest.fixture(scope="module")
def district(make_database, town_profile, tmp_path_factory):
    """The far town with a workbook of each kind, in its own words."""
    database = make_database()
    far_office = Office(database, town_profile, QINGSHI, tmp_path_factory.mktemp("far"))
    hook = make_publish_hook(far_office.profile, far_office.folder / "tiles")
    far_office.load(far_office.write(QINGSHI.streets()), "street", hook=hook)
    far_office.load(far_office.write(QINGSHI.zones()), hook=hook)
    works, river = QINGSHI.code("works"), QINGSHI.code("river_1")
    records = {
        "firm": (("企业名称", "统一社会信用代码", "党组织"), [("远山物业", USCC, "建了")]),
        "service": (
            ("区域编码", "小区名称", "街道名称", "服务方式", "合同阶段", "统一社会信用代码"),
            [
                (works, None, None, "公司", "在期", USCC),
                (None, "青石苑", "青石区河东街道", "没人管", None, None),
                (None, "青石苑", None, "公司", None, None),
                ("Z99/0001", None, None, "失管", None, None),
            ],
        ),
        "committee": (
            ("区域编码", "组织类型", "状态", "组建情形", "党组织"),
            [
                (works, "业主委员会", "在运转", None, "没建"),
                (river, "物管会", "搭起来了", "有困难", None),
            ],
        ),
        "complaint": (
            (
                "工单编号",
                "来电时间",
                "小区点位",
                "问题分类",
                "标签",
                "来电人",
                "来电号码",
                "被反映区",
                "标题",
            ),
            [
                (
                    "1",
                    "2021-04-30 23:59",
                    "八号院",
                    "水务->倒灌",
                    "防汛",
                    "周老师",
                    "13912345678",
                    None,
                    None,
                ),
                (
                    "2",
                    "2021-03-01",
                    "机床厂宿舍",
                    "电梯故障",
                    None,
                    None,
                    None,
                    "青石区",
                    "周老师来电",
                ),
                ("3", "2021-03-02", "没有", None, None, None, None, "赤水区", None),
            ],
        ),
        "enforcement": (
            ("决定书文号", "决定日期", "处罚机关", "区域编码", "罚款金额(万元)"),
            [("青罚1号", "2021-02-01", "区住建局", works, 0.5)],
        ),
        "rating": (("评价类型", "期次", "区域编码", "得分"), [("打分", "2021", works, 88)]),
        "list": (("名单类型", "期次", "统一社会信用代码"), [("光荣榜", "1", USCC)]),
        "party": (("党组织所属", "建立情况", "区域编码"), [("片区", "建了", works)]),
        "fund": (("区域编码", "余额(万元)", "管理方式"), [(works, 3.5, "市里管")]),
        "mediation": (
            ("案号", "调解日期", "区域编码", "纠纷类型", "申请人"),
            [("1", "2021-02-01", works, "进水", "周老师")],
        ),
    }
    assert set(records) == set(KINDS)
    results = {
        kind: far_office.load_records(
            kind, write_csv(far_office.new_path("csv"), *table), as_of=dt.date(2021, 4, 30)
        )
        for kind, table in records.items()
    }
    return far_office, results


def test_every_workbook_comes_in(district):
    _, results = district
    none = {"matched": 0, "review": 0, "rejected": 0, "out_of_area": 0}
    assert {kind: result.outcomes for kind, result in results.items()} == {
        "firm": {**none, "matched": 1},
        "service": {**none, "matched": 2, "review": 1, "rejected": 1},
        "committee": {**none, "matched": 2},
        "complaint": {**none, "matched": 2, "out_of_area": 1},
        "enforcement": {**none, "matched": 1},
        "rating": {**none, "matched": 1},
        "list": {**none, "matched": 1},
        "party": {**none, "matched": 1},
        "fund": {**none, "matched": 1},
        "mediation": {**none, "matched": 1},
    }


@pytest.fixture
def reading(district):
    """The current state, and a connection to read more."""
    office, _ = district
    with office.database.read() as connection:
        yield read_state(connection), connection


def test_the_columns_document(reading, town_profile):
    state, connection = reading
    assert (state.zones, state.streets, state.as_of) == (9, 2, dt.date(2021, 4, 30))
    packed = make_columns(connection, state.moment, town_profile)
    document = json.loads(gzip.decompress(packed))
    at = document["zones"]["code"].index(QINGSHI.code("works"))
    said = {
        name: category["ids"][category["codes"][at]]
        for name, category in document["categories"].items()
    }
    assert said == {
        "service_mode": "enterprise",
        "service_group": "entrusted",
        "contract_stage": "regular",
        "committee_kind": "owners_committee",
        "committee_status": "oc:filed",
        "party_committee": "none",
        "party_firm": "established",
        "estate_kind": "unknown",
    }
    assert document["measures"]["fined_yuan"][at] == 5000
    assert document["months"] == ["2021-03", "2021-04"]
    assert document["complaints_by_month"]["sparse"][at] == [0, 1, 1, 1]
    assert document["streets"]["kind"] == ["town", "town"]
    assert document["unmatched"]["service"] == 1
    series = json.loads(gzip.decompress(make_series(connection, state.moment, town_profile)))
    assert series["total"] == [1, 1]


def test_its_own_indicator_and_theme(reading, town_profile):
    state, connection = reading
    columns = read_columns(connection, state.moment, town_profile)
    (indicator,) = town_profile.indicators
    figures = RateColumns(columns.categories, {})
    rate = count_rate(figures, indicator, indicator.definitions[0], 2021)
    assert (rate.numerator, rate.denominator, rate.target, rate.missing) == (1, 9, 55.0, 4)
    at = columns.zones["code"].index(QINGSHI.code("works"))
    (theme,) = town_profile.themes
    counts = columns.measures["complaints_12m"]
    density = count_density(counts, columns.zones["households"], theme.per_count)
    assert density[at] == pytest.approx(2 * 10 / 500)


def test_its_tiles_lie_where_it_lies(district):
    office, _ = district
    archive = read_tiles(find_archive(office.folder / "tiles", 2))
    west, south, east, north = archive.bounds
    assert 104.98 < west < 105 < east < 105.02
    assert 29.99 < south < north < 30.02
    assert archive.zooms == (10, 12)


def test_categories_and_topics_are_its_own(district):
    office, _ = district
    rows = office.query("SELECT category, monthly_topic, title FROM complaint ORDER BY row_no")
    assert rows == [("flood", "flood", None), ("other", None, "某老师来电"), ("other", None, None)]
    assert not office.one("SELECT EXISTS (SELECT FROM complaint c WHERE c::text LIKE '%139%')")


def test_loading_it_all_again_changes_nothing(district):
    office, _ = district
    before = office.content()
    assert office.survey(QINGSHI.zones()).release_id is None
    row = ("名单类型", "期次", "统一社会信用代码"), [("光荣榜", "1", USCC)]
    assert office.load_records("list", write_csv(office.new_path("csv"), *row)).changed == 0
    after = office.content()
    assert {t for t in before if before[t] != after[t]} == {"audit_entry"}
