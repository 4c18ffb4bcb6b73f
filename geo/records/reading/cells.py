"""Cells: from what an office typed to typed values; what cannot be understood is an error."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds import Column
from geo.records.reading.masking import Masker
from geo.records.reading.texts import narrow, read_text, spell

_YES = {"是", "有", "1", "TRUE", "Y", "YES", "√", "✓", "对", "解决", "已解决", "已建立", "已归集"}
_NO = {"否", "无", "0", "FALSE", "N", "NO", "×", "X", "未解决", "未建立", "未归集", "没有"}
# Said of a day or a number that nobody knows.
_UNKNOWN = {"不详", "未知", "无", "暂无", "待定", "待核实"}
_QUOTED = 60
_MEASURED = {"date", "datetime", "integer", "number", "point", "amount"}
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[\sT]*(上午|下午|早上|晚上|AM|PM|am|pm)?\s*(\d{1,2})[:时点](\d{1,2})"
    r"(?:[:分](\d{1,2}))?(?:\.\d+)?[秒分]?)?"
    r"\s*\(?(?:(?:星期|周)[一二三四五六日天])?\)?"
)
_AFTERNOON = {"下午", "晚上", "PM", "pm"}
_DIGITS_ONLY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*()(\d{2})(\d{2})(\d{2}))?")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_EXCEL_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a serial date has no time zone
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_HAN_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年(十?[一二三四五六七八九]?)月([二三]?十?[一二三四五六七八九]?)日"
)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_WHOLE = re.compile(r"(\d{1,9})\s*(?:人|名|个|户|位|次)?")
_DEGREES = re.compile(
    r"\(?\s*([-+]?\d{1,9}(?:\.\d+)?)\s*°?\s*[,;、\s]\s*([-+]?\d{1,9}(?:\.\d+)?)\s*°?\s*\)?"
)
_AND = re.compile(r"[、,，;；/和与及并+]+")
_UNIT = re.compile(r"(百万|千万|万|亿|千|百)?元?$")
_DECORATION = re.compile(r"[,\s¥]|人民币|(?<=元)/.*")
_YUAN = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}

Reader = Callable[[str], Any]


class CellError(ValueError):
    """A cell that cannot be understood; carries the reason, and what is quoted in it is masked."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(str(text))


class _UnreadableError(ValueError):
    """A cell that cannot be understood: the reason, to which the cell will be quoted."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.reason = Text(zh, en)


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
        "key": str,
        "text": masker.mask_words,
        "masked": masker.mask,
        "party": masker.mask_party,
        "place": lambda text: masker.mask_place(text) or None,
        "date": lambda text: _read_moment(text, zone).date(),
        "datetime": lambda text: _read_moment(text, zone),
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
        try:
            return reader(text)
        except _UnreadableError as error:
            quoted = masker.mask(text)[:_QUOTED]
            reason = error.reason
            raise CellError(Text(f"{reason.zh}：{quoted}", f"{reason.en}: {quoted}")) from error

    return read


def _read_moment(text: str, zone: ZoneInfo) -> dt.datetime:
    if _SERIAL.fullmatch(text) and 20_000 <= float(text) <= 80_000:
        moment = _EXCEL_EPOCH + dt.timedelta(days=float(text))
        # A serial date is days as a binary fraction: whole seconds come out a little short.
        return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0, tzinfo=zone)
    text = _HAN_DATE.sub(_spell_digits, text)
    found = _DATE.fullmatch(text) or _DIGITS_ONLY.fullmatch(text)
    if found is None:
        raise _UnreadableError("不是日期", "not a date")
    year, month, day, half, hour, minute, second = found.groups()
    hours = int(hour or 0) + (12 if half in _AFTERNOON and int(hour or 0) < 12 else 0)
    try:
        return dt.datetime(
            int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), tzinfo=zone
        )
    except ValueError as error:
        raise _UnreadableError("没有这一天", "no such day") from error


def _spell_digits(found: re.Match[str]) -> str:
    """Returns 二〇二二年十二月二十一日 in digits."""
    year, *rest = found.groups()
    numbers = []
    for part in rest:
        tens, ten, ones = part.rpartition("十")
        digits = f"{tens or '1'}{ones or '0'}" if ten else ones
        numbers.append(digits.translate(_HAN_DIGITS) or "0")
    return f"{year.translate(_HAN_DIGITS)}-{numbers[0]}-{numbers[1]}"


def _read_integer(text: str) -> int:
    found = _WHOLE.fullmatch(text.replace(",", ""))
    if found is None:
        raise _UnreadableError("不是整数", "not a whole number")
    return int(found[1])


def _read_number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or len(text) > 30:
        raise _UnreadableError("不是数字", "not a number")
    return float(text)


def _read_point(text: str) -> tuple[float, float]:
    """Returns longitude and latitude; either order, since only one of them is below 60 in China."""
    found = _DEGREES.fullmatch(text)
    if found is None:
        raise _UnreadableError("不是经纬度", "no longitude and latitude")
    first, second = float(found[1]), float(found[2])
    return (second, first) if abs(first) < 60 < abs(second) else (first, second)


def _make_amount_reader(column: Column, header: str, unit: str) -> Reader:
    spelt = spell(header)
    said = re.search(r"(百万|千万|万|亿|千|百)元", spelt)
    public = spelt in {spell(spelling) for spelling in column.ten_thousands}
    plain = re.search(r"[(\[]\D*元", spelt) is not None
    usual = said[1] if said else "万" if public else "" if plain else unit.removesuffix("元")

    def read(said: str) -> Decimal:
        text = _DECORATION.sub("", said)
        found = _UNIT.search(text)
        own = found[1] if found else None
        try:
            amount = Decimal(text[: found.start()] if found else text)
        except InvalidOperation as error:
            raise _UnreadableError("不是金额", "not an amount") from error
        in_yuan = text.endswith("元") and not own
        amount *= _YUAN[own or ("" if in_yuan else usual)]
        if not amount.is_finite() or not 0 <= amount < 10**column.digits:
            raise _UnreadableError("数值有误", "an impossible amount")
        return amount

    return read


def _read_boolean(said: str) -> bool | None:
    text = said.upper()
    if text in _YES:
        return True
    if text in _NO:
        return False
    return None


def _make_enum_reader(column: Column, profile: Profile) -> Reader:
    labels = _read_labels(column, profile)
    known = "、".join(v.zh for v in profile.enums[column.enum].values) if column.enum else ""

    def read(text: str) -> str:
        value = labels.get(text)
        if value is None and column.required:
            raise _UnreadableError(f"不在取值范围内（{known}）", f"none of {known}")
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
