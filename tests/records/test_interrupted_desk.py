"""kill -9, and a database that stops, while records move: as before, or moved whole."""

import dataclasses
import random
import shutil
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import text

from geo.boundaries.load import roll_back
from geo.cluster import find_cluster
from geo.db import Database
from geo.errors import UnavailableError
from geo.migrations import migrate
from geo.records import load as loading
from geo.records import rematch
from geo.records.reviewing import decide as deciding
from geo.records.storing import store as storing
from geo.server import check_server
from geo.settings import Settings
from tests import world
from tests.conftest import CHAOYANG
from tests.interrupted import Order, kill_after, kill_at_its_step, run_through
from tests.office import ACTOR, Office, without_tiles
from tests.records.conftest import NOWHERE
from tests.records.desk import Desk
from tests.world import write_csv


def make_order(town, action: str, **what) -> Order:
    url = town.database.url.set(drivername="postgresql").render_as_string()
    return Order(url, CHAOYANG, town.folder, "", action=action, **what)


@pytest.fixture
def many(load):
    """Two thousand work orders that say 春风里."""
    load("complaint", *({**NOWHERE, "工单编号": f"GD-{n}"} for n in range(2_000)))


def count_placed(town) -> int:
    return town.one("SELECT count(*) FROM complaint WHERE upper_inf(sys) AND zone_uid IS NOT NULL")


def assert_whole(town) -> None:
    """Each record is there once, and every row says the same of its place as all others."""
    assert town.one("SELECT count(*) FROM complaint WHERE upper_inf(sys)") == 2_000
    assert count_placed(town) in (0, 2_000)


@pytest.mark.parametrize("step", [1.5, 2, 2.5])
@pytest.mark.usefixtures("many")
def test_a_decision_killed_at_a_step(town, desk, step):
    before = town.content()
    order = make_order(town, "decide", key=desk.key("春风里"), number=town.uid("works"))
    kill_at_its_step(dataclasses.replace(order, step=step))
    assert town.content() == before
    assert town.one("SELECT count(*) FROM match_decision") == 0
    assert desk.decide("春风里", "works").rows == 2_000
    assert count_placed(town) == 2_000
    assert_whole(town)


@pytest.mark.parametrize("step", [1.5, 2, 2.5])
@pytest.mark.usefixtures("many")
def test_undoing_killed_at_a_step(town, desk, step):
    number = desk.decide("春风里", "works").decision_id
    before = town.content()
    kill_at_its_step(make_order(town, "undo", number=number, step=step))
    assert town.content() == before
    assert desk.undo(number).rows == 2_000
    assert count_placed(town) == 0
    assert_whole(town)


@pytest.mark.usefixtures("many")
def test_decisions_killed_at_random_moments(town, desk):
    key, uid = desk.key("春风里"), town.uid("works")
    seconds = run_through(make_order(town, "decide", key=key, number=uid))
    desk.undo(1)
    rng = random.Random(7)
    for _ in range(10):
        kill_after(rng.uniform(0, seconds), make_order(town, "decide", key=key, number=uid))
        assert_whole(town)
        decided = town.query("SELECT id FROM match_decision WHERE undone_at IS NULL")
        assert len(decided) == (1 if count_placed(town) else 0)
        if decided:
            desk.undo(decided[0].id)
    assert_whole(town)


@pytest.fixture
def spare(make_database, town_template, profile, tmp_path):
    """A town whose 机床厂宿舍, of which 500 records tell, has been removed."""
    office = Office(make_database(town_template), profile, world.CHAOYANG, tmp_path)
    header = ("工单编号", "来电时间", "小区点位")
    rows = [(f"GD-{n}", "2022-05-01", "机床厂宿舍") for n in range(500)]
    office.records("complaint", header, rows)
    office.survey(office.world.zones().drop(index="works"), accepted={"D1": "town"})
    yield office
    make_database.drop(office.database)


@pytest.mark.parametrize("step", [0, 1, 1.5, 2, 2.5])
def test_matching_anew_killed_at_a_step(spare, step):
    before = spare.content()
    kill_at_its_step(make_order(spare, "rematch", number=3, step=step))
    assert spare.content() == before
    result = Desk(spare).rematch(release_id=3)
    assert (result.lost, count_placed(spare)) == (500, 0)
    assert Desk(spare).rematch().revision_id is None


