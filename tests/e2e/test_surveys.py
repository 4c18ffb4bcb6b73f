"""A GIS officer's whole way with a survey, and what the others see of it."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.browser import PATIENCE_S, Tab
from tests.e2e.desk import DeskPage
from tests.e2e.district import District
from tests.e2e.driver import MapPage
from tests.e2e.resurveyed import Resurvey, resurvey

pytestmark = pytest.mark.browser
NewTab = Callable[..., Tab]
ZONES = 1637


@pytest.fixture
def survey(district: District, tmp_path: Path) -> Resurvey:
    return resurvey(district.zones, tmp_path)


def test_a_survey_goes_its_whole_way_and_back(
    district: District, survey: Resurvey, new_tab: NewTab, official: Callable[[], str]
) -> None:
    colleague = MapPage(new_tab()).open(official())
    colleague.go_to(*district.find(survey.split), 16.2)
    before = read_map(colleague)
    colleague.tab.shoot("survey-01-map-before")
    desk = district.open_desk(new_tab())
    hand_in(desk, survey)
    judge(desk, survey)
    compare(desk, district, survey)
    approve(district, desk.survey, new_tab())
    publish(desk)
    colleague.tab.wait_for(f"() => {_SUM} === {ZONES - 1}")
    colleague.wait_until_painted()
    colleague.tab.shoot("survey-20-map-after")
    after = read_map(colleague)
    assert "分出的东院" in after["names"]
    assert "分出的东院" not in before["names"]
    roll_back(desk, district.release)
    colleague.tab.wait_for(f"() => {_SUM} === {ZONES}")
    wait_for_records(colleague, before)
    colleague.tab.shoot("survey-24-map-again")
    assert read_map(colleague) == before
    assert colleague.tab.complaints == desk.tab.complaints == []


_SUM = (
    "[...document.querySelectorAll('[data-class]')]"
    ".reduce((sum, e) => sum + Number(e.dataset.count), 0)"
)


def read_map(page: MapPage) -> dict[str, Any]:
    """Returns the legend's counts, and the zones in sight with their names and colours."""
    seen: list[list[Any]] = page.tab.ask(
        """() => {
          const { map } = window.__onemap
          const source = map.getStyle().layers.find(l => l['source-layer'] === 'zone').source
          const found = map.querySourceFeatures(source, { sourceLayer: 'zone' })
          return [...new Set(found.map(f => JSON.stringify([f.properties.name,
            map.getFeatureState({ source, sourceLayer: 'zone', id: f.id }).k ?? null])))].sort()
            .map(one => JSON.parse(one))
        }"""
    )
    return {"legend": page.read_legend(), "names": [name for name, _ in seen], "seen": seen}


def wait_for_records(page: MapPage, wanted: dict[str, Any]) -> None:
    """Waits until the records, which are matched again after a release, are where they were."""
    end = time.monotonic() + PATIENCE_S
    while read_map(page) != wanted and time.monotonic() < end:
        time.sleep(0.2)
    page.wait_until_painted()


def hand_in(desk: DeskPage, survey: Resurvey) -> None:
    """Drops the file and answers its question."""
    desk.tab.shoot("survey-02-start")
    desk.drag(survey.parts)
    desk.tab.shoot("survey-03-over")
    desk.drop(survey.parts)
    desk.tab.shoot("survey-04-sheet")
    desk.send()
    desk.wait_for("待答复")
    question = desk.tab.page.get_by_role("region", name="需要答复的问题")
    assert "EPSG:4548" in question.inner_text()
    assert question.get_by_role("radio").first.is_checked()
    desk.tab.shoot("survey-05-question")
    desk.tab.page.get_by_role("button", name="应用并重新读取").click()
    desk.wait_for("有问题待处理")


