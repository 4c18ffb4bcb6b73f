"""Streets (subdistricts, townships) as records write them: evidence for a zone, never a judge."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from geo.profile import Profile
from geo.records.matching.wording.texts import fold_text, join_text

_LONGEST = 16
_COMMUNITY = re.compile("(?<=..)(?:社区|村)?(?:居民?委(?:员?会)|村民?委(?:员?会)|社区|村)$")


@dataclass(frozen=True, slots=True)
class Streets:
    """How a district's streets are written.

    Attributes:
        districts: the district's own names, the longest first.
        others: the names of the city's other districts.
        kinds: the words for a street's kind, the longest first.
        stems: the streets, without their kind.
        forms: the streets with each kind.
        by_uid: the stem of each street.
    """

    districts: tuple[str, ...]
    others: tuple[str, ...]
    kinds: tuple[str, ...]
    stems: frozenset[str]
    forms: frozenset[str]
    by_uid: Mapping[int, str]

    @property
    def words(self) -> set[str]:
        """The districts and streets in all their forms."""
        short = {re.sub("[区县市旗]$", "", name) for name in self.districts}
        return {*self.stems, *self.forms, *self.districts, *short}

    def identify(self, text: str) -> str:
        """Returns the stem of a street, known or not: 北山 for 北山街道, 北山地区, 北山乡."""
        return _identify(text, self.districts, self.kinds)

    def find(self, text: str) -> str | None:
        """Returns the stem of the street that a folded text begins with, in full: 听雨街道X."""
        plain = strip_districts(text, self.districts)
        form = plain[: self._reach(plain)]
        return strip_kind(form, self.kinds) if form else None

    def strip(self, text: str) -> str:
        """Returns a folded text without the district and the street before it."""
        plain = strip_districts(text, self.districts)
        return strip_districts(plain[self._reach(plain) :], self.districts)

    def _reach(self, plain: str) -> int:
        longest = min(len(plain) - 2, _LONGEST)
        return next((end for end in range(longest, 1, -1) if plain[:end] in self.forms), 0)

    def find_other(self, part: str) -> str | None:
        """Returns the other district that a part of a folded text begins with, or is in short."""
        return next((d for d in self.others if part.startswith(d) or part == d[:-1]), None)

    def is_ours(self, district: str) -> bool:
        """Tells whether a district's name is that of this one."""
        return join_text(fold_text(district)) in self.districts


def make_streets(zones: pd.DataFrame, profile: Profile) -> Streets:
    """Returns how the streets of the zones are written."""
    districts, kinds = _list_forms(profile)
    names = zones[["street_uid", "street_name"]].dropna(subset="street_name").drop_duplicates()
    stems: set[str] = set()
    by_uid: dict[int, str] = {}
    for uid, name in names.itertuples(index=False):
        stem = strip_kind(join_text(fold_text(str(name))), kinds)
        stems.add(stem)
        if pd.notna(uid):
            by_uid[int(uid)] = stem
    forms = frozenset(stem + kind for stem in stems for kind in kinds)
    others = _fold_all(frozenset(profile.records.other_districts))
    return Streets(districts, others, kinds, frozenset(stems), forms, by_uid)


@lru_cache(maxsize=10_000)
def _identify(text: str, districts: tuple[str, ...], kinds: tuple[str, ...]) -> str:
    return strip_kind(strip_districts(join_text(fold_text(text)), districts), kinds)


def strip_districts(text: str, districts: tuple[str, ...]) -> str:
    """Returns a folded text without the names of districts before it, once or more often."""
    while True:
        found = next((name for name in districts if text.startswith(name)), None)
        if found is None or found == text:
            return text
        text = text[len(found) :].lstrip(",")


def strip_kind(name: str, kinds: tuple[str, ...]) -> str:
    """Returns a folded street's name without its kind; at least two signs remain."""
    kind = next((k for k in kinds if name.endswith(k) and len(name) > len(k) + 1), "")
    return name.removesuffix(kind)


@lru_cache(maxsize=10_000)
def strip_community(text: str) -> str:
    """Returns a community's own name: 白榆里 for 白榆里社区居委会."""
    return _COMMUNITY.sub("", join_text(fold_text(text)))


def _list_forms(profile: Profile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the names of the district and the words for kinds of streets, the longest first."""
    own = {profile.name.zh, profile.short_name.zh, profile.code}
    # The city and the district also stand apart: 青江市, then 北山区.
    own.add(profile.name.zh.removesuffix(profile.short_name.zh))
    spelled = {text for kind in profile.streets.kinds for text in (kind.zh, *kind.aliases)}
    return _fold_all(frozenset(own)), _fold_all(frozenset(spelled))


@lru_cache(maxsize=16)
def _fold_all(texts: frozenset[str]) -> tuple[str, ...]:
    folded = {join_text(fold_text(text)) for text in texts} - {""}
    return tuple(sorted(folded, key=lambda text: (-len(text), text)))
