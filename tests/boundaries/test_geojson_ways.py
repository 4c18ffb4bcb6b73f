"""GeoJSON as other programs write it: lines of features, measures, systems named in old ways."""

import json

import pytest
import shapely

from tests.world import CHAOYANG

ZONES = CHAOYANG.zones()
CODES = ZONES["区域编码"].tolist()


@pytest.fixture
def write(tmp_path):
    """Writes the town's zones as a GeoJSON text that `edit` makes of the collection."""

    def run(edit, srid=4490, name="zones.geojson"):
        collection = json.loads(ZONES.to_crs(srid).to_json(drop_id=True))
        collection.pop("crs", None)
        path = tmp_path / name
        path.write_text(edit(collection), "utf-8")
        return path

    return run


def write_points(collection, change):
    """Returns the text of a collection with its points changed."""

    def walk(said):
        return change(said) if isinstance(said[0], float | int) else [walk(part) for part in said]

    for feature in collection["features"]:
        feature["geometry"]["coordinates"] = walk(feature["geometry"]["coordinates"])
    return json.dumps(collection)


LINES = {
    "lines": "\n".join,
    "lines and blanks": lambda lines: "\r\n\r\n".join(lines) + "\n",
    "a sequence": lambda lines: "".join(f"\x1e{line}\n" for line in lines),
}


@pytest.mark.parametrize("join", LINES.values(), ids=LINES)
@pytest.mark.parametrize("name", ["zones.geojson", "zones.geojsonl", "zones.ndjson"])
def test_a_feature_a_line(read, write, join, name):
    path = write(lambda c: join([json.dumps(one) for one in c["features"]]), name=name)
    assert read(path).rows["code"].tolist() == CODES


def test_lines_that_are_cut_off_are_not_read_in_part(refuse, write):
    path = write(lambda c: "\n".join(json.dumps(one) for one in c["features"])[:-30])
    assert refuse(path).code == "survey_refused"
    path = write(lambda c: "\n".join([json.dumps(c["features"][0]), "{}"]))
    assert refuse(path).code == "survey_refused"


def test_a_single_feature(read, write):
    rows = read(write(lambda c: json.dumps(c["features"][0]))).rows
    assert rows["code"].tolist() == CODES[:1]


@pytest.mark.parametrize(
    "change",
    [
        lambda point: [*point, 30.0, 1.0],
        lambda point: [*point, 30.0] if point[0] > CHAOYANG.middle[0] else point,
        lambda point: [*point, 30.0, 1.0] if point[0] > CHAOYANG.middle[0] else [*point, 2.0],
    ],
    ids=["heights and measures", "some heights", "some measures"],
)
def test_further_numbers_of_points_are_dropped_which_is_told(read, write, change):
    crs = {"type": "name", "properties": {"name": "EPSG:4548"}}
    path = write(lambda c: write_points({**c, "crs": crs}, change), CHAOYANG.srid)
    survey = read(path)
    assert shapely.area(survey.rows.to_crs(CHAOYANG.srid).geometry).tolist() == pytest.approx(
        ZONES.area.tolist(), rel=1e-6
    )
    assert "G6" in {finding.check for finding in survey.findings}


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "EPSG", "properties": {"code": 4548}},
        {"type": "name", "properties": {"name": "http://www.opengis.net/def/crs/EPSG/0/4548"}},
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}},
    ],
)
def test_systems_named_in_other_ways(read, write, crs):
    survey = read(write(lambda c: json.dumps({**c, "crs": crs}), 4548))
    assert (survey.srid, survey.rows["code"].tolist()) == (4548, CODES)


@pytest.mark.parametrize("crs", [{}, [], "x", {"type": "EPSG", "properties": {}}])
def test_a_system_without_a_name_says_what_to_do(refuse, write, crs):
    error = refuse(write(lambda c: json.dumps({**c, "crs": crs or {"type": "name"}})))
    assert error.code == "crs_unreadable"
    assert "EPSG" in error.hint.zh


def test_other_json_is_called_so(refuse, write):
    error = refuse(write(lambda c: json.dumps({"geometryType": "x", "features": c["features"]})))
    assert "Esri" in error.message.zh
    assert "GeoPackage" in error.hint.en


@pytest.mark.parametrize("point", [[None, None], ["a", "b"], [], 7])
def test_points_that_are_none_name_the_feature(refuse, write, point):
    def spoil(collection):
        rings = collection["features"][2]["geometry"]["coordinates"]
        (rings[0] if isinstance(rings[0][0][0], float) else rings[0][0])[1] = point
        return json.dumps(collection)

    error = refuse(write(spoil))
    assert "第 3 个要素" in error.message.zh
    assert "NoneType" not in error.message.zh
