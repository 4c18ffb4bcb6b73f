"""Where coordinates lie: decided by parameters and place, asked where these disagree."""

import json

import numpy as np
import pytest
import shapely
from pyproj import CRS
from shapely import affinity

from geo.boundaries.coordinates.georeference import place_shapes
from geo.errors import InputError
from geo.surveys import PlaceKind, QuestionError, SurveyRequest
from tests import world
from tests.placing import assert_at_home, decide_place, found, survey, swap, values

TAKEN = (4490, 4326, 4548, 4509, 4527, 4498, 3857)


# --- Declared and right ----------------------------------------------------------------------


@pytest.mark.parametrize("srid", TAKEN)
def test_what_is_declared_and_fits_is_read_without_a_question(decide, srid):
    _, shapes = survey(srid)
    decided = decide(shapes, srid)
    assert decided.srid == {4509: 4548}.get(srid, srid)
    assert (decided.axes, decided.datum, found(decided)) == ("as_read", "as_declared", ())
    assert_at_home(place_shapes(shapes, decided))
    told = decided.as_decisions()
    assert told["crs"]["from"] == "file"
    assert told["crs"]["local"] is None
    assert any("9 个中 9 个落在朝阳区范围内" in text["zh"] for text in told["crs"]["evidence"])
    assert any("9 of 9 lie in Chaoyang" in text["en"] for text in told["crs"]["evidence"])
    json.dumps(told)


def test_names_are_not_believed(decide):
    _, shapes = survey(4548)
    wkt = CRS.from_epsg(4548).to_wkt("WKT1_ESRI").replace("CGCS2000", "Xian_1980")
    assert decide(shapes, CRS.from_wkt(wkt)).srid == 4548


def test_a_single_shape_astray_asks_nothing(decide):
    """Its own check (C1) tells it."""
    _, shapes = survey(4490)
    shapes[0] = swap(shapes[:1])[0]
    shapes[1] = None
    assert decide(shapes, 4490).axes == "as_read"


def test_elsewhere_in_every_system_is_left_to_the_check_of_the_extent(decide):
    shapes = np.array([shapely.box(121.4, 31.2, 121.41, 31.21)])
    decided = decide(shapes, 4490)
    assert decided.srid == 4490
    assert any("1 个中 0 个" in text.zh for text in decided.evidence)


@pytest.mark.parametrize("shapes", [[None], [shapely.Polygon()], []])
def test_without_any_shape_nothing_is_told_by_place(decide, ask_place, shapes):
    shapes = np.array(shapes, dtype=object)
    assert decide(shapes, 4548).srid == 4548
    assert ask_place(shapes)["srid"].proposed is None


def test_of_another_district(town_profile):
    labels, shapes = survey(4523, world.QINGSHI)
    request = SurveyRequest(PlaceKind.ZONE)
    with pytest.raises(QuestionError) as error:
        decide_place(shapes, None, labels, request, town_profile)
    assert error.value.questions[0].proposed == 4523
    decided = decide_place(shapes, CRS.from_epsg(4523), labels, request, town_profile)
    assert decided.srid == 4523
    assert any("35 开头，即 3 度带" in text.zh for text in decided.evidence)


# --- Not declared, or not true ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("srid", "options"),
    [
        (4490, [4490, 4326]), (4326, [4490, 4326]), (4548, [4548]), (4509, [4548]),
        (4527, [4527]), (4498, [4498]), (3857, [3857]),
    ],
)  # fmt: skip
def test_what_is_not_declared_is_asked_with_all_that_fits(ask_place, decide, srid, options):
    _, shapes = survey(srid)
    asked = ask_place(shapes)
    assert list(asked) == ["srid"]
    assert values(asked["srid"]) == options
    assert asked["srid"].proposed == options[0]
    assert "9 of 9" in asked["srid"].message.en
    assert "does not say" in asked["srid"].message.en
    answered = decide(shapes, srid=srid)
    assert answered.srid == srid
    assert answered.as_decisions()["crs"]["from"] == "person"
    assert (answered.against, found(answered)) == ((), ())
    assert_at_home(place_shapes(shapes, answered))


@pytest.mark.parametrize(
    ("srid", "said"), [(4527, "39 开头，即 3 度带"), (4498, "20 开头，即 6 度带")]
)
def test_a_zone_prefix_is_evidence(ask_place, decide, srid, said):
    _, shapes = survey(srid)
    (option,) = ask_place(shapes)["srid"].options
    assert said in option.evidence.zh
    assert any(said in text.zh for text in decide(shapes, srid).evidence)


@pytest.mark.parametrize(
    ("declared", "true", "said"),
    [
        (4547, 4548, "113.5"),  # the .prj of the neighbouring zone
        (4326, 4548, "0 of 9"),  # metres without a crs member are called WGS 84
        (4548, 4527, "0 of 9"),
        (4527, 4548, "0 of 9"),
        (4498, 4527, "0 of 9"),
        (4548, 4490, "0 of 9"),
        (3857, 4548, "0 of 9"),
    ],
)
def test_a_declaration_that_fits_nowhere_is_asked_with_the_one_that_does(
    ask_place, declared, true, said
):
    _, shapes = survey(true)
    asked = ask_place(shapes, declared)
    assert list(asked) == ["srid"]
    assert asked["srid"].proposed == true
    assert said in asked["srid"].message.en


