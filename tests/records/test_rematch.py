"""Boundaries change, and records follow from what they say; going back brings them back."""

import dataclasses

import pytest
import shapely

from geo.boundaries.load import roll_back
from geo.catalog.records_review import list_placement_changes
from geo.catalog.rematch import needs_rematch
from tests import world
from tests.conftest import Copies
from tests.office import ACTOR, Office, without_tiles
from tests.world import spoil

NAMED = {"区域编码": None}


@pytest.fixture
def town(make_database: Copies, town_template: str, profile, tmp_path):
    """A town whose places may be surveyed anew."""
    database = make_database(town_template)
    yield Office(database, profile, world.CHAOYANG, tmp_path)
    make_database.drop(database)


@pytest.fixture
def zones(town):
    return town.world.zones()


def resurvey(town, frame, **how) -> int:
    """Publishes a survey; returns its release."""
    return town.survey(frame, accepted={"D1": "town"}, **how).release_id


def go_back(town, release: int) -> int:
    current = town.one("SELECT max(id) FROM release")
    return roll_back(town.database, release, current, ACTOR, without_tiles)


def tell(result) -> tuple[int, int, int, int]:
    return result.gained, result.lost, result.moved, result.others


@pytest.fixture
def loaded(town, load):
    """Records at 机床厂宿舍, by code and by name, and others at 河畔家园一期."""
    load("complaint", {"工单编号": "GD-1"}, {**NAMED, "工单编号": "GD-2", "小区点位": "机床厂宿舍"})
    load("complaint", {**NAMED, "工单编号": "GD-3", "小区点位": "河畔家园一期"})
    load("service", {}, {"区域编码": town.world.code("river_1"), "服务方式": "失管"})
    load("committee", {})


@pytest.mark.usefixtures("loaded")
def test_nothing_changed_nothing_moves(desk, town):
    before = town.content()
    for how in ({}, {"dry_run": True}):
        result = desk.rematch(**how)
        assert tell(result) == (0, 0, 0, 0)
        assert (result.unchanged, result.revision_id) == (6, None)
    assert town.content() == before
    with town.database.read() as connection:
        assert needs_rematch(connection) is None


@pytest.mark.usefixtures("loaded")
def test_records_of_a_removed_zone_wait_and_come_back(desk, town, zones):
    before, places = desk.where(), desk.places()
    release = resurvey(town, zones.drop(index="works"))
    with town.database.read() as connection:
        assert needs_rematch(connection) == release
    tried = desk.rematch(release_id=release, dry_run=True)
    assert desk.where() == before
    result = desk.rematch(release_id=release)
    assert tell(result) == tell(tried) == (0, 4, 0, 0)
    assert result.revision_id == town.one("SELECT max(id) FROM revision")
    assert {k: v[0] for k, v in desk.places().items()} == {
        "GD-1": "review",
        "GD-2": "review",
        "GD-3": "matched",
        f"written:{town.world.code('works')}||": "review",
        f"zone:{town.uid('river_1')}": "matched",
    }
    assert town.query("SELECT cause, release_id FROM revision ORDER BY id DESC LIMIT 1") == [
        ("rematch", release)
    ]
    with town.database.read() as connection:
        assert needs_rematch(connection) is None
        moved = list_placement_changes(connection, release=release)
    assert (moved["lost"], len(moved["changes"])) == (4, 4)
    assert moved["changes"][0]["from_zone"]["name"] == "机床厂宿舍"

    back = go_back(town, 2)
    assert tell(desk.rematch(release_id=back)) == (4, 0, 0, 0)
    assert desk.places() == places


@pytest.mark.usefixtures("loaded")
def test_a_renamed_zone_keeps_its_records(desk, town, zones):
    release = resurvey(town, spoil(zones, "works", 小区名称="工友新村"))
    result = desk.rematch(release_id=release)
    assert tell(result) == (0, 0, 0, 0)
    assert desk.places()["GD-2"] == ("matched", town.uid("works"))


@pytest.mark.usefixtures("loaded")
def test_a_zone_that_was_split_asks_by_its_parts(desk, town, zones):
    """What said the whole zone waits; a decision about it is asked anew."""
    west, east = shapely.box(0, 0, 0.5, 1), shapely.box(0.5, 0, 1, 1)
    parts = [fit(part, zones.geometry["works"]) for part in (west, east)]
    new = spoil(zones, "works", geometry=parts[0], 区域编码="CY-110105902-101", 小区名称="前院")
    new = new.rename(index={"works": "front"})
    new.loc["back"] = new.loc["front"]
    new = spoil(new, "back", geometry=parts[1], 区域编码="CY-110105902-102", 小区名称="后院")
    before = desk.places()
    release = resurvey(town, new)
    uids = town.uids()
    result = desk.rematch(release_id=release)
    assert result.gained == 0
    assert result.lost + result.moved == 4
    lost = {key for key, (placement, _) in desk.places().items() if placement == "review"}
    assert lost <= {"GD-1", "GD-2", f"written:{town.world.code('works')}||"}
    assert {v[1] for v in desk.places().values()} <= {None, *uids.values()}
    back = go_back(town, 2)
    desk.rematch(release_id=back)
    assert desk.places() == before


def fit(part, whole):
    """Returns a part of the unit square scaled to the box of a shape."""
    w, s, e, n = whole.bounds
    return shapely.transform(part, lambda xy: xy * [e - w, n - s] + [w, s])


