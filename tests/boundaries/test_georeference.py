"""Where coordinates lie: decided by parameters and place, asked where these disagree."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS
from shapely import affinity

from geo.boundaries.coordinates.georeference import georeference, place_shapes
from geo.boundaries.reading.read import read_survey
from geo.crs import LOCAL, STORAGE, transform_shapes
from geo.errors import InputError, SetupError
from geo.gcj02 import wgs84_to_bd09, wgs84_to_gcj02
from geo.places import pack_shapes
from geo.profile import read_profile
from geo.surveys import PlaceKind, QuestionError, SurveyRequest
from tests import world
from tests.conftest import CHAOYANG
from tests.packing import pack, pack_words

TAKEN = (4490, 4326, 4548, 4509, 4527, 4498, 3857)
DISPLACE = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}


def survey(srid, place=world.CHAOYANG):
    """The tiny town's zones in a system: labels and shapes."""
    zones = place.zones().to_crs(srid)
    labels = zones[[place.fields["code"], place.fields["name"]]].set_axis(["code", "name"], axis=1)
    return labels.reset_index(drop=True), zones.geometry.to_numpy()


def make_known(place=world.CHAOYANG):
    labels, shapes = survey(STORAGE, place)
    return gpd.GeoDataFrame(labels.assign(uid=range(len(labels))), geometry=shapes, crs=STORAGE)


def decide_place(shapes, declared, labels, asked, profile, known=None):
    places = None if known is None else pack(known)
    words = pack_words(labels)
    return georeference(pack_shapes(shapes), declared, asked, profile, words, places)


@pytest.fixture
def decide(profile):
    def run(shapes, declared=None, labels=None, known=None, **request):
        if labels is None:
            labels = survey(STORAGE)[0].reindex(range(len(shapes)))
        if isinstance(declared, int):
            declared = CRS.from_epsg(declared)
        asked = SurveyRequest(PlaceKind.ZONE, **request)
        return decide_place(shapes, declared, labels, asked, profile, known)

    return run


@pytest.fixture
def ask(decide):
    """What is asked, by id; each question speaks both languages and proposes an option of its."""

    def run(*args, **kwargs):
        with pytest.raises(QuestionError) as error:
            decide(*args, **kwargs)
        first = error.value.questions[0].id
        declared = len(args) > 1 and isinstance(args[1], int)
        assert (
            error.value.code
            == {
                "srid": "crs_doubtful" if declared else "crs_missing",
                "axes": "axes_doubtful",
                "datum": "datum_doubtful",
            }[first]
        )
        for question in error.value.questions:
            assert any("\u4e00" <= c <= "\u9fff" for c in question.message.zh)
            assert question.proposed is None or question.proposed in values(question)
            assert all(option.evidence is not None for option in question.options)
            json.dumps(question.as_dict())
        return {question.id: question for question in error.value.questions}

    return run


def values(question):
    return [option.value for option in question.options]


def swap(shapes):
    return shapely.transform(shapes, lambda points: points[:, ::-1])


def displace(shapes, datum, srid=STORAGE):
    """Shapes of a survey that came from a web map."""
    degrees = transform_shapes(shapes, srid, STORAGE)
    return transform_shapes(shapely.transform(degrees, DISPLACE[datum]), STORAGE, srid)


def assert_at_home(placed, within=0.001):
    """Every vertex is where the town has it, to a millimetre."""
    metric = transform_shapes(placed, STORAGE, 4548)
    there = shapely.get_coordinates(survey(4548)[1])
    assert np.abs(shapely.get_coordinates(metric) - there).max() < within


# --- Declared and right ----------------------------------------------------------------------


@pytest.mark.parametrize("srid", TAKEN)
def test_what_is_declared_and_fits_is_read_without_a_question(decide, srid):
    _, shapes = survey(srid)
    decided = decide(shapes, srid)
    assert decided.srid == {4509: 4548}.get(srid, srid)
    assert (decided.axes, decided.datum, decided.findings) == ("as_read", "as_declared", ())
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
def test_without_any_shape_nothing_is_told_by_place(decide, ask, shapes):
    shapes = np.array(shapes, dtype=object)
    assert decide(shapes, 4548).srid == 4548
    assert ask(shapes)["srid"].proposed is None


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
        (4490, [4490, 4326]), (4326, [4490, 4326]), (4548, [4548, 4509]), (4509, [4548, 4509]),
        (4527, [4527]), (4498, [4498]), (3857, [3857]),
    ],
)  # fmt: skip
def test_what_is_not_declared_is_asked_with_all_that_fits(ask, decide, srid, options):
    _, shapes = survey(srid)
    asked = ask(shapes)
    assert list(asked) == ["srid"]
    assert values(asked["srid"]) == options
    assert asked["srid"].proposed == options[0]
    assert "9 of 9" in asked["srid"].message.en
    assert "does not say" in asked["srid"].message.en
    answered = decide(shapes, srid=srid)
    assert answered.srid == srid
    assert answered.as_decisions()["crs"]["from"] == "person"
    assert (answered.against, answered.findings) == ((), ())
    assert_at_home(place_shapes(shapes, answered))


