"""Cells: from what an office typed to typed values; what cannot be understood is an error."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds import Column
from geo.records.reading.masking import Masker
from geo.records.reading.moments import read_moment
from geo.records.reading.texts import UnreadableError, narrow, read_text, spell

_YES = {"是", "有", "1", "TRUE", "Y", "YES", "√", "✓", "对", "解决", "已解决", "已建立", "已归集"}
_NO = {"否", "无", "0", "FALSE", "N", "NO", "×", "X", "未解决", "未建立", "未归集", "没有"}
# 已联系, 未回访, 没有解决: what was done, and what was not.
_DONE = re.compile(
    r"(?P<no>未|没有?|不|尚未|非)?已?(?:建立|归集|解决|联系|回访|督办|交存|入会|加入|建|是?会员|是)上?"
)
# Said of a day or a number that nobody knows.
_UNKNOWN = {"不详", "未知", "无", "暂无", "待定", "待核实"}
_QUOTED = 60
_MEASURED = {"date", "datetime", "integer", "number", "point", "amount"}
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_WHOLE = re.compile(r"第?(\d{1,9})\s*(?:人|名|个|户|位|次)?")
_DEGREES = re.compile(
    r"\(?\s*([-+]?\d{1,9}(?:\.\d+)?)\s*°?\s*[,;、\s]\s*([-+]?\d{1,9}(?:\.\d+)?)\s*°?\s*\)?"
)
_AND = re.compile(r"[、,，;；/和与及并+]+")
_UNIT = re.compile(r"(百万|千万|万|亿|千|百)?元?$")
_DECORATION = re.compile(r"[,\s¥]|人民币|RMB|CNY|(?<=元)[/整每].*|(?<=\d)分$")
# Commas stand between groups of three digits, or of four: 1,000 and 1,0000, and not 1,5.
_GROUPED = re.compile(
    r"\D*\d{1,3}(?:,\d{3})+(?!\d|,)[^,]*|\D*\d{1,3}(?:,\d{4})+(?!\d|,)[^,]*|[^,]*"
)
# A number of which a spreadsheet keeps but the first fifteen digits, or shows fewer.
_MOST_DIGITS = 10**15
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{2,}")
_YUAN = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}

_KEYS = ("key", "code")
_ROUNDED_KEY = UnreadableError(
    "长编号被电子表格改成了近似数，请把此列设为文本后重新填写",
    "a long number that the spreadsheet rounded; make the column text and type it again",
)

Reader = Callable[[str], Any]


class CellError(ValueError):
    """A cell that cannot be understood; carries the reason, and what is quoted in it is masked."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(str(text))


def make_reader(
    column: Column, header: str, profile: Profile, *, unit: str = ""
) -> Callable[[Any], Any]:
    """Returns the function that reads this column's cells; empty cells give None.

    Args:
        column: what the column is.
        header: how this workbook spells it, which may say the unit (万元).
        profile: for the labels of enumerations, the words of names, and the time zone.
        unit: of amounts whose header says none, from a note above the table.
    """
    zone = ZoneInfo(profile.timezone)
    masker = Masker(profile.records)
    readers: dict[str, Reader] = {
        "key": _read_key,
        "code": lambda text: masker.mask_code(_read_key(text)),
        "text": masker.mask_words,
        "masked": masker.mask,
        "party": masker.mask_party,
        "place": lambda text: masker.mask_place(text) or None,
        "date": lambda text: read_moment(text, zone).date(),
        "datetime": lambda text: read_moment(text, zone),
        "integer": _read_integer,
        "number": _read_number,
        "point": _read_point,
        "amount": _make_amount_reader(column, header, unit),
        "boolean": _read_boolean,
        "enum": _make_enum_reader(column, profile),
        "enums": _make_enums_reader(column, profile),
    }
    reader = readers[column.type]
    nothing = _UNKNOWN if column.type in _MEASURED else ()

    def read(cell: Any) -> Any:
        text = read_text(cell)
        if text is None or text in nothing:
            return None
        if column.type in _MEASURED:
            # What makes a spreadsheet keep a number as text.
            text = text.lstrip("'`")
        try:
            if column.type in _KEYS and isinstance(cell, int | float) and cell >= _MOST_DIGITS:
                raise _ROUNDED_KEY
            return reader(text)
        except UnreadableError as error:
            quoted = masker.mask(text)[:_QUOTED]
            reason = error.reason
            raise CellError(Text(f"{reason.zh}：{quoted}", f"{reason.en}: {quoted}")) from error

    return read


