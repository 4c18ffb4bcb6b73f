"""Texts as people write them, folded: what sounds the same to a reader becomes the same."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC
from xpinyin import Pinyin

_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰零", "一二三四五六七八九十百0")
# 陆 is a numeral in 陆号楼 and none in 欧陆大厦.
_FORMAL_NUMBER = re.compile(
    "[壹贰叁肆伍陆柒捌玖拾佰零]+(?=号|期|区|组|地块|院|座|栋|幢|楼|单元|门|层|室|里|村|条|街坊)"
)
_NUMERAL = re.compile(r"[0一二三四五六七八九十百]+")
_COUNTED = re.compile(
    r"(?:([一二三四五六七八九])百)?0?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?"
)
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
_ROMAN_PHASE = re.compile(
    r"(?<![a-z])(?:(?:iv|v?i{1,3}|v)(?=期)|(?:iv|vi{1,3}|i{2,3})(?=区|组团|号|院|地块))"
)
# What stands before a place and says only that it is one.
_LEAD = re.compile(
    r"^(?:(?:详细|问题|事发)?(?:地址|地点|位置|点位)|小区(?:名称)?|项目(?:名称)?)\s*[:：]\s*"
    r"|^(?:市民|来电人|业主|居民)?(?:位于|家住|居住[在于]|住在)"
)
_OPEN, _CLOSE = "([{<〈《「『【〔〖", ")]}>〉》」』】〕〗"
_SIGNS = str.maketrans(
    {
        **dict.fromkeys(_OPEN, "("),
        **dict.fromkeys(_CLOSE, ")"),
        **dict.fromkeys("－–—―~～→", "-"),
        **dict.fromkeys("〇零", "0"),
        **dict.fromkeys("、；;：:/|。!?", ","),
    }
)
# A dot or a quotation mark within a name says nothing: 中建·玲珑山.
_NOISE = re.compile(r"[^0-9a-z\u3400-\u9fff(),#\-\s]")
_GAPS = re.compile(r"\s+")
_HYPHEN = re.compile(r"(?<![0-9a-z])-|-(?![0-9a-z])")
_COMMAS = re.compile(r",{2,}")
SEPARATOR = re.compile(r"[(),]")


@lru_cache(maxsize=1)
def _simple_forms() -> dict[int, str]:
    """Returns the simplified form of every traditional character."""
    convert = OpenCC("t2s").convert
    signs = map(chr, range(0x3400, 0xA000))
    return {ord(sign): plain for sign in signs if (plain := convert(sign)) != sign}


@lru_cache(maxsize=100_000)
def fold_text(text: str) -> str:
    """Returns a text without what people write differently.

    Full-width forms narrow (NFKC), letters small, traditional characters simplified, numerals in
    digits (一, 壹, Ⅱ期), dots and quotation marks gone. What separates words stays, as ( ) and
    commas; hyphens stay between digits and letters.

    >>> fold_text("大西洋新城（Ｃ區） 五號樓")
    '大西洋新城(c区),5号楼'
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold().translate(_simple_forms())
    plain = _LEAD.sub("", plain) or plain
    plain = _FORMAL_NUMBER.sub(lambda found: found[0].translate(_FORMAL), plain)
    plain = _NOISE.sub("", plain.translate(_SIGNS))
    plain = _HYPHEN.sub(",", _GAPS.sub(",", plain.strip()))
    plain = _ROMAN_PHASE.sub(lambda found: _ROMAN[found[0]], plain)
    plain = _NUMERAL.sub(_read_numeral, plain)
    return _COMMAS.sub(",", plain).strip(",")


def join_text(folded: str) -> str:
    """Returns a folded text without its separators: 南湖东园(1区) is 南湖东园1区."""
    return SEPARATOR.sub("", folded)


def split_text(folded: str) -> list[str]:
    """Returns the parts of a folded text between commas and brackets; none is empty."""
    return [part for part in SEPARATOR.split(folded) if part]


@lru_cache(maxsize=20_000)
def sound_text(text: str) -> str:
    """Returns how a folded text sounds, in pinyin without tones: 慧忠里 and 惠忠里 sound alike."""
    return " ".join(map(_sound_sign, text))


@lru_cache(maxsize=30_000)
def _sound_sign(sign: str) -> str:
    return str(_read_pinyin().get_pinyin(sign, ""))


@lru_cache(maxsize=1)
def _read_pinyin() -> Pinyin:
    return Pinyin()


def _read_numeral(found: re.Match[str]) -> str:
    """Returns a Chinese numeral in digits; digits in a row are read one by one (二〇一 is 201)."""
    text = found[0]
    counted = _COUNTED.fullmatch(text)
    if counted is None or not (counted[1] or counted[3]):
        return text.translate(_DIGITS)
    hundreds, tens, ten, ones = (part and part.translate(_DIGITS) for part in counted.groups())
    return str(100 * int(hundreds or 0) + (10 * int(tens or 1) if ten else 0) + int(ones or 0))