@pytest.mark.parametrize(
    ("srid", "said"), [(4527, "39 开头，即 3 度带"), (4498, "20 开头，即 6 度带")]
)
def test_a_zone_prefix_is_evidence(ask, decide, srid, said):
    _, shapes = survey(srid)
    (option,) = ask(shapes)["srid"].options
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
def test_a_declaration_that_fits_nowhere_is_asked_with_the_one_that_does(ask, declared, true, said):
    _, shapes = survey(true)
    asked = ask(shapes, declared)
    assert list(asked) == ["srid"]
    assert asked["srid"].proposed == true
    assert said in asked["srid"].message.en


def test_a_local_system_without_parameters_counts_as_not_declared(ask):
    _, shapes = survey(4548)
    local = CRS.from_wkt('LOCAL_CS["drawing",UNIT["metre",1]]')
    assert ask(shapes, local)["srid"].proposed == 4548


def test_where_nothing_fits_all_are_offered_and_none_proposed(ask):
    shapes = np.array([shapely.box(500_000, 300_000, 500_100, 300_100)])
    question = ask(shapes)["srid"]
    assert values(question) == list(TAKEN)
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
def test_swapped_axes_are_asked_and_swapped_back(ask, decide, srid):
    _, shapes = survey(srid)
    asked = ask(swap(shapes), srid)
    assert list(asked) == ["axes"]
    assert asked["axes"].proposed == "swapped"
    assert "0 of 9" in asked["axes"].message.en
    assert "9 of 9" in asked["axes"].message.en
    decided = decide(swap(shapes), srid, axes="swapped")
    assert (decided.axes, decided.findings) == ("swapped", ())
    assert decided.as_decisions()["axes_from"] == "person"
    assert_at_home(place_shapes(swap(shapes), decided))


def test_system_and_axes_are_asked_at_once(ask):
    _, shapes = survey(4527)
    asked = ask(swap(shapes))
    assert (asked["srid"].proposed, asked["axes"].proposed) == (4527, "swapped")


@pytest.mark.parametrize(("turned", "axes"), [(True, "as_read"), (False, "swapped")])
def test_c3_axes_against_the_evidence(decide, turned, axes):
    _, shapes = survey(4548)
    decided = decide(swap(shapes) if turned else shapes, 4548, axes=axes)
    assert [(f.check, f.severity) for f in decided.findings] == [("C3", "E")]
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


def test_one_system_under_its_other_number_is_no_overruling(decide):
    _, shapes = survey(4548)
    assert decide(shapes, 4548, srid=4509).against == ()


def test_c2_a_zone_that_is_not_the_one_of_the_system(decide):
    _, shapes = survey(4548)
    moved = np.array([affinity.translate(shape, 40_000_000, 0) for shape in shapes])
    decided = decide(moved, 4527)
    assert [(f.check, f.severity, f.measured) for f in decided.findings] == [("C2", "E", 40)]
    assert "120°E" in decided.findings[0].message.zh
    (finding,) = decide(moved, 4548).findings
    assert finding.check == "C2"
    assert decide(shapes, 4548).findings == ()


@pytest.mark.parametrize("srid", [2436, 2384])
def test_c4_an_old_datum_that_a_person_sets_aside(decide, srid):
    _, shapes = survey(4548)
    decided = decide(shapes, srid, srid=4548)
    assert [(f.check, f.severity) for f in decided.findings] == [("C4", "E")]
    assert "54" in decided.against[0].zh or "1980" in decided.against[0].zh


