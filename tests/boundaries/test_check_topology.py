"""Checks of shapes against each other, each by a fault of its own."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon

from geo.boundaries.judge import open_findings
from geo.surveys import PlaceKind
from tests.checking import block, check_rows, make_rows, only, place, shape

LEFT = block(0, 0, 100, 100)


@pytest.fixture
def find(profile):
    """Finds the faults of one check among shapes."""

    def run(check, *shapes, kind=PlaceKind.ZONE):
        return only(check_rows(make_rows(shapes), profile, kind=kind), check)

    return run


@pytest.mark.parametrize("check", ["T1", "T2", "T3", "T6"])
@pytest.mark.parametrize(
    "right",
    [
        block(100, 0, 200, 100),
        block(101, 0, 200, 100),
        block(100, 100, 200, 200),
        MultiPolygon([block(100, 0, 200, 100), block(-50, 0, 0, 100)]),
    ],
    ids=["side by side", "a metre apart", "at a corner", "on both sides"],
)
def test_neighbours_that_fit_have_no_findings(find, check, right):
    assert find(check, LEFT, right) == []


def test_t1_is_told_at_the_middle_of_the_overlap(find):
    (finding,) = find("T1", LEFT, block(90, 0, 200, 100))
    assert (finding.row, finding.other_row, finding.other_code) == (1, 2, "CY-110105901-002")
    assert finding.point == pytest.approx(place(95, 50), abs=1e-7)
    assert "与第 2 行（CY-110105901-002 柳岸2号院）重叠 1000.0 平方米" in finding.message.zh
    assert finding.message.en == "it overlaps row 2 (CY-110105901-002) by 1000.0 m²"


def list_hair(width, bulge):
    """Returns half a kilometre of two sides that miss each other, with a square bulge or none."""
    right = block(200 - width, 0, 300, 500)
    return block(0, 0, 200, 500), right.union(block(200 - bulge, 250, 200, 250 + bulge))


@pytest.mark.parametrize(
    ("width", "bulge", "severity"),
    [(0.008, 0, "W"), (0.04, 0, "W"), (0.06, 0, "E"), (0.008, 3, "E"), (0, 3, "E"), (0, 0.9, "W")],
)
def test_t1_is_an_error_where_some_place_of_it_is_wide(find, width, bulge, severity):
    (finding,) = find("T1", *list_hair(width, bulge))
    assert finding.severity == severity
    assert finding.measured == pytest.approx(500 * width + bulge * (bulge - width), rel=0.01)


def test_t1_crossing_shapes_whose_corners_are_apart(find):
    (finding,) = find("T1", LEFT, block(40, -50, 60, 150))
    assert finding.measured == pytest.approx(2_000, rel=1e-3)


def test_t1_keeps_its_fingerprint_whatever_the_order_of_the_file(profile):
    shapes, codes = [LEFT, block(90, 0, 200, 100)], ["CY-110105901-007", "CY-110105901-004"]
    one, other = (
        only(check_rows(make_rows(shapes[::step], codes[::step]), profile), "T1")[0]
        for step in (1, -1)
    )
    assert (one.row, other.row) == (2, 1)
    assert (one.code, one.other_code) == ("CY-110105901-004", "CY-110105901-007")
    assert one.fingerprint == other.fingerprint


def test_validity_is_judged_before_neighbours(profile):
    tie = shape((50, 0), (150, 100), (150, 0), (50, 100))
    findings = check_rows(make_rows([LEFT, tie, block(90, 0, 200, 100)]), profile)
    assert [(f.check, f.row, f.other_row) for f in findings if f.blocks] == [
        ("G3", 2, None),
        ("G5", 2, None),
        ("T1", 1, 3),
    ]


@pytest.mark.parametrize("wide", [0.05, 0.2, 0.45])
def test_t2_a_slit_between_neighbours(find, wide):
    (finding,) = find("T2", LEFT, block(100 + wide, 0, 200, 100))
    assert (finding.severity, finding.row, finding.other_row) == ("W", 1, 2)
    assert finding.measured == pytest.approx(wide, rel=0.01)
    assert finding.point == pytest.approx(place(100, 50), abs=1e-5)


def test_t2_a_slit_that_opens_like_a_wedge(find):
    wedge = shape((100, 0), (200, 0), (200, 100), (100.4, 100))
    (finding,) = find("T2", LEFT, wedge)
    assert 0.1 < finding.measured < 0.4


def test_t2_is_silent_from_half_a_metre_on(find):
    assert find("T2", LEFT, block(100.6, 0, 200, 100)) == []


def test_t2_streets_leave_nothing_between_them(find):
    right = block(160, 0, 300, 100)
    (finding,) = find("T2", LEFT, right, kind=PlaceKind.STREET)
    assert finding.measured == pytest.approx(60, rel=1e-3)
    assert finding.threshold == 100
    assert find("T2", LEFT, right, block(100, -50, 160, 150), kind=PlaceKind.STREET) == []
    assert find("T2", LEFT, block(220, 0, 300, 100), kind=PlaceKind.STREET) == []


def test_t2_a_street_that_is_drawn_wrongly_still_fills_its_place(find):
    between = shape((100, 0), (130, 0), (130, -9), (130, 0), (160, 0), (160, 100), (100, 100))
    assert not between.is_valid
    right = block(160, 0, 300, 100)
    assert find("T2", LEFT, between, right, kind=PlaceKind.STREET) == []


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (LEFT, "是同一图形"),
        (shapely.reverse(LEFT), "是同一图形"),
        (block(10, 10, 50, 50), "包含"),
        (block(0, 0, 100, 40), "包含"),
        (block(-50, -50, 150, 150), "之内"),
    ],
    ids=["same", "drawn the other way", "inside", "inside at the side", "around"],
)
def test_t3_a_duplicate_or_a_shape_in_another(find, other, told):
    (finding,) = find("T3", LEFT, other)
    assert (finding.severity, finding.row, finding.other_row) == ("E", 1, 2)
    assert told in finding.message.zh
    assert find("T1", LEFT, other) == []


def test_t3_is_silent_of_a_shape_in_a_hole(find):
    hole = [(10, 10), (50, 10), (50, 50), (10, 50)]
    ring = shape((0, 0), (100, 0), (100, 100), (0, 100), holes=[hole])
    assert find("T3", ring, block(10, 10, 50, 50)) == []


def test_t6_a_vertex_that_the_neighbour_lacks(find):
    cornered = shape((100, 0), (200, 0), (200, 100), (100, 100), (100, 30))
    (finding,) = find("T6", LEFT, cornered)
    assert (finding.severity, finding.row, finding.other_row) == ("W", 1, 2)
    assert finding.measured == 1
    assert finding.point == pytest.approx(place(100, 30), abs=1e-7)


def test_t6_three_zones_at_a_long_side(find):
    findings = find("T6", LEFT, block(100, 0, 200, 50), block(100, 50, 200, 100))
    assert [(f.row, f.other_row) for f in findings] == [(1, 2), (1, 3)]


def test_t6_is_silent_where_vertices_meet_within_a_centimetre(find):
    assert find("T6", LEFT, shape((100.004, 0), (200, 0), (200, 100), (100.003, 100))) == []


@st.composite
def towns(draw):
    """Rectangles of even metres, so that no overlap is within what is tolerated."""
    sides = st.tuples(*[st.integers(0, 20)] * 2, *[st.integers(1, 8)] * 2)
    boxes = draw(st.lists(sides, min_size=2, max_size=8))
    return [block(20 * x, 20 * y, 20 * (x + w), 20 * (y + h)) for x, y, w, h in boxes]


@given(
    shapes=towns(),
    point=st.tuples(*[st.floats(0.5, 560, allow_nan=False)] * 2),
)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_point_lies_in_at_most_one_zone_of_an_accepted_survey(profile, shapes, point):
    rows = make_rows(shapes)
    findings = check_rows(rows, profile)
    holding = shapely.contains_properly(rows.geometry.to_numpy(), shapely.Point(place(*point)))
    apart = all(
        shapely.area(shapely.intersection(one, other)) < 1
        for at, one in enumerate(shapes)
        for other in shapes[:at]
    )
    assert (open_findings(findings, ()) == ()) == apart
    if apart:
        assert holding.sum() <= 1


def test_every_overlap_of_a_crowd_is_found(profile):
    """Against the plain way: every pair cut with every other."""
    rng = np.random.default_rng(7)
    corners = rng.uniform(0, 900, (120, 2)).round()
    sizes = rng.uniform(20, 90, (120, 2)).round()
    shapes = [block(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sizes, strict=True)]
    expected = {
        (a + 1, b + 1)
        for a, one in enumerate(shapes)
        for b, other in enumerate(shapes)
        if a < b and shapely.area(shapely.intersection(one, other)) > 0.5
    }
    findings = check_rows(make_rows(shapes), profile)
    found = {(f.row, f.other_row) for f in findings if f.check in ("T1", "T3")}
    assert len(expected) > 50
    assert found == expected


def test_the_frame_of_the_rows_is_left_as_it_was(profile):
    rows = make_rows([LEFT, block(90, 0, 200, 100)])
    before = rows.copy()
    check_rows(rows, profile)
    assert isinstance(rows, gpd.GeoDataFrame)
    assert rows.equals(before)