def test_matching_anew_killed_when_all_is_done(spare):
    kill_at_its_step(make_order(spare, "rematch", number=3, step=3))
    assert count_placed(spare) == 0
    assert Desk(spare).rematch(release_id=3).revision_id is None
    back = roll_back(spare.database, 2, 3, ACTOR, without_tiles)
    assert Desk(spare).rematch(release_id=back).gained == 500


@pytest.fixture(scope="module")
def fragile(profile):
    """An office on a database of its own, which may be stopped."""
    folder = Path(tempfile.mkdtemp(prefix="om-"))
    folder.chmod(0o755)
    own = find_cluster(Settings(data=folder, database_url=None))
    own.start()
    database = Database(own.url)
    check_server(database)
    migrate(database)
    office = Office(database, profile, world.CHAOYANG, folder)
    office.open_town()
    yield office, own
    database.close()
    own.stop()
    shutil.rmtree(folder, ignore_errors=True)


def stop_at(monkeypatch, module, name: str, cluster, call: int = 1) -> None:
    """Has the database stopped at once, as by a power cut, right before a call of a step."""
    step = getattr(module, name)
    calls = iter(range(1, call + 1))

    def stop(*arguments, **how):
        if next(calls) == call:
            monkeypatch.setattr(module, name, step)
            cluster._run("pg_ctl", "stop", "-m", "immediate", "-D", cluster.data)
        return step(*arguments, **how)

    monkeypatch.setattr(module, name, stop)


def start_again(office, cluster) -> None:
    cluster.start()
    with office.database.engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def test_the_database_stops(fragile, monkeypatch):
    """In the middle of a load, a decision and matching anew: nothing half, then all of it."""
    office, cluster = fragile
    desk = Desk(office)
    header = ("工单编号", "来电时间", "小区点位")
    rows = [(f"GD-{n}", "2022-05-01", "春风里" if n % 2 else "机床厂宿舍") for n in range(200)]
    steps = (
        (loading, "append_audit", lambda: office.records("complaint", header, rows).new, 200),
        (deciding, "list_moves", lambda: desk.decide("春风里", "works").rows, 100),
        (rematch, "list_moves", lambda: desk.rematch(release_id=3).lost, 200),
    )
    for module, name, work, expected in steps:
        if module is rematch:
            office.survey(office.world.zones().drop(index="works"), accepted={"D1": "town"})
        before = office.content()
        stop_at(monkeypatch, module, name, cluster)
        with pytest.raises(UnavailableError):
            work()
        start_again(office, cluster)
        assert office.content() == before
        assert work() == expected
    assert office.one("SELECT count(*) FROM complaint WHERE upper_inf(sys)") == 200


@pytest.mark.parametrize(
    ("name", "call"),
    [("bring_feed", 1), ("bring_feed", 2), ("write_feed", 1), ("write_feed", 2),
     ("write_revision", 1)],
)  # fmt: skip
def test_the_database_stops_between_the_tables_of_a_load(fragile, monkeypatch, name, call):
    """Firms and their Party organisations are two tables: both are there, or neither."""
    office, cluster = fragile
    header = ("企业名称", "统一社会信用代码", "党组织")
    rows = [(f"物业{n}", f"{name}-{call}-{n}", "已建立") for n in range(100)]
    path = write_csv(office.new_path("csv"), header, rows)
    before, told = office.content(), count_told(office)
    stop_at(monkeypatch, storing, name, cluster, call)
    with pytest.raises(UnavailableError):
        office.load_records("firm", path)
    start_again(office, cluster)
    assert office.content() == before
    assert count_told(office) == told
    result = office.load_records("firm", path)
    assert (result.revision_id is not None, result.new, result.corrected) == (True, 100, 0)
    firms, organisations, revisions, loads = told
    assert count_told(office) == (firms + 100, organisations + 100, revisions + 1, loads + 1)
    again = office.load_records("firm", path)
    assert (again.revision_id, again.unchanged) == (None, 100)
    assert count_told(office) == (firms + 100, organisations + 100, revisions + 1, loads + 2)


def count_told(office) -> tuple[int, ...]:
    """How many firms and Party organisations were ever told of, how many revisions and loads."""
    tables = ("firm", "party_organisation", "revision", "record_load")
    return tuple(office.one(f"SELECT count(*) FROM {table}") for table in tables)
