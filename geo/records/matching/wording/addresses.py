"""Addresses: a road and a number, 安定门外大街外馆斜街甲1号, also ranges and buildings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geo.records.matching.wording.texts import split_text

# Numbers before these words count houses; the digits in 北4环中路 do not.
_NUMBER = re.compile(
    r"(?P<prefix>[甲乙丙丁戊]?)(?P<first>\d+)(?:号?-(?P<last>\d+))?(?P<unit>号?#?楼|号?[栋幢]|号院|号(?![路线井桥门])|院|#|$)"
)
_BUILDING = re.compile(r"号?#?楼|号?[栋幢]")
_LONGEST_RANGE = 200


@dataclass(frozen=True, slots=True)
class Address:
    """A road (or an old village that houses are numbered by) and a number on it.

    Attributes:
        road: what stands before the number, folded; it may begin with other words.
        number: with its sign: 甲5; a building's ends with 楼.
        inner: what follows: the building or lesser number within.
        start, end: where number and inner stand in the text that it was read from.
    """

    road: str
    number: str
    inner: str
    start: int
    end: int


def read_addresses(text: str) -> list[Address]:
    """Returns the addresses in one part of a folded text (no separators), in its order.

    A range is each of its numbers; one from even to even, or odd to odd, keeps to its side of
    the road.
    """
    found = list(_NUMBER.finditer(text))
    addresses: list[Address] = []
    at = 0
    while at < len(found):
        first = found[at]
        after = at + 1
        while after < len(found) and found[after].start() == found[after - 1].end():
            after += 1
        before = found[at - 1].end() if at else 0
        road = text[before : first.start()]
        inner, end = text[first.end() : found[after - 1].end()], found[after - 1].end()
        if len(road) > 1:
            numbers = _list_numbers(first)
            addresses += [Address(road, n, _plain(inner), first.start(), end) for n in numbers]
        at = after
    return addresses


def list_addresses(folded: str) -> Iterator[Address]:
    """Yields the addresses of a zone as its survey lists them: 安翔里21号、22号."""
    road = ""
    for part in split_text(re.sub(r"\([^()]*\)", "", folded)):
        if _NUMBER.match(part) and road:
            part = road + part
        for address in read_addresses(part):
            road = address.road
            yield address


def _list_numbers(found: re.Match[str]) -> list[str]:
    sign = "楼" if _BUILDING.fullmatch(found["unit"]) else ""
    first = int(found["first"])
    last = int(found["last"] or first)
    if not first <= last <= first + _LONGEST_RANGE:
        # 3-1号 is a number of its own.
        return [f"{found['prefix']}{first}-{last}{sign}"]
    step = 2 if (last - first) % 2 == 0 else 1
    return [f"{found['prefix']}{number}{sign}" for number in range(first, last + 1, step)]


def _plain(inner: str) -> str:
    """Returns a building's or a lesser number without the words around it: 2号楼 is 2."""
    return re.sub(r"[号#楼栋幢院]", "", inner)
