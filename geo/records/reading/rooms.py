"""Masks whose home a text is about: units, doors, rooms; buildings and what is larger stay.

A building is where something happened; a unit and a room are somebody's home. A floor alone is
not, and stays; a floor of a unit goes with it.
"""

import re
from collections.abc import Callable

_HAN_DIGIT = "[一二三四五六七八九〇零]"
_NUMERAL = "(?:[0-9A-Za-z]{1,3}|[一二三四五六七八九十]{1,3})"
_STEP = r"[-—–\s,的]{0,5}"
_DASH = "[-—–/]"
_AND = r"\s{0,3}[、,和及与]\s{0,3}"
# What follows a number that is none of a room: measures, days, and names of greater places.
_NO_ROOM = (
    r"(?![\d米元平㎡%人个年月天日届吨次分万千多余块度期区路线院号层楼栋座幢]"
    r"|小[时区]|单元|地块|[-—–/.:]\d)"
)
_SUFFIX = "(?:号房间?|号室|室|号|房间|房|户)?"
_DIGITS = r"[A-Za-z]?\d{3,4}[A-Za-z]?"
_HAN = f"[一二三四五六七八九]{_HAN_DIGIT}{{2,3}}"
# Rooms are numbered by floor and door, and no floor has forty doors: 1203 is a room, 500 is none.
_LIKELY = r"[1-9]\d?(?:0[1-9]|[1-3]\d)"
_FLOOR = rf"(?:{_STEP}(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[层楼F](?!栋|号))"


def _list_rooms(room: str) -> str:
    """Returns the pattern of a room as given, and of all that are told in the same breath."""
    more = rf"(?:{_AND}|[~至到])(?:{_DIGITS}|{_HAN}){_SUFFIX}{_NO_ROOM}"
    return rf"(?:{room}){_SUFFIX}{_NO_ROOM}(?:{more}){{0,30}}"


_IN_UNIT = _list_rooms(rf"(?:[0-9A-Za-z]{{1,2}}{_DASH})?[A-Za-z]?\d{{2,4}}[A-Za-z]?|{_HAN}")
_IN_BUILDING = _list_rooms(rf"(?:[0-9A-Za-z]{{1,2}}{_DASH}){{0,2}}{_DIGITS}|{_HAN}")
_UNIT = (
    rf"(?:(?<=[楼栋座幢#]){_NUMERAL}[-—–~至到])?{_NUMERAL}(?:{_AND}{_NUMERAL}){{0,9}}单元"
    rf"|(?<=[楼栋座幢号#]){_NUMERAL}门(?!面)"
)
_DWELLERS = "业主(?!大会|委|代表)|住户|租户|租客|房主|户主|邻居|居民"
# What is said of a home, and not of a family's name in that of a place (家园, 家属院).
HOME = r"家(?:[里中的漏门楼厨卫阳窗水停没无被下管暖空装噪孩老狗养电屋房墙顶堵不]|[\s,，。;；]|$)"
# 青石苑3-2-501: the first number is the building's; so it is in 青石苑5-301, which is no range and
# no date.
_AFTER_ESTATE = re.compile(
    rf"(?<=\d)(?<!\d{{4}})(?<![-/.]\d)(?<![-/.]\d\d)(?<![-/.]\d{{3}})"
    rf"[-—–][\dA-Za-z]{{1,2}}[-—–]{_list_rooms(_DIGITS)}"
    rf"|(?:(?<=\d)|(?<=[A-H]))(?<!\d{{3}})(?<![-/.A-Za-z]\w)(?<![-/.]\d\d)"
    rf"[-—–]{_list_rooms(_LIKELY)}"
    rf"|(?<=[0-9A-Za-z])[-—–]{_DIGITS}(?:室|号?房)"
)
_ROOMS = re.compile(
    "|".join(
        (
            rf"(?:{_UNIT}){_FLOOR}?(?:{_STEP}{_IN_UNIT})?",
            rf"{_NUMERAL}门{_STEP}{_IN_UNIT}",
            # 3号楼501, 5号楼2-1202, 12#1203, 3号楼12层1203
            rf"(?<=[楼栋座幢#]){_FLOOR}?{_STEP}{_IN_BUILDING}",
            rf"(?<=[楼栋座幢#])\({_IN_BUILDING}\)",
            # 92号1203, 甲3号院201
            rf"(?:(?<=\d号)|(?<=号院))[-—–]?{_list_rooms(_LIKELY)}",
            rf"(?<!\d)(?<![0-9A-Za-z][-—–])(?:{_DIGITS}|{_HAN})(?:{_AND}(?:{_DIGITS}|{_HAN})){{0,9}}"
            r"(?:室|房间|号房(?!屋)|房(?![屋产租价款改管源山地东子间]))",
            r"(?<!\d)[A-Za-z]?\d\d[A-Za-z]?室",
            rf"(?:(?<=住)|(?<=住在)|(?<=家在)|(?<=房号)|(?<=门牌号))\s*:?\s*"
            rf"(?:{_list_rooms(_LIKELY)}|{_HAN}{_NO_ROOM})",
            rf"(?<![\d.第共约近有及余等-]){_LIKELY}[室号户]?(?=的?(?:{_DWELLERS})|{HOME})",
        )
    )
)
# Nothing is a home without one of these; most texts have none, and are through sooner.
_HINT = re.compile(rf"\d\d|单元|门|{_HAN_DIGIT}{{3}}")


def mask_rooms(text: str) -> str:
    """Returns a text with *** for units and rooms; the building before them stays."""
    return _replace(text, "***", lambda _found: "***")


def cut_rooms(text: str) -> str:
    """Returns a text without units and rooms; a bare number of a building gets a sign (3#, B座)."""
    return _replace(text, "", _sign_building)


def _replace(text: str, room: str, after_estate: Callable[[re.Match[str]], str]) -> str:
    if not _HINT.search(text):
        return text
    return _AFTER_ESTATE.sub(after_estate, _ROOMS.sub(room, text))


def _sign_building(room: re.Match[str]) -> str:
    return "#" if room.string[room.start() - 1].isdigit() else "座"
