"""Descriptions of places: what programs write there as a table, or people as lines, is values."""

import html
import re

_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr)[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
# A name, a colon, a value; no address and no time of day.
_LINE = re.compile(r"(?!https?\b)(?!\d+\s*[:：])([^:：=]{1,20}?)\s*[:：=]\s*(?!//)(\S.*)")


def read_description(text: str) -> dict[str, str]:
    """Returns the values that a description holds by their names, none where it is plain prose."""
    rows = [_CELL.findall(row) for row in _ROW.findall(text)]
    pairs = [(_strip(row[0]), _strip(row[1])) for row in rows if len(row) == 2]
    if not pairs:
        lines = (_strip(line) for line in _BREAK.sub("\n", text).splitlines())
        pairs = [(said[1], said[2]) for line in lines if (said := _LINE.fullmatch(line))]
    return {name: value for name, value in pairs if name}


def _strip(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup)).strip()
