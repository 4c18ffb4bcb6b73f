"""Property service enterprises, with their Party organisation."""

import pandas as pd

from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds.base import Column, Feed, RecordKind, pick


def _party(frame: pd.DataFrame, _profile: Profile) -> pd.DataFrame:
    out = frame[["uscc"]].rename(columns={"uscc": "firm_uscc"})
    return out.assign(holder="enterprise", status=frame["party"].fillna("unknown"))


FIRM = RecordKind(
    id="firm",
    label=Text("物业企业", "Firms"),
    columns=(
        Column("name", ("企业名称", "物业企业", "物业服务企业", "name"), required=True),
        Column("uscc", ("统一社会信用代码", "信用代码", "uscc"), "key", required=True),
        Column("party", ("党组织", "是否建立党组织", "party"), "enum", enum="party_organisation"),
        Column("association_member", ("协会会员", "是否协会会员"), "boolean"),
    ),
    make_key=lambda frame: frame["uscc"],
    feeds=(
        Feed("firm", pick("name", "uscc", "association_member")),
        Feed("party_organisation", _party, only_with="party"),
    ),
    placed=False,
)
