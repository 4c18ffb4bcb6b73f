"""What a workbook calls the coordinates of its points: 高德, 火星坐标, 国家2000."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from geo.surveys import Datum

_NOISE = re.compile(r"[\s_\-—·:：.,，、()（）/?？]+")
_DATUMS: tuple[tuple[Datum, re.Pattern[str]], ...] = (
    ("gcj02", re.compile(r"gcj|火星|mars|国测局|高德|gaode|amap|autonavi|腾讯|tencent|soso")),
    ("bd09", re.compile(r"bd0?9|百度|baidu")),
    (
        "as_declared",
        re.compile(
            r"wgs(?:19)?84|gps|cgcs|国家2000|2000国家|大地2000|2000大地|2000坐标|天地图|tianditu"
        ),
    ),
)
# Without public parameters: Beijing-54, Xian-80. Baidu's own metres are no known projection.
_USELESS = re.compile(
    r"(?:北京|beijing|bj)(?:19)?54|(?:西安|xi'?an)(?:19)?80|(?:^|\D)(?:54|80)坐标"
    r"|bd0?9mc|(?:百度|baidu).*(?:墨卡托|mercator|米)"
)
_LOCAL = re.compile(r"地方|独立坐标|城市坐标|local")
_NUMBER = re.compile(r"(?<!\d)(?:epsg)?(\d{4,5})(?!\d)")
_YEARS = frozenset({1954, 1980, 1984, 2000})


@dataclass(frozen=True, slots=True)
class CrsName:
    """What a name of coordinates says.

    Attributes:
        text: as it was written; empty where nothing is said.
        datum: which of them, or None where it does not say.
        srid: the number that it gives, if it does; 0 is the local grid.
        useless: whether nothing can be placed by it.
    """

    text: str = ""
    datum: Datum | None = None
    srid: int | None = None
    useless: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether neither a datum nor a system is named, or they contradict each other."""
        return self.datum is None and self.srid is None and not self.useless


def read_crs_name(text: Any) -> CrsName:
    """Returns what a text says of the coordinates beside it; two datums at once say nothing."""
    return CrsName() if pd.isna(text) else _read(str(text))


@lru_cache(maxsize=1_000)
def _read(text: str) -> CrsName:
    shown = unicodedata.normalize("NFKC", text).strip()
    plain = _NOISE.sub("", shown.casefold())
    if not plain:
        return CrsName()
    if _USELESS.search(plain):
        return CrsName(shown, useless=True)
    named = [datum for datum, pattern in _DATUMS if pattern.search(plain)]
    numbers = {int(n) for n in _NUMBER.findall(_NOISE.sub(" ", shown.casefold()))} - _YEARS
    srid = numbers.pop() if len(numbers) == 1 else None
    if len(named) > 1:
        return CrsName(shown)
    if srid is None and not named and _LOCAL.search(plain):
        srid = 0
    return CrsName(shown, named[0] if named else None, srid)
