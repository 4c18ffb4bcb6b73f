"""All checks by their id: what each looks for, how severe it is, whether a person may waive it.

The ids, severities and thresholds never change their meaning; docs/checks.md shows this table.
"""

from dataclasses import dataclass

from geo.errors import Text
from geo.findings import Finding

# Of the table as a whole; counts up when a check is added or sharpened.
CHECKS_VERSION = 3


@dataclass(frozen=True, slots=True)
class CheckRule:
    """One check: `severity` is E, W, or both ("E W") where the extent of the fault decides.

    `settled` says how a blocking finding may pass: by a waiver, by the approval of a second
    person, or (None) never: it has to be corrected.
    """

    id: str
    severity: str
    title: Text
    settled: str | None = None

    @property
    def waivable(self) -> bool:
        """Whether a blocking finding of it may be waived with a reason."""
        return self.settled == "waiver"


def _rule(number: str, severity: str, zh: str, en: str, settled: str | None = None) -> CheckRule:
    return CheckRule(number, severity, Text(zh, en), settled)


_RULES = (
    _rule("F1", "E", "文件过大、压缩比或文件数超限", "too large, packed too hard, or too many files"),
    _rule("F2", "E", "格式不在可接收之列，或与扩展名不符", "not a format that is taken, or not that of its extension"),
    _rule("F3", "E W", "shapefile 的 .shp、.shx、.dbf 不齐；.shx 可重建时为 W", "a part of the shapefile (.shp, .shx, .dbf) is missing; W where the .shx was built again"),
    _rule("F4", "E", "声明的要素数与读到的不等", "declares another number of features than were read"),
    _rule("F5", "E W", "文字编码不能确定，或与声明不符", "the encoding of its text is undecided, or not as declared"),
    _rule("F6", "E W", "必需的字段没有对应的列，或列名经过修复", "a needed field has no column, or a column's name was repaired"),
    _rule("F7", "E W", "有多个面图层，须由人选定", "several layers of polygons: a person chooses"),
    _rule("C1", "E", "不在本区范围（加边距）之内", "outside the district's box and its margin"),
    _rule("C2", "E", "带号或中央子午线与坐标不符", "zone prefix or central meridian do not fit the coordinates", "waiver"),
    _rule("C3", "E", "坐标轴顺序颠倒", "the axes are swapped", "waiver"),
    _rule("C4", "E", "基准（北京54、西安80）没有公开的转换参数", "the datum (Beijing-54, Xian-80) has no public transformation", "waiver"),
    _rule("C5", "E W", "坐标是 GCJ-02 或 BD-09（已加偏移）", "the coordinates are GCJ-02 or BD-09 in disguise", "waiver"),
    _rule("C6", "E W", "与现有图形有共同偏移；大于 2 米为 E，0.5–2 米为 W", "a common shift to the known places; E above 2 m, W from 0.5 m", "waiver"),
    _rule("G1", "E", "没有图形，或图形为空", "the shape is missing or empty"),
    _rule("G2", "E", "图形不是面；图纸中有编码而其界线没有闭合", "the shape is no polygon; a drawing says a code whose outline does not close"),
    _rule("G3", "E", "图形无效（自相交等），指出位置", "the shape is invalid (its sides cross, …); says where"),
    _rule("G4", "E", "坐标不是有限数，或范围超过本区的 10 倍", "a coordinate is no finite number, or the box is over 10 times the district's"),
    _rule("G5", "E", "修复会使面积改变 0.1 % 以上或 1 平方米以上", "a repair changes the area by over 0.1 % or 1 m²", "waiver"),
    _rule("G6", "W", "高程（Z）或量测值（M）已舍去", "heights (Z) or measures (M) were dropped"),
    _rule("G7", "W", "曲线已折线化", "curves were turned into straight lines"),
    _rule("G8", "W", "面积小于 50 平方米，或处处窄于 0.5 米", "the area is below 50 m², or the width nowhere reaches 0.5 m"),
    _rule("G9", "W", "相邻顶点相距不足 1 厘米", "neighbouring vertices less than 1 cm apart"),
    _rule("G10", "W", "尖刺（夹角小于 1°）", "a spike (an angle below 1°)"),
    _rule("G11", "W", "由多块组成", "several parts"),
    _rule("G12", "E W", "顶点超过 50,000 个为 W，超过 500,000 个为 E", "W above 50,000 vertices, E above 500,000", "waiver"),
    _rule("T1", "E W", "与另一图形重叠；大于 1 平方米且宽于 5 厘米为 E，更小为 W；局部成果也与留用的现有图形比", "overlaps another place; E above 1 m² and 5 cm of width, W below; a survey of a part also against the known places that stay", "waiver"),
    _rule("T2", "W", "与相邻图形之间有窄于 0.5 米的缝隙；街乡之间则为 100 米以内的空白；局部成果也与留用的现有图形比", "a gap narrower than 0.5 m to its neighbour; between streets any void below 100 m; a survey of a part also against the known places that stay"),
    _rule("T3", "E", "与另一图形重复，或被它包含", "a duplicate of another place, or contained in it", "waiver"),
    _rule("T4", "E", "超过 1 % 在所有街乡之外（已有街乡时）", "more than 1 % lies outside every street (once streets are known)", "waiver"),
    _rule("T5", "W", "跨街乡：超过 1 % 在另一街乡", "straddles streets: more than 1 % lies in a second one"),
    _rule("T6", "W", "公共边上的顶点不对应；局部成果也与留用的现有图形比", "vertices on a shared side that the neighbour lacks; a survey of a part also against the known places that stay"),
    _rule("A1", "E", "没有编码，或编码重复", "the code is missing or used twice"),
    _rule("A2", "E W", "编码格式不符；疑似丢失前导零时给出补零建议；带空格、全角或小写而已按规范写法读取的为 W", "the code is not of the district's form; where zeros were lost, tells the padded code; W where it was only written with blanks, full-width or small letters, and read in that form", "waiver"),
    _rule("A3", "E", "没有名称", "the name is missing"),
    _rule("A4", "W", "同一份成果中有两个同名", "a name is used twice"),
    _rule("A5", "E", "名称或其他文字是乱码，或已丢失成问号", "the name or another text was decoded wrongly, or lost to question marks", "waiver"),
    _rule("A6", "W", "填报的街乡与所在街乡不同", "the declared street is not the one it lies in"),
    _rule("A7", "W", "取值不在代码表中，或不是数", "a value that is not in its code list, or no number"),
    _rule("D1", "E", "缺少现有图形的 5 % 以上，或改变 20 % 以上：须第二人复核", "over 5 % of the known places removed or over 20 % changed: a second person approves", "approval"),
    _rule("D2", "W", "面积变化超过 10 %", "the area changed by over 10 %"),
    _rule("D3", "E", "编码相同但位置不同（交并比低于 0.1）", "the code of a known place, elsewhere (intersection over union below 0.1)", "waiver"),
    _rule("D4", "E", "身份不明：编码相同但图形差别大，或有多个可能", "identity ambiguous: the same code with a shape that differs much, or several candidates", "waiver"),
    _rule("D5", "W", "名称改变", "renamed"),
    _rule("D6", "W", "会改变所属区域的诉求件数", "the number of complaints that would change their zone"),
    _rule("Z1", "W", "区域内含公共道路、绿地或河道", "a public road, green or river lies inside the zone"),
)  # fmt: skip

CHECK_RULES = {rule.id: rule for rule in _RULES}
CHECK_TITLES = {rule.id: rule.title for rule in _RULES}


def has_severity(finding: Finding) -> bool:
    """Whether a finding has a severity that its check may have."""
    return finding.severity in CHECK_RULES[finding.check].severity.split()
