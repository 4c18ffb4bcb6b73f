"""The words that stand before a name: districts, streets, communities, roads, areas."""

import re
from dataclasses import dataclass
from functools import lru_cache

_ROAD = re.compile(r"[\u4e00-\u9fff\d]{1,7}(?:路|街|胡同|巷|道|条|桥|环)")
_ROADS = ("路", "街", "巷", "胡同")
_NUMBER = re.compile(r"[甲乙丙丁戊]?\d+(?:-\d+)?(?:号院?|号?楼|院|#|区|期)(?:旁|附近)?")
_SIDE = re.compile(r"[东西南北]{1,2}(?:侧|边|面|部|路口)?")
# A district before something else; 小区中路 and 开发区路 are roads.
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2,3}[区县市][\u4e00-\u9fff]{2}")
_DISTANCE = re.compile(
    r"(?:[正往向]?[东西南北]{1,2}|约|距)?(?:行|走|侧|约)?\d+(?:米|公里)(?:处|左右)?"
)
_LANDMARK = re.compile(
    r"[\u4e00-\u9fff\d]{2,8}(?:站|医院|大学|学院|[中小]学|公园|市场)(?:[东西南北]{1,2}[侧边面])?"
)
# The forms of words by their last sign, and whether a text may begin with one.
_Forms = tuple[tuple[re.Pattern[str], bool], ...]
_FORMS: dict[str, _Forms] = {
    **dict.fromkeys("路街同巷道条桥环", ((_ROAD, True),)),
    **dict.fromkeys("号楼#区期旁近", ((_NUMBER, False),)),
    **dict.fromkeys("院园", ((_NUMBER, False), (_LANDMARK, True))),
    **dict.fromkeys("东西南北部口", ((_SIDE, False),)),
    **dict.fromkeys("侧边面", ((_SIDE, False), (_LANDMARK, True))),
    **dict.fromkeys("站学场", ((_LANDMARK, True),)),
    **dict.fromkeys("米里处右", ((_DISTANCE, True),)),
}
_STEM = re.compile(
    r"[东西南北中前后上下]{0,2}(?:路|街|大街|大道|胡同|巷|里|条|社区|小区|\d+区|地铁站|站)$"
)
LONGEST = 40
_SHORTEST_ROAD = 3
# No road begins with these where an area is cut off before it: 百子湾南2路.
_NO_ROAD = re.compile(r"[东西南北中前后上下大小门\d]")
_LONGEST_WORD = 12


@dataclass(frozen=True, slots=True)
class Words:
    """What may stand before a name and is no name of an estate itself.

    Attributes:
        known: the district, its streets, communities, roads and areas, folded.
        areas: those of them before which a road may stand: 听雨 before 望岚街.
        longest: signs of the longest of them.
    """

    known: frozenset[str]
    areas: frozenset[str]
    longest: int

    def explains(self, text: str) -> bool:
        """Tells whether a text is nothing but such words, roads and numbers."""
        return len(text) <= LONGEST and self.reach(text)[-1]

    def reach(self, text: str) -> tuple[bool, ...]:
        """Returns for every position whether the text before it is such words."""
        return _reach(self, text)

    def are_areas(self, text: str) -> bool:
        """Tells whether a text is nothing but districts, streets, communities and roads."""
        if not text or self._is_area(text):
            return True
        starts = range(2, len(text))
        return any(self._is_area(text[:at]) and self.are_areas(text[at:]) for at in starts)

    def _is_area(self, text: str) -> bool:
        return text in self.areas or (len(text) >= _SHORTEST_ROAD and is_road(text))

    def cut_areas(self, road: str) -> list[str]:
        """Returns the ways to write a road: 北山青枫路 is 北山青枫路 and 青枫路.

        What remains must be a road's own name: 白榆里前街 is not 前街.
        """
        ways = [road]
        at = 0
        while True:
            ends = range(min(at + self.longest, len(road) - _SHORTEST_ROAD), at + 1, -1)
            end = next((e for e in ends if self._is_area(road[at:e])), 0)
            if not end or _NO_ROAD.match(road[end:]):
                return ways
            ways.append(road[end:])
            at = end


@lru_cache(maxsize=50_000)
def _reach(words: Words, text: str) -> tuple[bool, ...]:
    reached = [True] + [False] * len(text)
    for start in range(len(text)):
        if not reached[start]:
            continue
        for end in range(start + 1, min(start + words.longest, len(text)) + 1):
            if not reached[end]:
                piece = text[start:end]
                forms = _FORMS.get(piece[-1])
                formed = forms is not None and _is_formed(piece, start, forms)
                reached[end] = formed or piece in words.known
    return tuple(reached)


def _is_formed(piece: str, start: int, forms: _Forms) -> bool:
    """Tells whether a piece of a text, from a position on, is a road, a number or a side.

    What names another district first is none, though it ends like a road: 青江区河东街道.
    """
    formed = any(form.fullmatch(piece) for form, leads in forms if leads or start)
    return formed and not _DISTRICT.match(piece)


def make_words(areas: set[str], others: set[str]) -> Words:
    """Returns the vocabulary of folded words; neither one sign nor a sentence is a word."""
    names = areas | others
    known = frozenset(name for name in names if 1 < len(name) <= _LONGEST_WORD)
    return Words(known, frozenset(areas) & known, _LONGEST_WORD)


def holds_landmark(text: str) -> bool:
    """Tells whether a folded text names a station, a school, a hospital, a park or a market."""
    return _LANDMARK.search(text) is not None


def is_road(name: str) -> bool:
    """Tells whether a folded name is that of a road, and not of an old village."""
    return name.endswith(_ROADS) and _ROAD.fullmatch(name) is not None


@lru_cache(maxsize=20_000)
def find_stem(name: str) -> str:
    """Returns what a road, community or old estate is named after: 听雨东路 is 听雨."""
    found = _STEM.search(name)
    return name[: found.start()] if found and found.start() > 1 else name
