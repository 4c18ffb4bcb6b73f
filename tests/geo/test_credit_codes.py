"""Unified social credit codes are told from other numbers of 18 signs."""

import pytest

from geo.credit_codes import complete_code, is_credit_code

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODES = [
    complete_code("91110105", "12345678"),
    complete_code("91110105", "MA01DEM7"),
    complete_code("12110000", "40068000"),
]


@pytest.mark.parametrize("code", CODES)
def test_the_weighted_sum_is_a_multiple_of_31(code):
    assert len(code) == 18
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:-1]))
    assert (total + SIGNS.index(code[-1])) % 31 == 0


@pytest.mark.parametrize("code", CODES)
def test_one_sign_changed_makes_it_none(code):
    assert is_credit_code(code)
    for place in range(len(code)):
        for sign in SIGNS.replace(code[place], ""):
            assert not is_credit_code(code[:place] + sign + code[place + 1 :])


def test_no_number_of_a_person_is_one():
    born = (f"110105{year}0307{last:03d}" for year in (1958, 1990, 2021) for last in range(1000))
    numbers = [number + check for number in born for check in "0123456789X"]
    assert not any(map(is_credit_code, numbers))


@pytest.mark.parametrize("text", ["", "13912345678", "CY-110105001-001", CODES[1].lower()])
def test_what_has_not_its_form_is_none(text):
    assert not is_credit_code(text)
