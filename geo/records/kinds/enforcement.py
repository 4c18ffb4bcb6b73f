"""Penalties and other measures, from five authorities; amounts in yuan, four kinds kept apart.

Offices hand in their own registers or the columns of the public disclosure of penalties (双公示),
whose amounts are in units of 10,000 yuan with up to six decimals. The deciding body is often a
subdistrict, in its own name: it is told by the ending of that name.
"""

from typing import TYPE_CHECKING, Any

from geo.errors import Text
from geo.parts import Enumeration
from geo.profile import Profile
from geo.records.kinds.base import ZONE_COLUMNS, Column, Feed, RecordKind

if TYPE_CHECKING:
    import pandas as pd

# As the public disclosure calls the parties whose names are nobody's business.
_PERSONS = ("自然人", "个人")
_SAME = [
    "decision_no",
    "party_name",
    "party_uscc",
    "violation",
    "article",
    "decided_on",
    "penalty_kinds",
    "published_until",
    "fined_yuan",
    "confiscated_yuan",
    "refunded_yuan",
    "involved_yuan",
]


def find_authority(name: Any, authorities: Enumeration) -> str:
    """Returns the authority of that name, or whose label is the longest that the name ends with.

    A label inside the name counts where none ends it; "unknown" where there is none at all.
    """
    if not isinstance(name, str):
        return "unknown"
    labels = authorities.by_label
    if name in labels:
        return labels[name]
    ending = [label for label in labels if name.endswith(label)]
    known = ending or [label for label in labels if label in name]
    return labels[max(known, key=len)] if known else "unknown"


def _enforcement(frame: "pd.DataFrame", profile: Profile) -> "pd.DataFrame":
    """Says who decided, and the body's own name where it says more than that."""
    authorities = profile.enum("authority")
    names = frame["authority_name"]
    found = {name: find_authority(name, authorities) for name in names.unique()}
    plain = names.isin(list(authorities.by_label))
    return frame[_SAME].assign(
        authority=names.map(found),
        authority_name=names.mask(plain, None),
        procedure=frame["procedure"].fillna("unknown"),
        outcome=_tell_outcome(frame),
        party_name=frame["party_name"].mask(frame["party_kind"].isin(_PERSONS), "个人"),
    )


def _tell_outcome(frame: "pd.DataFrame") -> "pd.Series[Any]":
    """Returns the outcome; what says its kind of penalty, and no outcome, is a penalty."""
    punished = frame["outcome"].isna() & frame["penalty_kinds"].notna()
    return frame["outcome"].fillna("unknown").mask(punished, "penalty")


def _amount(name: str, *spellings: str, public: tuple[str, ...] = ()) -> Column:
    return Column(name, (*spellings, name, *public), "amount", ten_thousands=public)


ENFORCEMENT = RecordKind(
    id="enforcement",
    label=Text("执法检查", "Enforcement"),
    columns=(
        *ZONE_COLUMNS,
        Column(
            "decision_no",
            ("决定书文号", "行政处罚决定书文号", "处罚决定书文号", "行政处罚决定文书号",
             "决定文书号", "文书号", "文号", "案号", "CF_WSH", "decision_no"),
            "key",
            required=True,
            english="Decision number",
        ),
        Column(
            "authority_name",
            ("处罚机关", "执法机关", "执法单位", "执法主体", "处罚单位", "作出处罚决定的机关",
             "机关名称", "CF_CFJG", "authority", "authority_name"),
            english="Authority",
        ),
        Column(
            "party_name",
            ("行政相对人名称", "当事人", "当事人名称", "被处罚人", "被处罚单位", "相对人名称",
             "违法主体", "CF_XDR_MC", "party_name"),
            "party",
        ),
        Column(
            "party_kind",
            ("行政相对人类别", "当事人类型", "相对人类别", "CF_XDR_LB", "party_kind"),
        ),
        Column(
            "party_uscc",
            ("统一社会信用代码", "行政相对人代码_1(统一社会信用代码)", "行政相对人代码",
             "信用代码", "CF_XDR_SHXYM", "party_uscc"),
            "code",
            english="Unified social credit code",
        ),
        Column(
            "violation",
            ("案由", "违法行为类型", "违法行为", "违法类型", "CF_WFXW", "violation_kind",
             "violation"),
            "masked",
        ),
        Column(
            "article",
            ("违反条款", "处罚依据", "违法依据", "法律依据", "适用条款", "CF_YJ", "legal_basis",
             "article"),
        ),
        Column(
            "decided_on",
            ("决定日期", "处罚决定日期", "作出处罚决定日期", "处罚日期", "执法日期", "检查日期",
             "CF_JDRQ", "decided_on"),
            "date",
            required=True,
        ),
        Column(
            "procedure",
            ("程序", "处罚程序", "案件程序", "适用程序", "procedure"),
            "enum",
            enum="procedure",
        ),
        Column(
            "outcome",
            ("处理结果", "处理决定", "执法结果", "案件结果", "outcome"),
            "enum",
            enum="outcome",
        ),
        Column(
            "penalty_kinds",
            ("处罚类别", "处罚种类", "CF_CFLB", "penalty_kind", "penalty_kinds"),
            "enums",
            enum="penalty_kind",
            english="Kinds of penalty",
        ),
        Column(
            "published_until",
            ("公示截止期", "公示截止日期", "CF_GSJZQ", "published_until"),
            "date",
        ),
        _amount(
            "fined_yuan",
            "罚款金额(元)",
            "罚款金额",
            "罚款",
            "罚款数额",
            "处罚金额",
            public=("CF_NR_FK",),
        ),
        _amount(
            "confiscated_yuan",
            "没收金额(元)",
            "没收金额",
            "没收违法所得",
            "没收违法所得金额",
            "没收违法所得、没收非法财物的金额",
            public=("CF_NR_WFFF",),
        ),
        _amount("refunded_yuan", "退还金额(元)", "退还金额", "责令退还金额", "退款金额"),
        _amount("involved_yuan", "涉及金额(元)", "涉及金额", "涉案金额"),
    ),
    make_key=lambda frame: frame["decision_no"],
    feeds=(Feed("enforcement", _enforcement),),
    event="decided_on",
)  # fmt: skip
