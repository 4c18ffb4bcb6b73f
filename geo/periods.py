"""Months of the calendar: which ones a span touches, and which of them are whole."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_ONE_DAY = dt.timedelta(days=1)
_TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` up to, but without, `end`."""

    start: dt.date
    end: dt.date


def start_of_month(day: dt.date) -> dt.date:
    """Returns the first day of that day's month."""
    return day.replace(day=1)


def add_months(day: dt.date, months: int) -> dt.date:
    """Returns the first day of the month that lies `months` after that day's month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(years, month + 1, 1)


def name_month(day: dt.date) -> str:
    """Returns a month as it travels, such as 2022-03."""
    return f"{day.year:04d}-{day.month:02d}"


def read_month(name: str) -> Span:
    """Returns the days of a month written as 2022-03.

    Raises:
        ValueError: the text is no month.
    """
    start = dt.date.fromisoformat(f"{name}-01")
    return Span(start, add_months(start, 1))


def list_months(first: dt.date, last: dt.date) -> list[str]:
    """Returns the months from that of `first` to that of `last`, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [name_month(add_months(first, step)) for step in range(count)]


def is_month_whole(as_of: dt.date) -> bool:
    """Returns whether records that reach `as_of` hold the whole of its month."""
    return (as_of + _ONE_DAY).day == 1


def last_whole_months(as_of: dt.date, months: int) -> Span:
    """Returns the last so many whole months that records reaching `as_of` hold."""
    end = start_of_month(as_of + _ONE_DAY)
    return Span(add_months(end, -months), end)


def read_when(text: str, timezone: str) -> dt.datetime:
    """Returns the moment (UTC) that an ISO 8601 day or moment means in a time zone.

    A day means its last microsecond: all that began or was published on it is counted. A moment
    without an offset is in the time zone.

    Raises:
        ValueError: it is neither.
    """
    # A plus sign that nobody escaped arrives in a query as a space.
    text = text.replace(" ", "+") if "T" in text else text
    zone = ZoneInfo(timezone)
    try:
        if "T" not in text:
            following = dt.date.fromisoformat(text) + _ONE_DAY
            return dt.datetime.combine(following, dt.time(), zone).astimezone(dt.UTC) - _TICK
        moment = dt.datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError(text) from error
