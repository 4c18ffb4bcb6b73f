"""What each kind of record means: keys, rules of the regulation, labels, what the ledger shows."""

import datetime as dt
from decimal import Decimal

import pytest

from geo.catalog.ledger import read_ledger
from geo.catalog.state import read_state
from geo.records.kinds import KINDS
from geo.records.kinds.enforcement import find_authority
from geo.settings import ROOT
from tests.records.sheets import USCC


@pytest.fixture
def ledger(town):
    """Reads the sections of 机床厂宿舍's ledger."""

    def run() -> dict:
        with town.database.read() as connection:
            moment = read_state(connection).moment
            found = read_ledger(connection, moment, town.profile, town.uid("works"))
        return found["sections"]

    return run


def test_the_kinds_are_documented():
    told = (ROOT / "docs" / "workbooks.md").read_text(encoding="utf-8")
    for kind in KINDS.values():
        needed = "、".join(c.spellings[0] for c in kind.columns if c.required) or "–"
        tables = "、".join(feed.table for feed in kind.feeds)
        assert f"| `{kind.id}` | {kind.label.zh} | {needed} | {tables} |" in told


# --- The maintenance fund --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raised", "balance", "told", "low"),
    [
        (100, 29.9999, None, True),
        (100, 30, None, False),
        (100, 29, "否", True),
        (100, 31, "是", False),
        (None, 29, "是", True),
        (100, None, "否", False),
        (0, 0, None, None),
        (None, None, None, None),
    ],
)
def test_a_fund_is_low_below_its_share_of_the_first_raise(
    load, current, raised, balance, told, low
):
    load("fund", {"首期归集金额": raised, "余额": balance, "余额不足30%": told})
    assert current("fund", "low_balance") == [(low,)]


def test_another_districts_share(load, current, town):
    settings = town.profile.records.model_copy(update={"fund_low_percent": 10})
    town.profile = town.profile.model_copy(update={"records": settings})
    load("fund", {"首期归集金额": 100, "余额": 29})
    assert current("fund", "low_balance") == [(False,)]


def test_the_fund_in_the_ledger(load, ledger):
    load("fund", {"补建续筹": "续筹", "补建续筹金额": 12.5, "补建续筹日期": "2022年6月"})
    assert ledger()["fund"] is None
    load("fund", {"补建续筹": "续筹", "补建续筹金额": 12.5, "补建续筹日期": "2022-06-01"})
    fund = ledger()["fund"]
    assert (fund["raised_yuan"], fund["balance_yuan"]) == (Decimal(1_000_000), Decimal(295_000))
    assert (fund["balance_percent"], fund["low_balance"]) == (Decimal("29.5"), True)
    assert (fund["custody"], fund["set_up"]) == ("municipal", True)
    assert (fund["replenishment"], fund["replenished_yuan"]) == ("topped_up", Decimal(125_000))
    assert "专项维修资金" in [source["what"]["zh"] for source in ledger()["sources"]]


# --- Party organisations ---------------------------------------------------------------------


def test_the_three_holders_are_kept_apart(load, ledger):
    load("service", {})
    load("committee", {"党组织": "未建立"})
    load("firm", {"党组织": "未建立"})
    load("party", {}, {"党组织所属": "业委会", "党组织情况": "联合建立"})
    firm = {"党组织所属": "物业企业", "统一社会信用代码": USCC, "区域编码": None}
    load("party", {**firm, "党组织情况": "已建立"})
    party = ledger()["party"]
    assert (party["committee"], party["firm"]) == ("joint", "established")
    assert (party["estate"]["status"], party["estate"]["name"]) == ("established", "第一支部")
    assert party["estate"]["members"] == 12