def _read_key(text: str) -> str:
    """Returns a key as it is written, without the apostrophe that makes a number a text."""
    if _ROUNDED.fullmatch(text):
        raise _ROUNDED_KEY
    return text.lstrip("'`").strip()


def _read_integer(text: str) -> int:
    found = _WHOLE.fullmatch(text.replace(",", ""))
    if found is None:
        raise UnreadableError("不是整数", "not a whole number")
    return int(found[1])


def _read_number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or len(text) > 30:
        raise UnreadableError("不是数字", "not a number")
    return float(text)


def _read_point(text: str) -> tuple[float, float]:
    """Returns longitude and latitude; either order, since only one of them is below 60 in China."""
    found = _DEGREES.fullmatch(text)
    if found is None:
        raise UnreadableError("不是经纬度", "no longitude and latitude")
    first, second = float(found[1]), float(found[2])
    return (second, first) if abs(first) < 60 < abs(second) else (first, second)


def _make_amount_reader(column: Column, header: str, unit: str) -> Reader:
    spelt = spell(header)
    said = re.search(r"(百万|千万|万|亿|千|百)元", spelt)
    public = spelt in {spell(spelling) for spelling in column.ten_thousands}
    plain = re.search(r"[(\[/]\D*元", spelt) is not None
    usual = said[1] if said else "万" if public else "" if plain else unit.removesuffix("元")

    def read(said: str) -> Decimal:
        if not _GROUPED.fullmatch(said):
            raise UnreadableError("千位分隔有误", "commas that part no thousands")
        text = _DECORATION.sub("", said)
        found = _UNIT.search(text)
        own = found[1] if found else None
        try:
            amount = Decimal(text[: found.start()] if found else text)
        except InvalidOperation as error:
            raise UnreadableError("不是金额", "not an amount") from error
        in_yuan = text.endswith("元") and not own
        amount *= _YUAN[own or ("" if in_yuan else usual)]
        if not amount.is_finite() or not 0 <= amount < 10**column.digits:
            raise UnreadableError("数值有误", "an impossible amount")
        return amount

    return read


def _read_boolean(said: str) -> bool | None:
    text = re.sub(r"\s", "", said).upper()
    if text in _YES or text in _NO:
        return text in _YES
    found = _DONE.fullmatch(text)
    return None if found is None else found["no"] is None


def _make_enum_reader(column: Column, profile: Profile) -> Reader:
    labels = _read_labels(column, profile)
    known = "、".join(v.zh for v in profile.enums[column.enum].values) if column.enum else ""

    def read(text: str) -> str:
        value = labels.get(text) or labels.get(re.sub(r"\s", "", text).removesuffix("类"))
        if value is None and column.required:
            raise UnreadableError(f"不在取值范围内（{known}）", f"none of {known}")
        return value or "unknown"

    return read


def _make_enums_reader(column: Column, profile: Profile) -> Reader:
    labels = _read_labels(column, profile)

    def read(text: str) -> str:
        parts = [text] if text in labels else _AND.split(text)
        ids = [labels.get(part.strip(), "unknown") for part in parts if part.strip()]
        return ",".join(dict.fromkeys(ids))

    return read


def _read_labels(column: Column, profile: Profile) -> dict[str, str]:
    labels = profile.enum(column.enum).by_label if column.enum else {}
    return {narrow(label): value for label, value in labels.items()}
