"""The special maintenance fund of a zone: whether it is set up, its balance, who keeps it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds.base import ZONE_COLUMNS, Column, Feed, RecordKind, key_by_zone, make_column

if TYPE_CHECKING:
    import pandas as pd

_SAME = (
    "set_up",
    "raised_yuan",
    "balance_yuan",
    "counted_on",
    "replenished_on",
    "replenished_yuan",
)


def _fund(frame: "pd.DataFrame", profile: Profile) -> "pd.DataFrame":
    """Says of each fund whether it is low, which its amounts decide where both are known."""
    share = Decimal(str(profile.records.fund_low_percent)) / 100

    def is_low(raised: Any, balance: Any, told: Any) -> Any:
        known = isinstance(raised, Decimal) and isinstance(balance, Decimal) and raised > 0
        return bool(balance < share * raised) if known else told

    amounts = (frame[name].tolist() for name in ("raised_yuan", "balance_yuan", "low_balance"))
    low = [is_low(*row) for row in zip(*amounts, strict=True)]
    return frame[list(_SAME)].assign(
        custody=frame["custody"].fillna("unknown"),
        replenishment=frame["replenishment"].fillna("unknown"),
        low_balance=make_column(frame, low),
    )


def _yuan(name: str, *spellings: str) -> Column:
    return Column(name, (*spellings, name), "amount")


FUND = RecordKind(
    id="fund",
    label=Text("专项维修资金", "Maintenance funds"),
    columns=(
        *ZONE_COLUMNS,
        Column(
            "set_up",
            ("是否建立维修资金", "是否归集", "维修资金建立情况", "是否建立", "是否交存", "set_up"),
            "boolean",
        ),
        Column(
            "custody",
            ("管理方式", "维修资金管理方式", "代管单位", "账户管理", "custody"),
            "enum",
            enum="fund_custody",
        ),
        _yuan(
            "raised_yuan", "首期归集金额", "首期归集额", "首期交存额", "归集总额", "首次归集金额"
        ),
        _yuan("balance_yuan", "余额", "账户余额", "维修资金余额", "当前余额", "结余"),
        Column(
            "counted_on",
            ("余额日期", "统计日期", "截至日期", "数据日期", "counted_on"),
            "date",
        ),
        Column(
            "low_balance",
            ("余额不足30%", "余额是否不足30%", "是否余额不足", "是否低于30%", "low_balance"),
            "boolean",
        ),
        Column(
            "replenishment",
            ("补建续筹", "补建、续筹", "补建续筹情况", "续筹情况", "replenishment"),
            "enum",
            enum="fund_replenishment",
        ),
        Column(
            "replenished_on", ("补建续筹日期", "续筹日期", "补建日期", "replenished_on"), "date"
        ),
        _yuan("replenished_yuan", "补建续筹金额", "续筹金额", "补建金额"),
    ),
    make_key=key_by_zone,
    feeds=(Feed("fund", _fund),),
)
