"""Reference layers in the tiles: which zoom shows what, the budget, names, the same bytes."""

import json
import zlib

import pytest
from sqlalchemy import text

from tests.tiles.client import Client, inner
from tests.tiles.decoding import decode, list_features
from tests.tiles.town import METRE_EAST, METRE_NORTH, SEAM_EAST, SEAM_NORTH, Town
from tiles.archive import build_archive, load_archive
from tiles.pmtiles_file import read_tiles
from tiles.server import TileServer, TileStore

INSERT = (
    "INSERT INTO base_feature (kind, survey_id, row_no, name, rank, geom, sys)"
    " SELECT :kind, :survey, :row, :name, :rank, ST_GeomFromText(:wkt, 4490),"
    " tstzrange(published_at, NULL) FROM release WHERE id = :release"
)
BUILDINGS = (
    "INSERT INTO base_feature (kind, survey_id, row_no, geom, sys)"
    " SELECT 'building', :survey, n, ST_SetSRID(ST_MakeEnvelope(x, y, x + size, y + size), 4490),"
    " tstzrange(published_at, NULL) FROM release,"
    " LATERAL (SELECT n, :west + (n % 100) * 1.5e-4 + random() * 3e-5 AS x,"
    "  :south + n / 100 * 1.2e-4 + random() * 3e-5 AS y, (3 + n % 60) * 1e-6 AS size"
    "  FROM generate_series(1, :count) AS n) AS b WHERE id = :release"
)


def line(*places: tuple[float, float]) -> str:
    drawn = [
        f"{SEAM_EAST + east * METRE_EAST:.8f} {SEAM_NORTH + north * METRE_NORTH:.8f}"
        for east, north in places
    ]
    return f"LINESTRING({', '.join(drawn)})"


