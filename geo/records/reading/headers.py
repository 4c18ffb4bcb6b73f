"""Where a sheet's header stands, and what it says above each column.

A header is one row, or two of which the upper one spans several columns (罚款 over 文号 and 金额).
Rows of titles and notes may stand above it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from geo.records.reading.sandbox import Sheet
from geo.records.reading.texts import read_text

HEADER_ROWS = 20
_UNIT = re.compile(r"单位\s*:?\s*((?:百万|千万|万|亿|千|百)?元)")

# What a row of units below a header says: 万元, (㎡), 年/月/日.
_UNITS = re.compile(
    r"\(?(?:单位:?)?(?:(?:百万|千万|万|亿|千|百)?元(?:/\S{1,8})?|㎡|m2|平方米|万?平米|[户人个名套栋幢件次年月日天%％分]"
    r"|年[-/.]?月[-/.]?日?|y{2,4}[-/.]?m{1,2}[-/.]?d{1,2}|文本|日期|数字|[必选]填|是/否)\)?",
    re.IGNORECASE,
)

# Tells which column of ours a header spells, or None.
Recognise = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Header:
    """A sheet's header: its last row, counted from 0, and a name for each column ("" for none).

    It is `rows` high; `above` are the texts over it.
    """

    last: int
    names: list[str]
    above: list[str]
    rows: int = 1

    @property
    def unit(self) -> str:
        """The unit of amounts that a note above the table says, or ""."""
        found = (_UNIT.search(text) for text in self.above)
        return next((match[1] for match in found if match), "")


def find_header(sheet: Sheet, recognise: Recognise, row: int | None = None) -> Header:
    """Returns the header that names most of our columns; the first one of several.

    Args:
        sheet: where to look; only its first rows are.
        recognise: tells our columns from others.
        row: where a person says that it stands (from 1, the upper one of two rows).
    """
    first = range(min(sheet.height, HEADER_ROWS)) if row is None else [row - 1]
    rows = [at for at in first if at < sheet.height]
    choices = [choice for at in rows for choice in _read_header(sheet, at, recognise)]
    if not choices:
        return Header(0, [], [])
    best = max(choices, key=lambda h: (_count(h, recognise), -h.rows, -h.last))
    return _take_units(sheet, best)


def _take_units(sheet: Sheet, header: Header) -> Header:
    """Returns the header with the row of units below it, if one is there: 余额 over 万元."""
    at = header.last + 1
    if at >= sheet.height:
        return header
    units = [read_text(cell) or "" for cell in sheet.row(at)]
    if not any(units) or not all(_UNITS.fullmatch(unit) for unit in units if unit):
        return header
    names = [
        f"{name}({unit.strip('()')})" if name and unit.strip("()").endswith("元") else name
        for name, unit in zip(header.names, units, strict=True)
    ]
    return replace(header, last=at, names=names, rows=header.rows + 1)


def _count(header: Header, recognise: Recognise) -> int:
    return len({recognise(name) for name in header.names} - {None})


def _read_header(sheet: Sheet, at: int, recognise: Recognise) -> list[Header]:
    """Returns the header that one row makes, and the one that it makes with the row below."""
    top = [read_text(cell) or "" for cell in sheet.row(at)]
    above = [text for row in range(at) for cell in sheet.row(row) if (text := read_text(cell))]
    single = Header(at, _number_repeated(top), above)
    if at + 1 >= sheet.height:
        return [single]
    names = [next((name for name in ways if recognise(name)), ways[0]) for ways in _join(sheet, at)]
    return [single, Header(at + 1, _number_repeated(names), above, 2)]


def _span(sheet: Sheet, at: int, top: list[str]) -> list[str]:
    """Returns the upper row with each group's name above all of its columns."""
    spanned = list(top)
    for first, left, _, right in sheet.merges:
        if first == at:
            spanned[left : right + 1] = [top[left]] * (right + 1 - left)
    if any(first == at for first, *_ in sheet.merges):
        return spanned
    # A CSV has no merged cells: a group reaches to the next one's name.
    for position in range(1, len(spanned)):
        spanned[position] = spanned[position] or spanned[position - 1]
    return spanned


def join_below(sheet: Sheet, at: int) -> list[str]:
    """Returns the names that a row makes with the row below it: the group's, then the column's."""
    return [ways[0] for ways in _join(sheet, at)] if at + 1 < sheet.height else []


def _join(sheet: Sheet, at: int) -> list[tuple[str, ...]]:
    """Returns the names that each column may have by a row and the row below it."""
    top = _span(sheet, at, [read_text(cell) or "" for cell in sheet.row(at)])
    bottom = [read_text(cell) or "" for cell in sheet.row(at + 1)]
    return [
        (above,) if not below or below == above else (f"{above}{below}", below)
        for above, below in zip(top, bottom, strict=True)
    ]


def _number_repeated(names: list[str]) -> list[str]:
    """Returns the names, the second of the same name with (2) behind it."""
    seen: dict[str, count[int]] = {}
    numbered = []
    for name in names:
        number = next(seen.setdefault(name, count(1)))
        numbered.append(name if not name or number == 1 else f"{name}({number})")
    return numbered
