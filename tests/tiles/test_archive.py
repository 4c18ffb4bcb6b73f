"""Archives: whole or not there, the same from the same data, built again when they are lost."""

import datetime as dt
import errno
import os
from pathlib import Path

import pytest
from sqlalchemy import text

from geo.errors import NotFoundError, SetupError
from geo.rows import no_progress
from tests.tiles.decoding import list_features
from tests.tiles.town import FIRST_DAY, Town
from tiles.archive import (
    build_archive,
    ensure_archive,
    find_archive,
    load_archive,
    make_publish_hook,
    remove_strays,
)
from tiles.pmtiles_file import read_tiles

DAY = dt.timedelta(days=1)


def build(town: Town, profile, folder: Path, progress=no_progress):
    with town.database.write() as connection:
        return build_archive(connection, town.release, profile, folder, progress)


def test_an_archive_holds_its_release_and_says_how_large_it_is(town: Town, profile, tmp_path):
    steps = []
    info = build(town, profile, tmp_path, lambda *step: steps.append(step))
    archive = read_tiles(info.path)
    assert info.path.name == f"release-{town.release:06d}.pmtiles"
    assert (info.tiles, info.bytes) == (len(archive.tiles), info.path.stat().st_size)
    assert archive.zooms == (8, 14)
    west, south, east, north = archive.bounds
    assert west == pytest.approx(116.33205, abs=1e-4)
    assert north == pytest.approx(39.93225, abs=1e-4)
    assert west < east
    assert south < north
    assert info.warnings == ()
    assert steps[0][:2] == (0, 8)
    assert steps[-1][:2] == (8, 8)
    assert list(tmp_path.iterdir()) == [info.path]


def test_gdal_reads_the_archive(town: Town, profile, tmp_path):
    import pyogrio

    info = build(town, profile, tmp_path)
    layers = {name for name, _ in pyogrio.list_layers(info.path)}
    assert layers == {"street", "zone", "label"}


def test_each_release_keeps_its_own_content(own_town: Town, profile, tmp_path):
    first = own_town.release
    own_town.rename("大院", "新院", FIRST_DAY + DAY)
    own_town.remove("针尖", FIRST_DAY + DAY)
    second = own_town.publish(FIRST_DAY + DAY)
    names = {}
    for release in (second, first):
        with own_town.database.write() as connection:
            info = build_archive(connection, release, profile, tmp_path)
        tiles = load_archive(info.path)
        names[release] = {f["properties"]["name"] for _, f in list_features(tiles, "zone", 14)}
    assert names[first] - names[second] == {"大院", "针尖"}
    assert names[second] - names[first] == {"新院"}


def test_the_publish_hook_builds_before_the_release_is_seen(own_town: Town, profile, tmp_path):
    with own_town.database.write() as connection:
        make_publish_hook(profile, tmp_path)(connection, own_town.release)
    with own_town.database.read() as connection:
        recorded = connection.execute(text("SELECT archive_sha256 FROM release")).scalar_one()
    assert recorded is not None
    assert ensure_archive(own_town.database, own_town.release, profile, tmp_path) is None


def test_a_publishing_that_is_undone_leaves_nothing_for_long(own_town: Town, profile, tmp_path):
    kept = ensure_archive(own_town.database, own_town.release, profile, tmp_path)
    assert kept is not None

    class UndoneError(Exception):
        pass

    def publish_and_fail() -> None:
        with own_town.database.write() as connection:
            release = connection.execute(
                text(
                    "INSERT INTO release (published_at, published_by, streets, zones)"
                    " VALUES (now(), 'x', 0, 0) RETURNING id"
                )
            ).scalar_one()
            make_publish_hook(profile, tmp_path)(connection, release)
            raise UndoneError

    with pytest.raises(UndoneError):
        publish_and_fail()
    (tmp_path / "release-000009.77.tmp").write_bytes(b"half")
    strays = remove_strays(own_town.database, tmp_path)
    assert {path.suffix for path in strays} == {".tmp", ".pmtiles"}
    assert list(tmp_path.iterdir()) == [kept.path]


@pytest.mark.parametrize("damage", ["missing", "cut", "changed", "empty"])
def test_a_lost_or_damaged_archive_is_built_again(own_town: Town, profile, tmp_path, damage: str):
    info = ensure_archive(own_town.database, own_town.release, profile, tmp_path)
    assert info is not None
    whole = info.path.read_bytes()
    if damage == "missing":
        info.path.unlink()
    else:
        changed = whole[:-5] + b"-----"
        info.path.write_bytes({"cut": whole[:300], "changed": changed, "empty": b""}[damage])
    if damage != "changed":
        with pytest.raises(SetupError, match="damaged"):
            load_archive(info.path)
    again = ensure_archive(own_town.database, own_town.release, profile, tmp_path)
    assert again is not None
    assert again.sha256 == info.sha256
    assert info.path.read_bytes() == whole


def test_every_cut_of_an_archive_is_noticed(town: Town, profile, tmp_path):
    info = build(town, profile, tmp_path)
    whole = info.path.read_bytes()
    for length in range(0, len(whole), 997):
        info.path.write_bytes(whole[:length])
        with pytest.raises(SetupError):
            load_archive(info.path)


def test_a_release_that_does_not_exist_has_no_archive(town: Town, profile, tmp_path):
    with pytest.raises(NotFoundError):
        ensure_archive(town.database, 999, profile, tmp_path)


def test_a_full_disk_is_said_and_leaves_the_old_archive(town: Town, profile, tmp_path, monkeypatch):
    before = build(town, profile, tmp_path).path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SetupError) as caught:
        build(town, profile, tmp_path)
    assert caught.value.code == "disk_full"
    assert "磁盘空间不足" in caught.value.message.zh
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]


def test_a_folder_that_cannot_be_written_to_is_said(town: Town, profile, tmp_path):
    (tmp_path / "tiles").write_text("a file where the folder should be")
    with pytest.raises(SetupError) as caught:
        build(town, profile, tmp_path / "tiles")
    assert caught.value.code == "archive_not_writable"


def test_a_tile_over_its_budget_is_a_warning(town: Town, profile, tmp_path):
    small = profile.map.model_copy(update={"tile_budget_kb": 0})
    info = build(town, profile.model_copy(update={"map": small}), tmp_path)
    assert len(info.warnings) == info.tiles
    assert "瓦片 8/" in info.warnings[0].zh


def test_a_release_without_a_place_has_an_empty_archive(make_database, profile, tmp_path):
    database = make_database()
    with database.write() as connection:
        release = connection.execute(
            text(
                "INSERT INTO release (published_at, published_by, streets, zones)"
                " VALUES (now(), 'x', 0, 0) RETURNING id"
            )
        ).scalar_one()
        info = build_archive(connection, release, profile, tmp_path)
    assert info.tiles == 0
    assert load_archive(find_archive(tmp_path, release)) == {}
