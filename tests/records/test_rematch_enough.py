"""After a release only the records are asked that it may concern, and none of those is left out.

A zone that lies far from a record's may become its rival: by a name that nobody knew of before, an
alias, a former name, an address, a code, or because a record's point lies in it now.
"""

import dataclasses
from typing import Any

import geopandas as gpd
import pytest

from geo.placements import Choice, NewAlias
from geo.records.reviewing.decide import decide
from tests import world
from tests.conftest import Copies
from tests.office import ACTOR, Office
from tests.records.desk import Desk
from tests.world import spoil

HEADER = ("工单编号", "小区点位", "地址", "区域编码", "被反映街乡镇", "经度", "纬度", "坐标系",
          "来电时间")  # fmt: skip
FAR_HOUSE = (-600, 900, -560, 940)


@pytest.fixture
def town(make_database: Copies, town_template: str, profile, tmp_path):
    """A town whose places may be surveyed anew."""
    database = make_database(town_template)
    yield Office(database, profile, world.CHAOYANG, tmp_path)
    make_database.drop(database)


@pytest.fixture
def zones(town):
    return town.world.zones()


@pytest.fixture
def order(town):
    """Loads a work order that says something of its place."""

    def run(name="", *, address="", code="", street="", point=(None, None)) -> None:
        crs = "CGCS2000" if point[0] else ""
        cells = (name, address, code, street, *point, crs, "2022-05-01")
        number = town.one("SELECT count(*) FROM complaint")
        town.records("complaint", HEADER, [(f"GD-{number}", *cells)])

    return run


def resurvey(town: Office, frame: gpd.GeoDataFrame) -> int:
    return town.survey(frame, accepted={"D1": "town", "A5": "town"}).release_id


def tell_where(town: Office, east: float, north: float) -> tuple[float, float]:
    """Returns longitude and latitude of a place in the town, in metres from its middle."""
    spot = gpd.GeoSeries([town.world.block(east, north, east, north).centroid], crs=4548)
    (point,) = spot.to_crs(4490)
    return point.x, point.y


def follow(desk: Desk, release: int) -> tuple[int, int, int]:
    """Matches what a release may concern; returns how many were lost and moved, and how many asked.

    What asking everything would change is the same.
    """
    whole = desk.rematch(dry_run=True)
    part = desk.rematch(release_id=release, dry_run=True)
    assert dataclasses.replace(part, unchanged=0) == dataclasses.replace(whole, unchanged=0)
    desk.rematch(release_id=release)
    again = desk.rematch()
    assert (again.gained, again.lost, again.moved, again.others) == (0, 0, 0, 0)
    asked = part.gained + part.lost + part.moved + part.others + part.unchanged
    return part.lost, part.moved, asked


def place(desk: Desk) -> list[tuple[str, Any]]:
    return [(row.placement, row.zone_uid) for row in desk.where()]


def test_a_far_zone_takes_the_alias_of_a_survey(desk, town, zones, order):
    order("八号院")
    order("青石苑", street="河东街道")
    assert place(desk)[0] == ("matched", town.uid("works"))
    release = resurvey(town, spoil(zones, "empty", 小区名称="八号院"))
    assert follow(desk, release) == (1, 0, 1)


def test_a_far_zone_takes_the_alias_that_a_person_gave(desk, town, zones, order):
    order("春风里")
    alias = NewAlias("春风里", "district")
    decided = decide(
        town.database,
        town.profile,
        Choice(desk.key("春风里"), "zone", town.uid("works"), alias),
        ACTOR,
    )
    order("春风里", street="河东街道")
    order("机床厂宿舍")
    assert decided.rows == 1
    assert set(place(desk)) == {("matched", town.uid("works"))}
    lost, moved, asked = follow(desk, resurvey(town, spoil(zones, "stone_east", 小区名称="春风里")))
    assert (lost + moved, asked) == (1, 2)


def test_a_far_zone_takes_a_former_name(desk, town, zones, order):
    resurvey(town, spoil(zones, "works", 小区名称="工友新村"))
    desk.rematch()
    order("机床厂宿舍")
    assert place(desk) == [("matched", town.uid("works"))]
    named = spoil(spoil(zones, "works", 小区名称="工友新村"), "empty", 小区名称="机床厂宿舍")
    lost, moved, _ = follow(desk, resurvey(town, named))
    assert lost + moved == 1


def test_a_far_zone_takes_an_address(desk, town, zones, order):
    housed = spoil(zones.assign(地址=None), "works", 地址="阜荣街10号")
    resurvey(town, housed)
    desk.rematch()
    order(address="阜荣街10号")
    order(address="阜荣街12号")
    assert place(desk)[0] == ("matched", town.uid("works"))
    housed = spoil(housed, "empty", 地址="阜荣街8、10号")
    assert follow(desk, resurvey(town, housed))[0] == 1


def test_a_far_zone_takes_the_spot_of_a_point(desk, town, zones, order):
    """The name says one zone; where the point lies there is another now."""
    far = tell_where(town, -580, 920)
    order("机床厂宿舍", street="河东街道", point=far)
    assert place(desk) == [("matched", town.uid("works"))]
    new = zones.rename(index={"empty": "house"})
    new = spoil(new, "house", geometry=town.world.block(*FAR_HOUSE), 区域编码="CY-110105901-300",
                小区名称="新楼")  # fmt: skip
    assert follow(desk, resurvey(town, new))[2] == 1


def test_a_far_zone_takes_a_code_or_the_name_beside_a_code(desk, town, zones, order):
    order("机床厂宿舍", code="CY-110105901-300")
    order("春风里", code=town.world.code("river_1"))
    order("河畔家园一期")
    assert [where for where, _ in place(desk)] == ["matched"] * 3
    coded = spoil(zones, "empty", 区域编码="CY-110105901-300", 小区名称="春风里")
    lost, moved, asked = follow(desk, resurvey(town, coded))
    assert (lost + moved, asked) == (2, 2)


def test_a_far_zone_may_be_another_part(desk, town, zones, order):
    """机床厂宿舍一期 was the only 机床厂宿舍; now there is 机床厂宿舍花园二期."""
    order("机床厂宿舍一期")
    follow(desk, resurvey(town, spoil(zones, "empty", 小区名称="机床厂宿舍花园二期")))


def test_an_area_that_is_no_more_explains_no_text(desk, town, zones, order):
    named = spoil(zones.assign(社区=None), "empty", 社区="春风里社区")
    resurvey(town, named)
    desk.rematch()
    order("春风里社区机床厂宿舍")
    order("春风里八号院")
    follow(desk, resurvey(town, zones))
