"""Puts the facts of an answer into words: one sentence a fact, in both languages.

A fact is its id and what it is about, as evidence keeps it: ["part_of", "青苑", "青苑南区"].
"""

from collections.abc import Iterable, Sequence

from geo.errors import Text

TEMPLATES: dict[str, Text] = {
    "decided_zone": Text("已由人工认定", "Decided by a person"),
    "decided_elsewhere": Text("人工认定不在本区", "Decided by a person: not in this district"),
    "decided_unplaceable": Text("人工认定无法落到区域", "Decided by a person: no zone at all"),
    "code_equal": Text("区域编码一致：{0}", "Zone code equal: {0}"),
    "code_retired": Text(
        "编码 {0} 的区域已撤销，由后续区域承接",
        "The zone of code {0} is no more; zones that came from it stand for it",
    ),
    "other_district": Text("注明属于其他区：{0}", "Said to lie in another district: {0}"),
    "name_equal": Text("名称规范化后一致：{0}", "Name equal after normalising: {0}"),
    "name_alike": Text(
        "名称一致，仅差“小区、社区”之类：{0}", "Name equal but for words like 小区: {0}"
    ),
    "kind_left_out": Text(
        "名称一致，仅一方写明“公寓、花园”之类：{0}／{1}",
        "Name equal; only one side says what kind of place: {0} / {1}",
    ),
    "part_of": Text("“{1}”是 {0} 的一部分", "“{1}” is part of {0}"),
    "part_or_address": Text(
        "“{1}”可能是 {0} 的一部分，也可能是地址", "“{1}” may be part of {0}, or an address"
    ),
    "whole_of": Text("“{1}”包含 {0} 等分区", "“{1}” is an estate of which {0} is one section"),
    "other_part": Text(
        "“{1}”与 {0} 是同一小区的不同分区", "“{1}” and {0} are different sections of one estate"
    ),
    "other_kind": Text(
        "“{1}”与 {0} 名称相近，但类型不同", "“{1}” and {0} share a name but differ in kind"
    ),
    "other_number": Text("“{1}”与 {0} 同路不同号", "“{1}” and {0} are numbers on one road"),
    "parts_agree": Text("双方都有：{0}", "Present on both: {0}"),
    "name_listed": Text("命中调查登记的别名：{0}", "Another name in the survey: {0}"),
    "name_given": Text("命中人工添加的别名：{0}", "A name that a person added: {0}"),
    "name_former": Text("命中曾用名：{0}", "A former name: {0}"),
    "name_retired": Text("命中已撤销区域的名称：{0}", "The name of a zone that is no more: {0}"),
    "name_sounds": Text("“{1}”与 {0} 读音相同", "“{1}” sounds like {0}"),
    "name_similar": Text("与 {0} 字面相似（{1} 分）", "Letters like those of {0} ({1} of 100)"),
    "name_within": Text("“{1}”与 {0} 互相包含", "One of “{1}” and {0} holds the other"),
    "before_unexplained": Text("名称前的“{0}”无法解释", "Nothing explains “{0}” before the name"),
    "gloss": Text(
        "“{0}”写在另一个未知名称之后，可能只是位置说明",
        "“{0}” stands behind an unknown name; it may only say where that is",
    ),
    "beside": Text("“{0}”说的可能是旁边", "“{0}” may say that the place lies beside it"),
    "within": Text("所在位置：{0}", "Where in it: {0}"),
    "street_agrees": Text("街乡一致：{0}", "Street agrees: {0}"),
    "street_differs": Text(
        "街乡不一致：记录为 {0}，区域在 {1}", "Street differs: {0} on record, the zone is in {1}"
    ),
    "community_agrees": Text("社区一致：{0}", "Community agrees: {0}"),
    "other_name": Text(
        "其后的“{0}”可能是另一个未知小区", "“{0}” behind it may be another, unknown estate"
    ),
    "several_said": Text("所写不止一处：{0}", "More than one place is meant: {0}"),
    "several": Text("有 {0} 个区域同样符合", "{0} zones fit alike"),
    "address_equal": Text("地址一致：{0}{1}", "Address equal: {0} {1}"),
    "address_shared": Text("该地址有 {0} 个区域", "{0} zones share the address"),
    "address_mentions": Text("区域地址中提到“{0}”", "The zone's address mentions “{0}”"),
    "point_inside": Text(
        "坐标在区域内，距边界 {0} 米", "The point lies inside, {0} m from the edge"
    ),
    "point_near_edge": Text(
        "坐标在区域内，但距边界仅 {0} 米（至少要 {1} 米）",
        "The point lies inside, but only {0} m from the edge ({1} m are needed)",
    ),
    "point_shared": Text("坐标同时落在几个区域内", "The point lies in several zones at once"),
    "point_beside": Text("坐标距区域 {0} 米", "The point lies {0} m from the zone"),
    "point_outside_zones": Text("坐标不在任何区域内", "The point lies in no zone"),
    "point_outside": Text("坐标不在本区范围内", "The point lies outside of the district"),
    "point_read_as": Text(
        "若按 {0} 解读，坐标距区域 {1} 米", "Read as {0}, the point lies {1} m from the zone"
    ),
    "points_astray": Text(
        "同一来源 {1} 条已知区域的记录中，坐标仅 {0}% 吻合",
        "Of {1} records of the same source whose zone is known, only {0} % have their point there",
    ),
    "axes_swapped": Text("经纬度（横纵坐标）写反，已对调", "The axes were swapped; put right"),
    "level_exact": Text("定位级别：{0}", "Geocoder's level: {0}"),
    "level_coarse": Text("定位级别“{0}”过粗", "The geocoder's level “{0}” is too coarse"),
    "level_missing": Text("未注明定位级别", "No level of the geocoder is given"),
    "crs_named": Text("坐标系注明为 {0}", "Coordinates are said to be {0}"),
    "crs_told": Text(
        "按 {0} 解读，同一来源 {2} 条已知区域的记录有 {1}% 吻合",
        "Read as {0}, {1} % of {2} records of the same source lie in the zone that is known",
    ),
    "crs_contradicted": Text(
        "注明的坐标系 {0} 与实际不符", "The coordinates are not what is said: {0}"
    ),
    "crs_doubted": Text(
        "注明的坐标系 {0} 存疑：已知区域的记录仅 {1}% 吻合",
        "It is doubtful that coordinates are {0}: only {1} % of records lie in the zone that is "
        "known",
    ),
    "crs_elsewhere": Text(
        "注明的坐标系 {0} 与数值不符（数值像 {1}）",
        "The numbers do not fit {0}, as is said; they look like {1}",
    ),
    "crs_useless": Text(
        "坐标系 {0} 没有公开的转换参数", "No public parameters lead from {0} to CGCS2000"
    ),
    "crs_unclear": Text("无法识别坐标系“{0}”", "Nobody can tell what coordinates “{0}” are"),
    "crs_unknown": Text(
        "坐标系未注明，已知区域的记录又不足以判断",
        "What coordinates these are is neither said nor told by records whose zone is known",
    ),
    "stages_differ": Text(
        "名称、地址、坐标或编码互相矛盾，请人工判断",
        "Name, address, point or code contradict each other; please decide",
    ),
}


def explain(facts: Iterable[Sequence[object]]) -> list[Text]:
    """Returns the sentences for facts, in their order; an unknown fact is left out."""
    told: list[Text] = []
    for fact in facts:
        number, *about = (str(part) for part in fact)
        template = TEMPLATES.get(number)
        if template is not None:
            words = [*about, "", "", ""]
            told.append(Text(template.zh.format(*words), template.en.format(*words)))
    return told
