"""Days and moments as offices write them: 2022.5.1 下午5:30, 二〇二二年五月一日, a serial."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from geo.records.reading.texts import UnreadableError

_WEEKDAY = r"\s*\(?(?:星期|周)[一二三四五六日天]\)?"
_HALF = r"上午|下午|早上|晚上|凌晨|早晨|中午|傍晚|AM|PM|am|pm"
_DATE = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号.]?"
    rf"(?:{_WEEKDAY})?"
    rf"(?:[\sT]*(?P<half>{_HALF})?\s*"
    r"(?:(?P<hour>\d{1,2})(?:[:时点](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2}))?(?:\.\d+)?[秒分]?"
    rf"|[时点]整?)\s*(?P<late>{_HALF})?\s*(?P<zone>Z|[-+]\d\d:?\d\d)?)?)?"
    rf"(?:{_WEEKDAY})?"
)
_LATE = {"下午", "晚上", "傍晚", "PM"}
_EARLY = {"上午", "早上", "早晨", "凌晨", "AM"}
_DIGITS_ONLY = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\s*(\d\d)(\d\d)(\d\d)|(?=\s))?(?=\s|$)")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_EXCEL_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a serial date has no time zone
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_HAN_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年(十?[一二三四五六七八九]?)月"
    r"([二三]?十?[一二三四五六七八九]?)[日号]"
)
_NO_YEAR = re.compile(r"\d{1,2}月\d{1,2}[日号]")
_NO_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}月?")
# Nothing that is recorded here is older; an empty cell shown as a date is 1899 or 1900.
_FIRST_YEAR = 1949


def read_moment(text: str, zone: ZoneInfo) -> dt.datetime:
    """Returns the moment that a narrowed text says; a day alone is its midnight.

    Args:
        text: a date, with or without a time, or a spreadsheet's serial number of a day.
        zone: of moments that say none.

    Raises:
        UnreadableError: it is no date, has no year, or there is no such day.
    """
    if _SERIAL.fullmatch(text) and 20_000 <= float(text) <= 80_000:
        moment = _EXCEL_EPOCH + dt.timedelta(days=float(text))
        # A serial date is days as a binary fraction: whole seconds come out a little short.
        return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0, tzinfo=zone)
    text = _HAN_DATE.sub(_spell_digits, text)
    found = _DATE.fullmatch(_DIGITS_ONLY.sub(_part_digits, text))
    if found is None:
        raise _tell_lack(text)
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    told = _read_zone(found, zone)
    try:
        moment = dt.datetime(year, month, day, _read_hour(found), minute, second, tzinfo=told)
    except ValueError as error:
        raise UnreadableError("没有这一天", "no such day") from error
    if moment.year < _FIRST_YEAR:
        raise UnreadableError("年份有误", "an impossible year")
    return moment.astimezone(zone)


def _tell_lack(text: str) -> UnreadableError:
    """Returns why a text is no date; what is half of one says which half it lacks."""
    if _NO_YEAR.match(text):
        return UnreadableError("日期没有年份", "a date without a year")
    if _NO_DAY.fullmatch(text):
        return UnreadableError("日期没有日", "a date without a day")
    return UnreadableError("不是日期", "not a date")


def _read_hour(found: re.Match[str]) -> int:
    """Returns the hour from 0 to 23; 上午12:05 is five past midnight, as spreadsheets show it."""
    hour = int(found["hour"] or 0)
    half = (found["half"] or found["late"] or "").upper()
    if not found["hour"]:
        return 0
    if half in _LATE or (half == "中午" and hour < 10):
        if half == "晚上" and hour == 12:
            raise UnreadableError("晚上12点是哪一天不明", "midnight of which day")
        return hour + 12 if hour < 12 else hour
    return 0 if half in _EARLY and hour == 12 else hour


def _read_zone(found: re.Match[str], zone: ZoneInfo) -> dt.tzinfo:
    said = found["zone"]
    if said is None:
        return zone
    sign = -1 if said.startswith("-") else 1
    hours, minutes = (0, 0) if said == "Z" else (int(said[1:3]), int(said[-2:]))
    return dt.timezone(sign * dt.timedelta(hours=hours, minutes=minutes))


def _part_digits(found: re.Match[str]) -> str:
    """Returns 20220501 as 2022-05-01, and the clock behind it with colons."""
    day = "-".join(found.groups()[:3])
    return f"{day} {':'.join(found.groups()[3:])}" if found[4] else day


def _spell_digits(found: re.Match[str]) -> str:
    """Returns 二〇二二年十二月二十一日 in digits."""
    year, *rest = found.groups()
    numbers = []
    for part in rest:
        tens, ten, ones = part.rpartition("十")
        digits = f"{tens or '1'}{ones or '0'}" if ten else ones
        numbers.append(digits.translate(_HAN_DIGITS) or "0")
    return f"{year.translate(_HAN_DIGITS)}-{numbers[0]}-{numbers[1]}"
