"""How a zone is served: mode, firm, contract, fee. A zone has one (regulation, articles 29, 61)."""

from geo.errors import Text
from geo.records.kinds.base import (
    FIRM_COLUMNS,
    ZONE_COLUMNS,
    Column,
    Feed,
    RecordKind,
    find_backward,
    key_by_zone,
    pick,
)

SERVICE = RecordKind(
    id="service",
    label=Text("物业服务", "Services"),
    columns=(
        *ZONE_COLUMNS,
        *FIRM_COLUMNS,
        Column(
            "mode",
            ("服务方式", "管理方式", "物业管理方式", "物业服务方式", "mode"),
            "enum",
            enum="service_mode",
            required=True,
        ),
        Column("stage", ("合同阶段", "合同状态", "stage"), "enum", enum="contract_stage"),
        Column(
            "starts_on",
            ("合同起始日期", "合同开始日期", "合同起始时间", "合同开始时间", "starts_on"),
            "date",
        ),
        Column(
            "ends_on",
            ("合同终止日期", "合同到期日期", "合同结束日期", "合同终止时间", "合同到期时间",
             "ends_on"),
            "date",
        ),
        Column(
            "fee",
            ("物业费(元/㎡·月)", "物业费", "物业费标准", "收费标准", "物业费单价", "fee"),
            "amount",
            digits=6,
            english="Property fee",
        ),
    ),
    make_key=key_by_zone,
    feeds=(
        Feed(
            "service",
            pick(
                "mode",
                "firm_name",
                "firm_uscc",
                "starts_on",
                "ends_on",
                unknown=("contract_stage",),
                contract_stage="stage",
                fee_yuan_m2_month="fee",
            ),
        ),
    ),
    find_flaws=find_backward("starts_on", "ends_on"),
)  # fmt: skip
