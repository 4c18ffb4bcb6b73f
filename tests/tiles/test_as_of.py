"""Tiles as of a day on the ground: one archive a change, built when asked, few kept."""

import asyncio
import datetime as dt
import json
import os
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.tiles.client import Client, inner
from tests.tiles.decoding import decode, list_features
from tests.tiles.town import FIRST_DAY, Town
from tiles.archive import ensure_archive, find_past, load_past, remove_strays
from tiles.as_of import AsOf, read_name
from tiles.server import TileServer, TileStore

DAY = dt.timedelta(days=1)
SECOND, THIRD = FIRST_DAY + DAY, FIRST_DAY + 2 * DAY
TILE = "14/13486/6207"


@pytest.fixture
def changed(own_town: Town) -> Town:
    """Release 2, of the third day, knows that a zone has had another name since the second."""
    with own_town.database.write() as connection:
        connection.execute(
            text(
                "WITH old AS (UPDATE zone_version SET sys = tstzrange(lower(sys), :known)"
                "  WHERE zone_uid = :uid RETURNING *)"
                " INSERT INTO zone_version (zone_uid, street_uid, survey_id, code, name,"
                "  attributes, area_m2, geom, valid, sys)"
                " SELECT zone_uid, street_uid, survey_id, code, said.name, attributes, area_m2,"
                "  geom, said.valid, tstzrange(:known, NULL)"
                " FROM old, (VALUES ('大院', tstzrange(:first, :since)),"
                "  ('新院', tstzrange(:since, NULL))) AS said (name, valid)"
            ),
            {
                "uid": own_town.zones["大院"],
                "known": THIRD,
                "since": SECOND,
                "first": FIRST_DAY,
            },
        )
    own_town.release = own_town.publish(THIRD)
    return own_town


@pytest.fixture
def store(changed: Town, profile, tmp_path) -> TileStore:
    return TileStore(changed.database, profile, tmp_path)


@pytest.fixture
def client(store: TileStore) -> Client:
    return Client(TileServer(inner, store, lambda _: True))


def ask(client: Client, release: int, when: dt.datetime) -> str:
    stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = client.get(f"/tiles/map/{release}.json?valid_at={stamp}")
    assert answer.status == 200, answer.body
    (template,) = json.loads(answer.body)["tiles"]
    return template.removeprefix("/tiles/map/").removesuffix("/{z}/{x}/{y}")


def name_in(client: Client, town: Town, name: str) -> str:
    answer = client.get(f"/tiles/map/{name}/{TILE}", accept_encoding="gzip")
    assert answer.status == 200
    zones = decode(answer.body)["zone"]["features"]
    return next(z["properties"]["name"] for z in zones if z["id"] == town.zones["大院"])


def test_a_day_is_shown_as_its_last_change_left_it(client, store, changed):
    before = ask(client, 2, SECOND - dt.timedelta(seconds=1))
    assert before == f"2@{FIRST_DAY:%Y%m%dT%H%M%SZ}"
    # All since the last change is what the release itself shows.
    assert [ask(client, 2, when) for when in (SECOND, THIRD, THIRD + 999 * DAY)] == ["2"] * 3
    assert [ask(client, 1, when) for when in (FIRST_DAY, SECOND)] == ["1"] * 2
    names = {name: name_in(client, changed, name) for name in (before, "2", "1")}
    assert names == {before: "大院", "2": "新院", "1": "大院"}
    # An earlier day is no part of what is served at once.
    assert all("@" not in path for path in store.tiles)


def test_tiles_of_a_day_are_kept_and_told_unchanged_like_others(client):
    address = f"/tiles/map/{ask(client, 2, FIRST_DAY)}/{TILE}"
    tile = client.get(address, accept_encoding="gzip")
    assert tile.headers["cache-control"] == "private, max-age=31536000, immutable"
    again = client.get(address, accept_encoding="gzip", if_none_match=tile.headers["etag"])
    assert again.status == 304
    other = client.get(
        f"/tiles/map/2/{TILE}", accept_encoding="gzip", if_none_match=tile.headers["etag"]
    )
    assert other.status == 200
    assert client.get(address.replace(TILE, "14/0/0")).status == 204
    assert client.get(address.replace(TILE, "99/0/0")).status == 404
    client.app._authorise = lambda _: None
    assert client.get(address).status == 401


