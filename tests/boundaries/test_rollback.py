"""Back to an older release, and the preview of one that is not yet made: both times, same tiles."""

import datetime as dt

import pytest
from sqlalchemy import text

from geo.boundaries.load import answer_survey, publish_staged, roll_back
from geo.errors import ConflictError, InputError, NotFoundError, Text
from geo.rows import Actor
from geo.surveys import SurveyStatus
from tests.boundaries.lifecycle import LI, WANG
from tests.boundaries.test_publish import read_day, read_release
from tests.office import without_tiles
from tests.world import bow_tie, spoil
from tiles.archive import find_archive, find_preview, make_preview_hook, make_publish_hook
from tiles.pmtiles_file import read_tiles

DAY = dt.date(2022, 11, 8)
BACK = Actor("li", "the survey was wrong")


@pytest.fixture
def folder(town):
    return town.folder / "tiles"


def go_back(town, release: int, expected: int, hook=without_tiles) -> int:
    return roll_back(town.database, release, expected, BACK, hook)


def read_moment(town, kind: str = "zone", release: int | None = None) -> list[tuple]:
    """All that was known at a release, in both times."""
    rows = town.query(
        f"SELECT v.{kind}_uid, v.code, v.name, v.attributes::text, v.survey_id, v.area_m2,"
        f" v.valid::text, v.geom::text FROM release r JOIN {kind}_version v"
        f" ON v.sys @> r.published_at WHERE r.id = :release ORDER BY 1, 7",
        release=release,
    )
    return [tuple(row) for row in rows]


def test_a_rollback_is_a_release_with_the_older_content(town, zones):
    code = town.world.code("works")
    town.survey(spoil(zones, "works", 小区名称="新名"))
    assert go_back(town, 2, 3) == 4
    assert read_release(town, 4) == read_release(town, 2)
    assert read_release(town, 3)[code][0] == "新名"
    (row,) = town.query("SELECT * FROM release WHERE id = 4")
    assert (row.previous_id, row.content_of, row.survey_id) == (3, 2, None)
    assert (row.published_by, row.reason) == ("li", "the survey was wrong")
    assert (row.streets, row.zones) == (2, 9)
    last = town.query("SELECT actor, action, subject, detail FROM audit_entry ORDER BY id")[-1]
    assert tuple(last) == (
        "li", "release.roll_back", "release 4",
        {"content_of": 2, "previous": 3, "reason": "the survey was wrong"},
    )  # fmt: skip


def test_all_that_was_known_is_known_again_in_both_times(town, zones):
    uid = town.uid("works")
    town.survey(spoil(zones, "works", 小区名称="新名"), surveyed_on=DAY)
    town.survey(zones.drop("kiosk"), accepted={"D1": ""}, surveyed_on=DAY)
    assert go_back(town, 3, 4) == 5
    assert go_back(town, 2, 5) == 6
    assert go_back(town, 4, 6) == 7
    for kind in ("zone", "street"):
        assert read_moment(town, kind, 5) == read_moment(town, kind, 3)
        assert read_moment(town, kind, 6) == read_moment(town, kind, 2)
        assert read_moment(town, kind, 7) == read_moment(town, kind, 4)
    before = DAY - dt.timedelta(days=1)
    assert read_day(town, uid, before, release=5) == ["机床厂宿舍"]
    assert read_day(town, uid, DAY, release=5) == ["新名"]
    assert read_day(town, uid, DAY, release=6) == ["机床厂宿舍"]


def test_no_row_changes_but_that_it_ends(town, zones):
    columns = "id, zone_uid, street_uid, code, name, attributes, area_m2, geom, valid, lower(sys)"
    town.survey(spoil(zones, "works", 小区名称="新名"), surveyed_on=DAY)
    before = town.query(f"SELECT {columns} FROM zone_version ORDER BY id")
    go_back(town, 2, 3)
    after = town.query(f"SELECT {columns} FROM zone_version ORDER BY id")
    assert after[: len(before)] == before
    overlaps = town.one(
        "SELECT count(*) FROM zone_version a JOIN zone_version b ON a.zone_uid = b.zone_uid"
        " AND a.id < b.id AND a.valid && b.valid AND a.sys && b.sys"
    )
    assert overlaps == 0


