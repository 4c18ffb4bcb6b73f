"""What a cell says as text, and what a header spells."""

import re
import unicodedata
from typing import Any

from geo.errors import Text

_EMPTY = {"", "-", "--", "—", "——", "/", "\\", "空", "NULL", "null", "None", "N/A", "#N/A"}
# What a formula that failed leaves in a CSV; a workbook's own errors come empty.
_EMPTY |= {"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}
# What a spreadsheet takes for a formula; offices put an apostrophe before it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
# Control characters, and marks of width and direction that come with copied text.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_OUTSIDE = re.compile(
    r"\((?:必填|选填|可选|非必填|\*)\)|^[*＊]+|[*＊::]+$|^\(?\d{1,2}(?:[.、)]|(?<=\)))(?=[\u4e00-\u9fff])"
)
_BRACKETS = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|(?<=[\u4e00-\u9fff])[/:]?(?:百|千|万|百万|千万|亿)元$|/元$"
)


class UnreadableError(ValueError):
    """A cell that cannot be understood: the reason, to which the cell will be quoted."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.reason = Text(zh, en)


def narrow(text: str) -> str:
    """Returns the text narrowed, without what nobody sees in it or white space around it."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    return text.strip()


def read_text(cell: Any) -> str | None:
    """Returns the cell's text: narrowed, stripped, whole numbers whole; None for nothing said."""
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = narrow(str(cell))
    if text.startswith("'") and text[1:].startswith(FORMULA_SIGNS):
        text = text[1:]
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        # How systems write a CSV so that a spreadsheet leaves its codes alone.
        text = text[2:-1].strip()
    return None if text in _EMPTY else text


def spell(text: str) -> str:
    """Returns what a header spells: no white space, no mark that it must be filled in."""
    plain = re.sub(r"\s+", "", narrow(text))
    return _OUTSIDE.sub("", plain).upper()


def spell_bare(text: str) -> str:
    """Returns what a header spells without what it says in brackets: a unit, how to fill it in."""
    return _BRACKETS.sub("", spell(text))