def test_a_local_system_without_parameters_counts_as_not_declared(ask_place):
    _, shapes = survey(4548)
    local = CRS.from_wkt('LOCAL_CS["drawing",UNIT["metre",1]]')
    assert ask_place(shapes, local)["srid"].proposed == 4548


def test_where_nothing_fits_all_are_offered_and_none_proposed(ask_place):
    shapes = np.array([shapely.box(500_000, 300_000, 500_100, 300_100)])
    question = ask_place(shapes)["srid"]
    # 4509 is 4548 under another number.
    assert values(question) == [srid for srid in TAKEN if srid != 4509]
    assert question.proposed is None
    assert "0 of 1" in question.options[0].evidence.en


def test_a_system_that_fits_but_is_not_taken_is_refused(decide):
    _, shapes = survey(32650)
    with pytest.raises(InputError) as error:
        decide(shapes, 32650)
    assert not isinstance(error.value, QuestionError)
    assert error.value.code == "crs_not_taken"


@pytest.mark.parametrize("srid", [4214, 2436, 2415, 21420, 21480, 4610, 2384, 2363, 2345, 2334])
@pytest.mark.parametrize("true", [4490, 4548, 4527, 4498])
def test_an_old_datum_is_refused_with_what_the_office_must_do(decide, srid, true):
    """Wherever its numbers lie: tens of metres cannot be seen from the place."""
    _, shapes = survey(true)
    with pytest.raises(InputError) as error:
        decide(shapes, srid)
    assert not isinstance(error.value, QuestionError)
    assert ("北京54" if srid in {4214, 2436, 2415, 21420, 21480} else "西安80") in (
        error.value.message.zh
    )
    assert "测绘单位" in error.value.hint.zh
    assert "CGCS2000" in error.value.hint.en


# --- Axes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("srid", TAKEN)
def test_swapped_axes_are_asked_and_swapped_back(ask_place, decide, srid):
    _, shapes = survey(srid)
    asked = ask_place(swap(shapes), srid)
    assert list(asked) == ["axes"]
    assert asked["axes"].proposed == "swapped"
    assert "0 of 9" in asked["axes"].message.en
    assert "9 of 9" in asked["axes"].message.en
    decided = decide(swap(shapes), srid, axes="swapped")
    assert (decided.axes, found(decided)) == ("swapped", ())
    assert decided.as_decisions()["axes_from"] == "person"
    assert_at_home(place_shapes(swap(shapes), decided))


def test_system_and_axes_are_asked_at_once(ask_place):
    _, shapes = survey(4527)
    asked = ask_place(swap(shapes))
    assert (asked["srid"].proposed, asked["axes"].proposed) == (4527, "swapped")


@pytest.mark.parametrize(("turned", "axes"), [(True, "as_read"), (False, "swapped")])
def test_c3_axes_against_the_evidence(decide, turned, axes):
    _, shapes = survey(4548)
    decided = decide(swap(shapes) if turned else shapes, 4548, axes=axes)
    assert [(f.check, f.severity) for f in found(decided)] == [("C3", "E")]
    assert decided.axes == axes
    assert "9 of 9" in decided.against[-1].en


# --- Overruled -------------------------------------------------------------------------------


def test_a_person_overrules_and_what_speaks_against_is_kept(decide):
    _, shapes = survey(4548)
    decided = decide(shapes, 4548, srid=4527)
    assert decided.srid == 4527
    crs = decided.as_decisions()["crs"]
    assert crs["from"] == "person"
    against = " ".join(text["en"] for text in crs["against"])
    assert "declares" in against
    assert "EPSG:4548" in against
    for said in (crs["name"], *crs["evidence"], *crs["against"]):
        assert "degree" not in said["zh"]
        assert "度" not in said["en"]


def test_one_system_under_its_other_number_is_no_overruling(decide):
    _, shapes = survey(4548)
    assert decide(shapes, 4548, srid=4509).against == ()


def test_c2_a_zone_that_is_not_the_one_of_the_system(decide):
    _, shapes = survey(4548)
    moved = np.array([affinity.translate(shape, 40_000_000, 0) for shape in shapes])
    decided = decide(moved, 4527)
    assert [(f.check, f.severity, f.measured) for f in found(decided)] == [("C2", "E", 40)]
    assert "120°E" in found(decided)[0].message.zh
    (finding,) = found(decide(moved, 4548))
    assert finding.check == "C2"
    assert found(decide(shapes, 4548)) == ()


@pytest.mark.parametrize(
    ("srid", "zh", "en"), [(2436, "北京54", "Beijing-54"), (2384, "西安80", "Xian-80")]
)
def test_c4_an_old_datum_that_a_person_sets_aside(decide, srid, zh, en):
    _, shapes = survey(4548)
    decided = decide(shapes, srid, srid=4548)
    assert [(f.check, f.severity) for f in found(decided)] == [("C4", "E")]
    assert f"“{zh} 3 度带" in decided.against[0].zh
    assert f"“{en} 3-degree" in decided.against[0].en
    assert "人工改定为 EPSG:4548 CGCS2000 3 度带" in found(decided)[0].message.zh


def test_a_person_may_not_name_a_system_that_is_not_taken(decide):
    _, shapes = survey(4548)
    for srid, code in ((2436, "crs_not_taken"), (32650, "crs_not_taken"), (999_999, "crs_unknown")):
        with pytest.raises(InputError) as error:
            decide(shapes, srid=srid)
        assert error.value.code == code
