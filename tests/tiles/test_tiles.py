"""What is in the tiles: decoded, all of them, at every zoom."""

import hashlib
import zlib
from collections import Counter
from pathlib import Path

import pytest
import shapely
from sqlalchemy import text

from tests.tiles.decoding import decode, dump, list_features
from tests.tiles.town import Town
from tiles.archive import build_archive, load_archive
from tiles.display import make_display, simplify_shapes
from tiles.mvt import cut_tiles, find_tiles

ZOOMS = range(8, 15)
SNAPSHOT = Path(__file__).parent / "snapshots" / "town.txt"


@pytest.fixture(scope="session")
def tiles(town: Town, profile, tmp_path_factory):
    with town.database.write() as connection:
        info = build_archive(connection, town.release, profile, tmp_path_factory.mktemp("tiles"))
    return load_archive(info.path)


@pytest.mark.parametrize("zoom", ZOOMS)
def test_every_zone_is_in_a_tile_under_its_uid(town: Town, tiles, zoom: int):
    found = {feature["id"]: feature for _, feature in list_features(tiles, "zone", zoom)}
    assert {uid: f["properties"]["name"] for uid, f in found.items()} == town.names
    for feature in found.values():
        assert set(feature["properties"]) <= {"code", "name", "street"}
    assert found[town.zones["跨缝"]]["properties"]["street"] == town.streets["110105001"]
    assert "street" not in found[town.zones["无主"]]["properties"]


@pytest.mark.parametrize("zoom", ZOOMS)
def test_every_street_is_in_a_tile_as_a_polygon(town: Town, tiles, zoom: int):
    features = [feature for _, feature in list_features(tiles, "street", zoom)]
    assert {feature["id"] for feature in features} == set(town.streets.values())
    assert {feature["properties"]["kind"] for feature in features} == {
        "subdistrict",
        "area_township",
    }
    assert all("Polygon" in feature["geometry"]["type"] for feature in features)


def test_a_tile_has_each_layer_once_in_version_2_with_unique_ids(tiles):
    for tile in tiles.values():
        layers = decode(tile)
        assert set(layers) <= {"street", "zone", "label"}
        assert _count_layers(zlib.decompress(tile, wbits=31)) == len(layers)
        for name, layer in layers.items():
            assert layer["version"] == 2
            assert layer["extent"] == 4096
            ids = [feature["id"] for feature in layer["features"]]
            # The decoder says 0 for the id that labels do not have.
            assert ids == (sorted(set(ids)) if name != "label" else [0] * len(ids))


def _count_layers(tile: bytes) -> int:
    """Counts the layers in the protobuf itself: a decoder would merge two of one name."""
    count = place = 0
    while place < len(tile):
        assert tile[place] == 0x1A  # field 3, length-delimited
        place += 1
        length = shift = 0
        while True:
            byte = tile[place]
            place += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        place += length
        count += 1
    return count


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_point_that_stands_for_a_zone_is_in_one_tile_only(tiles, zoom: int):
    points = [
        (feature["id"], feature["geometry"]["coordinates"])
        for _, feature in list_features(tiles, "zone", zoom)
        if feature["geometry"]["type"] == "Point"
    ]
    assert all(0 <= x < 4096 and 0 <= y < 4096 for _, (x, y) in points)
    assert max(Counter(uid for uid, _ in points).values(), default=1) == 1


def test_small_and_thin_zones_are_points_far_away_and_polygons_near(town: Town, tiles):
    def kinds(name: str, zoom: int) -> set[str]:
        uid = town.zones[name]
        return {
            f["geometry"]["type"] for _, f in list_features(tiles, "zone", zoom) if f["id"] == uid
        }

    assert kinds("夹道", 8) == {"Point"}
    assert kinds("夹道", 14) == {"Polygon"}
    assert kinds("针尖", 13) == {"Point"}
    assert kinds("针尖", 14) == {"Polygon"}
    assert kinds("一线", 14) == {"Point"}
    assert kinds("飞地", 14) == {"Polygon"} or kinds("飞地", 14) == {"MultiPolygon"}


def test_a_zone_across_a_seam_is_cut_in_its_buffer_and_meets_itself(town: Town, tiles):
    parts = {
        place: feature["geometry"]["coordinates"][0]
        for place, feature in list_features(tiles, "zone", 14)
        if feature["id"] == town.zones["跨缝"]
    }
    assert len(parts) == 4
    assert all(-64 <= c <= 4096 + 64 for ring in parts.values() for xy in ring for c in xy)
    (west, north), (east, south) = min(parts), max(parts)
    # The northern edge stands at the same height on both sides, the western one at the same width.
    assert min(y for _, y in parts[west, north]) == min(y for _, y in parts[east, north])
    assert min(x for x, _ in parts[west, north]) == min(x for x, _ in parts[west, south])
    assert any(x > 4096 for x, _ in parts[west, north])