def test_places_that_were_added_go_and_those_removed_come_back_as_themselves(town, zones):
    old = town.uids()
    new = spoil(zones.drop("works"), "kiosk", 区域编码="CY-110105902-100")
    new = new.set_geometry([s if k != "kiosk" else s.buffer(40) for k, s in new.geometry.items()])
    town.survey(new, accepted={"D1": "", "T1": "x", "T3": "x", "D3": "", "D4": ""})
    assert town.uids() != old
    go_back(town, 2, 3)
    assert town.uids() == old


def test_streets_come_back_and_with_them_where_the_zones_lie(town):
    where = (
        "SELECT v.zone_uid, v.street_uid FROM release r JOIN zone_version v"
        " ON v.sys @> r.published_at AND v.valid @> r.published_at WHERE r.id = :release ORDER BY 1"
    )
    streets = town.world.streets()
    streets.geometry = [town.world.block(-1000, 0, 700, 1000), town.world.block(700, 0, 1000, 1000)]
    town.survey(streets, "street", accepted={"D1": "", "D4": "the river"})
    go_back(town, 2, 3)
    assert town.query(where, release=4) == town.query(where, release=2)
    assert town.query(where, release=3) != town.query(where, release=2)
    assert read_release(town, 4, "street") == read_release(town, 2, "street")


def test_reference_layers_come_back(town, zones):
    add = (
        "INSERT INTO base_feature (kind, survey_id, row_no, name, geom, sys)"
        " SELECT 'road', 1, :row,"
        " :name, ST_SetSRID('LINESTRING(116.5 39.9, 116.6 39.9)'::geometry, 4490),"
        " tstzrange((SELECT published_at FROM release WHERE id = :since), NULL)"
    )
    shown = (
        "SELECT name FROM base_feature b JOIN release r ON b.sys @> r.published_at"
        " WHERE r.id = :release"
    )
    town.survey(spoil(zones, "works", 小区名称="新名"))
    with town.database.write() as connection:
        connection.execute(text(add), {"row": 1, "name": "旧路", "since": 2})
        connection.execute(
            text(
                "UPDATE base_feature SET sys = tstzrange(lower(sys),"
                " (SELECT published_at FROM release WHERE id = 3))"
            )
        )
        connection.execute(text(add), {"row": 1, "name": "新路", "since": 3})
    go_back(town, 2, 3)
    assert [town.one(shown, release=release) for release in (2, 3, 4)] == ["旧路", "新路", "旧路"]


def test_what_cannot_be_gone_back_to(town, zones):
    town.survey(spoil(zones, "works", 小区名称="新名"))
    go_back(town, 2, 3)
    before = town.content()
    for release, expected, error, code in (
        (3, 3, ConflictError, "published_meanwhile"),
        (4, 4, ConflictError, "nothing_to_roll_back"),
        (2, 4, ConflictError, "nothing_to_roll_back"),
        (99, 4, NotFoundError, "release_not_found"),
    ):
        with pytest.raises(error) as refused:
            go_back(town, release, expected)
        assert refused.value.code == code
    with pytest.raises(InputError) as refused:
        roll_back(town.database, 3, 4, Actor("li"), without_tiles)
    assert refused.value.code == "reason_missing"
    assert town.content() == before


def test_a_survey_staged_before_a_rollback_is_read_again(desk, town, zones):
    town.survey(spoil(zones, "works", 小区名称="新名"))
    survey_id = desk.stage(spoil(zones, "works", 小区名称="更新名"))
    assert go_back(town, 2, 3) == 4
    with pytest.raises(ConflictError) as old:
        desk.publish(survey_id, expected=4)
    assert old.value.code == "survey_outdated"


# --- Tiles -----------------------------------------------------------------------------------


def test_published_and_rolled_back_the_tiles_are_the_same_to_the_byte(town, zones, folder):
    hook = make_publish_hook(town.profile, folder)
    town.survey(spoil(zones, "works", 小区名称="一"), hook=hook)
    changed = spoil(zones, "works", 小区名称="二", geometry=zones.geometry["works"].buffer(-9))
    town.survey(changed.drop("kiosk"), accepted={"D1": ""}, hook=hook)
    assert go_back(town, 3, 4, hook) == 5
    third, fourth, fifth = (find_archive(folder, release).read_bytes() for release in (3, 4, 5))
    assert third == fifth
    assert third != fourth
    rows = town.query("SELECT archive_sha256 FROM release WHERE id IN (3, 5)")
    assert len({row.archive_sha256 for row in rows}) == 1


