"""Whom a row is where codes, names and ground contradict each other, one case at a time."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import box

from geo.crs import STORAGE
from geo.names import normalise_names
from geo.surveys import Change
from tests.packing import identify
from tests.resurvey import METRIC, make_known, nudge

WEST, SOUTH = 450_000, 4_412_000


def block(west, south, east, north):
    return box(WEST + west, SOUTH + south, WEST + east, SOUTH + north)


# Four blocks of a hectare that share walls, two apart, a kiosk of 36 m² beside D.
SHAPES = {
    "A": block(0, 0, 100, 100),
    "B": block(100, 0, 200, 100),
    "C": block(0, 100, 100, 200),
    "D": block(100, 100, 200, 200),
    "E": block(400, 0, 500, 100),
    "F": block(600, 0, 700, 100),
    "kiosk": block(200, 150, 206, 156),
}
KEYS = list(SHAPES)


@pytest.fixture
def known():
    return make_known(gpd.GeoSeries(list(SHAPES.values()), crs=METRIC), KEYS)


class Survey:
    """Rows by key, as the next survey draws them."""

    def __init__(self, known, profile):
        self.known, self.profile = known, profile
        self.rows = {
            key: {"code": row.code, "name": row.name_, "geometry": SHAPES[key]}
            for key, row in zip(
                KEYS, known.rename(columns={"name": "name_"}).itertuples(), strict=True
            )
        }

    def code(self, key):
        return self.known["code"][KEYS.index(key)]

    def uid(self, key):
        return int(self.known["uid"][KEYS.index(key)])

    def draw(self, key, **values):
        """Changes a row, or adds one with a code of its own."""
        fresh = {"code": f"CY-110105999-{len(self.rows):03d}", "name": key}
        self.rows[key] = {**fresh, **self.rows.get(key, {}), **values}
        return self

    def drop(self, *keys):
        for key in keys:
            del self.rows[key]
        return self

    def only(self, *keys):
        self.rows = {key: self.rows[key] for key in keys}
        return self

    def load(self, *, partial=False):
        """Returns the identified survey, its rows by key; each row's `is_` names a known place."""
        frame = gpd.GeoDataFrame(list(self.rows.values()), crs=METRIC).to_crs(STORAGE)
        frame["row_no"] = np.arange(1, len(frame) + 1)
        frame["street_code"] = None
        known = self.known.set_index("code")["attributes"]
        frame["attributes"] = [known.get(code, {}) for code in frame["code"]]
        found = identify(frame, self.known, self.profile, partial=partial)
        names = dict(zip(self.known["uid"], KEYS, strict=True))
        found.rows.index = list(self.rows)
        found.rows["is_"] = [names.get(uid) for uid in found.rows["place_uid"].fillna(0)]
        return found


@pytest.fixture
def survey(known, profile):
    return Survey(known, profile)


def who(found):
    return found.rows["is_"].dropna().to_dict()


def findings(found, *checks):
    return {(f.check, f.code) for f in found.findings if f.check in (checks or ("D3", "D4"))}


def removed(found):
    return {removal.code[-5:]: removal.change for removal in found.removed}


def lineage(found, survey):
    keys = list(survey.rows)
    names = dict(zip(survey.known["uid"], KEYS, strict=True))
    return {(names[d.parent], keys[d.row - 1]): round(d.share, 2) for d in found.lineage}


def number(survey, key):
    return survey.code(key)[-5:]


# --- Codes and names that wander --------------------------------------------------------------


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


def test_two_phases_of_one_name_and_new_codes_are_told_apart_by_their_ground(known, profile):
    known.loc[[0, 1], "name"] = "两期园"
    survey = Survey(known, profile).draw("A", code="new-1").draw("B", code="new-2")
    survey.draw("A", geometry=block(0, 0, 90, 100)).draw("B", geometry=block(90, 0, 200, 100))
    found = survey.load()
    assert who(found) == {key: key for key in KEYS}
    assert found.rows["by"][["A", "B"]].tolist() == ["name", "name"]
    assert findings(found) == set()


def test_a_name_is_the_same_in_other_width_brackets_and_blanks(known, profile):
    known.loc[0, "name"] = "河畔家园（Ａ区）"
    survey = Survey(known, profile).draw("A", code="new", name="河畔 家园[a区]")
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


# --- Codes used again -------------------------------------------------------------------------


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


# --- Splits and mergers -----------------------------------------------------------------------


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


# --- Surveys of a part ------------------------------------------------------------------------


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
    assert not [f for f in Survey(survey.known, survey.profile).load().findings if f.check == "D1"]


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
