"""What may be stopped, and what may stand for a time: cancelled readings and waivers."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import shapely
from sqlalchemy import text

from tests.e2e.browser import Tab
from tests.e2e.desk import DeskPage
from tests.e2e.district import CODE, NAME, District
from tests.e2e.resurveyed import SRID

pytestmark = pytest.mark.browser
NewTab = Callable[..., Tab]
# Enough to be read for some seconds on any machine.
COPIES = 24
REASON = "围墙共用，待现场复核"


def write_long(district: District, folder: Path) -> Path:
    """Writes many copies of all zones, each under codes of its own."""
    zones = district.zones[[CODE, NAME, "geometry"]].to_crs(SRID)
    copies = [zones.assign(**{CODE: zones[CODE] + f"-{copy}"}) for copy in range(COPIES)]
    path = folder / "全市成果.gpkg"
    pd.concat(copies, ignore_index=True).to_file(path, driver="GPKG")
    return path


def write_overlap(district: District, folder: Path) -> Path:
    """Writes a zone and its nearest, which reaches two metres into it."""
    zones = district.zones.to_crs(SRID)
    zone = zones.geometry[0]
    nearest = zones.geometry[1:].distance(zone).idxmin()
    reach = shapely.shortest_line(zone, zones.geometry[nearest]).buffer(2)
    zones.loc[nearest, "geometry"] = zones.geometry[nearest].union(reach)
    path = folder / "两处院子.gpkg"
    zones.loc[[0, nearest]].to_file(path, driver="GPKG")
    return path


def count_left(district: District, survey: int) -> int:
    """Returns how many rows and findings of a survey the database holds."""
    left = (
        "SELECT (SELECT count(*) FROM survey_feature WHERE survey_id = :id)"
        " + (SELECT count(*) FROM survey_finding WHERE survey_id = :id)"
    )
    with district.demo.open_database() as database, database.read() as connection:
        return int(connection.execute(text(left), {"id": survey}).scalar_one())


def test_a_reading_is_cancelled_and_another_is_handed_in(
    district: District, new_tab: NewTab, tmp_path: Path
) -> None:
    desk = district.open_desk(new_tab())
    page = desk.tab.page
    desk.drop([write_long(district, tmp_path)])
    desk.send(partial=True)
    desk.wait_for("读取中")
    head = page.get_by_role("region", name="全市成果.gpkg")
    head.get_by_role("progressbar").wait_for()
    desk.tab.shoot("work-01-reading")
    page.get_by_role("button", name="取消读取").click()
    desk.wait_for("已取消")
    page.get_by_role("tabpanel").get_by_text("没有任何改动").wait_for()
    desk.tab.shoot("work-02-cancelled")
    assert page.get_by_role("progressbar").count() == 0
    assert page.get_by_role("button", name="取消读取").count() == 0
    assert count_left(district, desk.survey) == 0
    cancelled = desk.survey
    page.get_by_role("button", name="重新读取").click()
    desk.wait_for("读取中")
    page.get_by_role("button", name="取消读取").click()
    desk.wait_for("已取消")
    district.zones.head(3).to_crs(SRID).to_file(tmp_path / "三处院子.gpkg", driver="GPKG")
    desk.drop([tmp_path / "三处院子.gpkg"])
    desk.send(partial=True)
    desk.wait_for("无变化", "可发布")
    assert desk.survey != cancelled
    assert desk.tab.complaints == []


def test_a_waiver_holds_until_its_day_and_is_taken_back_by_another(
    district: District, new_tab: NewTab, tmp_path: Path
) -> None:
    desk = district.open_desk(new_tab())
    desk.drop([write_overlap(district, tmp_path)])
    desk.send(partial=True)
    desk.wait_for("有问题待处理")
    detail = desk.step_to("T1")
    assert "放行" in detail
    desk.tab.page.keyboard.press("w")
    until = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=30)
    desk.sheet.locator("input[type=date]").fill(until.isoformat())
    desk.tab.shoot("work-10-waive")
    desk.confirm("放行", REASON)
    desk.tab.wait_for("() => !document.querySelector(\"[data-group='T1 E']\")")

    other = district.open_desk(new_tab(), district.add_person("second-surveyor", "gis_staff"))
    other.go(f"{district.demo.base}/surveys/{desk.survey}/findings")
    read_waiver(other, until)
    other.tab.page.get_by_role("button", name="撤销放行").click()
    # What is open again is open for the first person too, without asking.
    desk.tab.wait_for("() => document.querySelector(\"[data-group='T1 E']\")")
    desk.wait_for("有问题待处理")
    assert desk.tab.complaints == other.tab.complaints == []


def read_waiver(desk: DeskPage, until: dt.date) -> None:
    """Sees among what may stand by whose word, why and until when."""
    page = desk.tab.page
    page.get_by_role("group", name="按处理情况").get_by_role("button", name="已放行").click()
    desk.read_groups()
    detail = desk.step_to("T1")
    assert "demo-gis-staff" in detail
    assert REASON in detail
    assert f"有效至 {until.isoformat()}" in detail
    desk.tab.shoot("work-11-waived")
