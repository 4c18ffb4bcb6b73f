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
def test_a_slip_of_the_pen_leaves_it_a_code(code):
    assert is_credit_code(code)
    assert is_credit_code(code[:-1] + SIGNS[SIGNS.index(code[-1]) - 1])


def test_no_number_of_a_person_is_one():
    """Not with the right check sign of an identity card, and hardly with a wrong one."""
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    born = [f"110105{year}0307{last:03d}" for year in (1958, 1990, 2021) for last in range(1000)]
    right = [
        number + "10X98765432"[sum(map(int.__mul__, map(int, number), weights)) % 11]
        for number in born
    ]
    assert not any(map(is_credit_code, right))
    wrong = [number + check for number in born for check in "0123456789X"]
    assert sum(map(is_credit_code, wrong)) < len(wrong) / 300


def test_a_code_whose_digits_look_like_a_birth_is_told_by_its_check_signs():
    codes = [complete_code("91110119", f"051215{last:02d}") for last in range(100)]
    assert sum(map(is_credit_code, codes)) > 0.85 * len(codes)
    slips = [code[:-1] + SIGNS[SIGNS.index(code[-1]) - 1] for code in codes]
    assert not any(map(is_credit_code, slips))


@pytest.mark.parametrize("text", ["", "13912345678", "CY-110105001-001", CODES[1].lower()])
def test_what_has_not_its_form_is_none(text):
    assert not is_credit_code(text)
