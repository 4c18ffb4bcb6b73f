"""A real district, loaded as its survey office hands it over."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from sqlalchemy import text

from geo.boundaries.load import load_survey
from geo.crs import DISPLAY, STORAGE, transform_shapes
from geo.db import Database
from geo.profile import Profile
from geo.rows import Actor
from geo.surveys import PlaceKind, SurveyRequest
from tests.tiles.decoding import decode, list_features
from tiles.archive import load_archive, make_publish_hook

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def district(make_database, shared: Path, profile: Profile, tmp_path_factory):
    """The database with the district published, and its tiles."""
    database: Database = make_database()
    folder = tmp_path_factory.mktemp("real")
    hook = make_publish_hook(profile, folder)
    release = None
    for kind in (PlaceKind.STREET, PlaceKind.ZONE):
        path = shared / "real" / f"{kind}s_survey.zip"
        done = load_survey(database, profile, path, SurveyRequest(kind), Actor("测试"), hook)
        release = done.release_id
    return database, load_archive(folder / f"release-{release:06d}.pmtiles")


@pytest.mark.parametrize("zoom", range(8, 15))
def test_every_zone_and_street_is_in_a_tile_with_its_name(district, shared: Path, zoom: int):
    _, tiles = district
    for layer, file, code in (
        ("zone", "zones.gpkg", "zone_code"),
        ("street", "streets.geojson", "code9"),
    ):
        source = gpd.read_file(shared / "real" / file)
        names = {
            f["properties"]["code"]: f["properties"]["name"]
            for _, f in list_features(tiles, layer, zoom)
        }
        assert names == dict(zip(source[code], source["name"], strict=True))


def test_all_tiles_keep_the_budget(district, profile: Profile):
    _, tiles = district
    assert max(map(len, tiles.values())) <= profile.map.tile_budget_kb * 1024


def test_outlines_at_the_last_zoom_lie_where_the_survey_has_them(district):
    """Puts tiles together again: each zone's area and place against the database."""
    database, tiles = district
    with database.read() as connection:
        rows = connection.execute(
            text("SELECT zone_uid, ST_AsBinary(geom) FROM zone_version ORDER BY zone_uid")
        ).all()
    exact = transform_shapes(
        np.array([shapely.from_wkb(bytes(row[1])) for row in rows], dtype=object), STORAGE, DISPLAY
    )
    drawn: dict[int, list[shapely.Geometry]] = {}
    size = 2 * 20037508.342789244 / 2**14
    for (z, x, y), tile in tiles.items():
        if z != 14:
            continue
        west, north = x * size - 20037508.342789244, 20037508.342789244 - y * size
        for feature in decode(tile)["zone"]["features"] if "zone" in decode(tile) else []:
            shape = shapely.make_valid(shapely.geometry.shape(feature["geometry"]))
            placed = shapely.transform(
                shape, lambda p, w=west, n=north: p * [size / 4096, -size / 4096] + [w, n]
            )
            drawn.setdefault(feature["id"], []).append(placed)
    for row, shape in zip(rows, exact, strict=True):
        whole = shapely.union_all(drawn[row[0]])
        # Half a grid unit of simplifying and half of rounding, in metres of the display.
        assert shapely.hausdorff_distance(whole, shape) < 3
        assert whole.area == pytest.approx(shape.area, rel=0.01)
