"""Penalties and other measures, from five authorities; amounts in yuan, four kinds kept apart."""

from geo.errors import Text
from geo.records.kinds.base import ZONE_COLUMNS, Column, Feed, RecordKind, pick

_PUBLIC = "（万元）"


def _amount(name: str, label: str, public: str | None = None) -> Column:
    spellings = (f"{label}(元)", f"{label}（元）", label, name)
    ten_thousands = (f"{label}(万元)", f"{label}{_PUBLIC}", *([public] if public else []))
    return Column(name, (*spellings, *ten_thousands), "amount", ten_thousands=ten_thousands)


ENFORCEMENT = RecordKind(
    id="enforcement",
    label=Text("执法检查", "Enforcement"),
    columns=(
        *ZONE_COLUMNS,
        Column(
            "decision_no",
            ("决定书文号", "行政处罚决定书文号", "文号", "CF_WSH"),
            "key",
            required=True,
        ),
        Column("authority", ("处罚机关", "执法机关", "CF_CFJG"), "enum", enum="authority"),
        Column("authority_name", ("机关名称",)),
        Column("party_name", ("行政相对人名称", "当事人", "CF_XDR_MC"), "masked"),
        Column("violation", ("案由", "违法行为类型", "CF_WFXW"), "masked"),
        Column("article", ("违反条款", "处罚依据", "CF_YJ")),
        Column("decided_on", ("决定日期", "处罚决定日期", "CF_JDRQ"), "date", required=True),
        Column("procedure", ("程序", "处罚程序"), "enum", enum="procedure"),
        Column("outcome", ("处理结果", "outcome"), "enum", enum="outcome"),
        _amount("fined_yuan", "罚款金额", "CF_NR_FK"),
        _amount("confiscated_yuan", "没收金额", "CF_NR_WFFF"),
        _amount("refunded_yuan", "退还金额"),
        _amount("involved_yuan", "涉及金额"),
    ),
    make_key=lambda frame: frame["decision_no"],
    feeds=(
        Feed(
            "enforcement",
            pick(
                "decision_no",
                "authority",
                "authority_name",
                "party_name",
                "violation",
                "article",
                "decided_on",
                "procedure",
                "outcome",
                "fined_yuan",
                "confiscated_yuan",
                "refunded_yuan",
                "involved_yuan",
                unknown=("authority", "procedure", "outcome"),
            ),
        ),
    ),
    event="decided_on",
)
