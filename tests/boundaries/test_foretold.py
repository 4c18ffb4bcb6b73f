"""What a survey is told to move is what the records' rematch moves once it is published."""

from collections import Counter

import geopandas as gpd
import pytest

from geo.boundaries.load import check_file
from geo.records.rematch import rematch_records
from geo.surveys import PlaceKind, SurveyRequest
from tests.office import ACTOR, CONTENT, Office
from tests.world import spoil

HEADER = ("工单编号", "小区点位", "地址", "区域编码", "被反映街乡镇", "经度", "纬度", "坐标系",
          "匹配级别", "来电时间")  # fmt: skip
# Spots of the town, in metres from its middle: six about the wall of the two river estates, and
# the middles of others.
WALL = [(-440, north) for north in (120, 150, 180, 210, 240, 270)]
SPOTS = [*WALL, (-550, 200), (-300, 200), (500, 600), (-800, 175), (50, 700), (-800, 700)]
NAMES = [
    "河畔家园一期",
    "河畔家园二期",
    "机床厂宿舍",
    "八号院",
    "机厂大院",
    "跨河里",
    "空置楼",
    "两岸公馆",
]


def tell_where(town: Office, east: float, north: float) -> tuple[float, float]:
    """Returns longitude and latitude of a spot in the town."""
    spot = gpd.GeoSeries([town.world.block(east, north, east, north).centroid], crs=town.world.srid)
    (point,) = spot.to_crs(4490)
    return point.x, point.y


@pytest.fixture
def town(town):
    """The town with complaints that tell their place in every way, and more about one zone."""
    addressed = spoil(town.world.zones().assign(地址=None), "works", 地址="阜荣街10号")
    town.survey(addressed)
    works = town.world.code("works")
    said = [
        *(("", "", "", "", *tell_where(town, *spot), "CGCS2000", "小区") for spot in SPOTS),
        *((name, "", "", "", None, None, "", "") for name in NAMES),
        ("青石苑", "", "", "河西街道", None, None, "", ""),
        ("", "阜荣街10号3号楼", "", "", None, None, "", ""),
        ("", "", works, "", None, None, "", ""),
        ("", "", town.world.code("river_1"), "", None, None, "", ""),
    ]
    rows = [(f"GD-{n}", *cells, "2026-05-01") for n, cells in enumerate(said)]
    town.records("complaint", HEADER, rows)
    town.records(
        "committee",
        ("区域编码", "组织类型", "状态"),
        [(works, "业主委员会", "已备案"), (town.world.code("river_1"), "业主委员会", "已备案")],
    )
    rematch_records(town.database, town.profile, ACTOR)
    return town


def reshape(town, zones):
    """The wall between the two river estates comes 80 m to the west."""
    one, two = town.world.block(-600, 100, -480, 300), town.world.block(-480, 100, -200, 300)
    return spoil(spoil(zones, "river_1", geometry=one), "river_2", geometry=two)


def split(town, zones):
    front = spoil(zones, "works", geometry=town.world.block(400, 500, 495, 700), 小区名称="前院")
    back = spoil(zones.loc[["works"]], "works", geometry=town.world.block(495, 500, 600, 700))
    back = spoil(back, "works", 区域编码="CY-110105902-302", 小区名称="后院")
    return gpd.pd.concat([front, back.rename(index={"works": "back"})])


def merge(town, zones):
    whole = town.world.block(-600, 100, -200, 300)
    merged = spoil(zones.drop("river_2"), "river_1", geometry=whole, 小区名称="河畔家园")
    return spoil(merged, "river_1", 区域编码="CY-110105901-303")


def remove(_town, zones):
    return zones.drop("works")


def rename(_town, zones):
    return spoil(zones, "works", 小区名称="工友新村", 别名=None)


def recode(_town, zones):
    return spoil(zones, "works", 区域编码="CY-110105902-304")


def take_name(_town, zones):
    return spoil(zones, "empty", 小区名称="八号院")


def add(town, zones):
    new = spoil(zones.loc[["empty"]], "empty", geometry=town.world.block(-830, 650, -770, 750))
    return gpd.pd.concat([zones, spoil(new, "empty", 区域编码="CY-110105901-305")])


WAYS = [reshape, split, merge, remove, rename, recode, take_name, add]
ACCEPTED = {"D1": "town", "A5": "town", "T3": "town", "D4": "town"}


