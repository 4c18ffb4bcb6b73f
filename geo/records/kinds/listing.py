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
        Column("kind", ("名单类型", "榜单类型", "kind"), "enum", enum="list_kind", required=True),
        Column("period", ("期次", "批次", "period"), required=True),
        Column("listed_on", ("发布日期", "列入日期", "listed_on"), "date"),
        Column("note", ("备注", "说明", "note"), "masked"),
    ),
    make_key=key_by_subject,
    feeds=(
        Feed(
            "list_entry",
            pick("kind", "firm_name", "firm_uscc", "listed_on", "note", issue="period"),
        ),
    ),
    place_optional=True,
)
