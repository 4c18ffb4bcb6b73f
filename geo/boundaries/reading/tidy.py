"""Codes and names as offices type them, without what nobody sees or means.

A line break in a cell, a character without width, a code in full-width letters: people read the
same thing, a program would take it for another.
"""

import re
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import Text
from geo.findings import Finding
from geo.places import Words

# Line breaks and tabs, with the blanks around them; signs that take no room. C1 controls are left:
# they are what remains of a text that was decoded wrongly.
_BREAK = re.compile(r"\s*[\t-\r\x1c-\x1f\u2028\u2029]\s*")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63]")
# What programs and people write where there is nothing.
_NOTHING = frozenset(
    ("null", "<null>", "none", "nan", "n/a", "#n/a", "nil", "undefined", "<空>", "空", "无", "暂无",
     "-", "--", "—", "——", "/", "\\")
)  # fmt: skip
_LONGEST = max(map(len, _NOTHING))


def tidy_name(text: str | None) -> str | None:
    """Returns a name on one line and without unseen signs; None where it only says "nothing".

    Lines are joined with a blank, beside a Chinese character without one.
    """
    if text is None:
        return None
    # Most are in order, which is told at once.
    plain = (text if text.isprintable() else _BREAK.sub(_join, _UNSEEN.sub("", text))).strip()
    if len(plain) <= _LONGEST and plain.casefold() in _NOTHING:
        return None
    return plain or None


def tidy_code(text: str | None, pattern: str) -> str | None:
    """Returns a code in half-width capitals without blanks, if that gives it the pattern's form.

    Any other is left as it is written, for a check to tell.
    """
    if text is not None and re.fullmatch(pattern, text):
        return text
    plain = tidy_name(text)
    if plain is None:
        return None
    narrow = _DASHES.sub("-", unicodedata.normalize("NFKC", plain))
    tidied = "".join(narrow.split()).upper()
    return tidied if re.fullmatch(pattern, tidied) else plain


def tell_tidied(written: pa.ChunkedArray, words: Words) -> tuple[Finding, ...]:
    """A2: how many codes were read otherwise than they are written, with the first of them (W)."""
    if not pa.types.is_large_string(written.type):
        return ()
    codes = words.table.column("code")
    changed = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(written), codes), fill_value=False)
    count = pc.sum(changed).as_py() or 0
    if not count:
        return ()
    row = pc.index(changed, value=True).as_py()
    said, code = written[row].as_py(), codes[row].as_py()
    message = Text(
        f"{count} 个编码带有空格、全角或小写字符，已按规范写法读取"
        f"（如第 {row + 1} 行“{said}”读作 {code}）",
        f"{count} codes have blanks, full-width or small letters and were read in the district's "
        f"form (row {row + 1}: “{said}” as {code})",
    )
    return (Finding("A2", "W", None, None, message, measured=count),)


def _join(gap: re.Match[str]) -> str:
    before, after = gap.string[: gap.start()], gap.string[gap.end() :]
    wide = _WIDE.match(before[-1:]) or _WIDE.match(after[:1])
    return "" if wide or not before or not after else " "