def test_of_merged_zones_one_row_of_a_kind_counts(desk, town, zones, load):
    """Two services become one zone's: the newer counts, the other stands back and comes back."""
    one, two = (town.world.code(key) for key in ("river_1", "river_2"))
    load("service", {"区域编码": one, "服务方式": "失管"})
    load("service", {"区域编码": two})
    load("complaint", {"区域编码": one, "工单编号": "GD-1"}, {"区域编码": two, "工单编号": "GD-2"})
    before = desk.where()
    merged = zones.drop(index="river_2")
    whole = shapely.union(zones.geometry["river_1"], zones.geometry["river_2"])
    merged = spoil(
        merged, "river_1", geometry=whole, 区域编码="CY-110105901-103", 小区名称="河畔家园"
    )
    release = resurvey(town, merged)
    uid = town.uids()["CY-110105901-103"]
    desk.rematch(release_id=release)
    places = desk.places()
    assert places["GD-1"] == places["GD-2"] == ("matched", uid)
    assert places[f"zone:{uid}"] == ("matched", uid)
    assert places[f"written:{one}||"] == ("rejected", None)
    wanted = "SELECT mode FROM service WHERE upper_inf(sys) AND zone_uid = :uid"
    assert town.query(wanted, uid=uid) == [
        ("enterprise",)
    ]  # fmt: skip
    assert sum(desk.count().values()) == 4
    assert tell(desk.rematch()) == (0, 0, 0, 0)
    desk.rematch(release_id=go_back(town, 2))
    assert desk.where() == before


def test_a_decision_about_a_zone_that_is_gone_is_asked_anew(desk, town, zones, load):
    load("complaint", {**NAMED, "小区点位": "春风里"})
    desk.decide("春风里", "works")
    release = resurvey(town, zones.drop(index="works"))
    assert tell(desk.rematch(release_id=release)) == (0, 1, 0, 0)
    assert "春风里" in desk.groups()
    desk.decide("春风里", "kiosk")
    assert desk.places()["GD-1"] == ("matched", town.uid("kiosk"))
    assert town.query("SELECT undone_at IS NULL FROM match_decision ORDER BY id") == [
        (False,), (True,)
    ]  # fmt: skip


def test_a_decision_holds_again_when_its_zone_is_back(desk, town, zones, load):
    load("complaint", {**NAMED, "小区点位": "春风里"})
    desk.decide("春风里", "works")
    before = desk.places()
    desk.rematch(release_id=resurvey(town, zones.drop(index="works")))
    desk.rematch(release_id=go_back(town, 2))
    assert desk.places() == before


def test_a_new_zone_takes_what_waited_for_it(desk, town, zones, load):
    town_without = zones.drop(index="works")
    resurvey(town, town_without)
    load("complaint", {**NAMED, "工单编号": "GD-1", "小区点位": "工友新村"})
    assert desk.places()["GD-1"] == ("review", None)
    release = resurvey(town, spoil(zones, "works", 小区名称="工友新村"))
    assert tell(desk.rematch(release_id=release)) == (1, 0, 0, 0)


def test_what_a_load_waited_for_meanwhile_counts(desk, town, zones, load, monkeypatch):
    """A survey is published, and a person decides, while a workbook is matched: both count."""
    from geo.records import load as loading

    load("complaint", {**NAMED, "工单编号": "GD-0", "小区点位": "春风里"})
    match = loading.match_records
    begun = []

    def match_late(*arguments, **how):
        found = match(*arguments, **how)
        if not begun:
            begun.append(1)
            resurvey(town, spoil(zones, "works", 小区名称="工友新村"))
            desk.decide("春风里", "kiosk")
        return found

    monkeypatch.setattr(loading, "match_records", match_late)
    result = load(
        "complaint",
        {**NAMED, "工单编号": "GD-1", "小区点位": "工友新村"},
        {**NAMED, "工单编号": "GD-2", "小区点位": "春风里"},
    )
    assert result.outcomes["matched"] == 2
    assert desk.places()["GD-1"] == ("matched", town.uid("works"))
    assert desk.places()["GD-2"] == ("matched", town.uid("kiosk"))


@pytest.mark.usefixtures("loaded")
def test_cancelled_it_leaves_nothing(desk, town, zones):
    release = resurvey(town, zones.drop(index="works"))
    before = desk.where()
    steps = []

    def cancel(done: int, total: int, _label: object) -> None:
        steps.append((done, total))
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.rematch(release_id=release, progress=cancel)
    assert steps[-1] == (1, 1)
    assert desk.where() == before
    assert desk.rematch(release_id=release).lost == 4


def test_what_is_asked_after_a_release_is_enough(desk, town, zones, load):
    """Asking only what a release may concern moves what asking everything moves."""
    names = [row[0] for row in world.ZONES.values()]
    rows = [
        {**NAMED, "工单编号": f"GD-{n}", "小区点位": name}
        for n, name in enumerate([*names, *[f"{name}二期" for name in names], "春风里", "秋月坊"])
    ]
    load("complaint", *rows, {"工单编号": "GD-99"})
    steps = [
        spoil(zones, "works", 小区名称="春风里"),
        zones.drop(index=["kiosk", "empty"]),
        spoil(spoil(zones, "empty", 小区名称="秋月坊"), "astride", 小区名称="空置楼"),
        spoil(zones, "river_1", 区域编码="CY-110105901-200"),
        zones,
    ]
    for survey in steps:
        release = resurvey(town, survey)
        whole = desk.rematch(dry_run=True)
        part = desk.rematch(release_id=release, dry_run=True)
        assert dataclasses.replace(part, unchanged=0) == dataclasses.replace(whole, unchanged=0)
        assert part.unchanged <= whole.unchanged
        desk.rematch(release_id=release)
        assert tell(desk.rematch()) == (0, 0, 0, 0)