def test_the_preview_is_what_would_be_published(desk, town, zones, folder):
    streets = town.world.streets()
    streets.geometry = [town.world.block(-1000, 0, 700, 1000), town.world.block(700, 0, 1000, 1000)]
    town.survey(
        streets, "street", accepted={"D1": "", "D4": ""}
    )  # plans of these tables are cached
    new = zones.loc[["works"]].translate(yoff=-210)
    added = spoil(zones.loc[["works"]], "works", 区域编码="CY-110105901-100", 小区名称="新院")
    added = added.set_geometry(new)
    survey_id = desk.receive(added, partial=True)
    tables = ("zone", "zone_version", "street_version", "release", "lineage")
    before = {table: town.content()[table] for table in tables}
    hook = make_preview_hook(town.profile, folder, survey_id)
    assert desk.run(survey_id, preview=hook) is SurveyStatus.STAGED
    assert {table: town.content()[table] for table in tables} == before
    assert town.query("SELECT place_uid FROM survey_feature WHERE survey_id = :i", i=survey_id) == [
        (None,)
    ]
    preview = read_tiles(find_preview(folder, survey_id, 1))
    publish = make_publish_hook(town.profile, folder)
    release = publish_staged(*desk.places, survey_id, 3, LI, publish)
    assert release == 4  # the preview used no number
    assert read_tiles(find_archive(folder, release)) == preview
    assert town.uids()["CY-110105901-100"] == 10


def test_somebody_publishes_while_a_preview_is_drawn(desk, town, zones, folder):
    first = desk.stage(spoil(zones, "works", 小区名称="先"))
    survey_id = desk.receive(spoil(zones, "kiosk", 小区名称="后"))
    draw = make_preview_hook(town.profile, folder, survey_id)
    publish = make_publish_hook(town.profile, folder)

    def draw_meanwhile(connection, release_id):
        draw(connection, release_id)
        assert publish_staged(*desk.places, first, 2, WANG, publish) == 3

    assert desk.run(survey_id, preview=draw_meanwhile) is SurveyStatus.STAGED
    assert read_release(town, 3)[town.world.code("works")][0] == "先"
    with pytest.raises(ConflictError):
        desk.publish(survey_id, expected=3)


def test_a_preview_that_cannot_be_drawn_leaves_nothing_staged(desk, town, zones):
    survey_id = desk.receive(spoil(zones, "works", 小区名称="新名"))

    def fail(_connection, _release):
        raise InputError("no", Text("不行", "no"))

    assert desk.run(survey_id, preview=fail) is SurveyStatus.REFUSED
    assert town.one("SELECT count(*) FROM survey_feature WHERE survey_id = :i", i=survey_id) == 0
    assert desk.run(survey_id) is SurveyStatus.REFUSED


def test_what_cannot_be_published_has_a_preview_all_the_same(desk, town, zones, folder):
    faulty = spoil(zones, "works", 区域编码=None, 小区名称=None)
    faulty = spoil(faulty, "river_1", geometry=bow_tie(zones.geometry["river_1"]))
    faulty = spoil(faulty, "stone_east", geometry=None)
    survey_id = desk.receive(faulty)
    hook = make_preview_hook(town.profile, folder, survey_id)
    assert desk.run(survey_id, preview=hook) is SurveyStatus.STAGED
    assert read_tiles(find_preview(folder, survey_id, 1)).tiles
    kept = "SELECT count(*) FROM survey_feature WHERE survey_id = :i AND name IS NULL"
    assert town.one(kept, i=survey_id) == 1


def test_a_repair_that_was_taken_is_staged(desk, town, zones, folder):
    crossed = spoil(zones, "works", geometry=bow_tie(zones.geometry["works"]))
    survey_id = desk.stage(crossed)
    row = list(zones.index).index("works") + 1
    answer_survey(town.database, survey_id, {"repairs": {row: "make_valid"}}, LI)
    hook = make_preview_hook(town.profile, folder, survey_id)
    assert desk.run(survey_id, preview=hook) is SurveyStatus.STAGED
    valid = "SELECT ST_IsValid(geom) FROM survey_feature WHERE survey_id = :i AND row_no = :row"
    assert town.one(valid, i=survey_id, row=row) is True