def test_what_the_workbooks_of_firms_and_committees_said_is_superseded(load, current):
    load("committee", {"党组织": "未建立"})
    load("firm", {"党组织": "未建立"})
    load("party", {"党组织所属": "业委会"})
    load("party", {"党组织所属": "企业", "统一社会信用代码": USCC, "区域编码": None})
    found = current("party_organisation", "holder, status")
    assert sorted(found) == [("committee", "established"), ("enterprise", "established")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"党组织所属": "企业", "区域编码": None}, "统一社会信用代码"),
        ({"党组织所属": "小区", "区域编码": None}, "小区名称"),
        ({"党组织所属": "业委会", "区域编码": None, "统一社会信用代码": USCC}, "小区名称"),
    ],
)
def test_an_organisation_of_nobody_is_rejected(load, row, column):
    result = load("party", row)
    assert result.outcomes["rejected"] == 1
    assert result.rejections[0].column == column


# --- Mediation -------------------------------------------------------------------------------


def test_mediation_in_the_ledger(load, ledger):
    other = {"案件编号": "调-2", "调解日期": "2022-06-01", "调解结果": "调解不成", "涉及金额": None}
    load("mediation", {}, other)
    found = ledger()["mediation"]
    assert (found["total"], found["settled"], found["settled_yuan"]) == (2, 1, Decimal(1200))
    assert [row["case_no"] for row in found["rows"]] == ["调-2", "调-1"]
    assert found["rows"][1]["kind"] == "fee"
    assert found["source"].endswith(".xlsx")


def test_a_ledger_without_any_of_it(ledger):
    sections = ledger()
    assert sections["fund"] is None
    assert sections["party"]["estate"] is None
    assert (sections["mediation"]["total"], sections["mediation"]["rows"]) == (0, [])


# --- Credit in four dimensions ---------------------------------------------------------------


def test_a_firms_credit_in_the_profiles_dimensions(town, load, current, ledger):
    names = [value.zh for value in town.profile.enum("credit_dimension").values]
    assert len(names) == 4
    header = ("评价类型", "期次", "企业名称", "统一社会信用代码", "信用得分", "信用等级", *names)
    row = ("信用评价", "2022", "安居物业", USCC, 88.5, "AA", 20, 22.5, "24", None)
    load("service", {})
    town.records("rating", header, [row])
    scores = {"operation": 20, "service": 22.5, "compliance": 24}
    assert current("rating", "score, grade, dimensions") == [(Decimal("88.5"), "AA", scores)]
    assert ledger()["ratings"]["rows"][0]["dimensions"] == scores


def test_a_rating_without_dimensions_has_none(load, current):
    load("rating", {})
    assert current("rating", "dimensions") == [(None,)]


def test_another_profile_has_other_dimensions(town_profile):
    names = [column.name for column in KINDS["rating"].fit(town_profile).columns]
    assert names[-2:] == ["dimension_pumps", "dimension_manners"]


# --- Penalties -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "authority"),
    [
        ("区房管局", "housing"),
        ("北京市朝阳区房屋管理局", "housing"),
        ("北京市朝阳区住房和城乡建设委员会", "housing"),
        ("北京市朝阳区城市管理综合行政执法局", "urban_enforcement"),
        ("北京市朝阳区人民政府某某街道办事处", "street"),
        ("北京市朝阳区某某地区办事处", "street"),
        ("北京市朝阳区某某乡人民政府", "street"),
        ("某某街道综合行政执法队", "urban_enforcement"),
        ("北京市朝阳区市场监督管理局", "market"),
        ("朝阳区市场监管局某某街道市场监管所", "market"),
        ("北京市朝阳区消防救援支队", "fire"),
        ("朝阳消防大队", "fire"),
        ("北京市公安局朝阳分局某某派出所", "police"),
        ("某某协会", "unknown"),
        (None, "unknown"),
    ],
)
def test_authorities_by_the_ending_of_their_name(profile, written, authority):
    assert find_authority(written, profile.enum("authority")) == authority


PUBLIC = (
    "行政相对人名称",
    "行政相对人类别",
    "行政相对人代码_1(统一社会信用代码)",
    "法定代表人",
    "证件号码",
    "行政处罚决定书文号",
    "违法行为类型",
    "违法事实",
    "处罚依据",
    "处罚类别",
    "处罚内容",
    "罚款金额（万元）",
    "没收违法所得、没收非法财物的金额（万元）",
    "处罚决定日期",
    "公示截止期",
    "处罚机关",
    "小区名称",
)


