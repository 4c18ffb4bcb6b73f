"""Comparison of periods: equal and whole ones alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators.comparison import compare_periods

# 24 months: a hundred each in the first year, eighty each in the second.
TWO_YEARS = [100] * 12 + [80] * 12


@pytest.mark.parametrize(
    ("months", "against", "total", "before", "change"),
    [
        (1, "year_before", 80, 100, -20.0),
        (9, "year_before", 720, 900, -20.0),
        (12, "year_before", 960, 1200, -20.0),
        (12, "period_before", 960, 1200, -20.0),
        (6, "period_before", 480, 480, 0.0),
    ],
)
def test_equal_periods(months, against, total, before, change):
    found = compare_periods(TWO_YEARS, months, against, incomplete_last=False)
    assert (found.total, found.earlier_total, found.change) == (total, before, change)


def test_an_incomplete_month_is_left_out():
    counts = [10] * 23 + [1]
    found = compare_periods(counts, 1, "period_before", incomplete_last=True)
    assert (found.total, found.earlier_total) == (10, 10)
    assert compare_periods(counts, 1, "year_before", incomplete_last=True, end=24) is None


@pytest.mark.parametrize(
    ("counts", "months", "against"),
    [
        ([1] * 11, 12, "period_before"),
        ([1] * 23, 12, "year_before"),
        ([1] * 100, 13, "year_before"),
        ([1] * 3, 0, "period_before"),
        ([], 1, "period_before"),
    ],
)
def test_what_cannot_be_compared_is_not(counts, months, against):
    assert compare_periods(counts, months, against, incomplete_last=False) is None


def test_nothing_before_gives_no_percentage():
    found = compare_periods([0, 5], 1, "period_before", incomplete_last=False)
    assert (found.total, found.change) == (5, None)


@given(
    st.lists(st.integers(0, 1000), max_size=40),
    st.integers(-1, 30),
    st.sampled_from(["year_before", "period_before"]),
    st.booleans(),
    st.one_of(st.none(), st.integers(-2, 45)),
)
def test_periods_are_equal_whole_and_apart(counts, months, against, incomplete, end):
    found = compare_periods(counts, months, against, incomplete_last=incomplete, end=end)
    if found is not None:
        assert found.earlier_start >= 0
        assert found.earlier_start + found.months <= found.start
        assert found.start + found.months <= len(counts) - incomplete
        assert found.total == sum(counts[found.start : found.start + found.months])
