"""Work orders of the citizen hotline 12345. Nothing about the caller is read."""

import re
from typing import Any

import pandas as pd

from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds.base import Column, Feed, RecordKind

_LEVELS = r"\s*(?:->|→|>|/|—>)\s*"


def _categorise(paths: "pd.Series[Any]", profile: Profile) -> "pd.Series[Any]":
    """Returns the category of each path: its most specific level that the profile knows."""
    labels = profile.enum("complaint_category").by_label

    def find(path: Any) -> str:
        levels = [] if pd.isna(path) else re.split(_LEVELS, path)
        return next((labels[level] for level in reversed(levels) if level in labels), "other")

    return paths.map({path: find(path) for path in paths.unique()})


def _find_topic(tags: "pd.Series[Any]", profile: Profile) -> "pd.Series[Any]":
    """Returns the monthly topic that the tags name, or None."""
    labels = profile.enum("monthly_topic").by_label

    def find(text: Any) -> str | None:
        parts = [] if pd.isna(text) else str(text).replace("，", ",").replace("、", ",").split(",")
        return next((labels[p.strip()] for p in parts if p.strip() in labels), None)

    return tags.map({text: find(text) for text in tags.unique()})


def _complaint(frame: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    names = [
        "order_no",
        "category_path",
        "title",
        "received_at",
        "street_name",
        "callback_valid",
        "contacted",
        "resolved",
    ]
    return frame[names].assign(
        order_kind=frame["order_kind"].fillna("unknown"),
        category=_categorise(frame["category_path"], profile),
        monthly_topic=_find_topic(frame["tags"], profile),
        satisfaction=frame["satisfaction"].fillna("unknown"),
    )


COMPLAINT = RecordKind(
    id="complaint",
    label=Text("热线工单", "Complaints"),
    columns=(
        Column("order_no", ("工单编号", "工单号", "order_no"), "key", required=True),
        Column("order_kind", ("工单类型", "诉求类型"), "enum", enum="order_kind"),
        Column("category_path", ("问题分类", "诉求分类", "三级分类")),
        Column("tags", ("标签", "工单标签")),
        Column("title", ("标题", "工单标题"), "masked"),
        Column(
            "received_at",
            ("来电时间", "受理时间", "创建时间", "登记时间"),
            "datetime",
            required=True,
        ),
        Column("district", ("被反映区", "所属区")),
        Column("street_name", ("被反映街乡镇", "街道名称", "街乡", "所属街乡")),
        Column("community", ("村/社区", "所在村社区", "社区")),
        Column("zone_name", ("小区点位", "问题点位", "点位", "小区名称"), "masked"),
        Column("zone_code", ("区域编码", "物业管理区域编码", "小区编码"), "key"),
        Column("callback_valid", ("是否有效回访",), "boolean"),
        Column("contacted", ("是否联系",), "boolean"),
        Column("resolved", ("是否解决",), "boolean"),
        Column("satisfaction", ("是否满意", "满意度"), "enum", enum="satisfaction"),
    ),
    make_key=lambda frame: frame["order_no"],
    feeds=(Feed("complaint", _complaint),),
    event="received_at",
)