def judge(desk: DeskPage, survey: Resurvey) -> None:
    """Goes through the findings by keyboard, takes a repair, waives the overlap."""
    assert {"G3 E": 1, "T1 E": 1, "D1 E": 1}.items() <= desk.read_groups().items()
    detail = desk.step_to("G3")
    assert survey.crossed in detail
    desk.wait_for_map()
    desk.tab.shoot("survey-06-invalid")
    desk.tab.page.get_by_role("button", name="采用").first.click()
    desk.tab.page.get_by_role("button", name="修复并重新检查").click()
    desk.tab.wait_for("() => !document.querySelector(\"[data-group='G3 E']\")")
    desk.wait_for("有问题待处理")
    assert survey.overlapping[1] in desk.step_to("T1")
    desk.wait_for_map()
    desk.tab.shoot("survey-07-overlap")
    desk.tab.page.keyboard.press("w")
    desk.tab.shoot("survey-08-waive")
    desk.confirm("放行", "围墙共用，重叠待现场复核")
    desk.tab.wait_for("() => !document.querySelector(\"[data-group='T1 E']\")")
    assert desk.read_groups()["D1 E"] == 1


def compare(desk: DeskPage, district: District, survey: Resurvey) -> None:
    """Looks at what would change, as a list and on the map."""
    changes = desk.choose("变化")
    for word in ("拆分", "合并", "撤销", "形状调整"):
        changes.get_by_role("button", name=word).first.wait_for()
    changes.get_by_role("button", name="拆分").click()
    changes.get_by_role("button", name=district.name(survey.split)).first.click()
    desk.wait_for_map()
    desk.tab.shoot("survey-09-split")
    desk.show("卷帘")
    desk.tab.shoot("survey-10-swipe")
    slider = desk.tab.page.get_by_role("slider")
    slider.focus()
    for _ in range(3):
        slider.press("PageDown")
    assert slider.get_attribute("aria-valuenow") == "20"
    desk.tab.shoot("survey-11-swiped")
    desk.show("叠加")
    desk.choose("属性")
    desk.tab.page.get_by_role("tabpanel").get_by_text(survey.split).first.wait_for()
    desk.tab.shoot("survey-12-attributes")


def approve(district: District, survey: int, tab: Tab) -> None:
    """A second person, who may not publish, approves."""
    second = district.open_desk(tab, "demo-district-official")
    second.go(f"{district.demo.base}/surveys/{survey}/publish")
    second.tab.page.get_by_role("button", name="批准").wait_for()
    assert second.tab.page.get_by_role("button", name="发布", exact=True).is_disabled()
    second.tab.shoot("survey-13-second-person")
    second.tab.page.get_by_role("button", name="批准").click()
    second.tab.shoot("survey-14-approve")
    second.confirm("批准", "与街道核对无误")
    second.tab.page.get_by_text("“与街道核对无误”").wait_for()
    assert second.tab.complaints == []


def publish(desk: DeskPage) -> None:
    """Publishes; the approval of the other person has arrived by itself."""
    page = desk.tab.page
    desk.choose("发布")
    page.get_by_text("“与街道核对无误”").wait_for()
    desk.tab.shoot("survey-15-ready")
    page.get_by_role("button", name="发布", exact=True).click()
    desk.tab.shoot("survey-16-publish")
    desk.confirm("发布", "2026年全区复测")
    desk.wait_for("已发布")
    desk.tab.shoot("survey-17-published")


def roll_back(desk: DeskPage, release: int) -> None:
    """Puts the release before in force again."""
    page = desk.tab.page
    page.get_by_role("link", name="发布历史").first.click()
    page.get_by_role("button", name=f"回退到第 {release} 版").click()
    desk.tab.shoot("survey-21-rollback")
    desk.sheet.get_by_role("textbox").fill("复测有误，退回")
    desk.sheet.get_by_role("button", name="下一步").click()
    desk.sheet.get_by_role("textbox").fill(f"回退到第{release}版")
    desk.tab.shoot("survey-22-word")
    desk.sheet.get_by_role("button", name="确认回退").click()
    page.get_by_text(f"同第 {release} 版").first.wait_for()
    desk.tab.shoot("survey-23-history")


