"""A survey of a part, also what is drawn in the browser, is checked against what it leaves."""

import numpy as np
import pytest
import shapely

from geo.boundaries.check import check_against
from geo.boundaries.load import check_file
from geo.surveys import PlaceKind, SurveyRequest
from tests.checking import block, make_rows, only, place
from tests.packing import pack
from tests.world import spoil

LEFT = block(0, 0, 100, 100)


@pytest.fixture
def find(profile):
    """Finds the faults of one check between a row and a place that stays."""

    def run(check, own, *staying, kind=PlaceKind.ZONE):
        rows = make_rows([own], ["CY-110105901-050"])
        known = pack(make_rows(staying))
        left = np.arange(len(staying))
        return only(check_against(left, known, kind, pack(rows), profile), check)

    return run


@pytest.mark.parametrize("check", ["T1", "T2", "T6"])
def test_what_fits_has_no_findings(find, check):
    assert find(check, LEFT, block(100, 0, 200, 100), block(0, 100, 100, 200)) == []
    assert find(check, LEFT, block(101, 0, 200, 100)) == []


@pytest.mark.parametrize(
    ("width", "bulge", "severity"), [(0.008, 0, "W"), (0.008, 3, "E"), (0, 3, "E")]
)
def test_t1_a_bulge_within_a_hair(find, width, bulge, severity):
    right = block(200 - width, 0, 300, 500).union(block(200 - bulge, 250, 200, 250 + bulge))
    (finding,) = find("T1", block(0, 0, 200, 500), right)
    assert finding.severity == severity


def test_t2_a_slit_to_what_stays(find):
    (finding,) = find("T2", LEFT, block(100.2, 0, 200, 100))
    assert (finding.severity, finding.row, finding.other_row) == ("W", 1, None)
    assert (finding.code, finding.other_code) == ("CY-110105901-050", "CY-110105901-001")
    assert finding.measured == pytest.approx(0.2, rel=0.01)
    assert finding.point == pytest.approx(place(100, 50), abs=1e-5)
    assert finding.message.zh.endswith(
        "与现有的（CY-110105901-001 柳岸1号院）之间有宽 0.20 米的缝隙"
    )


def test_t2_streets_leave_nothing_between_them(find):
    right = block(160, 0, 300, 100)
    (finding,) = find("T2", LEFT, right, kind=PlaceKind.STREET)
    assert (finding.measured, finding.threshold) == (pytest.approx(60, rel=1e-3), 100)
    assert find("T2", LEFT, right, block(100, -50, 160, 150), kind=PlaceKind.STREET) == []


def test_two_that_both_stay_are_let_be(find):
    far = block(500, 0, 600, 100)
    assert find("T2", far, LEFT, block(100.2, 0, 200, 100)) == []
    assert find("T2", LEFT, block(0, 101, 50, 200), block(50.2, 101, 100, 200)) == []


@pytest.mark.parametrize("lacking", ["row", "place"])
def test_t6_a_vertex_that_the_other_lacks(find, lacking):
    right = block(100, 0, 200, 100)
    own, staying = (LEFT, right) if lacking == "row" else (right, LEFT)
    (finding,) = find("T6", own, shapely.segmentize(staying, 60))
    assert (finding.severity, finding.other_code) == ("W", "CY-110105901-001")
    assert finding.measured == 1
    assert finding.point == pytest.approx(place(100, 50), abs=1e-7)


@pytest.mark.parametrize("own", [None, shapely.Polygon()], ids=["missing", "empty"])
def test_a_row_without_a_shape_touches_nothing(find, own):
    for check in ("T1", "T2", "T6"):
        assert find(check, own, LEFT) == []


def test_a_small_survey_of_one_side_of_a_wall_is_told(town):
    """One side of a wall is drawn anew, 20 cm away from the other, which stays."""
    apart = town.world.block(-600, 100, -400.2, 300)
    one = spoil(town.world.zones("river_1"), "river_1", geometry=apart)
    request = SurveyRequest(PlaceKind.ZONE, partial=True)
    report = check_file(town.database, town.profile, town.write(one), request)
    (finding,) = [f for f in report.findings if f.check == "T2"]
    assert finding.other_code == town.world.code("river_2")
