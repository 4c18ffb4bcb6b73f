"""How a caller's words about a place can be read: name, building, gate, road, one by one taken off.

大西洋新城(C区)5号楼北侧 may be that whole text, or without 北侧, or without 5号楼 too. Which
reading is right only the gazetteer can tell; the fullest that it knows wins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from geo.records.matching.wording.names import SHORTEST, read_name
from geo.records.matching.wording.texts import join_text, split_text

_NUMBER = r"[甲乙丙丁戊]?\d+[a-z]?(?:-\d+)*"
_SIDES = "[东西南北]{1,2}"
BUILDING = rf"{_NUMBER}(?:号?#?楼|号?#|号?[栋幢])|[a-z]\d?[座栋幢楼]"
# What is meant is more than one place: 青桐家园等小区, 青桐家园等3个小区.
SEVERAL = r"等(?:(?:多|几|各|\d+)个?)?(?:小区|社区|楼盘|院落|项目|地|处)"
# What stands behind the name of an estate and says where in it, or what stands there.
_TAIL = re.compile(
    "(?:"
    + "|".join(
        (
            BUILDING,
            SEVERAL,
            r"(?<=[元楼门层栋座])\d{2,4}",
            r"\d+(?:号?单元|门|层|室|户|号房)|[一-龥]?单元|\d+(?:-\d+)+号?",
            r"地下\d?层?|负\d+层?|首层|顶层",
            rf"(?:{_SIDES}|大|正|小|侧|后|前)\d?门",
            rf"(?:{_SIDES}|大|正|小|侧|后|前)?\d?门(?:口|外|前|内|旁|岗亭?|处)",
            rf"(?:正?{_SIDES}|前|后|左|右|里|外)(?:侧|边|面|部)|{_SIDES}[角段]",
            r"院[内里外中]|(?<=[区楼园门])(?:内|里|外|旁|前|后|中|下|上)|(?<=楼)[道顶]",
            r"附近|周[边围]|旁边|斜?对[面过]|里面|外面|内部|沿线|路[口边]|(?<![号#\d])楼[下上前后内道顶]",
            r"(?:全体|部分|多位|多名)?(?:业主|居民|住户|租户)(?:们|群|代表)?(?:反映|投诉)?",
            r"底商|商铺|门[脸面]房?|物业(?:服务|管理)?(?:中心|公司|处|办公室|办|部)?|居委会|[业物][委管]会",
            r"(?:中心|小|街心)花园|(?:中心|小|健身|文化|休闲)广场|健身(?:区|房|器材)|篮球场|会所",
            r"(?:儿童)?(?:游乐|活动)(?:场|园|区|室|中心|站)|快递[柜站点]|驿站|垃圾(?:站|桶|楼|房|点)",
            r"电梯间?|岗亭|传达室|门卫室?|锅炉房|配电[室房]|水泵房|热力站|售楼处|充电[桩棚站]",
            r"地下(?:车库|室|空间)|车库|停车[场位库]|(?:自行)?车棚|公厕|绿地|围墙",
            # Without these before it, a market may only bear the estate's name.
            r"(?<=[内楼门])(?:超市|菜市场|便利店)",
        )
    )
    + ")$"
)
# What goes on like this tells of the building, and names no other: 2号楼楼下路灯不亮.
_WITHIN = re.compile(r"\d+(?:号?单元|门|层|室)|单元|楼[下上前后内道顶]|底商|电梯|门口|地下")
# Words that say what lies beside an estate, unless they follow one of its buildings.
_BESIDE = re.compile(
    r"斜?对[面过]|附近|周[边围]|旁边?|路[口边]|沿线|[前后]|外[侧边面部]?|.*\d(?:米|公里).*"
    rf"|(?:正?{_SIDES}|前|后|左|右)[侧边面]|{_SIDES}段"
)
_INSIDE = re.compile(rf"{BUILDING}|单元|[层室户]|楼道|电梯|地下")
_LONGEST_TAIL = 14
_BUILDING = re.compile(BUILDING)
_DISTANCE = re.compile(rf"(?:[正往向]?{_SIDES}|约|距)(?:行|走|侧|约)?\d+(?:米|公里)(?:处|左右)?$")
# A part stands apart from its estate: 凤凰城，二期18号楼.
_LONE_PART = re.compile(
    r",(第?(?:[甲乙丙丁]?\d+|[a-z]\d?|[东西南北中]{1,2}\d?)(?:期|区|组团|地块|号院|院|座|街坊))(?![一-龥]{2})"
)


Way = Literal["plain", "spaced", "cut", "aside"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a folded text.

    Attributes:
        text: what may end with a name; without separators.
        head: a name may begin before this position only: what stands in brackets behind a name
            belongs to it (南湖东园(一区)) or is a gloss, but is none itself.
        tail: what was taken off its end, the outermost first.
        segment: which part of the text it is, from 0.
        way: "spaced" is the whole text with its parts drawn together: 机床厂 宿舍; "cut" a text
            up to the first building in it, where more is told of that: 2号楼楼下路灯不亮;
            "aside" what a name follows after a bracket: 听雨路(南侧)青桐家园.
    """

    text: str
    head: int
    tail: tuple[str, ...]
    segment: int
    way: Way


