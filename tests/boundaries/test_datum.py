"""GCJ-02, BD-09 and shifts, told by the known places."""

import numpy as np
import pytest
import shapely
from shapely import affinity

from geo.boundaries.coordinates.georeference import place_shapes
from tests.placing import assert_at_home, displace, make_known, survey, values


@pytest.mark.parametrize("srid", [4490, 4326, 4548, 4527, 3857])
@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_a_displaced_survey_is_recognised_asked_and_undone(ask_place, decide, datum, srid):
    labels, shapes = survey(srid)
    wrong = displace(shapes, datum, srid)
    asked = ask_place(wrong, srid, labels, make_known())
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


def test_recognised_in_spite_of_noise_and_of_changed_places(ask_place):
    labels, shapes = survey(4548)
    rng = np.random.default_rng(3)
    shapes = np.array([affinity.translate(s, *rng.normal(0, 0.5, 2)) for s in shapes])
    shapes[0] = affinity.translate(shapes[0], 300, 0)
    shapes[1] = shapes[1].buffer(60)
    asked = ask_place(displace(shapes, "gcj02", 4548), 4548, labels, make_known())
    assert asked["datum"].proposed == "gcj02"


def test_missing_and_broken_shapes_are_passed_over(ask_place, decide):
    labels, shapes = survey(4490)
    shapes[0], shapes[1] = None, shapely.Polygon()
    shapes[2] = shapely.Polygon([(116.4, 39.9), (np.nan, 39.9), (116.4, 39.8)])
    assert decide(shapes, 4490, labels, make_known()).findings == ()
    asked = ask_place(displace(shapes, "gcj02"), 4490, labels, make_known())
    assert "6 known places" in asked["datum"].message.en


def test_recognised_together_with_a_missing_system(ask_place):
    labels, shapes = survey(4490)
    asked = ask_place(displace(shapes, "gcj02"), None, labels, make_known())
    assert (asked["srid"].proposed, asked["datum"].proposed) == (4490, "gcj02")


def test_recognised_by_names_where_codes_are_new(ask_place):
    labels, shapes = survey(4490)
    labels["code"] = None
    asked = ask_place(displace(shapes, "gcj02"), 4490, labels, make_known())
    # 青石苑 is the name of two and tells nothing of either.
    assert "7 known places" in asked["datum"].message.en


@pytest.mark.parametrize("known", [None, make_known().iloc[:0], make_known().iloc[:2]])
def test_without_known_places_nothing_is_recognised(decide, known):
    labels, shapes = survey(4490)
    decided = decide(displace(shapes, "gcj02"), 4490, labels, known)
    assert decided.datum == "as_declared"
    assert [(f.check, f.severity) for f in decided.findings] == [("C5", "W")]
    assert "KML" in decided.findings[0].hint.en
    assert any("could not be compared" in text.en for text in decided.evidence)


@pytest.mark.parametrize("count", [1, 2])
def test_one_known_place_at_home_is_enough_to_trust_what_is_declared(decide, count):
    labels, shapes = survey(4490)
    known = make_known().iloc[:count]
    decided = decide(shapes, 4490, labels, known)
    assert decided.findings == ()
    assert any(f"{count} known places" in text.en for text in decided.evidence)
    astray = decide(displace(shapes, "gcj02"), 4490, labels, known)
    assert [(f.check, f.severity) for f in astray.findings] == [("C5", "W")]


def test_where_a_person_said_the_datum_nothing_more_is_asked(decide):
    labels, shapes = survey(4490)
    decided = decide(shapes, 4490, labels, datum="as_declared")
    assert decided.findings == ()
    assert any("could not be compared" in text.en for text in decided.evidence)


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
