"""Releases in two times: what was true on the ground, and what we knew of it when."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from shapely.affinity import translate
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from geo.boundaries import load
from geo.errors import ConflictError, InputError
from geo.surveys import PlaceKind, SurveyRequest
from tests.office import ACTOR, without_tiles
from tests.world import spoil

DAY = dt.date(2022, 11, 8)
EARLIER = dt.date(2020, 3, 1)


def read_release(office, release: int, kind: str = "zone") -> dict[str, tuple[str, float]]:
    """What a release shows, as every reader asks for it: code -> name and area."""
    rows = office.query(
        f"SELECT v.code, v.name, round(v.area_m2) FROM release r JOIN {kind}_version v"
        " ON v.sys @> r.published_at AND v.valid @> r.published_at WHERE r.id = :release",
        release=release,
    )
    return {row.code: tuple(row[1:]) for row in rows}


def read_day(office, uid: int, day: dt.date, release: int | None = None) -> list[str]:
    """What we know of a place on a day, now or in an older release."""
    rows = office.query(
        "SELECT v.name FROM zone_version v WHERE zone_uid = :uid AND valid @> CAST(:day AS"
        " timestamptz) AND sys @> coalesce((SELECT published_at FROM release WHERE id = :release),"
        " clock_timestamp())",
        uid=uid, day=dt.datetime.combine(day, dt.time(12), dt.UTC), release=release,
    )  # fmt: skip
    return [row.name for row in rows]


def test_an_older_release_still_shows_what_it_showed(town, zones):
    first = read_release(town, 2)
    town.survey(spoil(zones, "works", 小区名称="新名", geometry=zones.geometry["works"].buffer(-5)))
    code = town.world.code("works")
    second = read_release(town, 3)
    assert read_release(town, 2) == first
    assert first.keys() == second.keys()
    assert (first[code][0], second[code][0]) == ("机床厂宿舍", "新名")
    assert {c: v for c, v in first.items() if c != code} == {
        c: v for c, v in second.items() if c != code
    }


def test_a_removed_place_stays_in_the_releases_that_had_it(town, zones):
    town.survey(zones.drop("works"), accepted={"D1": "torn down"})
    code = town.world.code("works")
    assert code in read_release(town, 2)
    assert code not in read_release(town, 3)
    assert town.query("SELECT streets, zones FROM release ORDER BY id DESC LIMIT 1") == [(2, 8)]


def test_a_removed_place_that_comes_back_is_a_new_one(town, zones):
    old = town.uid("works")
    town.survey(zones.drop("works"), accepted={"D1": "torn down"})
    town.survey(zones)
    assert town.uid("works") != old
    assert read_release(town, 4).keys() == read_release(town, 2).keys()


def test_a_dated_survey_leaves_what_was_before_that_day(town, zones):
    uid = town.uid("works")
    town.survey(spoil(zones, "works", 小区名称="新名"), surveyed_on=DAY)
    assert read_day(town, uid, DAY - dt.timedelta(days=1)) == ["机床厂宿舍"]
    assert read_day(town, uid, DAY) == ["新名"]
    # What was known before the survey came is not rewritten.
    assert read_day(town, uid, DAY, release=2) == ["机床厂宿舍"]


def test_a_place_removed_by_a_dated_survey_was_there_until_that_day(town, zones):
    uid = town.uid("works")
    town.survey(zones.drop("works"), accepted={"D1": ""}, surveyed_on=DAY)
    assert read_day(town, uid, DAY - dt.timedelta(days=1)) == ["机床厂宿舍"]
    assert read_day(town, uid, DAY) == []


def test_a_place_first_seen_by_a_dated_survey_was_not_there_before(town, zones):
    new = spoil(zones.loc[["works"]], "works", 区域编码="CY-110105902-100", 小区名称="新院")
    new = new.set_geometry(new.translate(xoff=300, yoff=150))
    town.survey(new, partial=True, surveyed_on=DAY)
    uid = town.uids()["CY-110105902-100"]
    assert read_day(town, uid, DAY - dt.timedelta(days=1)) == []
    assert read_day(town, uid, DAY) == ["新院"]


def test_a_survey_dated_earlier_than_the_current_one(town, zones):
    """It is what the office publishes now; what was known of the time between stays readable."""
    uid = town.uid("works")
    town.survey(spoil(zones, "works", 小区名称="二〇二二"), surveyed_on=DAY)
    town.survey(spoil(zones, "works", 小区名称="二〇二〇"), surveyed_on=EARLIER)
    assert read_release(town, 4)[town.world.code("works")][0] == "二〇二〇"
    assert read_day(town, uid, EARLIER - dt.timedelta(days=1)) == ["机床厂宿舍"]
    assert read_day(town, uid, EARLIER) == ["二〇二〇"]
    assert read_day(town, uid, DAY) == ["二〇二〇"]
    assert read_day(town, uid, DAY, release=3) == ["二〇二二"]
    assert read_day(town, uid, EARLIER, release=3) == ["机床厂宿舍"]


def test_the_day_of_a_survey_begins_at_the_districts_midnight(town, zones):
    town.survey(spoil(zones, "works", 小区名称="新名"), surveyed_on=DAY)
    began = town.one(
        "SELECT lower(valid) AT TIME ZONE 'Asia/Shanghai' FROM zone_version WHERE name = '新名'"
    )
    assert began == dt.datetime.combine(DAY, dt.time())


def test_at_every_moment_a_place_is_at_most_one_thing(town, zones):
    for number, day in enumerate((DAY, EARLIER, None, dt.date(2021, 1, 1), DAY)):
        town.survey(spoil(zones, "works", 小区名称=f"第{number}名"), surveyed_on=day)
    overlaps = town.one(
        "SELECT count(*) FROM zone_version a JOIN zone_version b ON a.zone_uid = b.zone_uid"
        " AND a.id < b.id AND a.valid && b.valid AND a.sys && b.sys"
    )
    assert overlaps == 0
    for release in range(2, 8):
        assert len(read_release(town, release)) == 9


def test_a_survey_dated_in_the_future_holds_from_now(town, zones):
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    town.survey(spoil(zones, "works", 小区名称="新名"), surveyed_on=tomorrow)
    assert read_release(town, 3)[town.world.code("works")][0] == "新名"


def test_published_rows_never_change(town, zones):
    columns = "id, zone_uid, street_uid, code, name, attributes, area_m2, geom, valid, lower(sys)"
    before = town.query(f"SELECT {columns} FROM zone_version ORDER BY id")
    town.survey(spoil(zones, "works", 小区名称="新名"), surveyed_on=DAY)
    town.survey(zones.drop("kiosk"), accepted={"D1": ""})
    after = town.query(f"SELECT {columns} FROM zone_version ORDER BY id")
    assert after[: len(before)] == before


def test_the_database_itself_refuses_two_versions_at_once(town):
    copy = (
        "INSERT INTO zone_version (zone_uid, survey_id, code, name, attributes, area_m2, geom,"
        " valid, sys) SELECT zone_uid, survey_id, code, name, attributes, area_m2, geom, valid, sys"
        " FROM zone_version LIMIT 1"
    )
    refused = pytest.raises(IntegrityError, match="zone_version_no_overlap")
    with refused, town.database.write() as connection:
        connection.execute(text(copy))


def test_streets_surveyed_again_move_their_zones(town):
    uids = town.uids("street")
    west, east = (uids[town.world.street_codes[name]] for name in ("west", "east"))
    where = (
        "SELECT v.zone_uid, v.street_uid FROM release r JOIN zone_version v"
        " ON v.sys @> r.published_at AND v.valid @> r.published_at WHERE r.id = :release"
    )
    before = dict(map(tuple, town.query(where, release=2)))
    assert before[town.uid("works")] == east
    # The river moves 700 m to the east, and 河西 with it.
    streets = town.world.streets()
    streets.geometry = [town.world.block(-1000, 0, 700, 1000), town.world.block(700, 0, 1000, 1000)]
    result = town.survey(streets, "street", accepted={"D1": "", "D4": "the river"})
    assert result.changes == {"reshaped": 2}
    after = dict(map(tuple, town.query(where, release=3)))
    assert after[town.uid("works")] == west
    assert after[town.uid("stone_east")] == east
    assert dict(map(tuple, town.query(where, release=2))) == before
    moved = {town.uid(key) for key in ("works", "kiosk", "astride", "two_blocks")}
    assert {uid for uid in after if after[uid] != before[uid]} == moved
    # And the zones as surveyed bring nothing new.
    assert town.survey(town.world.zones()).release_id is None


def test_zones_that_came_before_the_streets_get_theirs(office):
    office.survey(office.world.zones())
    office.survey(office.world.streets(), "street")
    rows = office.query(
        "SELECT s.code, count(*) FROM zone_version z LEFT JOIN street_version s"
        " ON s.street_uid = z.street_uid WHERE upper_inf(z.sys) GROUP BY 1 ORDER BY 1"
    )
    assert rows == [("110105901", 4), ("110105902", 5)]


def test_somebody_published_meanwhile(town, zones, monkeypatch):
    stage = load.stage_rows

    def stage_too_late(*arguments):
        monkeypatch.setattr(load, "stage_rows", stage)
        town.survey(spoil(zones, "works", 小区名称="先到"))
        return stage(*arguments)

    monkeypatch.setattr(load, "stage_rows", stage_too_late)
    with pytest.raises(ConflictError) as lost:
        town.survey(spoil(zones, "works", 小区名称="后到"))
    assert lost.value.code == "published_meanwhile"
    assert town.one("SELECT count(*) FROM release") == 3
    assert read_release(town, 3)[town.world.code("works")][0] == "先到"


@pytest.mark.parametrize("same_file", [True, False])
def test_of_twenty_publishers_at_once_exactly_one_wins(town, zones, same_file):
    ready = threading.Barrier(20)
    paths = [
        town.write(spoil(zones, "works", 小区名称=f"第{0 if same_file else n}家"))
        for n in range(1 if same_file else 20)
    ]

    def publish(number: int) -> str:
        path = paths[number % len(paths)]

        def wait_for_the_rest(done, _total, _label):
            if done == 3:  # identified: all have seen the same release
                ready.wait(60)

        try:
            result = load.load_survey(
                town.database, town.profile, path, SurveyRequest(PlaceKind.ZONE), ACTOR,
                without_tiles, wait_for_the_rest,
            )  # fmt: skip
        except ConflictError as error:
            return error.code
        return f"release {result.release_id}"

    with ThreadPoolExecutor(20) as pool:
        outcomes = sorted(pool.map(publish, range(20)))
    assert outcomes.count("release 3") == 1
    assert set(outcomes) - {"release 3"} <= {"published_meanwhile", "loaded_meanwhile"}
    assert town.one("SELECT count(*) FROM release") == 3
    assert len(read_release(town, 3)) == 9
    assert town.one("SELECT count(*) FROM survey WHERE status = 'published'") == 3


def test_moments_of_releases_grow_even_when_the_clock_is_set_back(town, zones):
    with town.database.write() as connection:
        connection.execute(
            text("UPDATE release SET published_at = now() + interval '1 year' WHERE id = 2")
        )
        connection.execute(
            text(
                "UPDATE zone_version SET valid = tstzrange(NULL, NULL),"
                " sys = tstzrange(now() + interval '1 year', NULL)"
            )
        )
    town.survey(spoil(zones, "works", 小区名称="新名"))
    assert town.one("SELECT max(id) = 3 AND count(*) = 3 FROM release")
    assert read_release(town, 3)[town.world.code("works")][0] == "新名"
    assert read_release(town, 2)[town.world.code("works")][0] == "机床厂宿舍"


def test_a_refused_survey_leaves_no_trace(town, zones):
    before = town.content(), town.one("SELECT count(*) FROM survey")
    far = zones.set_geometry([translate(shape, xoff=50_000) for shape in zones.geometry])
    with pytest.raises(InputError):
        town.survey(far)
    assert (town.content(), town.one("SELECT count(*) FROM survey")) == before


def test_a_survey_takes_nothing_away_of_which_it_does_not_speak(town):
    attributes = "SELECT attributes FROM zone_version WHERE code = :code"
    attributes += " AND upper_inf(sys) AND upper_inf(valid)"
    code = town.world.code("works")
    before = town.one(attributes, code=code)
    assert {"households", "aliases"} <= before.keys()
    bare = town.world.zones().loc[["works"], ["区域编码", "小区名称", "geometry"]]
    town.survey(spoil(bare, "works", 小区名称="新名"), partial=True)
    assert town.one(attributes, code=code) == before
    emptied = bare.assign(户数=None)
    town.survey(emptied, partial=True)
    kept = town.one(attributes, code=code)
    assert kept == {name: value for name, value in before.items() if name != "households"}
