"""Density: counts against households; unknown is not zero."""

import pytest

from geo.indicators.density import count_density, total_density


def test_unknown_households_are_no_density():
    assert count_density([3, 0, 5, 2], [300, 100, None, 0]) == [1.0, 0.0, None, None]


def test_the_basis_may_be_another():
    assert count_density([3], [1000], per=1000) == [3.0]


def test_the_total_counts_known_households_alone():
    assert total_density([3, 1, 50], [300, 100, None]) == 1.0
    assert total_density([1], [None]) is None


def test_columns_must_be_equally_long():
    with pytest.raises(ValueError, match="shorter"):
        count_density([1, 2], [100])
