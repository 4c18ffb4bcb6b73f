"""Reference layers by the command line."""

import json

import pytest
from shapely import LineString, Point

from tests.world import write_geopackage
from tiles.archive import find_archive
from tiles.pmtiles_file import read_tiles


@pytest.fixture
def draw(town):
    """Writes a layer of shapes, in metres of the town's middle, with their names."""
    import geopandas as gpd
    from shapely import affinity

    def write(*shapes, **columns):
        moved = [affinity.translate(shape, *town.world.middle) for shape in shapes]
        frame = gpd.GeoDataFrame(columns, geometry=moved, crs=town.world.srid)
        return write_geopackage(frame, town.new_path("gpkg"), town.world.srid)

    return write


def test_a_layer_is_loaded_listed_and_removed(onemap, draw):
    roads = draw(
        LineString([(-900, 450), (900, 450)]), LineString([(0, 0), (0, 9)]), lm=["长街", ""]
    )
    done = onemap.run("base", "load", roads, "--as", "road", "--field", "name=lm", "--json")
    assert done.code == 0, done.err
    result = json.loads(done.out)
    assert (result["release"], result["features"], result["warnings"]) == (3, 2, [])
    assert result["decisions"]["fields"] == {"name": "lm"}
    archive = read_tiles(find_archive(onemap.data / "tiles", 3))
    assert archive.base == ("road",)
    again = onemap.run("base", "load", roads, "--as", "road", "--field", "name=lm")
    assert "no release" in again.out
    (layer,) = json.loads(onemap.run("base", "list", "--json").out)["layers"]
    assert (layer["kind"], layer["features"], layer["release"]) == ("road", 2, 3)
    assert layer["loaded_by"].startswith("cli:")
    assert "road" in onemap.run("base", "list").out
    removed = onemap.run("base", "remove", "road", "--reason", "旧图")
    assert removed.code == 0
    assert "已发布第 4 版" in removed.out
    assert json.loads(onemap.run("base", "list", "--json").out) == {"layers": []}
    assert read_tiles(find_archive(onemap.data / "tiles", 4)).base == ()
    # A file of a layer is no survey of boundaries.
    kinds = {s["kind"] for s in json.loads(onemap.run("survey", "list", "--json").out)["surveys"]}
    assert kinds == {"street", "zone"}


def test_what_was_left_out_is_said(onemap, draw):
    far = LineString([(90_000, 0), (90_000, 50)])
    done = onemap.run("base", "load", draw(far, LineString([(0, 0), (9, 9)])), "--as", "road")
    assert done.code == 0, done.err
    assert "1 outside the district" in done.out


def test_what_cannot_be_taken_is_refused(draw, refuse):
    points = draw(Point(0, 0), 名称=["甲"])
    refuse("base", "load", points, "--as", "road", zh="应为线或面", en="must be lines or polygons")
    refuse("base", "remove", "water", zh="没有河湖图层", en="no layer of water")
    refuse("base", "load", points.with_name("x.gpkg"), "--as", "road", code=2, zh="", en="")
