"""Ratings of a zone's service and of a firm's credit, which the profile divides in dimensions."""

from typing import TYPE_CHECKING, Any

from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds.base import (
    FIRM_COLUMNS,
    ZONE_COLUMNS,
    Column,
    Feed,
    RecordKind,
    key_by_subject,
    make_column,
)

if TYPE_CHECKING:
    import pandas as pd


def _rating(frame: "pd.DataFrame", profile: Profile) -> "pd.DataFrame":
    names = ["kind", "period", "firm_name", "firm_uscc", "score", "grade"]
    return frame[names].assign(dimensions=_gather_dimensions(frame, profile))


def _gather_dimensions(frame: "pd.DataFrame", profile: Profile) -> "pd.Series[Any]":
    """Returns {id: score} of the dimensions that each row has a score for, or None."""
    ids = profile.enum("credit_dimension").ids
    columns = [frame[f"dimension_{name}"].tolist() for name in ids]
    scores = [
        {name: float(score) for name, score in zip(ids, row, strict=True) if score is not None}
        for row in zip(*columns, strict=True)
    ]
    gathered = [row or None for row in scores] or [None] * len(frame)
    return make_column(frame, gathered)


RATING = RecordKind(
    id="rating",
    label=Text("物业评价", "Ratings"),
    columns=(
        *ZONE_COLUMNS,
        *FIRM_COLUMNS,
        Column("kind", ("评价类型", "评价类别", "kind"), "enum", enum="rating_kind", required=True),
        Column(
            "period",
            ("期次", "评价期", "评价年度", "评价周期", "年度", "年份", "period"),
            required=True,
        ),
        Column(
            "score",
            ("得分", "分数", "总分", "总得分", "信用得分", "综合得分", "score"),
            "amount",
            digits=4,
        ),
        Column("grade", ("等级", "评级", "信用等级", "评价等级", "grade")),
        Column("dimension", (), "amount", digits=4, each="credit_dimension"),
    ),
    make_key=key_by_subject,
    feeds=(Feed("rating", _rating),),
    place_optional=True,
)
