"""kill -9 of a survey's load: the old release stays in force, and the load runs again."""

import dataclasses
import random

import pytest

from tests.conftest import CHAOYANG
from tests.interrupted import Order, kill_after, kill_at_its_step, run_through
from tests.world import spoil
from tiles.archive import find_archive, make_publish_hook, remove_strays
from tiles.pmtiles_file import read_tiles

NEW = "机床厂家属院"


@pytest.fixture
def folder(town):
    return town.folder / "tiles"


@pytest.fixture
def order(town, folder):
    """A load of the town's next survey, which renames a zone and reshapes another."""
    zones = town.world.zones()
    new = spoil(zones, "works", 小区名称=NEW)
    new = spoil(new, "river_1", geometry=zones.geometry["river_1"].buffer(-3))
    url = town.database.url.set(drivername="postgresql").render_as_string()
    return Order(url, CHAOYANG, town.write(new), "zone", folder)


def finish(town, order):
    """Loads the same file again, in this process; returns what it says."""
    return town.load(order.path, hook=make_publish_hook(town.profile, order.archives))


def assert_clean(town, folder) -> None:
    """The newest release has its archive; nothing lies beside it but archives of releases."""
    newest = town.one("SELECT max(id) FROM release")
    assert read_tiles(find_archive(folder, newest)).tiles
    remove_strays(town.database, folder)
    releases = [row.id for row in town.query("SELECT id FROM release ORDER BY id")]
    archives = {find_archive(folder, release) for release in releases}
    assert set(folder.iterdir()) <= archives
    assert town.query("SELECT count(*) FROM survey WHERE status = 'staged'") == [(0,)]


@pytest.mark.parametrize("step", [0, 1, 2, 3, 4, 4.3, 4.6])
def test_killed_at_a_step(town, order, folder, step):
    before = town.content()
    kill_at_its_step(dataclasses.replace(order, step=step))
    assert town.content() == before
    result = finish(town, order)
    assert result.changes == {"unchanged": 7, "attributes": 1, "reshaped": 1}
    assert town.one("SELECT count(*) FROM release") == 3
    assert_clean(town, folder)


def test_killed_when_all_is_done(town, order, folder):
    kill_at_its_step(dataclasses.replace(order, step=5))
    assert town.one("SELECT count(*) FROM release") == 3
    assert finish(town, order).release_id is None
    assert_clean(town, folder)


def test_killed_at_fifteen_random_moments(town, order, folder):
    """Whenever it is killed, there is the release before or the one after, whole."""
    back = dataclasses.replace(order, path=town.write(town.world.zones()))
    seconds = max(run_through(order), run_through(back))
    rng = random.Random(20221108)
    name = "机床厂宿舍"
    releases = town.one("SELECT count(*) FROM release")
    undone = 0
    for _ in range(15):
        wanted, there = (back, "机床厂宿舍") if name == NEW else (order, NEW)
        kill_after(rng.uniform(0, seconds), wanted)
        count = town.one("SELECT count(*) FROM release")
        assert count in (releases, releases + 1)
        name = there if count > releases else name
        undone += count == releases
        releases = count
        shown = town.query(
            "SELECT v.name FROM release r JOIN zone_version v ON v.sys @> r.published_at"
            " AND v.valid @> r.published_at ORDER BY r.id DESC, v.code LIMIT 9"
        )
        assert (name,) in shown
        for archive in folder.glob("*.pmtiles"):
            assert read_tiles(archive).tiles
    assert undone
    finish(town, order)
    assert finish(town, order).release_id is None
    assert finish(town, back).release_id == town.one("SELECT max(id) FROM release")
    assert_clean(town, folder)