@lru_cache(maxsize=5_000)
def list_readings(folded: str) -> tuple[Reading, ...]:
    """Returns the ways to read a folded text, the fullest first in each of its segments."""
    folded = _LONE_PART.sub(r"\1", folded)
    readings: list[Reading] = []
    segment = 0
    for stretch in folded.split(","):
        parts = split_text(stretch)
        if len(parts) > 1:
            readings += _peel(join_text(stretch), len(parts[0]), segment)
            if _names_part(parts[0], parts[1]):
                # 朝丰家园(6号院) is never read as 朝丰家园.
                parts = parts[2:]
                segment += 2
        followed = len(parts) > 1 and not stretch.endswith(")") and _may_name(parts[-1])
        for number, part in enumerate(parts, 1):
            if followed and number < len(parts):
                readings += _peel(part, len(part), segment, "aside")
            else:
                readings += _read(part, segment)
            segment += 1
    if "," in folded:
        readings += _peel(join_text(folded), 1, segment, "spaced")
    return tuple(readings)


def _names_part(name: str, gloss: str) -> bool:
    alone, both = read_name(name), read_name(name + gloss)
    return both.parts != alone.parts and both.body == alone.body


def _may_name(part: str) -> bool:
    """Tells whether a part of a text may be a name: neither where in an estate nor a part of it."""
    return not is_tail(part) and len(read_name("某某" + part).body) > len("某某")


def _read(part: str, segment: int) -> Iterator[Reading]:
    yield from _peel(part, len(part), segment)
    building = _BUILDING.search(part, SHORTEST)
    if building and _WITHIN.match(part, building.end()):
        yield from _peel(part[: building.end()], len(part), segment, "cut")


def _peel(text: str, head: int, segment: int, way: Way = "plain") -> Iterator[Reading]:
    tail: tuple[str, ...] = ()
    while len(text) >= SHORTEST:
        yield Reading(text, head, tail, segment, way)
        rest = peel_tail(text)
        if rest == text:
            return
        tail = (*tail, text[len(rest) :])
        text = rest


def peel_tail(text: str) -> str:
    """Returns a text without the last word that says where in an estate, if there is one."""
    start = max(len(text) - _LONGEST_TAIL, 0)
    found = _TAIL.search(text, start) or _DISTANCE.search(text, start)
    return text[: found.start()] if found else text


def peel_within(text: str) -> str:
    """Returns a text without what says where in a building: door, floor, gate; the building stays.

    What a person decides about one building of an estate must not be said of the next.
    """
    while True:
        rest = peel_tail(text)
        if rest == text or len(rest) < SHORTEST or _BUILDING.fullmatch(text[len(rest) :]):
            return text
        text = rest


@lru_cache(maxsize=5_000)
def find_beside(tail: tuple[str, ...]) -> str | None:
    """Returns the word that says a place is not in an estate but beside it: 对面; None if inside.

    Args:
        tail: what stands behind the estate's name.
    """
    if lies_inside(tail):
        return None
    return next((word for word in tail if _BESIDE.fullmatch(word)), None)


def lies_inside(tail: tuple[str, ...]) -> bool:
    """Tells whether what stands behind a name tells one of its buildings, or where in one."""
    return any(_INSIDE.search(word) for word in tail)


def list_tail(text: str) -> tuple[str, ...]:
    """Returns the words at the end of a text that say where in an estate, the outermost first."""
    tail: tuple[str, ...] = ()
    while text and (rest := peel_tail(text)) != text:
        tail = (*tail, text[len(rest) :])
        text = rest
    return tail


def is_tail(text: str) -> bool:
    """Tells whether a text says nothing but where in an estate: 3号楼北侧."""
    return sum(map(len, list_tail(text))) == len(text)
