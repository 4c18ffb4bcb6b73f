"""A survey of streets says what it does to the zones, before the release does it."""

import datetime as dt

import pytest

from geo.boundaries.load import check_file
from geo.errors import InputError
from geo.surveys import PlaceKind, SurveyRequest
from tests.world import spoil

WEST, EAST = "110105901", "110105902"


@pytest.fixture
def town(town):
    """The town with complaints about two zones."""
    day = dt.date(2026, 5, 1)
    codes = [town.world.code(key) for key in ("river_2", "river_2", "works")]
    rows = [(f"GD-{n}", "诉求", "物业管理", day, code) for n, code in enumerate(codes)]
    town.records("complaint", ("工单编号", "工单类型", "问题分类", "来电时间", "区域编码"), rows)
    return town


@pytest.fixture
def streets(town):
    """The town's survey of streets, by west and east."""
    return town.world.streets().set_axis(["west", "east"])


def look(town, frame, **request):
    return check_file(
        town.database, town.profile, town.write(frame), SurveyRequest(PlaceKind.STREET, **request)
    )


def move_river(town, streets, east):
    """The river between the two streets comes to lie elsewhere."""
    west = spoil(streets, "west", geometry=town.world.block(-1000, 0, east, 1000))
    return spoil(west, "east", geometry=town.world.block(east, 0, 1000, 1000))


def list_streets(town):
    rows = town.query(
        "SELECT z.code, s.code AS street FROM zone_version z LEFT JOIN street_version s"
        " ON s.street_uid = z.street_uid AND upper_inf(s.sys) AND upper_inf(s.valid)"
        " WHERE upper_inf(z.sys) AND upper_inf(z.valid)"
    )
    return {row.code: row.street for row in rows}


def test_streets_that_stay_move_nothing(town, streets):
    report = look(town, streets)
    assert report.findings == ()
    assert report.summary["zones_changing_street"] == 0


def test_zones_that_change_their_street_are_told_and_do(town, streets):
    frame = move_river(town, streets, -350)
    before = list_streets(town)
    report = look(town, frame)
    river = town.world.code("river_2")
    told = {one["code"]: (one["from"]["code"], one["to"]["code"], one["complaints"])
            for one in report.summary["relocations"]}  # fmt: skip
    assert told == {river: (WEST, EAST, 2)}
    assert report.summary["zones_changing_street"] == 1
    assert report.summary["complaints_changing_street"] == 2
    (finding,) = [f for f in report.findings if f.check == "D6"]
    assert (finding.severity, finding.code, finding.measured) == ("W", river, 2)
    assert "改属河东街道" in finding.message.zh
    # A quarter of it stays behind.
    (astride,) = [f for f in report.findings if f.check == "T5" and f.code == river]
    assert (astride.row, astride.severity, astride.other_code) == (None, "W", WEST)
    assert astride.measured == pytest.approx(25, abs=0.1)
    town.survey(frame, "street", accepted={"D1": "town", "D2": "town"})
    after = list_streets(town)
    assert {code: (before[code], after[code]) for code in after if before[code] != after[code]} == {
        code: ends[:2] for code, ends in told.items()
    }


def test_a_zone_that_is_pushed_out_of_every_street_blocks(town, streets):
    frame = spoil(streets, "west", geometry=town.world.block(-1000, 0, 0, 550))
    report = look(town, frame)
    empty = town.world.code("empty")
    (fault,) = [f for f in report.findings if f.check == "T4" and f.code == empty]
    assert (fault.severity, fault.row, fault.measured) == ("E", None, pytest.approx(100))
    assert fault.message.zh.startswith(f"现有小区（{empty} 空置楼）：有 100.0%")
    assert fault.point is not None
    assert {one["code"]: one["to"] for one in report.summary["relocations"]} == {empty: None}
    with pytest.raises(InputError, match="现有小区"):
        town.survey(frame, "street", accepted={"D1": "town", "D2": "town"})
    allowed = {"D1": "town", "D2": "town", "T4": "redrawn"}
    assert town.survey(frame, "street", accepted=allowed).release_id


def test_what_was_so_before_is_not_told_again(town, streets):
    """跨河里 lies astride the river all along; it is told when it comes to lie so more."""
    astride = town.world.code("astride")
    codes = [f.code for f in look(town, move_river(town, streets, 2)).findings if f.check == "T5"]
    assert astride not in codes
    codes = [f.code for f in look(town, move_river(town, streets, 40)).findings if f.check == "T5"]
    assert astride in codes


def test_streets_that_a_survey_of_a_part_leaves_still_hold_their_zones(town, streets):
    east = spoil(streets.loc[["east"]], "east", geometry=town.world.block(0, 0, 1000, 1001))
    report = look(town, east, partial=True)
    assert report.summary["zones_changing_street"] == 0
    assert not [f for f in report.findings if f.check in {"T4", "D6"}]
