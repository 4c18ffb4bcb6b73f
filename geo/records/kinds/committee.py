"""Owners' committees and property management committees, with their Party organisation."""

from typing import TYPE_CHECKING

from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds.base import (
    ZONE_COLUMNS,
    Column,
    Feed,
    RecordKind,
    find_backward,
    key_by_zone,
)

if TYPE_CHECKING:
    import pandas as pd

_TRANSITIONS = {"已过渡": "transitioned", "过渡中": "in_transition"}


def _committee(frame: "pd.DataFrame", profile: Profile) -> "pd.DataFrame":
    """Reads the status by the kind: both kinds of committee have their own list of statuses."""
    status = frame["status"]
    by_kind = {"owners_committee": "oc_status", "property_management_committee": "pmc_status"}
    out = frame[["kind", "formed_on", "filed_on", "filing_no", "term_end", "members"]].assign(
        pmc_ground=frame["ground"], transition=frame["transition"].map(_TRANSITIONS)
    )
    for kind, name in by_kind.items():
        labels = profile.enum(name).by_label
        read = status.map(lambda text, labels=labels: labels.get(text, "unknown"))
        out[name] = read.where(frame["kind"] == kind, None)
    return out


def _party(frame: "pd.DataFrame", _profile: Profile) -> "pd.DataFrame":
    status = frame["party"].fillna("unknown")
    return frame[[]].assign(holder="committee", firm_uscc=None, status=status)


COMMITTEE = RecordKind(
    id="committee",
    label=Text("业主组织", "Committees"),
    columns=(
        *ZONE_COLUMNS,
        Column(
            "kind",
            ("组织类型", "业主组织类型", "组织形式", "kind"),
            "enum",
            enum="committee_kind",
            required=True,
        ),
        Column("status", ("状态", "组织状态", "运转情况", "status")),
        Column("ground", ("组建情形", "ground"), "enum", enum="pmc_ground"),
        Column(
            "formed_on",
            ("成立日期", "组建日期", "成立时间", "组建时间", "formed_on"),
            "date",
        ),
        Column("filed_on", ("备案日期", "备案时间", "filed_on"), "date"),
        Column("filing_no", ("备案编号", "备案证号", "备案号", "filing_no"), "key"),
        Column("term_end", ("届满日期", "任期届满", "届满时间", "任期届满日期"), "date"),
        Column("members", ("委员人数", "人数", "成员人数", "members"), "integer"),
        Column(
            "party",
            ("党组织", "是否建立党组织", "党组织情况", "party"),
            "enum",
            enum="party_organisation",
            english="Party organisation",
        ),
        Column("transition", ("过渡情况", "transition")),
    ),
    make_key=key_by_zone,
    feeds=(Feed("committee", _committee), Feed("party_organisation", _party, only_with="party")),
    find_flaws=find_backward("formed_on", "term_end"),
)
