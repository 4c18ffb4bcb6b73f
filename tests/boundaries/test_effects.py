"""What a survey would do to the records and the rates, before it is published."""

import datetime as dt

import geopandas as gpd
import pytest

from geo.boundaries.load import check_file
from geo.surveys import PlaceKind, SurveyRequest
from tests.world import spoil


@pytest.fixture
def town(town):
    """The town with three complaints, a fine and a committee; all but one about two zones."""
    works, river = town.world.code("works"), town.world.code("river_1")
    day = dt.date(2026, 5, 1)
    town.records(
        "complaint",
        ("工单编号", "工单类型", "问题分类", "来电时间", "区域编码"),
        [
            ("1", "诉求", "物业管理", day, works),
            ("2", "诉求", "物业管理", day, works),
            ("3", "诉求", "物业管理", day, river),
            ("4", "诉求", "物业管理", day, town.world.code("stone_west")),
        ],
    )
    town.records(
        "enforcement",
        ("决定书文号", "处罚机关", "行政相对人名称", "区域编码", "决定日期", "处理结果"),
        [("罚1", "区住建委", "某公司", works, day, "罚款")],
    )
    town.records(
        "committee",
        ("区域编码", "组织类型", "状态"),
        [(works, "业主委员会", "已备案"), (river, "业主委员会", "已备案")],
    )
    assert town.query("SELECT placement, count(*) FROM complaint GROUP BY 1") == [("matched", 4)]
    assert town.one("SELECT count(*) FROM enforcement WHERE zone_uid IS NOT NULL") == 1
    assert town.one("SELECT count(*) FROM committee WHERE zone_uid IS NOT NULL") == 2
    return town


def look(town, frame, kind=PlaceKind.ZONE, **request):
    return check_file(
        town.database, town.profile, town.write(frame), SurveyRequest(kind, **request)
    )


def rate(report, indicator):
    return next(rate for rate in report.summary["rates"] if rate["id"] == indicator)


def test_d6_the_complaints_of_a_removed_zone_lose_it(town):
    report = look(town, town.world.zones().drop("works"))
    summary = report.summary
    assert (summary["complaints_moving"], summary["enforcement_moving"]) == (2, 1)
    assert summary["records_by_kind"] == {"committee": 1, "complaint": 2, "enforcement": 1}
    assert summary["zones"] == {"before": 9, "after": 8}
    (finding,) = [f for f in report.findings if f.check == "D6"]
    assert (finding.severity, finding.code, finding.measured) == ("W", town.world.code("works"), 2)
    assert [removal.complaints for removal in report.identified.removed] == [2]


def test_the_rates_lose_what_is_removed_and_gain_what_is_added_without_records(town):
    report = look(town, town.world.zones().drop("works"))
    governed = rate(report, "committee_rate")
    assert (governed["before"]["n"], governed["before"]["d"]) == (2, 9)
    assert (governed["after"]["n"], governed["after"]["d"]) == (1, 8)
    assert governed["after"]["rate"] == 12.5
    # Split in two, the zone's committee is that of the part that keeps its code.
    zones = town.world.zones()
    new = spoil(zones, "works", geometry=town.world.block(400, 500, 500, 700))
    half = spoil(zones.loc[["works"]], "works", 区域编码="CY-110105902-301")
    half = spoil(half, "works", geometry=town.world.block(500, 500, 600, 700))
    report = look(town, gpd.pd.concat([new, half.rename(index={"works": "half"})]))
    assert report.identified.count_changes() == {"unchanged": 8, "split": 2}
    assert rate(report, "committee_rate")["after"] == {"n": 2, "d": 10, "rate": 20.0}
    assert report.summary["complaints_moving"] == 2
    # Where neither keeps it, it is that of neither.
    parts = gpd.pd.concat([new, half.rename(index={"works": "half"})])
    report = look(town, spoil(parts, "works", 区域编码="CY-110105902-302"))
    assert rate(report, "committee_rate")["after"] == {"n": 1, "d": 10, "rate": 10.0}


def test_who_keeps_his_uid_keeps_his_records(town):
    zones = town.world.zones()
    new = spoil(zones, "works", 区域编码="CY-110105902-301")
    new = spoil(new, "stone_west", geometry=zones.geometry["stone_west"].buffer(-3))
    report = look(town, new)
    assert report.summary["complaints_moving"] == 0
    assert report.summary["records_by_kind"] == {}
    assert not [f for f in report.findings if f.check == "D6"]
    rows = report.identified.rows.set_index("code")
    assert rows["complaints"]["CY-110105902-301"] == 2
    assert rows["complaints"][town.world.code("stone_west")] == 1
    # What is unchanged is not affected.
    assert rows["complaints"][town.world.code("river_1")] == 0
    assert all(rate["before"] == rate["after"] for rate in report.summary["rates"])


def test_streets_hold_no_records_of_their_own(town):
    report = look(town, town.world.streets().iloc[:1], PlaceKind.STREET)
    assert report.summary["complaints_moving"] == 0
    assert report.summary["zones"] == {"before": 9, "after": 9}


def test_the_first_survey_moves_nothing(office):
    report = look(office, office.world.zones())
    assert report.summary == {
        "complaints_moving": 0,
        "enforcement_moving": 0,
        "records_by_kind": {},
        "moves": {"gained": 0, "lost": 0, "moved": 0, "records": []},
        "zones": {"before": 0, "after": 9},
        "rates": [],
    }


def test_the_effects_are_kept_with_the_survey(town):
    town.survey(town.world.zones().drop("works"), accepted={"D1": "torn down"})
    (kept,) = town.query("SELECT summary FROM survey ORDER BY id DESC LIMIT 1")
    assert kept.summary["complaints_moving"] == 2
    assert town.one("SELECT complaints FROM survey_removal") == 2
