"""Numbers of tables: a whole one is written as such, of any other no digit is lost."""

import pytest

from geo.boundaries.readers.cells import write_whole


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        (["500.0", "12.00", None], ["500", "12", None]),
        (["454360.08999", "454309.842", "7.0"], ["454360.08999", "454309.842", "7"]),
        (["116.00000101", "39.0"], ["116.00000101", "39"]),
        (["500.0", "some"], ["500.0", "some"]),
        ([None], [None]),
        ([1.0, "2.0"], [1.0, "2.0"]),
    ],
)
def test_whole_numbers_and_no_others_lose_their_zeros(cells, written):
    assert write_whole(cells) == written
