"""People's mediation of disputes about property service. Nothing about the parties is read."""

from geo.errors import Text
from geo.records.kinds.base import ZONE_COLUMNS, Column, Feed, RecordKind, pick

MEDIATION = RecordKind(
    id="mediation",
    label=Text("人民调解", "Mediation"),
    columns=(
        *ZONE_COLUMNS,
        Column(
            "case_no",
            ("案件编号", "调解编号", "卷宗号", "调解案号", "案号", "case_no"),
            "key",
            required=True,
            english="Case number",
        ),
        Column(
            "mediated_on",
            ("调解日期", "调解时间", "受理日期", "受理时间", "结案日期", "mediated_on"),
            "date",
            required=True,
        ),
        Column(
            "kind",
            ("纠纷类型", "纠纷类别", "案件类型", "kind"),
            "enum",
            enum="mediation_kind",
            english="Kind of dispute",
        ),
        Column(
            "outcome",
            ("调解结果", "处理结果", "结果", "是否达成协议", "outcome"),
            "enum",
            enum="mediation_outcome",
        ),
        Column(
            "organisation", ("调解组织", "调解委员会", "人民调解委员会", "organisation"), "party"
        ),
        Column("title", ("纠纷简述", "纠纷内容", "简要情况", "案由", "title"), "masked"),
        Column(
            "settled_yuan",
            ("涉及金额", "协议金额", "促成缴费金额", "促成缴纳物业费", "settled_yuan"),
            "amount",
        ),
    ),
    make_key=lambda frame: frame["case_no"],
    feeds=(
        Feed(
            "mediation",
            pick(
                "case_no",
                "mediated_on",
                "kind",
                "outcome",
                "organisation",
                "title",
                "settled_yuan",
                unknown=("kind", "outcome"),
            ),
        ),
    ),
    event="mediated_on",
)
