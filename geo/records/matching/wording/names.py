"""Names of estates taken apart: what they are called, which part, what kind of place.

听雨西园三区 is 听雨西园, 区 3; 云舒国际公寓 is 云舒, a 国际 公寓; 白榆里小区 is 白榆里. No
likeness of letters tells estates apart (一期 / 二期 scores 83 of 100): the parts must be equal.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

# Which part of an estate: a number, a letter or a side before what it counts.
_SIDE = "[东西南北中]"
_PART = re.compile(
    rf"第?(?:(?P<number>[甲乙丙丁戊]?\d+[a-z]?|[a-z]\d{{0,2}}|{_SIDE}{{1,2}}\d?|\d{_SIDE}|[甲乙丙丁戊])"
    r"(?P<unit>期|区|组团|地块|标段|号院|号地|院|座)"
    rf"|(?P<count>[甲乙丙丁戊]?\d+|{_SIDE}\d)(?P<counted>号|街坊|村|里|条|社))$"
    r"|第(?P<nth>\d+)(?P<society>社区)$"
)
_SAME_UNIT = {"号院": "号", "号地": "地块"}
# Words that people add to a name or leave out, and nobody means another place by it.
_ADDED = re.compile(
    "(?:[住居](?:宅|住)小区|小区|社区|街区|[住居](?:宅|住)区|生活区|家属区|住宅楼?)$"
)
# Words that say what kind of place it is; one of them left out is likely the same place,
# another one may be the neighbour.
_KIND = re.compile(
    "(?:酒店式公寓|商务公寓|青年公寓|公寓|国际|家园|嘉园|佳园|花园|花苑|嘉苑|佳苑|家苑|雅苑|名苑|新苑|豪庭"
    "|大厦|大楼|商住楼|中心|广场|别墅|山庄|庄园|新村|新城|公馆|宿舍|家属楼|家属院|大院|苑|园|庭)$"
)
# Of these, which may be left out: a tower or a court beside an estate bears its name too.
_LEFT_OUT = frozenset(
    (
        "酒店式公寓",
        "商务公寓",
        "青年公寓",
        "公寓",
        "国际",
        "家园",
        "嘉园",
        "佳园",
        "花园",
        "别墅",
        "中心",
        "商住楼",
    )
)
# Names that are roads or old villages: with a number behind them they are addresses.
_LIKE_ROAD = re.compile(r"(?:路|街|大街|大道|胡同|巷|条|里|村|庄|屯|营|坊|居|桥|坟|店|滩|湾|户)$")
_SIDES = re.compile(_SIDE)
SHORTEST = 2
_LONGEST_WORD = 8


@dataclass(frozen=True, slots=True)
class Name:
    """A folded, joined name and its parts: whole = core + kinds + parts, between added words."""

    whole: str
    body: str
    core: str
    kinds: tuple[str, ...]
    parts: frozenset[tuple[str, str]]

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides of the compass in it: 松榆西里 is not 松榆东里, however alike."""
        return tuple(_SIDES.findall(self.body))

    @property
    def like_road(self) -> bool:
        """Whether numbers behind the name would make it an address."""
        return _LIKE_ROAD.search(self.body) is not None


class Likeness(IntEnum):
    """How a written name and a zone's name are alike, from nothing to everything."""

    NONE = 0
    OTHER_NUMBER = 1  # 裕民路3号院 and 裕民路4号院: two addresses on one road
    OTHER_KIND = 2  # 东旭公寓 and 东旭花园
    OTHER_PART = 3  # 青桐九区 and 青桐一区
    WHOLE = 4  # 国风北京 and its 国风北京一期
    PART_OF_ROAD = 5  # 霞光里30号院 and 霞光里: a part or an address
    PART_AND_KIND = 6
    PART = 7  # 太阳公元南区 and 太阳公元
    KIND_LEFT_OUT = 8  # 云舒国际 and 云舒国际公寓
    ALIKE = 9  # 白榆里 and 白榆里小区
    EQUAL = 10


@lru_cache(maxsize=50_000)
def read_name(text: str) -> Name:
    """Returns the parts of a folded name without separators; at least two signs remain its body."""
    parts: set[tuple[str, str]] = set()
    body = text
    while True:
        rest = _strip(body, _ADDED)
        found = _PART.search(rest, max(len(rest) - _LONGEST_WORD, SHORTEST))
        if found is None:
            if rest == body:
                break
            body = rest
            continue
        parts.add(_read_part(found))
        body = rest[: found.start()]
    core, kinds = body, []
    while (rest := _strip(core, _KIND)) != core:
        kinds.append(core[len(rest) :])
        core = rest
    return Name(text, body, core, tuple(reversed(kinds)), frozenset(parts))


def _strip(text: str, words: re.Pattern[str]) -> str:
    found = words.search(text, max(len(text) - _LONGEST_WORD, SHORTEST))
    return text[: found.start()] if found else text


def _read_part(found: re.Match[str]) -> tuple[str, str]:
    unit = found["unit"] or found["counted"] or found["society"]
    number = found["number"] or found["count"] or found["nth"]
    # 白榆居5院 is 白榆居5号院; 东院 and A院 are no numbers.
    unit = "号" if unit == "院" and number[-1].isdigit() else _SAME_UNIT.get(unit, unit)
    return unit, number


def compare_names(written: Name, known: Name) -> Likeness:
    """Returns how a name that somebody wrote is like the name of a zone."""
    if written.whole == known.whole:
        return Likeness.EQUAL
    if written.core != known.core:
        return Likeness.NONE
    kinds = _compare_kinds(written, known)
    if kinds is Likeness.OTHER_KIND:
        return kinds
    parts = _compare_parts(written, known)
    if kinds is Likeness.ALIKE or parts <= Likeness.WHOLE:
        return parts
    return Likeness.KIND_LEFT_OUT if parts is Likeness.ALIKE else Likeness.PART_AND_KIND


def _compare_kinds(written: Name, known: Name) -> Likeness:
    """One side may leave out what kind of place it is, but not where the rest is a place itself."""
    if written.kinds == known.kinds:
        return Likeness.ALIKE
    shorter, longer = sorted((written, known), key=lambda name: len(name.kinds))
    shared = len(shorter.kinds)
    left_out = _LEFT_OUT.issuperset(longer.kinds[shared:]) and not shorter.like_road
    same = shorter.kinds == longer.kinds[:shared]
    return Likeness.KIND_LEFT_OUT if same and left_out else Likeness.OTHER_KIND


def _compare_parts(written: Name, known: Name) -> Likeness:
    """Parts that both name must be equal; one side may name more."""
    if written.parts == known.parts:
        return Likeness.ALIKE
    if written.parts > known.parts:
        if {unit for unit, _ in written.parts - known.parts} & {unit for unit, _ in known.parts}:
            # 青苑一期、二期 is more than 青苑一期.
            return Likeness.WHOLE
        numbered = known.like_road and any(unit == "号" for unit, _ in written.parts - known.parts)
        return Likeness.PART_OF_ROAD if numbered else Likeness.PART
    if written.parts < known.parts:
        return Likeness.WHOLE
    numbers = {unit for unit, _ in written.parts | known.parts} == {"号"}
    return Likeness.OTHER_NUMBER if numbers and known.like_road else Likeness.OTHER_PART
