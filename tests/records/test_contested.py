"""What has its place by itself may be contested: a person decides on all that says the same."""

import pytest

from geo.catalog.state import read_state
from geo.errors import ConflictError, NotFoundError
from geo.placements import Choice, NewAlias
from geo.records.reviewing.decide import decide, preview_decision
from geo.records.reviewing.placed import find_placed
from tests.office import ACTOR

NAMED = {"区域编码": None}


@pytest.fixture
def placed(load):
    """Two work orders and a penalty that say 八号院, one order that says 机床厂宿舍."""
    load(
        "complaint",
        {**NAMED, "工单编号": "GD-1", "小区点位": "八号院"},
        {**NAMED, "工单编号": "GD-2", "小区点位": "八号院"},
        {**NAMED, "工单编号": "GD-3", "小区点位": "机床厂宿舍"},
        {**NAMED, "工单编号": "GD-4", "小区点位": "青石苑", "被反映街乡镇": "河西街道"},
    )
    load("enforcement", {**NAMED, "小区名称": "八号院"})


@pytest.fixture
def why(town):
    """Tells why a record is in a zone."""

    def run(zone: str, key: str, kind: str = "complaint"):
        with town.database.read() as connection:
            moment = read_state(connection).moment
            return find_placed(connection, moment, town.uid(zone), kind, key)

    return run


def choose(town, key: str, zone: str | None, **how) -> Choice:
    uid = None if zone is None else town.uid(zone)
    return Choice(key, "elsewhere" if zone is None else "zone", uid, placed=True, **how)


@pytest.mark.usefixtures("placed")
def test_a_record_tells_why_it_is_where_it_is(why):
    told = why("works", "GD-1")
    assert told["said"] == {"zone_name": "八号院"}
    assert (told["by"], told["runner_up"], told["margin"], told["open"]) == (
        "name",
        None,
        None,
        True,
    )
    assert [fact["en"] for fact in told["facts"]][1] == "Another name in the survey: 八号院"
    other = why("stone_west", "GD-4")
    assert other["runner_up"]["name"] == "青石苑"
    assert other["runner_up"]["street_name"] == "河东街道"
    assert other["margin"] == round(other["confidence"] - other["runner_up"]["confidence"], 3) > 0
    assert other["runner_up"]["facts"][-1]["en"].startswith("Street differs")
    for zone, key in (("kiosk", "GD-1"), ("works", "GD-9")):
        with pytest.raises(NotFoundError):
            why(zone, key)


@pytest.mark.usefixtures("placed")
def test_all_that_says_the_same_moves_and_comes_back(town, desk, why):
    key = why("works", "GD-1")["key"]
    before, places = desk.where(), desk.places()
    choice = choose(town, key, "kiosk")
    assert preview_decision(town.database, town.profile, choice).rows == 3
    assert desk.where() == before
    made = decide(town.database, town.profile, choice, ACTOR)
    kiosk = ("matched", town.uid("kiosk"))
    moved = {number for number, where in desk.places().items() if where == kiosk}
    assert moved == {"GD-1", "GD-2", "京朝房罚〔2022〕1号"}
    assert made.rows == 3
    told = why("kiosk", "GD-1")
    assert (told["by"], told["open"]) == ("decided", False)
    assert desk.rematch().revision_id is None

    desk.undo(made.decision_id)
    assert desk.places() == places
    assert why("works", "GD-1")["open"]


@pytest.mark.usefixtures("placed")
def test_it_may_lie_elsewhere_and_later_workbooks_follow(town, desk, why, load):
    decide(town.database, town.profile, choose(town, why("works", "GD-1")["key"], None), ACTOR)
    load("complaint", {**NAMED, "工单编号": "GD-5", "小区点位": "八号院"})
    where = {number: placement for number, (placement, _) in desk.places().items()}
    assert (where["GD-1"], where["GD-5"], where["GD-3"]) == (
        "out_of_area",
        "out_of_area",
        "matched",
    )


@pytest.mark.usefixtures("placed")
def test_a_name_may_come_with_it(town, desk, why):
    key = why("works", "GD-1")["key"]
    choice = choose(town, key, "kiosk", alias=NewAlias("八号院", "district"))
    decide(town.database, town.profile, choice, ACTOR)
    assert desk.places()["GD-1"] == ("matched", town.uid("kiosk"))
    assert desk.rematch().revision_id is None


@pytest.mark.usefixtures("placed")
def test_what_is_not_said_to_be_contested_stays(town, why):
    key = why("works", "GD-1")["key"]
    with pytest.raises(NotFoundError):
        decide(town.database, town.profile, Choice(key, "zone", town.uid("kiosk")), ACTOR)
    decide(town.database, town.profile, choose(town, key, "kiosk"), ACTOR)
    with pytest.raises(ConflictError):
        decide(town.database, town.profile, choose(town, key, "works"), ACTOR)