def area(west: float, south: float, east: float, north: float) -> str:
    ring = line((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON(({ring.removeprefix('LINESTRING(')})"


def add(town: Town, *features: tuple[str, int, str | None, int, str]) -> None:
    with town.database.write() as connection:
        for kind, row, name, rank, wkt in features:
            said = {"kind": kind, "row": row, "name": name, "rank": rank, "wkt": wkt}
            connection.execute(
                text(INSERT), {**said, "survey": town.survey, "release": town.release}
            )


def build(town: Town, profile, folder):
    with town.database.write() as connection:
        return build_archive(connection, town.release, profile, folder)


@pytest.fixture
def grounded(own_town: Town) -> Town:
    """The town with something of every layer under it."""
    add(
        own_town,
        ("road", 1, "环路", 1, line((-2500, 0), (0, 5))),
        ("road", 2, "环路", 1, line((0, 5), (2500, 0))),
        ("road", 3, None, 5, line((-500, -500), (-300, -500))),
        ("water", 1, "一湖", 0, area(1000, 1000, 1900, 1900)),
        ("water", 2, "小池", 0, area(100, 500, 110, 510)),
        ("water", 3, "小溪", 0, line((-1000, -2000), (1000, -2000))),
        ("green", 1, "大园", 0, area(-2000, -1000, -1000, 0)),
        ("building", 1, "号楼", 0, area(-200, 200, -140, 215)),
        ("community", 1, "社区", 0, area(-1500, 0, 0, 1500)),
    )
    return own_town


def test_each_zoom_shows_what_can_be_seen(grounded: Town, profile, tmp_path):
    tiles = load_archive(build(grounded, profile, tmp_path).path)
    shown = {
        zoom: {
            (kind, feature["id"])
            for kind in ("road", "water", "green", "building", "community")
            for _, feature in list_features(tiles, kind, zoom)
        }
        for zoom in (8, 10, 12, 13, 14)
    }
    assert shown[8] == {("road", 1), ("water", 1), ("green", 1)}
    assert shown[10] - shown[8] == {("water", 3)}
    assert shown[12] - shown[10] == {("community", 1)}
    assert shown[13] - shown[12] == {("road", 3), ("building", 1)}
    assert shown[14] - shown[13] == {("water", 2)}


def test_pieces_of_a_road_are_one_line_with_its_name_and_rank(grounded: Town, profile, tmp_path):
    tiles = load_archive(build(grounded, profile, tmp_path).path)
    roads = [feature for _, feature in list_features(tiles, "road", 14) if feature["id"] == 1]
    assert {tuple(sorted(road["properties"].items())) for road in roads} == {
        (("name", "环路"), ("rank", 1))
    }
    (building,) = {json.dumps(f["properties"]) for _, f in list_features(tiles, "building", 14)}
    assert building == "{}"


def test_areas_have_their_names_in_their_middles(grounded: Town, profile, tmp_path):
    tiles = load_archive(build(grounded, profile, tmp_path).path)
    names = {
        zoom: {
            (f["properties"]["kind"], f["properties"]["name"])
            for _, f in list_features(tiles, "label", zoom)
            if f["properties"]["kind"] not in ("zone", "street")
        }
        for zoom in (8, 14)
    }
    assert names[8] == set()
    assert names[14] == {
        ("water", "一湖"),
        ("water", "小池"),
        ("green", "大园"),
        ("community", "社区"),
    }


def test_an_archive_tells_its_reference_layers_and_no_others(grounded: Town, profile, tmp_path):
    store = TileStore(grounded.database, profile, tmp_path)
    store.warm(grounded.release)
    client = Client(TileServer(inner, store, lambda _: True))
    document = json.loads(client.get(f"/tiles/map/{grounded.release}.json").body)
    told = {layer["id"]: set(layer["fields"]) for layer in document["vector_layers"]}
    found: dict[str, set[str]] = {}
    for tile in store.tiles.values():
        for name, layer in decode(tile.content).items():
            for feature in layer["features"]:
                found.setdefault(name, set()).update(feature["properties"])
    assert told == found


def test_the_zones_stay_as_they_are(grounded: Town, town: Town, profile, tmp_path):
    (tmp_path / "bare").mkdir()
    bare = load_archive(build(town, profile, tmp_path / "bare").path)
    tiles = load_archive(build(grounded, profile, tmp_path).path)
    for key, tile in bare.items():
        without, within = decode(tile), decode(tiles[key])
        assert all(within[name] == without[name] for name in without if name != "label")


def test_layers_lie_where_no_place_is(grounded: Town, profile, tmp_path):
    before = read_tiles(build(grounded, profile, tmp_path).path).bounds
    add(grounded, ("green", 9, None, 0, area(5000, 5000, 5500, 5500)))
    after = read_tiles(build(grounded, profile, tmp_path).path).bounds
    assert after[2] > before[2]
    assert after[:2] == before[:2]


def test_a_crowded_tile_leaves_out_the_smallest_buildings_and_says_so(
    grounded: Town, profile, tmp_path
):
    place = {"west": SEAM_EAST + 1e-3, "south": SEAM_NORTH + 1e-3, "count": 9_000}
    with grounded.database.write() as connection:
        connection.execute(text("SELECT setseed(0.5)"))
        connection.execute(
            text(BUILDINGS), {**place, "survey": grounded.survey, "release": grounded.release}
        )
    small = profile.map.model_copy(update={"tile_budget_kb": 12})
    crowded = profile.model_copy(update={"map": small})
    info = build(grounded, crowded, tmp_path)
    tiles = load_archive(info.path)
    assert max(map(len, tiles.values())) <= 12 * 1024
    assert any("14 级" in warning.zh and "最小" in warning.zh for warning in info.warnings)
    assert not any("超出" in warning.zh for warning in info.warnings)
    kept = {feature["id"] for _, feature in list_features(tiles, "building", 14)}
    assert 500 < len(kept) < 9_000
    # Sizes go round by sixty: of those kept nearly all are of the upper part.
    assert sum((number % 60) >= 30 for number in kept) > 0.9 * len(kept)
    fullest = max(tiles.values(), key=len)
    assert len(fullest) > 0.8 * 12 * 1024
    assert zlib.decompress(fullest, wbits=31)
    again = build(grounded, crowded, tmp_path)
    assert again.sha256 == info.sha256


def test_a_rollback_gives_the_same_bytes(grounded: Town, profile, tmp_path):
    before = build(grounded, profile, tmp_path)
    with grounded.database.write() as connection:
        # As rolling back does: the same rows under new numbers.
        connection.execute(
            text(
                "INSERT INTO base_feature (kind, survey_id, row_no, name, rank, geom, sys)"
                " SELECT kind, survey_id, row_no, name, rank, geom, sys FROM base_feature"
                " ORDER BY id DESC"
            )
        )
        connection.execute(
            text("DELETE FROM base_feature WHERE id <= (SELECT count(*) FROM base_feature) / 2")
        )
    assert build(grounded, profile, tmp_path).sha256 == before.sha256