def look(town, frame, kind=PlaceKind.ZONE):
    return check_file(town.database, town.profile, town.write(frame), SurveyRequest(kind))


def list_places(town) -> dict[tuple[str, str], str | None]:
    """Returns the code of the zone of each complaint."""
    rows = town.query(
        "SELECT c.source_key AS key, z.code FROM complaint c LEFT JOIN zone_version z"
        " ON z.zone_uid = c.zone_uid AND upper_inf(z.sys) AND upper_inf(z.valid)"
        " WHERE upper_inf(c.sys)"
    )
    return {row.key: row.code for row in rows}


def count_rates(report, when):
    return {(r["id"], r["definition"]): r[when] for r in report.summary["rates"]}


@pytest.mark.parametrize("change", WAYS)
def test_what_is_foretold_comes_true(town, change):
    frame = change(
        town, town.world.zones().assign(地址=None).pipe(spoil, "works", 地址="阜荣街10号")
    )
    before, content = list_places(town), town.content()
    report = look(town, frame)
    told = report.summary["moves"]
    # Nothing was written, nothing is left of what was supposed.
    assert town.content() == content
    town.survey(frame, accepted=ACCEPTED)
    result = rematch_records(town.database, town.profile, ACTOR, release_id=1)
    assert (told["gained"], told["lost"], told["moved"]) == (
        result.gained,
        result.lost,
        result.moved,
    )
    after = list_places(town)
    # Before and after a place is named as it was known then.
    names = {
        record["key"]: (
            record["from"] and record["from"]["code"],
            record["to"] and record["to"]["code"],
        )
        for record in told["records"]
        if record["kind"] == "complaint"
    }
    assert names == {key: (before[key], after[key]) for key in names}
    moved = town.query(
        "SELECT source_key FROM placement_change"
        " WHERE revision_id = (SELECT max(id) FROM revision) AND source_key LIKE 'GD-%'"
    )
    assert set(names) == ({row.source_key for row in moved} if result.revision_id else set())
    # The rates, as they are now without any further change.
    assert count_rates(report, "after") == count_rates(look(town, frame), "before")


def test_a_wall_that_moves_takes_complaints_with_it(town):
    report = look(town, reshape(town, town.world.zones()))
    assert report.summary["complaints_moving"] == len(WALL)
    assert report.summary["moves"]["moved"] == len(WALL)
    one, two = town.world.code("river_1"), town.world.code("river_2")
    ends = Counter((r["from"]["code"], r["to"]["code"]) for r in report.summary["moves"]["records"])
    assert ends == {(one, two): len(WALL)}
    (finding,) = [f for f in report.findings if f.check == "D6"]
    assert (finding.severity, finding.code, finding.measured) == ("W", one, len(WALL))
    assert finding.place == town.uid("river_1")
    assert f"{len(WALL)} 件归河畔家园二期（{two}）" in finding.message.zh


def test_records_that_were_not_matched_since_count_as_well(town):
    """Two surveys without a rematch between: what the second is told to move, the rematch moves."""
    town.survey(remove(town, town.world.zones()), accepted=ACCEPTED)
    frame = reshape(town, town.world.zones().drop("works"))
    told = look(town, frame).summary["moves"]
    town.survey(frame, accepted=ACCEPTED)
    result = rematch_records(town.database, town.profile, ACTOR, release_id=1)
    assert (told["lost"], told["moved"]) == (result.lost, result.moved)
    assert told["lost"] > 0
    assert told["moved"] == len(WALL)


def test_nobody_is_kept_from_writing_while_it_is_foretold(town, monkeypatch):
    """While it is supposed that a survey is published, records and releases can be written."""
    from geo.boundaries import foretell

    supposed = foretell.suppose_rematch
    seen = []

    def look_about(connection, profile):
        moves = supposed(connection, profile)
        with town.database.write() as other:
            for table in CONTENT:
                other.exec_driver_sql(f"LOCK TABLE {table} IN EXCLUSIVE MODE NOWAIT")
                seen.append(table)
        return moves

    monkeypatch.setattr(foretell, "suppose_rematch", look_about)
    assert look(town, remove(town, town.world.zones())).summary["complaints_moving"] > 0
    assert seen == list(CONTENT)
