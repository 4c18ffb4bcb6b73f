"""Surveys of which not one shape can be measured: every row is told, and nothing breaks down."""

import pytest
import shapely

from geo.boundaries.load import check_file
from geo.crs import STORAGE
from geo.surveys import Change, PlaceKind, SurveyRequest
from tests.checking import block, check_rows, known_streets, make_rows, only
from tests.world import CHAOYANG

ZONES = [block(-900, 100, -800, 200), block(-700, 100, -600, 200)]


def to_degrees_of_no_place(shape):
    return shapely.transform(shape, lambda points: points * 1000)


@pytest.mark.parametrize(
    ("check", "draw"),
    [
        ("G1", lambda _: None),
        ("G2", shapely.point_on_surface),
        ("G2", shapely.get_exterior_ring),
        ("G4", to_degrees_of_no_place),
    ],
    ids=["none", "points", "lines", "millimetres"],
)
def test_every_row_is_told_where_streets_are_known(profile, check, draw):
    rows = make_rows([draw(zone) for zone in ZONES])
    found = only(check_rows(rows, profile, streets=known_streets()), check)
    assert [(one.row, one.severity) for one in found] == [(1, "E"), (2, "E")]


def test_a_survey_of_points_is_compared_with_the_known_zones(town):
    zones = CHAOYANG.zones()
    zones["geometry"] = zones.representative_point()
    request = SurveyRequest(PlaceKind.ZONE)
    path = town.new_path("geojson")
    path.write_text(zones.to_crs(STORAGE).to_json(drop_id=True))
    result = check_file(town.database, town.profile, path, request)
    assert {one.row for one in only(result.findings, "G2")} == set(range(1, len(zones) + 1))
    assert result.identified.count_changes()[Change.REMOVED] == len(zones)
