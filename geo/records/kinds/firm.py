"""Property service enterprises, with their Party organisation."""

from typing import TYPE_CHECKING

from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds.base import FIRM_COLUMNS, Column, Feed, RecordKind, pick

if TYPE_CHECKING:
    import pandas as pd


def _party(frame: "pd.DataFrame", _profile: Profile) -> "pd.DataFrame":
    out = frame[["uscc"]].rename(columns={"uscc": "firm_uscc"})
    return out.assign(holder="enterprise", status=frame["party"].fillna("unknown"))


FIRM = RecordKind(
    id="firm",
    label=Text("物业企业", "Firms"),
    columns=(
        Column("name", (*FIRM_COLUMNS[0].spellings, "名称", "name"), required=True),
        Column(
            "uscc",
            (*FIRM_COLUMNS[1].spellings, "uscc"),
            "code",
            required=True,
            english=FIRM_COLUMNS[1].english,
        ),
        Column(
            "party",
            ("党组织", "是否建立党组织", "党组织情况", "党组织建立情况", "party"),
            "enum",
            enum="party_organisation",
            english="Party organisation",
        ),
        Column(
            "association_member",
            ("协会会员", "是否协会会员", "是否会员", "association_member"),
            "boolean",
        ),
    ),
    make_key=lambda frame: frame["uscc"],
    feeds=(
        Feed("firm", pick("name", "uscc", "association_member")),
        Feed("party_organisation", _party, only_with="party"),
    ),
    placed=False,
)