def test_a_person_may_not_name_a_system_that_is_not_taken(decide):
    _, shapes = survey(4548)
    for srid, code in ((2436, "crs_not_taken"), (32650, "crs_not_taken"), (999_999, "crs_unknown")):
        with pytest.raises(InputError) as error:
            decide(shapes, srid=srid)
        assert error.value.code == code


# --- GCJ-02 and BD-09 ------------------------------------------------------------------------


@pytest.mark.parametrize("srid", [4490, 4326, 4548, 4527, 3857])
@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_a_displaced_survey_is_recognised_asked_and_undone(ask, decide, datum, srid):
    labels, shapes = survey(srid)
    wrong = displace(shapes, datum, srid)
    asked = ask(wrong, srid, labels, make_known())
    assert list(asked) == ["datum"]
    assert asked["datum"].proposed == datum
    assert set(values(asked["datum"])) == {"as_declared", "gcj02", "bd09"}
    assert "9 known places" in asked["datum"].message.en
    decided = decide(wrong, srid, labels, make_known(), datum=datum)
    assert_at_home(place_shapes(wrong, decided))
    assert [(f.check, f.severity) for f in decided.findings] == [("C5", "W")]
    told = decided.as_decisions()
    assert (told["datum"], told["datum_from"]) == (datum, "person")
    assert any("0.00 m" in text["en"] for text in told["crs"]["evidence"])
    assert told["crs"]["against"] == []


def test_recognised_in_spite_of_noise_and_of_changed_places(ask):
    labels, shapes = survey(4548)
    rng = np.random.default_rng(3)
    shapes = np.array([affinity.translate(s, *rng.normal(0, 0.5, 2)) for s in shapes])
    shapes[0] = affinity.translate(shapes[0], 300, 0)
    shapes[1] = shapes[1].buffer(60)
    asked = ask(displace(shapes, "gcj02", 4548), 4548, labels, make_known())
    assert asked["datum"].proposed == "gcj02"


def test_missing_and_broken_shapes_are_passed_over(ask, decide):
    labels, shapes = survey(4490)
    shapes[0], shapes[1] = None, shapely.Polygon()
    shapes[2] = shapely.Polygon([(116.4, 39.9), (np.nan, 39.9), (116.4, 39.8)])
    assert decide(shapes, 4490, labels, make_known()).findings == ()
    asked = ask(displace(shapes, "gcj02"), 4490, labels, make_known())
    assert "6 known places" in asked["datum"].message.en


def test_recognised_together_with_a_missing_system(ask):
    labels, shapes = survey(4490)
    asked = ask(displace(shapes, "gcj02"), None, labels, make_known())
    assert (asked["srid"].proposed, asked["datum"].proposed) == (4490, "gcj02")


def test_recognised_by_names_where_codes_are_new(ask):
    labels, shapes = survey(4490)
    labels["code"] = None
    asked = ask(displace(shapes, "gcj02"), 4490, labels, make_known())
    # 青石苑 is the name of two and tells nothing of either.
    assert "7 known places" in asked["datum"].message.en


@pytest.mark.parametrize("known", [None, make_known().iloc[:0], make_known().iloc[:2]])
def test_without_known_places_nothing_is_recognised(decide, known):
    labels, shapes = survey(4490)
    decided = decide(displace(shapes, "gcj02"), 4490, labels, known)
    assert (decided.datum, decided.findings) == ("as_declared", ())


def test_c5_the_datum_against_the_evidence(decide):
    labels, shapes = survey(4490)
    left = decide(displace(shapes, "gcj02"), 4490, labels, make_known(), datum="as_declared")
    assert ("C5", "E") in [(f.check, f.severity) for f in left.findings]
    assert ("C6", "E") in [(f.check, f.severity) for f in left.findings]
    assert "GCJ-02" in left.against[-1].en
    undone = decide(shapes, 4490, labels, make_known(), datum="bd09")
    assert ("C5", "E") in [(f.check, f.severity) for f in undone.findings]
    assert "as declared" in undone.against[-1].en
    unknown = decide(shapes, 4490, labels, None, datum="gcj02")
    assert [(f.check, f.severity) for f in unknown.findings] == [("C5", "W")]


