"""Real input: the district's streets and stand-in zones, as a survey office hands them over."""

import geopandas as gpd
import pyogrio
import pytest

from tests import world
from tests.office import Office

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def real(shared):
    return shared / "real"


@pytest.fixture(scope="module")
def loaded(make_database, profile, real, tmp_path_factory):
    """An office that loaded both surveys; the results of that."""
    folder = tmp_path_factory.mktemp("real")
    office = Office(make_database(), profile, world.CHAOYANG, folder)
    streets = office.load(real / "streets_survey.zip", "street")
    zones = office.load(real / "zones_survey.zip")
    return office, streets, zones


@pytest.fixture
def again(loaded, make_database, profile, tmp_path):
    """A copy of that office, to load more into."""
    loaded[0].database.close()
    database = make_database(loaded[0].database.url.database)
    yield Office(database, profile, world.CHAOYANG, tmp_path)
    make_database.drop(database)


@pytest.fixture(scope="module")
def zones(real):
    """The zones by another road: a GeoPackage in degrees."""
    return gpd.read_file(real / "zones.gpkg").set_index("zone_code")


@pytest.fixture(scope="module")
def streets(real):
    """The streets by another road: GeoJSON in WGS 84."""
    return gpd.read_file(real / "streets.geojson").set_index("code9")


def test_both_surveys_load(loaded):
    office, streets, zones = loaded
    assert (streets.changes, zones.changes) == ({"added": 43}, {"added": 1106})
    assert not [f for f in (*streets.findings, *zones.findings) if f.blocks]
    assert sum(zones.seconds.values()) < 10
    surveys = office.query("SELECT encoding, srid, features FROM survey ORDER BY id")
    assert surveys == [("GB18030", 4548, 43), ("GB18030", 4527, 1106)]


@pytest.mark.parametrize(("kind", "name"), [("street", "streets_survey"), ("zone", "zones_survey")])
def test_areas_are_those_of_the_file(loaded, real, kind, name):
    """The files' own coordinates are metres, in a projection of equal scale."""
    drawn = pyogrio.read_dataframe(real / f"{name}.zip", columns=[]).area.sum()
    office = loaded[0]
    stored, measured = office.query(
        f"SELECT sum(area_m2), sum(ST_Area(ST_Transform(geom, 4548))) FROM {kind}_version"
    )[0]
    assert stored == pytest.approx(drawn, rel=1e-4)
    assert measured == pytest.approx(drawn, rel=1e-4)


def test_streets_are_called_what_they_are_called(loaded, streets):
    rows = loaded[0].query("SELECT code, name, attributes ->> 'kind' AS kind FROM street_version")
    assert {row.code: row.name for row in rows} == streets["name"].to_dict()
    ours = {"街道": "subdistrict", "地区": "area_township"}
    assert {row.code: row.kind for row in rows} == streets["kind"].map(ours).to_dict()


def test_zones_are_called_what_they_are_called_and_lie_where_they_lie(loaded, zones):
    rows = loaded[0].query(
        "SELECT z.code, z.name, z.attributes, s.code AS street FROM zone_version z"
        " JOIN street_version s USING (street_uid)"
    )
    assert {row.code: row.name for row in rows} == zones["name"].to_dict()
    assert {row.code: row.street for row in rows} == zones["street_code"].to_dict()
    for name in ("households", "built_year", "buildings"):
        known = zones[name].dropna().astype(int).to_dict()
        assert {r.code: r.attributes[name] for r in rows if name in r.attributes} == known
    addresses = {r.code: r.attributes["address"] for r in rows if "address" in r.attributes}
    assert addresses == zones["address"].replace("", None).dropna().to_dict()


def test_another_road_leads_to_the_same_places(again, real):
    uids, street_uids = again.uids(), again.uids("street")
    result = again.load(real / "zones.gpkg")
    assert set(result.changes) <= {"unchanged", "attributes"}
    assert again.uids() == uids
    assert again.load(real / "zones.gpkg").release_id is None
    result = again.load(real / "streets.geojson", "street")
    assert set(result.changes) <= {"unchanged", "attributes"}
    assert again.uids("street") == street_uids
