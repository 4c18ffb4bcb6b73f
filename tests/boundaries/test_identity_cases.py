"""Whom a row is where codes, names and ground contradict each other, one case at a time."""

import geopandas as gpd
import pytest
import shapely

from geo.names import normalise_names
from geo.surveys import Change
from tests.boundaries.identity_cases import (
    KEYS,
    SHAPES,
    SOUTH,
    WEST,
    CaseSurvey,
    block,
    findings,
    number,
    removed,
    who,
)
from tests.resurvey import nudge


@pytest.fixture
def survey(profile):
    return CaseSurvey(profile)


def test_swapped_codes_of_neighbours_are_asked_about_and_follow_the_ground(survey):
    survey.draw("A", code=survey.code("B")).draw("B", code=survey.known["code"][0])
    found = survey.load()
    assert findings(found) == {("D3", survey.code("A")), ("D3", survey.code("B"))}
    assert who(found) == {key: key for key in KEYS}
    assert found.rows["change"][["A", "B"]].tolist() == [Change.CODE_CHANGED] * 2
    assert found.removed == ()


def test_a_chain_of_codes_is_asked_about_and_follows_the_ground(survey):
    survey.draw("A", code=survey.code("B")).draw("B", code=survey.code("C")).draw("C", code="new")
    found = survey.load()
    # C is the same by its name; the codes that A and B took belonged to others.
    assert findings(found) == {("D3", survey.code("B")), ("D3", survey.code("C"))}
    assert who(found) == {key: key for key in KEYS}
    assert found.rows.loc["C", "by"] == "name"


def test_swapped_names_change_nobody(survey):
    survey.draw("A", name="B").draw("B", name="A")
    found = survey.load()
    assert who(found) == {key: key for key in KEYS}
    assert findings(found) == set()
    assert findings(found, "D5") == {("D5", survey.code("A")), ("D5", survey.code("B"))}
    assert found.rows["change"]["A"] == Change.ATTRIBUTES
    assert found.rows["changed"]["A"] == ("name",)


def test_swapped_names_under_new_codes_follow_the_ground(survey):
    survey.draw("A", name="B", code="new-1").draw("B", name="A", code="new-2")
    found = survey.load()
    assert who(found) == {key: key for key in KEYS}
    assert found.rows["by"][["A", "B"]].tolist() == ["shape", "shape"]


def test_two_phases_of_one_name_and_new_codes_are_told_apart_by_their_ground(profile):
    survey = CaseSurvey(profile, A="两期园", B="两期园")
    survey.draw("A", code="new-1").draw("B", code="new-2")
    survey.draw("A", geometry=block(0, 0, 90, 100)).draw("B", geometry=block(90, 0, 200, 100))
    found = survey.load()
    assert who(found) == {key: key for key in KEYS}
    assert found.rows["by"][["A", "B"]].tolist() == ["name", "name"]
    assert findings(found) == set()


def test_a_name_is_the_same_in_other_width_brackets_and_blanks(profile):
    survey = CaseSurvey(profile, A="河畔家园（Ａ区）")
    survey.draw("A", code="new", name="河畔 家园[a区]")
    survey.draw("A", geometry=block(0, 0, 60, 100))  # IoU 0.6
    found = survey.load()
    assert (found.rows["is_"]["A"], found.rows["by"]["A"]) == ("A", "name")
    assert findings(found, "D4", "D5") == set()
    assert normalise_names(gpd.pd.Series(["　", "（）", None])).isna().all()


def test_a_name_alone_is_nobody(survey):
    survey.draw("E", code="new", geometry=nudge(SHAPES["E"], 0, 500))
    found = survey.load()
    assert "E" not in who(found)
    assert removed(found) == {number(survey, "E"): Change.REMOVED}


@pytest.mark.parametrize("partial", [False, True])
def test_d3_a_code_used_elsewhere_is_a_new_place_and_the_old_one_goes(survey, partial):
    survey.draw("E", geometry=block(400, 300, 500, 400), name="另一处")
    if partial:
        survey.only("E")
    found = survey.load(partial=partial)
    assert findings(found) == {("D3", survey.code("E"))}
    assert found.rows["change"]["E"] == Change.ADDED
    assert removed(found) == {number(survey, "E"): Change.REMOVED}
    (finding,) = [f for f in found.findings if f.check == "D3"]
    assert (finding.place, finding.measured) == (survey.uid("E"), 0)
    assert "new place" in finding.message.en


def test_d4_a_code_with_another_shape_stays_when_let_through(survey):
    survey.draw("E", geometry=block(400, 0, 440, 100))  # IoU 0.4
    found = survey.load()
    assert findings(found) == {("D4", survey.code("E"))}
    assert who(found)["E"] == "E"
    (finding,) = [f for f in found.findings if f.check == "D4"]
    assert finding.measured == pytest.approx(0.4, abs=1e-6)
    assert "same place" in finding.message.en


def test_d4_a_new_code_and_name_on_half_of_the_ground_is_asked_about(survey):
    survey.drop("E").draw("new", geometry=block(400, 0, 460, 100))
    found = survey.load()
    assert findings(found) == {("D4", survey.rows["new"]["code"])}
    assert found.rows["change"]["new"] == Change.ADDED
    assert removed(found) == {number(survey, "E"): Change.REMOVED}


