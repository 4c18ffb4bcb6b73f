"""Lists: red and black list, the city's top hundred, focus estates, old-estate rewards."""

from geo.errors import Text
from geo.records.kinds.base import (
    FIRM_COLUMNS,
    ZONE_COLUMNS,
    Column,
    Feed,
    RecordKind,
    key_by_subject,
    pick,
)

LISTING = RecordKind(
    id="list",
    label=Text("榜单名单", "Lists"),
    columns=(
        *ZONE_COLUMNS,
        *FIRM_COLUMNS,
        Column(
            "kind",
            ("名单类型", "榜单类型", "榜单", "名单", "类型", "kind"),
            "enum",
            enum="list_kind",
            required=True,
        ),
        Column("period", ("期次", "批次", "月份", "年度", "period"), required=True),
        Column("listed_on", ("发布日期", "列入日期", "公布日期", "listed_on"), "date"),
        Column("rank", ("排名", "名次", "位次", "rank"), "integer"),
        Column(
            "amount_yuan",
            ("奖励金额", "奖励资金", "奖补金额", "amount_yuan"),
            "amount",
            english="Reward",
        ),
        Column("note", ("备注", "说明", "入榜原因", "note"), "masked"),
    ),
    make_key=key_by_subject,
    feeds=(
        Feed(
            "list_entry",
            pick(
                "kind",
                "firm_name",
                "firm_uscc",
                "listed_on",
                "rank",
                "amount_yuan",
                "note",
                issue="period",
            ),
        ),
    ),
    place_optional=True,
)