# --- The common shift ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "severity"),
    [
        ((0.2, 0.2), None), ((0.6, 0), "W"), ((-1, 1.5), "W"), ((1.5, -1.5), "E"), ((60, 66), "E"),
        ((-500, 200), "E"),
    ],
)  # fmt: skip
def test_c6_the_whole_survey_is_shifted(decide, step, severity):
    """89 m look like a datum, yet not like GCJ-02: reported, not asked."""
    labels, shapes = survey(4548)
    moved = np.array([affinity.translate(shape, *step) for shape in shapes])
    decided = decide(moved, 4548, labels, make_known())
    assert [(f.check, f.severity) for f in decided.findings] == (
        [("C6", severity)] if severity else []
    )
    for finding in decided.findings:
        assert finding.measured == pytest.approx(np.hypot(*step), abs=0.01)
        assert finding.unit == "m"
        assert f"{step[0]:+.2f} m east and {step[1]:+.2f} m north" in finding.message.en
    assert decided.datum == "as_declared"


def test_c6_a_shift_that_is_not_the_same_everywhere(decide):
    """The field of a web map, but of another strength: neither GCJ-02 nor a constant step."""
    labels, shapes = survey(4548)
    spread = np.array(
        [affinity.translate(shape, 80 + 9 * n, 40 - 7 * n) for n, shape in enumerate(shapes)]
    )
    decided = decide(spread, 4548, labels, make_known())
    assert [(f.check, f.severity) for f in decided.findings] == [("C6", "E")]


def test_places_moved_here_and_there_are_no_shift(decide):
    labels, shapes = survey(4548)
    ways = [
        (30, 0),
        (-30, 0),
        (0, 30),
        (0, -30),
        (20, 20),
        (-20, -20),
        (20, -20),
        (-20, 20),
        (9, 0),
    ]
    moved = np.array([affinity.translate(s, *way) for s, way in zip(shapes, ways, strict=True)])
    assert decide(moved, 4548, labels, make_known()).findings == ()


# --- A local grid ----------------------------------------------------------------------------

PIPELINE = (
    "+proj=pipeline +step +proj=affine +xoff=-43000 +yoff=4122000 "
    "+s11=0.99999 +s12=0.0001 +s21=-0.0001 +s22=0.99999 "
    "+step +inv +proj=tmerc +lon_0=117 +x_0=500000 +ellps=GRS80"
)


@pytest.fixture
def gridded(tmp_path):
    """The shipped district on a machine with an invented local grid, and a survey in it."""
    path = tmp_path / "本地.txt"
    path.write_text(PIPELINE + "\n")
    profile = read_profile(CHAOYANG, path)
    turn = np.linalg.inv([[0.99999, 0.0001], [-0.0001, 0.99999]])
    shapes = shapely.transform(
        survey(4548)[1], lambda points: (points - np.array([-43000, 4122000])) @ turn.T
    )
    return profile, shapes, path


def test_a_local_grid_is_offered_and_followed(gridded):
    profile, shapes, path = gridded
    labels = survey(4548)[0]
    with pytest.raises(QuestionError) as error:
        decide_place(shapes, None, labels, SurveyRequest(PlaceKind.ZONE), profile)
    (question,) = error.value.questions
    assert (values(question), question.proposed) == ([LOCAL], LOCAL)
    request = SurveyRequest(PlaceKind.ZONE, srid=LOCAL)
    decided = decide_place(shapes, None, labels, request, profile, make_known())
    assert decided.srid == LOCAL
    assert decided.findings == ()
    assert_at_home(place_shapes(shapes, decided))
    told = decided.as_decisions()["crs"]
    assert told["local"]["name"] == path.name
    assert len(told["local"]["sha256"]) == 64


def test_what_a_local_grid_holds_is_nowhere_told(gridded, capfd, caplog):
    profile, shapes, path = gridded
    labels = survey(4548)[0]
    with pytest.raises(QuestionError) as asked:
        decide_place(shapes, None, labels, SurveyRequest(PlaceKind.ZONE), profile)
    decided = decide_place(shapes, None, labels, SurveyRequest(PlaceKind.ZONE, srid=0), profile)
    path.write_text("+proj=pipeline +step +proj=nonsense +xoff=-43000")
    with pytest.raises(SetupError) as broken:
        decide_place(shapes, None, labels, SurveyRequest(PlaceKind.ZONE, srid=0), profile)
    assert broken.value.__cause__ is None
    assert broken.value.__suppress_context__
    told = [
        str(asked.value), repr(asked.value), str(broken.value), repr(decided), repr(profile),
        json.dumps(decided.as_decisions()), profile.model_dump_json(), caplog.text,
        *capfd.readouterr(),
    ]  # fmt: skip
    assert not any("43000" in text or "4122000" in text for text in told)