def test_d4_a_weak_code_gives_way_to_the_ground(survey):
    """F's code covers a fifth of F; another row is plainly F."""
    survey.draw("F", code="new")
    survey.draw("half", code=survey.code("F"), geometry=block(680, 0, 700, 100))
    found = survey.load()
    assert who(found)["F"] == "F"
    assert "half" not in who(found)
    assert ("D4", survey.code("F")) in findings(found)


def test_nearly_all_of_the_ground_alone_is_enough(survey):
    survey.draw("E", code="new", name="新名", geometry=block(400, 0, 482, 100))
    found = survey.load()
    assert (who(found)["E"], found.rows["by"]["E"]) == ("E", "shape")
    assert found.rows["iou"]["E"] == pytest.approx(0.82, abs=1e-6)


def test_a_part_touches_only_what_it_shows(survey):
    survey.draw("A", name="改名").only("A")
    found = survey.load(partial=True)
    assert who(found) == {"A": "A"}
    assert found.removed == found.lineage == ()


def test_a_part_that_splits_and_merges_retires_those_parents_only(survey):
    survey.draw("E", geometry=block(400, 0, 450, 100)).draw("E2", geometry=block(450, 0, 500, 100))
    survey.draw("A", geometry=block(0, 0, 200, 100)).only("E", "E2", "A")
    found = survey.load(partial=True)
    assert removed(found) == {
        number(survey, "E"): Change.SPLIT,
        number(survey, "A"): Change.MERGED,
        number(survey, "B"): Change.MERGED,
    }


# --- Numbers ----------------------------------------------------------------------------------


def test_the_numbers_of_a_row_that_moved(survey):
    survey.draw("E", geometry=nudge(SHAPES["E"], 3, -4))
    row = survey.load().rows.loc["E"]
    assert row["change"] == Change.MOVED
    assert row["distance_m"] == pytest.approx(5, abs=1e-3)
    assert (row["shift_east_m"], row["shift_north_m"]) == pytest.approx((3, -4), abs=1e-3)
    assert (row["old_code"], row["old_name"]) == (survey.code("E"), "E")
    assert row["old_area_m2"] == pytest.approx(10_000, abs=0.01)
    assert row["iou"] == pytest.approx(97 * 96 / (20_000 - 97 * 96), abs=1e-4)


def test_a_step_of_centimetres_is_no_move(survey):
    survey.draw("E", geometry=nudge(SHAPES["E"], 0.03))
    assert survey.load().rows["change"]["E"] == Change.RESHAPED


def test_a_redrawn_place_that_also_shifted_is_reshaped(survey):
    survey.draw("E", geometry=nudge(SHAPES["E"].buffer(0.2, join_style="mitre"), 5))
    assert survey.load().rows["change"]["E"] == Change.RESHAPED


def test_what_differs_is_named(survey):
    survey.draw("E", code="new", name="新E", geometry=nudge(SHAPES["E"], 1))
    row = survey.load().rows.loc["E"]
    assert row["change"] == Change.CODE_CHANGED
    assert row["changed"] == ("shape", "code", "name", "households")


def test_d1_too_much_removed_or_changed_is_one_finding(survey):
    survey.drop("E").draw("F", geometry=nudge(SHAPES["F"], 5)).draw("A", code="new")
    found = survey.load()
    (finding,) = [f for f in found.findings if f.check == "D1"]
    assert finding.measured == pytest.approx(100 / 7)
    assert "lacks 1 of the 7" in finding.message.en
    assert "2 of the 7" in finding.message.en
    assert not [f for f in CaseSurvey(survey.profile).load().findings if f.check == "D1"]


def test_d1_other_words_are_no_reason_for_a_second_person(survey):
    for key in KEYS:
        survey.draw(key, name=f"新{key}")
    found = survey.load()
    assert {f.check for f in found.findings} == {"D5"}


def test_d2_says_from_how_much_to_how_much(survey):
    survey.draw("E", geometry=block(400, 0, 480, 100))
    (finding,) = [f for f in survey.load().findings if f.check == "D2"]
    assert finding.severity == "W"
    assert finding.measured == pytest.approx(20, abs=1e-4)
    assert "10,000 to 8,000 m²" in finding.message.en


def test_d5_says_the_old_and_the_new_name(survey):
    survey.draw("E", name="新园")
    (finding,) = [f for f in survey.load().findings if f.check == "D5"]
    assert (finding.severity, finding.message.en) == ("W", "its name changes from E to 新园")
    assert finding.place == survey.uid("E")


def test_shapes_that_cannot_be_compared_are_nobody(survey):
    """Findings about them block the survey; identity must still be able to look at the others."""
    survey.draw("A", geometry=None).draw("B", geometry=shapely.Polygon())
    survey.draw(
        "C",
        geometry=shapely.Polygon(
            [(WEST, SOUTH), (WEST + 9, SOUTH + 9), (WEST + 9, SOUTH), (WEST, SOUTH + 9)]
        ),
    )
    found = survey.load()
    assert who(found) == {key: key for key in ("D", "E", "F", "kiosk")}
