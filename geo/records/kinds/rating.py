"""Ratings of a zone's service and of a firm's credit."""

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

RATING = RecordKind(
    id="rating",
    label=Text("物业评价", "Ratings"),
    columns=(
        *ZONE_COLUMNS,
        *FIRM_COLUMNS,
        Column("kind", ("评价类型", "kind"), "enum", enum="rating_kind", required=True),
        Column("period", ("期次", "评价期", "period"), required=True),
        Column("score", ("得分", "分数", "score"), "amount", digits=4),
        Column("grade", ("等级", "评级", "grade")),
    ),
    make_key=key_by_subject,
    feeds=(Feed("rating", pick("kind", "period", "firm_name", "firm_uscc", "score", "grade")),),
    place_optional=True,
)
