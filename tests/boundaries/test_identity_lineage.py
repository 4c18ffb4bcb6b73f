"""What becomes of places that are split, merged, trimmed and swallowed, one case at a time."""

import pytest
import shapely

from geo.surveys import Change
from tests.boundaries.identity_cases import (
    KEYS,
    SHAPES,
    CaseSurvey,
    block,
    findings,
    lineage,
    number,
    removed,
    who,
)


@pytest.fixture
def survey(profile):
    return CaseSurvey(profile)


@pytest.mark.parametrize("share", [50, 90])
def test_both_parts_of_a_split_are_new_also_the_one_that_keeps_the_code(survey, share):
    survey.draw("E", geometry=block(400, 0, 400 + share, 100))
    survey.draw("E2", geometry=block(400 + share, 0, 500, 100))
    found = survey.load()
    assert found.rows["change"][["E", "E2"]].tolist() == [Change.SPLIT] * 2
    assert found.rows["place_uid"][["E", "E2"]].isna().all()
    assert found.rows["by"]["E"] == "split"
    assert removed(found) == {number(survey, "E"): Change.SPLIT}
    assert lineage(found, survey) == {
        ("E", "E"): share / 100,
        ("E", "E2"): pytest.approx(1 - share / 100),
    }
    assert findings(found) == set()
    assert found.count_changes() == {"unchanged": 6, "split": 2}


def test_a_sliver_that_is_trimmed_reshapes(survey):
    survey.draw("E", geometry=block(400, 0, 485, 100))
    found = survey.load()
    assert found.rows["change"]["E"] == Change.RESHAPED
    assert found.lineage == found.removed == ()
    assert findings(found, "D2") == {("D2", survey.code("E"))}


def test_what_is_cut_out_of_a_place_that_stays_comes_from_it(survey):
    survey.draw("E", geometry=SHAPES["E"].difference(block(440, 40, 450, 50)))
    survey.draw("booth", geometry=block(440, 40, 450, 50))
    found = survey.load()
    assert found.rows["change"][["E", "booth"]].tolist() == [Change.RESHAPED, Change.SPLIT]
    assert who(found)["E"] == "E"
    assert removed(found) == {}
    assert lineage(found, survey) == {("E", "booth"): 0.01}


def test_what_is_drawn_over_a_place_that_stays_is_added(survey):
    survey.draw("booth", geometry=block(440, 40, 450, 50))
    found = survey.load()
    assert found.rows["change"]["booth"] == Change.ADDED
    assert found.lineage == ()


@pytest.mark.parametrize("code", ["of A", "new"])
def test_what_is_merged_is_new_and_all_parents_retire(survey, code):
    values = {} if code == "of A" else {"code": "new"}
    survey.drop("B").draw("A", geometry=block(0, 0, 200, 100), **values)
    found = survey.load()
    assert found.rows["change"]["A"] == Change.MERGED
    assert "A" not in who(found)
    assert removed(found) == {
        number(survey, "A"): Change.MERGED,
        number(survey, "B"): Change.MERGED,
    }
    assert lineage(found, survey) == {("A", "A"): 1.0, ("B", "A"): 1.0}
    assert findings(found) == set()
    assert found.count_changes() == {"unchanged": 5, "merged": 1}


@pytest.mark.parametrize("partial", [False, True])
def test_a_kiosk_that_an_estate_swallows_goes_into_it_and_the_estate_stays(survey, partial):
    survey.drop("kiosk").draw("D", geometry=shapely.union(SHAPES["D"], SHAPES["kiosk"]))
    if partial:
        survey.only("D")
    found = survey.load(partial=partial)
    assert who(found)["D"] == "D"
    assert found.rows["change"]["D"] == Change.RESHAPED
    assert removed(found) == {number(survey, "kiosk"): Change.MERGED}
    assert lineage(found, survey) == {("kiosk", "D"): 1.0}


def test_a_place_that_a_grown_neighbour_swallows_goes_into_it(survey):
    """The neighbour grows over more than the two were, so that it is no merger by the rule."""
    survey.drop("F").draw("E", geometry=block(400, 0, 790, 100))
    survey.draw("E", geometry=shapely.union(block(400, 0, 500, 100), block(550, 0, 760, 100)))
    found = survey.load()
    assert number(survey, "F") in removed(found)
    # Of E's 3.1 ha a third was E: who that is, a person must say.
    assert findings(found) == {("D4", survey.code("E"))}
    assert removed(found) == {number(survey, "F"): Change.MERGED}
    assert lineage(found, survey) == {("F", "E"): 1.0}


def test_a_wall_that_moves_between_neighbours_is_no_merger(survey):
    """B takes nine tenths of A, which keeps its code: a person looks at A, B has grown."""
    survey.draw("A", geometry=block(0, 0, 15, 100)).draw("B", geometry=block(15, 0, 200, 100))
    found = survey.load()
    assert who(found) == {key: key for key in KEYS}
    assert findings(found) == {("D4", survey.code("A"))}
    assert found.lineage == ()


def test_four_become_two_and_one_becomes_three_at_once(survey):
    survey.drop("C", "D").draw("A", geometry=block(0, 0, 100, 200))
    survey.draw("B", geometry=block(100, 0, 200, 200))
    survey.drop("E")
    for part in range(3):
        survey.draw(f"E{part}", geometry=block(400 + 33 * part, 0, 433 + 33 * part, 100))
    found = survey.load()
    assert set(lineage(found, survey)) == {
        ("A", "A"), ("C", "A"), ("B", "B"), ("D", "B"), ("E", "E0"), ("E", "E1"), ("E", "E2"),
    }  # fmt: skip
    assert found.count_changes() == {"merged": 2, "split": 3, "unchanged": 2}
