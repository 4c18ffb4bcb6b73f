"""The tiny town's workbooks, one sound row each, as a start for every test."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from geo.db import Database
from geo.profile import Profile
from tests import world
from tests.conftest import Copies
from tests.office import Office
from tests.records.desk import Desk
from tests.records.sheets import (
    CALLED,
    FIRMS,
    FUNDED,
    GOVERNED,
    LISTED,
    MEDIATED,
    ORGANISED,
    PENALISED,
    RATED,
    SERVED,
    USCC,
    Sheet,
)

RECORDS = (
    "record_load, revision, rejected_row, firm, service, committee, party_organisation, complaint,"
    " enforcement, rating, list_entry, fund, mediation, audit_entry, zone_alias, record_mapping"
)


@pytest.fixture(scope="module")
def town_of_the_module(make_database: Copies, town_template: str) -> Iterator[Database]:
    """One town for a module: records are soon taken out again, a copy of it is not soon made."""
    database = make_database(town_template)
    yield database
    make_database.drop(database)


@pytest.fixture
def town(town_of_the_module: Database, profile: Profile, tmp_path: Path) -> Iterator[Office]:
    """The tiny town without any records; its places must stay as they are."""
    yield Office(town_of_the_module, profile, world.CHAOYANG, tmp_path)
    with town_of_the_module.write() as connection:
        connection.execute(text(f"TRUNCATE {RECORDS} RESTART IDENTITY CASCADE"))


@pytest.fixture
def sheets(town) -> dict[str, Sheet]:
    """A sheet of each kind; its sound row is about 机床厂宿舍 (the firm's about a firm)."""
    place = {"区域编码": town.world.code("works")}
    day = dt.date(2022, 5, 1)
    return {
        "firm": Sheet(
            FIRMS,
            {
                "企业名称": "安居物业",
                "统一社会信用代码": USCC,
                "党组织": "已建立",
                "协会会员": "是",
            },
        ),
        "service": Sheet(
            SERVED,
            {
                **place,
                "服务方式": "企业管理",
                "企业名称": "安居物业",
                "统一社会信用代码": USCC,
                "合同阶段": "合同期内",
                "合同起始日期": day,
                "合同终止日期": "2025年4月30日",
                "物业费(元/㎡·月)": 2.5,
            },
        ),
        "committee": Sheet(
            GOVERNED,
            {
                **place,
                "组织类型": "业委会",
                "状态": "已备案",
                "成立日期": day,
                "委员人数": 7,
                "党组织": "已建立",
            },
        ),
        "complaint": Sheet(
            CALLED,
            {
                **place,
                "工单编号": "GD-1",
                "工单类型": "投诉",
                "问题分类": "住房->物业服务->电梯故障",
                "标签": "每月一题,电梯",
                "标题": "电梯又停了",
                "来电时间": "2022-05-01 08:30",
                "是否有效回访": "是",
                "是否解决": "否",
                "是否满意": "不满意",
            },
        ),
        "enforcement": Sheet(
            PENALISED,
            {
                **place,
                "决定书文号": "京朝房罚〔2022〕1号",
                "处罚机关": "区房管局",
                "案由": "未公示",
                "决定日期": day,
                "程序": "简易程序",
                "处理结果": "行政处罚",
                "罚款金额(元)": 3000,
            },
        ),
        "rating": Sheet(
            RATED, {**place, "评价类型": "物业服务评价", "期次": "2022", "得分": 91.5, "等级": "A"}
        ),
        "list": Sheet(LISTED, {**place, "名单类型": "红榜", "期次": "2022-1", "发布日期": day}),
        "party": Sheet(
            ORGANISED,
            {
                **place,
                "党组织所属": "小区",
                "党组织情况": "已建立",
                "党组织名称": "第一支部",
                "党员人数": 12,
            },
        ),
        "fund": Sheet(
            FUNDED,
            {
                **place,
                "是否建立维修资金": "是",
                "管理方式": "市级代管",
                "首期归集金额(万元)": 100,
                "余额(万元)": 29.5,
                "统计日期": day,
            },
        ),
        "mediation": Sheet(
            MEDIATED,
            {
                **place,
                "案件编号": "调-1",
                "调解日期": day,
                "纠纷类型": "物业费",
                "调解结果": "达成协议",
                "调解组织": "某街道人民调解委员会",
                "纠纷简述": "拖欠物业费",
                "涉及金额(元)": 1200,
            },
        ),
    }


TABLES = {
    "firm": "firm",
    "service": "service",
    "committee": "committee",
    "complaint": "complaint",
    "enforcement": "enforcement",
    "rating": "rating",
    "list": "list_entry",
    "party": "party_organisation",
    "fund": "fund",
    "mediation": "mediation",
}


@pytest.fixture
def load(town, sheets):
    """Loads rows of a kind, each the sound one with some cells replaced."""

    def run(kind: str, *rows: dict[str, Any], **how: Any):
        sheet = sheets[kind]
        cells = [sheet.row(**row) for row in rows]
        return town.records(kind, sheet.header, cells, **how)

    return run


@pytest.fixture
def current(town):
    """Returns the current rows of a kind's table, or some columns of them."""

    def run(kind: str, columns: str = "*"):
        table = TABLES.get(kind, kind)
        return town.query(f"SELECT {columns} FROM {table} WHERE upper_inf(sys) ORDER BY row_no, id")

    return run


NOWHERE = {"区域编码": None, "小区点位": "春风里", "被反映街乡镇": "河西街道"}


@pytest.fixture
def desk(town) -> Desk:
    """The desk of the town's office."""
    return Desk(town)


@pytest.fixture
def waiting(load):
    """Three work orders that say 春风里, one that says 秋月坊, one that found its zone."""
    return load(
        "complaint",
        {**NOWHERE, "工单编号": "GD-1"},
        {**NOWHERE, "工单编号": "GD-2", "来电时间": "2022-05-03"},
        {**NOWHERE, "工单编号": "GD-3", "标题": "灯坏了"},
        {**NOWHERE, "小区点位": "秋月坊", "工单编号": "GD-4"},
        {"工单编号": "GD-5"},
    )
