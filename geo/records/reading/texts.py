"""What a cell says as text, and what a header spells."""

import re
import unicodedata
from typing import Any

_EMPTY = {"", "-", "--", "—", "——", "/", "\\", "空", "NULL", "null", "None", "N/A", "#N/A"}
_OUTSIDE = re.compile(r"\((?:必填|选填|可选|非必填|\*)\)|^[*＊]+|[*＊::]+$")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


def narrow(text: str) -> str:
    """Returns the text with full-width forms narrowed and without white space around it."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).strip()


def read_text(cell: Any) -> str | None:
    """Returns the cell's text: narrowed, stripped, whole numbers whole; None for nothing said."""
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = narrow(str(cell))
    return None if text in _EMPTY else text


def spell(text: str) -> str:
    """Returns what a header spells: no white space, no mark that it must be filled in."""
    plain = re.sub(r"\s+", "", narrow(text))
    return _OUTSIDE.sub("", plain).upper()


def spell_bare(text: str) -> str:
    """Returns what a header spells without what it says in brackets: a unit, how to fill it in."""
    return _BRACKETS.sub("", spell(text))
