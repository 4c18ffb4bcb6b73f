"""The tiny town's workbooks, one sound row each, as a start for every test."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from geo.db import Database
from geo.profile import Profile
from tests import world
from tests.conftest import Copies
from tests.office import Office

SERVED = (
    "区域编码",
    "小区名称",
    "街道名称",
    "服务方式",
    "企业名称",
    "统一社会信用代码",
    "合同阶段",
    "合同起始日期",
    "合同终止日期",
    "物业费(元/㎡·月)",
)
GOVERNED = (
    "区域编码",
    "小区名称",
    "街道名称",
    "组织类型",
    "状态",
    "组建情形",
    "成立日期",
    "备案日期",
    "备案编号",
    "届满日期",
    "委员人数",
    "党组织",
    "过渡情况",
)
CALLED = (
    "工单编号",
    "工单类型",
    "问题分类",
    "标签",
    "标题",
    "来电人",
    "来电人电话/账号",
    "来电时间",
    "被反映区",
    "被反映街乡镇",
    "村/社区",
    "小区点位",
    "区域编码",
    "是否有效回访",
    "是否联系",
    "是否解决",
    "是否满意",
)
PENALISED = (
    "决定书文号",
    "处罚机关",
    "行政相对人名称",
    "区域编码",
    "小区名称",
    "街道名称",
    "案由",
    "违反条款",
    "决定日期",
    "程序",
    "处理结果",
    "罚款金额(元)",
    "没收金额(元)",
    "退还金额(元)",
    "涉及金额(元)",
)
RATED = ("评价类型", "期次", "企业名称", "统一社会信用代码", "区域编码", "小区名称", "得分", "等级")
LISTED = (
    "名单类型",
    "期次",
    "企业名称",
    "统一社会信用代码",
    "区域编码",
    "小区名称",
    "发布日期",
    "备注",
)
FIRMS = ("企业名称", "统一社会信用代码", "党组织", "协会会员")

USCC = "91110105MA00000001"


@dataclass(frozen=True)
class Sheet:
    """A workbook's header and the cells of one sound row, by column."""

    header: tuple[str, ...]
    sound: dict[str, Any]

    def row(self, **cells: Any) -> list[Any]:
        """Returns the sound row with some cells replaced; keys may lack what is in brackets."""
        values = dict(self.sound)
        for name, value in cells.items():
            (column,) = [h for h in self.header if h == name or h.split("(")[0] == name]
            values[column] = value
        return [values.get(column) for column in self.header]


RECORDS = (
    "record_load, revision, rejected_row, firm, service, committee, party_organisation, complaint,"
    " enforcement, rating, list_entry, audit_entry"
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
    }


TABLES = {
    "firm": "firm",
    "service": "service",
    "committee": "committee",
    "complaint": "complaint",
    "enforcement": "enforcement",
    "rating": "rating",
    "list": "list_entry",
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
