"""Cells: from what an office typed to typed values; what cannot be understood is an error."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds import Column

_YES = {"是", "有", "1", "1.0", "TRUE", "True", "true", "Y", "y", "√", "解决", "已解决"}
_NO = {"否", "无", "0", "0.0", "FALSE", "False", "false", "N", "n", "×", "未解决"}
_EMPTY = {"", "-", "--", "—", "/", "空", "NULL", "null", "None"}
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[\sT]*(上午|下午)?\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?(?:\.\d+)?[秒分]?)?"
    r"\s*\(?(?:(?:星期|周)[一二三四五六日天])?\)?"
)
_DIGITS_ONLY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)\(?0\d{2,3}[-) ]{0,2}\d{7,8}(?!\d)")
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_EXCEL_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a serial date has no time zone

Reader = Callable[[Any], Any]


class CellError(ValueError):
    """A cell that cannot be understood; carries the reason in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


def make_reader(column: Column, header: str, profile: Profile) -> Reader:
    """Returns the function that reads this column's cells; empty cells give None.

    Args:
        column: what the column is.
        header: how this workbook spells it, which may say the unit (万元).
        profile: for the labels of enumerations and the time zone.
    """
    readers: dict[str, Reader] = {
        "key": read_text,
        "text": lambda cell: mask_numbers(read_text(cell) or ""),
        "masked": _make_masker(profile),
        "date": lambda cell: _read_moment(cell, profile).date(),
        "datetime": lambda cell: _read_moment(cell, profile),
        "integer": _read_integer,
        "amount": _make_amount_reader(column, header),
        "boolean": _read_boolean,
        "enum": _make_enum_reader(column, profile),
    }
    reader = readers[column.type]
    return lambda cell: None if read_text(cell) is None else reader(cell)


def read_text(cell: Any) -> str | None:
    """Returns the cell's text: full-width forms narrowed, stripped, None where it says nothing."""
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    return None if text in _EMPTY else text


def mask_numbers(text: str) -> str:
    """Returns the text without the numbers of telephones and identity cards."""
    for pattern in (_ID_NUMBER, _PHONE, _LANDLINE):
        text = pattern.sub("***", text)
    return text


def _make_masker(profile: Profile) -> Reader:
    titles = "|".join(map(re.escape, profile.records.name_titles))
    names = re.compile(rf"[\u4e00-\u9fff]{{1,3}}(?={titles})") if titles else None

    def mask(cell: Any) -> str:
        text = mask_numbers(read_text(cell) or "")
        return names.sub("某", text) if names else text

    return mask


def _read_moment(cell: Any, profile: Profile) -> dt.datetime:
    zone = ZoneInfo(profile.timezone)
    if isinstance(cell, dt.datetime):
        return cell.replace(tzinfo=zone)
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day, tzinfo=zone)
    text = read_text(cell) or ""
    if isinstance(cell, int | float) or re.fullmatch(r"\d{5}(\.\d+)?", text):
        serial = float(cell)
        if 20_000 <= serial <= 80_000:
            return (_EXCEL_EPOCH + dt.timedelta(days=serial)).replace(tzinfo=zone)
    found = _DATE.fullmatch(text) or _DIGITS_ONLY.fullmatch(text)
    if found is None:
        raise CellError(Text(f"不是日期：{text}", f"not a date: {text}"))
    year, month, day = found.groups()[:3]
    half, hour, minute, second = found.groups()[3:] or (None,) * 4
    hours = int(hour or 0) + (12 if half == "下午" and int(hour or 0) < 12 else 0)
    try:
        return dt.datetime(
            int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), tzinfo=zone
        )
    except ValueError as error:
        raise CellError(Text(f"没有这一天：{text}", f"no such day: {text}")) from error


def _read_integer(cell: Any) -> int:
    text = (read_text(cell) or "").replace(",", "")
    if not re.fullmatch(r"\d{1,9}", text):
        raise CellError(Text(f"不是整数：{text}", f"not a whole number: {text}"))
    return int(text)


def _make_amount_reader(column: Column, header: str) -> Reader:
    ten_thousands = header in {unicodedata.normalize("NFKC", s) for s in column.ten_thousands}

    def read(cell: Any) -> Decimal:
        text = (read_text(cell) or "").replace(",", "").removeprefix("¥").removesuffix("元")
        in_ten_thousands = ten_thousands or text.endswith("万")
        try:
            amount = Decimal(text.removesuffix("万"))
        except InvalidOperation as error:
            raise CellError(
                Text(f"不是金额：{read_text(cell)}", f"not an amount: {read_text(cell)}")
            ) from error
        amount = amount * 10_000 if in_ten_thousands else amount
        if not amount.is_finite() or not 0 <= amount < 10**column.digits:
            raise CellError(
                Text(f"数值有误：{read_text(cell)}", f"an impossible amount: {read_text(cell)}")
            )
        return amount

    return read


def _read_boolean(cell: Any) -> bool | None:
    text = read_text(cell)
    if text in _YES:
        return True
    if text in _NO:
        return False
    return None


def _make_enum_reader(column: Column, profile: Profile) -> Reader:
    enumeration = profile.enums.get(column.enum or "")
    labels = {
        unicodedata.normalize("NFKC", label): value
        for label, value in (enumeration.by_label if enumeration else {}).items()
    }

    def read(cell: Any) -> str:
        text = read_text(cell) or ""
        value = labels.get(text)
        if value is None and column.required:
            known = "、".join(v.zh for v in enumeration.values) if enumeration else ""
            raise CellError(
                Text(f"“{text}”不在取值范围内（{known}）", f"“{text}” is none of: {known}")
            )
        return value or "unknown"

    return read
