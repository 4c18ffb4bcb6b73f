"""What may stand by whose word, and what nobody lets through."""

import datetime as dt
from dataclasses import replace

import pytest

from geo.boundaries.judge import (
    REVIEWED,
    UNACCEPTABLE,
    accept_checks,
    keep_valid,
    open_findings,
    require_publishable,
    require_waivable,
)
from geo.errors import InputError, Text
from geo.findings import Finding, Waiver
from tests.checking import block, check_rows, make_rows

TOLD = Text("甲", "A")
OVERLAP = Finding("T1", "E", 1, "A", TOLD, point=(116.4, 39.9), other_code="B")
HAIR = Finding("T1", "W", 3, "C", TOLD, point=(116.41, 39.9), other_code="D")
MISSING = Finding("D1", "E", None, None, TOLD)
BROKEN = Finding("G3", "E", 2, "B", TOLD, point=(116.4, 39.9))


def waive(finding, **more):
    return Waiver(finding.fingerprint, finding.check, "共用围墙", "王工", **more)


def test_a_waiver_is_for_one_finding():
    far = replace(OVERLAP, point=(116.5, 39.9))
    assert open_findings((OVERLAP, far, HAIR), ()) == (OVERLAP, far)
    assert open_findings((OVERLAP, far, HAIR), (waive(OVERLAP),)) == (far,)
    require_publishable((OVERLAP, HAIR), (waive(OVERLAP),))
    with pytest.raises(InputError) as refused:
        require_publishable((OVERLAP, far), (waive(OVERLAP),))
    assert refused.value.code == "survey_blocked"
    assert [one["fingerprint"] for one in refused.value.details] == [far.fingerprint]


def test_a_waiver_holds_for_the_next_reading_of_the_same_fault(profile):
    shapes = [block(0, 0, 100, 100), block(90, 0, 200, 100)]
    (before,) = check_rows(make_rows(shapes), profile)
    rows = make_rows(
        [block(500, 0, 600, 100), *reversed(shapes)], [f"CY-110105901-00{n}" for n in (9, 2, 1)]
    )
    (after,) = check_rows(rows, profile)
    assert (before.row, after.row) == (1, 3)
    assert open_findings((after,), (waive(before),)) == ()


def test_a_word_about_a_whole_file_is_for_that_file_alone():
    shifted = Finding("C6", "E", None, None, TOLD)
    one, again, other = (shifted.tied_to(sha256) for sha256 in ("a" * 64, "a" * 64, "b" * 64))
    assert open_findings((again,), (waive(one),)) == ()
    assert open_findings((other,), (waive(one),)) == (other,)
    assert OVERLAP.tied_to("a" * 64) == OVERLAP


def test_a_waiver_ends_with_its_day():
    day = dt.date(2026, 5, 1)
    waivers = (waive(OVERLAP), waive(HAIR, until=day))
    assert keep_valid(waivers, day) == waivers
    assert keep_valid(waivers, day + dt.timedelta(1)) == waivers[:1]


def test_a_second_person_approves_what_nobody_waives():
    assert frozenset({"D1"}) == REVIEWED
    assert open_findings((MISSING,), (waive(MISSING),)) == (MISSING,)
    assert open_findings((MISSING,), (), approved=True) == ()
    assert open_findings((OVERLAP,), (), approved=True) == (OVERLAP,)


def test_nobody_lets_a_broken_place_through():
    assert {"A1", "A3", "C1", "G1", "G2", "G3", "G4"} <= UNACCEPTABLE
    assert not UNACCEPTABLE & {"A2", "T1", "T3", "T4", "G5", "D3", "D4"}
    assert open_findings((BROKEN,), (waive(BROKEN),), approved=True) == (BROKEN,)


def test_a_check_is_accepted_as_a_whole():
    waivers = accept_checks((OVERLAP, HAIR, MISSING), {"T1": "共用围墙", "D1": "拆迁"}, "王工")
    assert waivers == (waive(OVERLAP),)
    with pytest.raises(InputError) as refused:
        require_publishable((OVERLAP,), accept_checks((OVERLAP,), {"T4": "另一项"}, "王工"))
    assert refused.value.code == "survey_blocked"


@pytest.mark.parametrize("check", sorted(UNACCEPTABLE))
def test_a_check_that_can_only_be_corrected_is_refused_by_name(check):
    for ask in (
        lambda: accept_checks((), {check: "请"}, "王工"),
        lambda: require_waivable({check}),
    ):
        with pytest.raises(InputError) as refused:
            ask()
        assert refused.value.code == "not_acceptable"
        assert check in refused.value.message.zh
