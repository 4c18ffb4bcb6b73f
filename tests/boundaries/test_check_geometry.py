"""Checks of a shape by itself, and of the repairs that are proposed for it."""

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon

from geo.boundaries.checks.cap import MOST_FINDINGS, cap_findings
from geo.boundaries.repair import apply_repairs
from geo.errors import Text
from geo.findings import Finding
from tests.checking import block, check_rows, make_rows, only, place, shape

BOW_TIE = shape((0, 0), (100, 100), (100, 0), (0, 100))
SOUND = block(300, 300, 400, 400)


@pytest.fixture
def find(profile):
    """Finds the faults of one check in a sound shape and another one, which is row 2."""

    def run(faulty, check):
        return only(check_rows(make_rows([SOUND, faulty]), profile), check)

    return run


def test_two_sound_shapes_have_no_findings(profile):
    assert check_rows(make_rows([SOUND, block(0, 0, 100, 100)]), profile) == ()


def test_g4_a_shape_that_is_larger_than_ten_districts(find):
    (finding,) = find(block(-2_000_000, 0, 2_000_000, 1_000), "G4")
    assert (finding.row, finding.severity) == (2, "E")
    assert finding.measured > 10


def test_g5_a_repair_that_changes_the_area(find):
    (finding,) = find(BOW_TIE, "G5")
    assert (finding.severity, finding.row) == ("E", 2)
    # As drawn, its two halves cancel each other.
    assert finding.measured == pytest.approx(5_000, rel=1e-3)


def test_g5_is_silent_where_a_repair_keeps_the_area(find):
    tip = shape((0, 0), (100, 0), (150, 0), (100, 0), (100, 100), (0, 100))
    assert find(tip, "G3")
    assert find(tip, "G5") == []


def test_g5_tells_of_a_repair_that_was_taken(profile):
    rows = apply_repairs(make_rows([SOUND, BOW_TIE]), {2: "make_valid"}, profile)
    findings = check_rows(rows, profile)
    assert [(f.check, f.row) for f in findings if f.blocks] == [("G5", 2)]
    assert "变为 5000" in findings[0].message.zh.replace(",", "")


def test_g8_a_sliver(find):
    (finding,) = find(block(0, 0, 500, 0.3), "G8")
    assert (finding.severity, finding.unit) == ("W", "m")
    assert finding.measured == pytest.approx(0.3, rel=0.01)
    assert find(block(0, 0, 500, 0.6), "G8") == []


def test_g8_is_silent_of_a_block_with_a_narrow_lane(find):
    lane = shapely.union(block(0, 0, 20, 20), block(20, 5, 2_000, 5.3))
    assert find(lane, "G8") == []


@pytest.mark.parametrize("apart", [0.0, 0.004, 0.0099])
def test_g9_vertices_that_are_one_point(find, apart):
    (finding,) = find(shape((0, 0), (100, 0), (100 + apart, 0), (100, 100), (0, 100)), "G9")
    assert (finding.severity, finding.row, finding.measured) == ("W", 2, 1)
    assert finding.point == pytest.approx(place(100, 0), abs=1e-7)


def test_g9_looks_across_the_end_of_a_ring_and_into_holes(find):
    hole = [(10, 10), (20, 10), (20, 20), (10.005, 10)]
    outer = [(0.004, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    (finding,) = find(shape(*outer, holes=[hole]), "G9")
    assert finding.measured == 2


def test_g9_takes_a_centimetre(find):
    assert find(shape((0, 0), (100, 0), (100.01, 0), (100, 100), (0, 100)), "G9") == []


def test_g10_a_spike(find):
    spiked = shape((0, 0), (100, 0), (100, 50), (300, 50.5), (100, 51), (100, 100), (0, 100))
    (finding,) = find(spiked, "G10")
    assert (finding.severity, finding.row) == ("W", 2)
    assert finding.point == pytest.approx(place(300, 50.5), abs=1e-7)
    assert finding.measured == pytest.approx(np.degrees(2 * np.arctan(0.5 / 200)), rel=1e-3)


def test_g10_an_invalid_spike_without_width(find):
    tip = shape((0, 0), (100, 0), (150, 0), (100, 0), (100, 100), (0, 100))
    (finding,) = find(tip, "G10")
    assert finding.point == pytest.approx(place(150, 0), abs=1e-7)
    assert finding.measured == pytest.approx(0, abs=1e-6)


def test_g10_is_silent_of_an_angle_of_two_degrees(find):
    half = 200 * np.tan(np.radians(1))
    wedge = shape((0, 0), (100, 0), (100, 50 - half), (300, 50), (100, 50 + half), (0, 100))
    assert find(wedge, "G10") == []


def test_g11_a_place_of_several_parts(find):
    (finding,) = find(MultiPolygon([block(0, 0, 50, 50), block(60, 0, 90, 50)]), "G11")
    assert (finding.severity, finding.row, finding.measured) == ("W", 2, 2)
    assert find(MultiPolygon([block(0, 0, 50, 50)]), "G11") == []


def test_g12_half_a_million_vertices_block(profile):
    angles = np.linspace(0, 2 * np.pi, 500_002)[:-1]
    east, north = block(0, 0, 0, 0).bounds[:2]
    circle = Polygon(np.column_stack([east + 4e3 * np.cos(angles), north + 4e3 * np.sin(angles)]))
    (finding,) = only(check_rows(make_rows([circle]), profile), "G12")
    assert (finding.severity, finding.measured) == ("E", 500_002)


def test_what_is_not_listed_is_counted():
    one = Finding("G11", "W", 1, "A", Text("零", "nought"))
    two = Finding("G12", "E", 1, "A", Text("零", "nought"))
    kept = cap_findings([one] * 8 + [two] * 4, most=5)
    assert [f.check for f in kept] == ["G11"] * 5 + ["G12"] * 4 + ["G11"]
    assert (kept[-1].row, kept[-1].measured, kept[-1].severity) == (None, 3, "W")
    assert "3" in kept[-1].message.zh
    assert cap_findings([two] * 8, most=5)[-1].blocks


def test_a_large_survey_of_faults_is_cut_short(profile):
    count = MOST_FINDINGS + 10
    east, north = np.meshgrid(np.arange(101) * 10.0, np.arange(101) * 10.0)
    small = [block(x, y, x + 5, y + 5) for x, y in zip(east.flat, north.flat, strict=True)]
    findings = check_rows(make_rows(small[:count]), profile)
    told = only(findings, "G8")
    assert len(told) == MOST_FINDINGS + 1
    assert told[-1].measured == 10