def test_neighbours_share_their_wall_at_every_zoom(tiles):
    for zoom in (12, 13, 14):
        shapes = {"大院": [], "邻院": []}
        for (x, y), feature in list_features(tiles, "zone", zoom):
            name = feature["properties"]["name"]
            if name in shapes:
                shapes[name].append(((x, y), shapely.geometry.shape(feature["geometry"])))
        for place, shape in shapes["大院"]:
            for other_place, other in shapes["邻院"]:
                if place == other_place:
                    assert shape.intersection(other).area == 0
                    assert shape.intersection(other).length > 0


def test_labels_are_points_with_a_rank_by_area(town: Town, tiles):
    labels = [f for _, f in list_features(tiles, "label", 14) if _is_inside(f)]
    zones = {
        f["properties"]["uid"]: f["properties"] for f in labels if f["properties"]["kind"] == "zone"
    }
    assert {uid: facts["name"] for uid, facts in zones.items()} == town.names
    assert zones[town.zones["大院"]]["rank"] == 1
    assert sorted(facts["rank"] for facts in zones.values()) == list(range(1, len(zones) + 1))
    streets = [f for _, f in list_features(tiles, "label", 8) if _is_inside(f)]
    assert {f["properties"]["name"] for f in streets} == {"北街道", "南地区"}


def _is_inside(feature) -> bool:
    return all(0 <= c < 4096 for c in feature["geometry"]["coordinates"])


def test_the_town_looks_as_it_did(tiles):
    """Compares decoded tiles with the kept text; delete the file to have it written anew."""
    seen = dump(tiles, (11, 14))
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(seen, encoding="utf-8")
        pytest.fail(f"{SNAPSHOT.name} was written: look at it and run again")
    assert seen == SNAPSHOT.read_text(encoding="utf-8")


def test_equal_data_gives_equal_bytes_however_the_rows_lie(own_town: Town, profile, tmp_path):
    digests = set()
    for round_no in range(5):
        with own_town.database.write() as connection:
            # Each round moves rows to another place in the heap.
            connection.execute(
                text("UPDATE zone_version SET name = name WHERE zone_uid % 5 = :n"), {"n": round_no}
            )
            connection.execute(text("UPDATE street_version SET name = name"))
            info = build_archive(connection, own_town.release, profile, tmp_path)
        assert hashlib.sha256(info.path.read_bytes()).hexdigest() == info.sha256
        digests.add(info.sha256)
    assert len(digests) == 1


def test_features_are_ordered_by_id_however_they_are_found(town: Town, profile):
    with town.database.write() as connection:
        display = make_display(connection, town.release, profile.map)
        connection.execute(text("SET LOCAL enable_indexscan = off"))
        connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        before = dict(cut_tiles(connection, find_tiles(display.bounds, 11)))
        for table in ("street", "zone", "label"):
            # Every other row moves to the table's end.
            connection.execute(
                text(f"UPDATE pg_temp.display_{table} SET name = name WHERE uid % 2 = 1")
            )
        after = dict(cut_tiles(connection, find_tiles(display.bounds, 11)))
    assert before == after


def test_the_range_of_tiles_reaches_into_the_buffer():
    world = 20037508.342789244
    assert find_tiles((0.1, 0.1, 10, 10), 1).west == 0
    whole = find_tiles((-world, -world, world, world), 2)
    assert (whole.west, whole.north, whole.east, whole.south) == (0, 0, 3, 3)


def test_simplifying_keeps_shared_edges_and_gives_up_on_what_it_would_break(monkeypatch):
    wall = [(10, 0), (10.4, 3), (9.7, 6), (10, 10)]
    left = shapely.Polygon([(0, 0), *wall, (0, 10)])
    right = shapely.Polygon([*wall, (20, 10), (20, 0)])
    simple = simplify_shapes(_array(left, right), 3.0)
    assert shapely.coverage_is_valid(simple)
    assert (
        shapely.get_num_coordinates(simple).sum() < shapely.get_num_coordinates([left, right]).sum()
    )

    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    monkeypatch.setattr(shapely, "coverage_simplify", lambda *_: _array(bow_tie, right))
    assert list(simplify_shapes(_array(left, right), 3.0)) == [left, right]


def _array(*shapes):
    import numpy as np

    return np.array(shapes, dtype=object)