def test_penalties_as_they_are_published(town, current):
    row = (
        "安居物业有限公司", "法人及非法人组织", USCC, "欧阳锋", "110105198705123456",
        "京朝〔2022〕1号", "未公示", "事实", "第七十条", "警告、罚款", "罚款",
        "0.123456", "31.000001", "2022/05/01", "2025/05/01",
        "北京市朝阳区人民政府某某街道办事处", "机床厂宿舍",
    )  # fmt: skip
    result = town.records("enforcement", PUBLIC, [row])
    assert set(result.personal) == {"法定代表人", "证件号码"}
    columns = (
        "authority, authority_name, party_name, party_uscc, outcome, penalty_kinds, fined_yuan,"
        " confiscated_yuan, published_until"
    )
    assert current("enforcement", columns) == [
        (
            "street", "北京市朝阳区人民政府某某街道办事处", "安居物业有限公司", USCC, "penalty",
            "warning,fine", Decimal("1234.56"), Decimal("310000.01"), dt.date(2025, 5, 1),
        )
    ]  # fmt: skip


def test_a_plain_label_of_an_authority_is_no_name_of_its_own(load, current):
    load("enforcement", {})
    assert current("enforcement", "authority, authority_name") == [("housing", None)]


# --- Lists and complaints --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("红榜", "red"),
        ("黑榜", "black"),
        ("前100小区", "city_top100"),
        ("治理类小区", "focus_estate"),
        ("老旧小区改造奖励", "old_estate_reward"),
    ],
)
def test_lists(town, current, ledger, written, kind):
    header = ("名单类型", "期次", "区域编码", "排名", "奖励金额(万元)")
    town.records("list", header, [(written, "2022", town.world.code("works"), 7, 1.5)])
    assert current("list", "kind, rank, amount_yuan") == [(kind, 7, Decimal(15_000))]
    assert ledger()["lists"]["rows"][0]["rank"] == 7


def test_what_an_order_says_of_its_handling(town, current, ledger):
    header = (
        "工单编号", "来电时间", "区域编码", "工单性质", "工单状态", "一级分类", "二级分类",
        "三级分类", "主办单位", "企业名称", "截止时间", "办结时间", "是否督办",
    )  # fmt: skip
    row = (
        "GD-1", "2022-05-01 08:00", town.world.code("works"), "主办", "办理中", "住房", "物业管理",
        "电梯故障", "某街道", "安居物业", "2022-05-08 18:00", "", "是",
    )  # fmt: skip
    town.records("complaint", header, [row])
    columns = "order_nature, order_status, category_path, category, host_unit, company_name"
    assert current("complaint", columns) == [
        ("host", "in_progress", "住房->物业管理->电梯故障", "lift", "某街道", "安居物业")
    ]
    (shown,) = ledger()["complaints"]["recent"]
    assert (shown["deadline_on"], shown["closed_on"]) == (dt.date(2022, 5, 8), None)
    assert (shown["supervised"], shown["host_unit"]) == (True, "某街道")


def test_a_contract_that_ends_before_it_begins_is_rejected(load):
    result = load("service", {"合同起始日期": "2022-05-01", "合同终止日期": "2021-05-01"})
    assert result.rejections[0].column == "合同终止日期"
    assert result.outcomes["rejected"] == 1


def test_english_names_of_our_columns_are_spellings_too(town, current):
    header = ("order_no", "received_at", "town", "location_point", "deadline_at", "satisfied")
    row = ("GD-1", "2022-05-01", "河东街道", "机床厂宿舍", "2022-05-08", "满意")
    assert town.records("complaint", header, [row]).outcomes["matched"] == 1
    assert current("complaint", "street_name, satisfaction") == [("河东街道", "satisfied")]