def test_without_a_local_grid_none_is_offered_nor_followed(decide):
    with pytest.raises(SetupError) as error:
        decide(survey(4548)[1], srid=LOCAL)
    assert error.value.code == "local_grid_missing"


def test_a_broken_local_grid_disturbs_no_other_survey(tmp_path):
    (tmp_path / "grid").write_bytes(b"\xff\xfe")
    profile = read_profile(CHAOYANG, tmp_path / "grid")
    labels, shapes = survey(4548)
    declared = CRS.from_epsg(4548)
    request = SurveyRequest(PlaceKind.ZONE)
    assert decide_place(shapes, declared, labels, request, profile).srid == 4548


# --- The shared data -------------------------------------------------------------------------

# Each with its kind, what is asked, what is proposed, and the columns of its code and name.
ASKED = {
    "no_prj_degrees": ("street", {"srid": 4490}),
    "field_names_cut_no_prj": ("street", {"srid": 4490}),
    "zone39_no_prj": ("street", {"srid": 4527}),
    "prj_says_cm114": ("zone", {"srid": 4548}),
    "metres_no_crs.geojson": ("zone", {"srid": 4548}),
    "wkt_metres.csv": ("zone", {"srid": 4548}),
    "swapped_axes.geojson": ("zone", {"axes": "swapped"}),
    "gcj02_called_wgs84": ("street", {"datum": "gcj02"}),
}


@pytest.fixture(scope="module")
def real(shared):
    """The streets and zones of the shared data as known places, by kind."""
    streets = gpd.read_file(shared / "real" / "streets.geojson").rename(columns={"code9": "code"})
    zones = gpd.read_file(shared / "real" / "zones.gpkg").rename(columns={"zone_code": "code"})
    return {
        kind: frame[["code", "name", "geometry"]].to_crs(STORAGE)
        for kind, frame in (("street", streets), ("zone", zones))
    }


@pytest.mark.shared
@pytest.mark.parametrize("name", ASKED)
def test_awkward_files_are_asked_and_come_home_once_answered(shared, real, profile, name):
    kind, proposed = ASKED[name]
    known = real[kind]
    path = shared / "awkward" / name
    with pytest.raises(QuestionError) as error:
        read_survey(path, SurveyRequest(PlaceKind(kind)), profile, pack(known))
    assert {q.id: q.proposed for q in error.value.questions} == proposed
    answered = SurveyRequest(PlaceKind(kind), **proposed)
    rows = read_survey(path, answered, profile, pack(known)).rows.unpack()
    there = known.set_index("code").geometry[rows["code"]].to_numpy()
    drawn, before = (transform_shapes(s, STORAGE, 4548) for s in (rows.geometry.to_numpy(), there))
    assert shapely.hausdorff_distance(drawn, before).max() < 0.02


@pytest.mark.shared
@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_a_whole_district_of_zones_is_recognised_and_undone(real, profile, datum):
    zones = real["zone"]
    wrong = displace(zones.geometry.to_numpy(), datum)
    labels = zones[["code", "name"]]
    wgs84 = CRS.from_epsg(4326)
    with pytest.raises(QuestionError) as error:
        decide_place(wrong, wgs84, labels, SurveyRequest(PlaceKind.ZONE), profile, zones)
    assert error.value.questions[0].proposed == datum
    request = SurveyRequest(PlaceKind.ZONE, datum=datum)
    decided = decide_place(wrong, wgs84, labels, request, profile, zones)
    back, there = (
        shapely.get_coordinates(transform_shapes(shapes, STORAGE, 4548))
        for shapes in (place_shapes(wrong, decided), zones.geometry.to_numpy())
    )
    assert np.hypot(*(back - there).T).max() < 0.001


@pytest.mark.shared
def test_a_whole_district_89_m_off_is_a_shift_and_no_datum(real, profile):
    zones = real["zone"]
    metric = transform_shapes(zones.geometry.to_numpy(), STORAGE, 4548)
    moved = shapely.transform(metric, lambda points: points + np.array([-60.0, 65.7]))
    request = SurveyRequest(PlaceKind.ZONE)
    labels = zones[["code", "name"]]
    decided = decide_place(moved, CRS.from_epsg(4548), labels, request, profile, zones)
    (finding,) = decided.findings
    assert (finding.check, finding.severity) == ("C6", "E")
    assert finding.measured == pytest.approx(89, abs=0.1)