def test_before_every_place_there_is_nothing_to_show(client, tmp_path):
    early = f"{FIRST_DAY - DAY:%Y-%m-%d}"
    answer = client.get(f"/tiles/map/2.json?valid_at={early}")
    assert (answer.status, answer.error["code"]) == (404, "nothing_there")
    assert answer.error["message"]["zh"]
    assert client.get(f"/tiles/map/2@00010101T000000Z/{TILE}").error["code"] == "nothing_there"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "status"),
    [
        # A moment at which nothing changed, or at which the release itself came to be.
        ("2@20991231T000000Z", 404),
        ("999@20200101T000000Z", 404),
        # No names at all.
        ("2@20200101", 400),
        ("2@20201301T000000Z", 400),
        ("2@20200101T000000.000000Z", 400),
        ("02@20200101T000000Z", 400),
        ("2@../../x", 404),
    ],
)
def test_only_changes_have_an_address(client, tmp_path, name: str, status: int):
    assert client.get(f"/tiles/map/{name}/{TILE}").status == status
    assert client.get(f"/tiles/map/{name}/{TILE}").error["message"]["en"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("when", ["", "yesterday", "2022-13-01", "9999-12-31"])
def test_what_is_no_time_is_refused(client, when: str):
    answer = client.get(f"/tiles/map/2.json?valid_at={when}")
    assert (answer.status, answer.error["code"]) == (400, "bad_parameter")


def test_names_are_read_as_they_are_written():
    for when in (FIRST_DAY, SECOND + dt.timedelta(microseconds=7)):
        asked = AsOf(12, when.astimezone(dt.UTC))
        assert read_name(asked.name) == asked
    assert AsOf(12).name == "12"
    assert read_name("12") is None


def test_a_damaged_archive_of_a_day_is_built_again(changed, profile, tmp_path):
    asked = AsOf(2, FIRST_DAY)
    first = load_past(changed.database, asked, profile, tmp_path)
    path = find_past(tmp_path, asked)
    whole = path.read_bytes()
    names = {f["properties"]["name"] for _, f in list_features(first.tiles, "zone", 14)}
    assert names == set(changed.names.values())
    path.write_bytes(whole[:-100])
    assert load_past(changed.database, asked, profile, tmp_path) == first
    assert path.read_bytes() == whole


def test_an_archive_from_before_its_release_is_built_again(changed, profile, tmp_path):
    asked = AsOf(2, FIRST_DAY)
    first = load_past(changed.database, asked, profile, tmp_path)
    path = find_past(tmp_path, asked)
    # Left by another release that had this number, before a backup was brought back.
    path.write_bytes(Path(ensure_archive(changed.database, 2, profile, tmp_path).path).read_bytes())
    assert load_past(changed.database, asked, profile, tmp_path) != first
    long_ago = THIRD.timestamp() - 1
    os.utime(path, (long_ago, long_ago))
    assert load_past(changed.database, asked, profile, tmp_path) == first


def test_archives_of_days_stay_while_they_are_few_and_have_a_release(changed, profile, tmp_path):
    load_past(changed.database, AsOf(2, FIRST_DAY), profile, tmp_path)
    made = find_past(tmp_path, AsOf(2, FIRST_DAY))
    (tmp_path / "release-000009-at-20200101T000000Z.pmtiles").write_bytes(b"of no release")
    (tmp_path / "release-000002-at-20200101T000000Z.77.tmp").write_bytes(b"half")
    ensured = ensure_archive(changed.database, 2, profile, tmp_path)
    remove_strays(changed.database, tmp_path)
    assert set(tmp_path.iterdir()) == {made, ensured.path}
    for number in range(30):
        path = make_old(tmp_path, number)
    remove_strays(changed.database, tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert made.name in left
    assert path.name in left
    assert len(left) == 24 + 1
    assert make_old(tmp_path, 0).name not in left


def make_old(folder: Path, number: int) -> Path:
    """An archive of a day that was built some hours ago, a later number later."""
    path = folder / f"release-000001-at-201901{number + 1:02d}T000000Z.pmtiles"
    path.write_bytes(b"old")
    now = path.stat().st_mtime
    os.utime(path, (now, now - 36_000 + number))
    return path


def test_those_who_ask_together_have_one_archive_built(client, store, monkeypatch):
    name = ask(client, 2, FIRST_DAY)
    store._past.clear()
    calls = []
    load = store.load_past
    monkeypatch.setattr(store, "load_past", lambda asked: calls.append(asked) or load(asked))

    async def together() -> list[int]:
        app = TileServer(inner, store, lambda _: True)
        return [
            release.release_id
            for release in await asyncio.gather(
                *(app._find_release(read_name(name)) for _ in range(8))
            )
        ]

    assert asyncio.run(together()) == [2] * 8
    assert len(calls) == 1
