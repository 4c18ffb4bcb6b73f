"""The headers of the office's workbooks, and a sheet of a header with one sound row."""

from dataclasses import dataclass
from typing import Any

SERVED = (
    "区域编码",
    "小区名称",
    "街道名称",
    "服务方式",
    "企业名称",
    "统一社会信用代码",
    "合同阶段",
    "合同起始日期",
    "合同终止日期",
    "物业费(元/㎡·月)",
)
GOVERNED = (
    "区域编码",
    "小区名称",
    "街道名称",
    "组织类型",
    "状态",
    "组建情形",
    "成立日期",
    "备案日期",
    "备案编号",
    "届满日期",
    "委员人数",
    "党组织",
    "过渡情况",
)
CALLED = (
    "工单编号",
    "工单类型",
    "问题分类",
    "标签",
    "标题",
    "来电人",
    "来电人电话/账号",
    "来电时间",
    "被反映区",
    "被反映街乡镇",
    "村/社区",
    "小区点位",
    "区域编码",
    "是否有效回访",
    "是否联系",
    "是否解决",
    "是否满意",
)
PENALISED = (
    "决定书文号",
    "处罚机关",
    "行政相对人名称",
    "区域编码",
    "小区名称",
    "街道名称",
    "案由",
    "违反条款",
    "决定日期",
    "程序",
    "处理结果",
    "罚款金额(元)",
    "没收金额(元)",
    "退还金额(元)",
    "涉及金额(元)",
)
RATED = ("评价类型", "期次", "企业名称", "统一社会信用代码", "区域编码", "小区名称", "得分", "等级")
LISTED = (
    "名单类型",
    "期次",
    "企业名称",
    "统一社会信用代码",
    "区域编码",
    "小区名称",
    "发布日期",
    "备注",
)
FIRMS = ("企业名称", "统一社会信用代码", "党组织", "协会会员")
ORGANISED = (
    "党组织所属",
    "区域编码",
    "小区名称",
    "街道名称",
    "企业名称",
    "统一社会信用代码",
    "党组织情况",
    "党组织名称",
    "成立日期",
    "党员人数",
)
FUNDED = (
    "区域编码",
    "小区名称",
    "街道名称",
    "是否建立维修资金",
    "管理方式",
    "首期归集金额(万元)",
    "余额(万元)",
    "统计日期",
    "余额不足30%",
    "补建续筹",
    "补建续筹日期",
    "补建续筹金额(万元)",
)
MEDIATED = (
    "案件编号",
    "调解日期",
    "区域编码",
    "小区名称",
    "街道名称",
    "纠纷类型",
    "调解结果",
    "调解组织",
    "纠纷简述",
    "涉及金额(元)",
)

USCC = "91110105MA00000001"


@dataclass(frozen=True)
class Sheet:
    """A workbook's header and the cells of one sound row, by column."""

    header: tuple[str, ...]
    sound: dict[str, Any]

    def row(self, **cells: Any) -> list[Any]:
        """Returns the sound row with some cells replaced; keys may lack what is in brackets."""
        values = dict(self.sound)
        for name, value in cells.items():
            (column,) = [h for h in self.header if h == name or h.split("(")[0] == name]
            values[column] = value
        return [values.get(column) for column in self.header]
