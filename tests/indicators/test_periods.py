"""Months of the calendar."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.periods import (
    Span,
    add_months,
    is_month_whole,
    last_whole_months,
    list_months,
    name_month,
    read_month,
)

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1))


@pytest.mark.parametrize(
    ("as_of", "start", "end"),
    [
        ("2022-09-30", "2021-10-01", "2022-10-01"),
        ("2022-09-29", "2021-09-01", "2022-09-01"),
        ("2024-02-29", "2023-03-01", "2024-03-01"),
        ("2024-02-28", "2023-02-01", "2024-02-01"),
        ("2022-12-31", "2022-01-01", "2023-01-01"),
    ],
)
def test_the_last_twelve_whole_months(as_of, start, end):
    wanted = Span(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    assert last_whole_months(dt.date.fromisoformat(as_of), 12) == wanted


def test_months_between_two_days():
    assert list_months(dt.date(2021, 11, 30), dt.date(2022, 2, 1)) == [
        "2021-11",
        "2021-12",
        "2022-01",
        "2022-02",
    ]


def test_a_month_is_read_as_it_is_written():
    assert read_month("2024-02") == Span(dt.date(2024, 2, 1), dt.date(2024, 3, 1))
    for wrong in ("2022-13", "2022", "0000-01", "2022-1"):
        with pytest.raises(ValueError, match=r"."):
            read_month(wrong)


@given(DAYS, st.integers(-200, 200))
def test_adding_months_and_taking_them_away(day, months):
    assert add_months(add_months(day, months), -months) == day.replace(day=1)


@given(DAYS)
def test_months_are_named_and_read_alike(day):
    span = read_month(name_month(day))
    assert span.start <= day < span.end
    assert is_month_whole(span.end - dt.timedelta(days=1))


@given(DAYS, st.integers(1, 36))
def test_a_window_holds_so_many_whole_months(as_of, months):
    span = last_whole_months(as_of, months)
    assert len(list_months(span.start, span.end - dt.timedelta(days=1))) == months
    assert span.end <= as_of + dt.timedelta(days=1)
