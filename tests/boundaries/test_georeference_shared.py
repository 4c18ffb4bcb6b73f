"""Where the coordinates of the shared data lie: a whole district, and awkward files."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS

from geo.boundaries.coordinates.georeference import place_shapes
from geo.boundaries.reading.read import read_survey
from geo.crs import STORAGE, transform_shapes
from geo.surveys import PlaceKind, QuestionError, SurveyRequest
from tests.packing import pack
from tests.placing import decide_place, displace

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
