"""Work orders of the citizen hotline 12345. Nothing about the caller is read."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds.base import (
    PLACE_COLUMNS,
    STREET_NAME,
    ZONE_NAME,
    Column,
    Feed,
    RecordKind,
    make_column,
)

if TYPE_CHECKING:
    import pandas as pd

_LEVELS = r"\s*(?:->|→|>|/|—>)\s*"
_SAME = [
    "order_no",
    "order_nature",
    "order_status",
    "title",
    "received_at",
    "deadline_at",
    "closed_at",
    "street_name",
    "host_unit",
    "company_name",
    "supervised",
    "callback_valid",
    "contacted",
    "resolved",
]


def _join_levels(frame: "pd.DataFrame") -> "pd.Series[Any]":
    """Returns the path of each row's category, from one column or from one for each level."""
    levels = frame[["category_1", "category_2", "category_3"]].to_numpy().tolist()
    joined = ["->".join(level for level in row if level is not None) or None for row in levels]
    path = frame["category_path"]
    return path.where(path.notna(), make_column(frame, joined))


def _categorise(paths: "pd.Series[Any]", profile: Profile) -> "pd.Series[Any]":
    """Returns the category of each path: its most specific level that the profile knows."""
    labels = profile.enum("complaint_category").by_label

    def find(path: Any) -> str:
        levels = re.split(_LEVELS, path) if isinstance(path, str) else []
        return next((labels[level] for level in reversed(levels) if level in labels), "other")

    return paths.map({path: find(path) for path in paths.unique()})


def _find_topic(tags: "pd.Series[Any]", profile: Profile) -> "pd.Series[Any]":
    """Returns the monthly topic that the tags name, or None."""
    labels = profile.enum("monthly_topic").by_label

    def find(text: Any) -> str | None:
        parts = re.split(r"\s*[,，、;；]\s*", text) if isinstance(text, str) else []
        return next((labels[part] for part in parts if part in labels), None)

    return tags.map({text: find(text) for text in tags.unique()})


def _complaint(frame: "pd.DataFrame", profile: Profile) -> "pd.DataFrame":
    path = _join_levels(frame)
    return frame[_SAME].assign(
        order_kind=frame["order_kind"].fillna("unknown"),
        category_path=path,
        category=_categorise(path, profile),
        monthly_topic=_find_topic(frame["tags"], profile),
        satisfaction=frame["satisfaction"].fillna("unknown"),
    )


def _spell_more(column: Column, *spellings: str) -> Column:
    return replace(column, spellings=(*spellings, *column.spellings))


COMPLAINT = RecordKind(
    id="complaint",
    label=Text("热线工单", "Complaints"),
    columns=(
        Column(
            "order_no",
            (
                "工单编号",
                "工单号",
                "工单编码",
                "诉求编号",
                "诉求工单编号",
                "派单编号",
                "编号",
                "order_no",
            ),
            "key",
            required=True,
            english="Order number",
        ),
        Column("order_kind", ("工单类型", "诉求类型", "order_kind"), "enum", enum="order_kind"),
        Column(
            "order_nature", ("工单性质", "办理性质", "order_nature"), "enum", enum="order_nature"
        ),
        Column(
            "order_status",
            ("工单状态", "办理状态", "status", "order_status"),
            "enum",
            enum="order_status",
        ),
        Column("category_path", ("问题分类", "诉求分类", "三级分类路径", "category_path")),
        Column("category_1", ("一级分类", "一级问题分类", "category_1")),
        Column("category_2", ("二级分类", "二级问题分类", "category_2")),
        Column("category_3", ("三级分类", "三级问题分类", "category_3")),
        Column("tags", ("标签", "工单标签", "tags")),
        Column("title", ("标题", "工单标题", "title"), "masked"),
        Column(
            "received_at",
            (
                "来电时间",
                "来电日期",
                "受理时间",
                "受理日期",
                "创建时间",
                "登记时间",
                "诉求时间",
                "反映时间",
                "received_at",
            ),
            "datetime",
            required=True,
        ),
        Column(
            "deadline_at",
            ("截止时间", "办理截止时间", "办理时限/截止时间", "deadline_at"),
            "datetime",
        ),
        Column("closed_at", ("办结时间", "结案时间", "closed_at"), "datetime"),
        _spell_more(STREET_NAME, "被反映街乡镇", "被反映街乡", "问题街乡"),
        _spell_more(ZONE_NAME, "小区点位", "问题点位", "点位", "涉及小区", "反映小区"),
        *PLACE_COLUMNS,
        Column(
            "host_unit",
            ("主办单位", "承办单位", "二级承办单位", "二级承办单位简称", "host_unit"),
            "party",
        ),
        Column("company_name", ("企业名称", "物业企业", "物业公司", "被反映企业", "company_name")),
        Column("supervised", ("是否督办", "督办", "is_supervised", "supervised"), "boolean"),
        Column("callback_valid", ("是否有效回访", "有效回访", "callback_valid"), "boolean"),
        Column("contacted", ("是否联系", "contacted"), "boolean"),
        Column("resolved", ("是否解决", "解决情况", "resolved"), "boolean"),
        Column(
            "satisfaction",
            ("是否满意", "满意度", "满意情况", "satisfied", "satisfaction"),
            "enum",
            enum="satisfaction",
        ),
    ),
    make_key=lambda frame: frame["order_no"],
    feeds=(Feed("complaint", _complaint),),
    event="received_at",
)
