"""kill -9 while a survey is read, published or rolled back: the old state or the new, whole."""

import dataclasses
import random

import pytest

from geo.boundaries.load import (
    answer_survey,
    publish_staged,
    receive_survey,
    recover_surveys,
    roll_back,
    run_survey,
)
from geo.rows import Actor
from geo.surveys import PlaceKind, SurveyRequest, SurveyStatus
from tests.conftest import CHAOYANG
from tests.interrupted import Order, kill_after, kill_at_its_step, run_through
from tests.office import without_tiles
from tests.world import spoil
from tiles.archive import find_archive, find_preview, make_publish_hook, remove_strays
from tiles.pmtiles_file import read_tiles

LI = Actor("li", "the next survey")
OLD, NEW = "机床厂宿舍", "机床厂家属院"


class Work:
    """A town whose next survey renames one zone and reshapes another, to be killed at it."""

    def __init__(self, town) -> None:
        zones = town.world.zones()
        new = spoil(zones, "works", 小区名称=NEW)
        new = spoil(new, "river_1", geometry=zones.geometry["river_1"].buffer(-3))
        self.town = town
        self.path = town.write(new)
        self.archives = town.folder / "tiles"
        self.store = town.folder / "surveys"
        url = town.database.url.set(drivername="postgresql").render_as_string()
        self.order = Order(url, CHAOYANG, self.path, "zone", self.archives)
        self.old_area = self.read_shown()[1]

    def receive(self) -> int:
        request = SurveyRequest(PlaceKind.ZONE)
        return receive_survey(self.town.database, [self.path], request, LI, self.store)

    def stage(self) -> int:
        number = self.receive()
        places = self.town.database, self.town.profile
        assert run_survey(*places, number, self.store) is SurveyStatus.STAGED
        return number

    def make(self, action: str, number: int, **more) -> Order:
        known = {"action": action, "number": number, "expected": self.newest()}
        return dataclasses.replace(self.order, **{**known, **more})

    def newest(self) -> int:
        return self.town.one("SELECT max(id) FROM release")

    def status(self, number: int) -> str:
        return self.town.one("SELECT status FROM survey WHERE id = :id", id=number)

    def read_shown(self) -> tuple[str, float]:
        """The name of one zone and the area of the other, as the newest release shows them."""
        rows = self.town.query(
            "SELECT v.code, v.name, v.area_m2 FROM release r JOIN zone_version v"
            " ON v.sys @> r.published_at AND v.valid @> r.published_at"
            " WHERE r.id = (SELECT max(id) FROM release)"
        )
        assert len(rows) == 9
        found = {row.code: row for row in rows}
        code = self.town.world.code
        return found[code("works")].name, found[code("river_1")].area_m2

    def assert_whole(self, name: str) -> None:
        """The newest release is the old one or the new one in all that it shows."""
        shown, area = self.read_shown()
        assert shown == name
        assert (area == pytest.approx(self.old_area)) == (name == OLD)
        counts = self.town.query("SELECT streets, zones FROM release ORDER BY id DESC LIMIT 1")
        assert counts == [(2, 9)]

    def recover(self) -> None:
        recover_surveys(self.town.database, self.store)
        remove_strays(self.town.database, self.archives)
        if self.archives.exists():
            assert not list(self.archives.glob("*.tmp"))

    def count_staged(self, number: int) -> tuple[int, int]:
        (row,) = self.town.query(
            "SELECT (SELECT count(*) FROM survey_feature WHERE survey_id = :id) AS rows,"
            " (SELECT count(*) FROM survey_finding WHERE survey_id = :id) AS findings",
            id=number,
        )
        return row.rows, row.findings


@pytest.fixture
def work(town) -> Work:
    return Work(town)


@pytest.mark.parametrize("step", [0, 2, 3, 3.3, 3.6])
def test_killed_while_it_is_read(work, step):
    number = work.receive()
    kill_at_its_step(work.make("run", number, step=step))
    assert work.status(number) == "reading"
    assert work.count_staged(number) == (0, 0)
    work.assert_whole(OLD)
    work.recover()
    assert work.status(number) == "queued"
    run_through(work.make("run", number))
    assert work.status(number) == "staged"
    assert work.count_staged(number)[0] == 9
    assert read_tiles(find_preview(work.archives, number, 2)).tiles


@pytest.mark.parametrize("step", [4, 4.3, 4.6])
def test_killed_while_it_is_published(work, step):
    number = work.stage()
    before = work.town.content()
    kill_at_its_step(work.make("publish", number, step=step))
    assert work.status(number) == "publishing"
    assert work.town.content() == before
    work.recover()
    assert work.status(number) == "staged"
    run_through(work.make("publish", number))
    work.assert_whole(NEW)
    assert read_tiles(find_archive(work.archives, work.newest())).tiles


@pytest.mark.parametrize("step", [4, 4.3, 4.6])
def test_killed_while_it_is_rolled_back(work, step):
    publish_staged(
        work.town.database, work.town.profile, work.stage(), 2, LI,
        make_publish_hook(work.town.profile, work.archives),
    )  # fmt: skip
    before = work.town.content()
    kill_at_its_step(work.make("rollback", 2, step=step))
    assert work.town.content() == before
    work.recover()
    run_through(work.make("rollback", 2))
    work.assert_whole(OLD)


def test_killed_at_a_hundred_random_moments(work):
    """Whenever it is killed, there is the state before or the one after, and it can go on."""
    rng = random.Random(20221108)
    interrupted = sum((*_kill_readings(work, rng), *_kill_releases(work, rng)))
    assert interrupted > 30


def _kill_readings(work: Work, rng: random.Random) -> list[bool]:
    number = work.receive()
    seconds = run_through(work.make("run", number))
    whole = work.count_staged(number)
    interrupted = []
    for _ in range(20):
        answer_survey(work.town.database, number, {}, LI)
        interrupted.append(kill_after(rng.uniform(0, seconds), work.make("run", number)))
        status = work.status(number)
        assert status in ("queued", "reading", "staged")
        assert work.count_staged(number) == whole
        work.assert_whole(OLD)
        work.recover()
        assert work.status(number) in ("queued", "staged")
    run_through(work.make("run", number))
    return interrupted


def _kill_releases(work: Work, rng: random.Random) -> list[bool]:
    interrupted, seconds, name = [], 0.8, OLD
    number = work.stage()
    for _ in range(80):
        release = work.newest()
        action = ("publish", number) if name == OLD else ("rollback", 2)
        order = work.make(*action)
        interrupted.append(kill_after(rng.uniform(0, seconds), order))
        made = work.newest() > release
        if made:
            name = NEW if name == OLD else OLD
            assert read_tiles(find_archive(work.archives, work.newest())).tiles
        work.assert_whole(name)
        work.recover()
        if name == OLD:
            number = number if work.status(number) == "staged" and not made else work.stage()
    if name == NEW:
        roll_back(work.town.database, 2, work.newest(), LI, without_tiles)
    work.assert_whole(OLD)
    return interrupted
