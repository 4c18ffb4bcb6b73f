"""Party organisations as a workbook of their own: of a committee, an enterprise or an estate."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from geo.errors import Text
from geo.records.kinds.base import (
    FIRM_COLUMNS,
    ZONE_COLUMNS,
    Column,
    Feed,
    Flaw,
    RecordKind,
    key_by_zone,
    names_zone,
    pick,
)

if TYPE_CHECKING:
    import pandas as pd


def _key(frame: "pd.DataFrame") -> "pd.Series[Any]":
    """Returns the key under which the workbooks of firms and committees say the same thing."""
    zone = key_by_zone(frame)
    estate = ("estate:" + zone).where(frame["holder"] == "estate", zone)
    return estate.where(frame["holder"] != "enterprise", frame["firm_uscc"])


def _find_homeless(rows: "pd.DataFrame") -> Iterator[Flaw]:
    """Finds rows that leave open whose organisation it is."""
    told = names_zone(rows).tolist()
    holders = zip(rows["holder"].tolist(), rows["firm_uscc"].tolist(), told, strict=True)
    for position, (holder, uscc, place) in enumerate(holders):
        if holder == "enterprise" and uscc is None:
            reason = Text("企业党组织须填统一社会信用代码", "an enterprise needs its credit code")
            yield Flaw(position, "firm_uscc", reason)
        elif holder != "enterprise" and not place:
            reason = Text("须填区域编码或小区名称", "needs a zone's code or name")
            yield Flaw(position, "zone_name", reason)


PARTY = RecordKind(
    id="party",
    label=Text("党组织", "Party organisations"),
    columns=(
        *ZONE_COLUMNS,
        *FIRM_COLUMNS,
        Column(
            "holder",
            ("党组织所属", "所属类型", "组织类别", "建立主体", "党组织类型", "holder"),
            "enum",
            enum="party_holder",
            required=True,
        ),
        Column(
            "status",
            ("党组织情况", "建立情况", "党组织", "是否建立党组织", "党组织状态", "status"),
            "enum",
            enum="party_organisation",
            required=True,
        ),
        Column("name", ("党组织名称", "组织名称", "支部名称", "name")),
        Column("formed_on", ("成立日期", "成立时间", "建立日期", "批准日期", "formed_on"), "date"),
        Column("members", ("党员人数", "党员数", "members"), "integer"),
    ),
    make_key=_key,
    feeds=(
        Feed(
            "party_organisation",
            pick("holder", "firm_uscc", "status", "name", "formed_on", "members"),
        ),
    ),
    place_optional=True,
    find_flaws=_find_homeless,
)