def test_an_edit_by_hand_goes_the_same_way(district: District, new_tab: NewTab) -> None:
    desk = district.open_desk(new_tab())
    desk.go(f"{district.demo.base}/surveys/{district.survey}")
    page = desk.tab.page
    code = "CY-110105001-005"
    known = desk.ask(f"/search?q={district.name(code)}")
    desk.show("修改图形")
    desk.look_at(*district.find(code), 17)
    page.mouse.click(*desk.find_on_page(*district.find(code)))
    page.get_by_text("拖动顶点移动").wait_for()
    corner, outwards = district.find_corner(code)
    desk.drag_vertex(corner, outwards)
    page.locator("[data-place]").wait_for()
    desk.tab.shoot("edit-01-vertex")
    panel = page.get_by_role("complementary", name="修改边界")
    assert district.name(code) in panel.inner_text()
    panel.get_by_role("textbox").last.fill("依据现场复核，调整东侧边界")
    panel.get_by_role("button", name="提交为测绘").click()
    desk.wait_for("可发布", "有问题待处理")
    desk.wait_for_map()
    desk.tab.shoot("edit-02-staged")
    (change,) = desk.ask(f"/surveys/{desk.survey}/changes")["changes"]
    assert (change["code"], change["change"]) == (code, "reshaped")
    assert known == desk.ask(f"/search?q={district.name(code)}")
    assert desk.tab.complaints == []


def test_a_disguised_file_is_refused_in_words(
    district: District, new_tab: NewTab, tmp_path: Path
) -> None:
    disguised = tmp_path / "区域.geojson"
    disguised.write_text("<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>", "utf-8")
    desk = district.open_desk(new_tab())
    desk.drop([disguised])
    desk.send(partial=True)
    desk.wait_for("已退回")
    text = desk.tab.page.get_by_role("tabpanel").inner_text()
    assert "程序出错" not in text
    assert "现行地图没有改动" in text
    desk.tab.shoot("survey-30-refused")
    desk.tab.page.get_by_role("button", name="更多").click()
    desk.tab.page.get_by_role("menuitem", name="撤回这份成果").click()
    desk.confirm("撤回", "不是测绘成果")
    desk.wait_for("已撤回")
    desk.tab.shoot("survey-31-withdrawn")


def test_the_desk_is_closed_to_a_viewer(district: District, new_tab: NewTab) -> None:
    tab = new_tab()
    tab.page.goto(district.demo.link("demo-viewer"))
    tab.page.get_by_role("button", name="表格").wait_for()
    assert tab.page.get_by_role("link", name="测绘台").count() == 0
    tab.page.goto(f"{district.demo.base}/surveys")
    tab.page.get_by_text("当前账号不能进入测绘台").wait_for()
    tab.shoot("survey-32-closed")
    status = tab.ask("async () => (await fetch('/api/v1/surveys')).status")
    assert status == 403


@pytest.mark.parametrize(
    ("language", "appearance"), [("zh", "dark"), ("en", "light"), ("en", "dark")]
)
def test_the_desk_fits_a_small_screen(
    district: District, new_tab: NewTab, language: str, appearance: str
) -> None:
    tab = new_tab(1366, 768)
    said = json.dumps({"language": language, "appearance": appearance})
    tab.page.add_init_script(f"localStorage.setItem('onemap.preferences', {json.dumps(said)})")
    tab.page.goto(district.demo.link("demo-gis-staff"), wait_until="domcontentloaded")
    for name, path in (
        ("start", ""),
        ("survey", f"/{district.survey}/attributes"),
        ("releases", "/releases"),
    ):
        tab.page.goto(f"{district.demo.base}/surveys{path}", wait_until="domcontentloaded")
        tab.page.locator(".start, .desk-table tbody tr").first.wait_for()
        tab.shoot(f"desk-{name}-{language}-{appearance}")
        wide = tab.ask("() => document.documentElement.scrollWidth")
        assert wide <= 1366
        assert "desk." not in tab.page.inner_text("body")
    assert tab.complaints == []
