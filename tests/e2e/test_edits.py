"""Zones are corrected, cut and joined by hand; what was drawn reaches every open map."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely

from tests.e2e.browser import Tab
from tests.e2e.desk import DeskPage
from tests.e2e.district import District
from tests.e2e.driver import MapPage

pytestmark = pytest.mark.browser
NewTab = Callable[..., Tab]
CORRECTED, CUT = "CY-110105001-005", "CY-110105001-007"
CUT_OFF = "手工分出的院子"
ZOOM = 17.0
_PANEL = "修改边界"


def begin(district: District, tab: Tab, code: str) -> DeskPage:
    """Opens the drawing board with a zone chosen."""
    desk = district.open_desk(tab)
    desk.go(f"{district.demo.base}/surveys/{district.survey}")
    desk.show("修改图形")
    choose(desk, *district.find(code))
    return desk


def choose(desk: DeskPage, lon: float, lat: float) -> None:
    desk.look_at(lon, lat, ZOOM)
    desk.tab.page.mouse.click(*desk.find_on_page(lon, lat))
    desk.tab.page.get_by_text("拖动顶点移动").wait_for()
    desk.wait_for_map()


def hand_in(desk: DeskPage, reason: str) -> list[list[list[float]]]:
    """Hands in what was drawn; returns the rings that the page sent."""
    panel = desk.tab.page.get_by_role("complementary", name=_PANEL)
    panel.get_by_role("textbox").last.fill(reason)
    with desk.tab.page.expect_request(lambda request: "/surveys/edits" in request.url) as sent:
        panel.get_by_role("button", name="提交为测绘").click()
    desk.wait_for("可发布", "有问题待处理")
    features = sent.value.post_data_json["features"]["features"]
    return [
        ring
        for feature in features
        for part in shapely.get_parts(shapely.geometry.shape(feature["geometry"]))
        for ring in [shapely.get_coordinates(part.exterior).tolist()]
    ]


def list_changes(desk: DeskPage) -> dict[str, str]:
    """Returns how the survey changes zones, by their codes."""
    rows: list[dict[str, Any]] = desk.ask(f"/surveys/{desk.survey}/changes")["changes"]
    return {row["code"]: row["change"] for row in rows}


_SUM = "document.querySelector('.panel .sum b')?.innerText"


def read_area(desk: DeskPage) -> str:
    """Returns how much larger the panel says that the zones became."""
    return str(desk.tab.ask(f"() => {_SUM}"))


def wait_for_area(desk: DeskPage, before: str) -> str:
    """Waits until the panel says something else than before, and returns it."""
    return str(desk.tab.wait_for(f"before => {_SUM} !== before && {_SUM}", 30, before))


def wait_for_nothing(desk: DeskPage) -> None:
    """Waits until all is drawn back to what it was: nothing is listed, or can be handed in."""
    panel = desk.tab.page.get_by_role("complementary", name=_PANEL)
    panel.get_by_text("尚无改动").wait_for()
    assert panel.locator("[data-place]").count() == 0
    assert panel.get_by_role("button", name="提交为测绘").count() == 0


def find_free_side(district: District, code: str) -> tuple[Any, Any]:
    """Returns the middle of a zone's longest side, and a place some metres outside of it."""
    ring = shapely.get_coordinates(district.shape(code))
    sides = np.diff(ring, axis=0)
    at = int(np.hypot(*sides.T).argmax())
    middle = ring[at] + sides[at] / 2
    away = middle - np.array(district.find(code))
    return middle, middle + away / np.hypot(*away) * 4e-5


def find_neighbour_corner(district: District, code: str) -> tuple[Any, Any]:
    """Returns a zone's corner and a neighbour's one, the two that lie nearest to each other."""
    own = shapely.get_coordinates(district.shape(code))
    others = district.zones[district.zones["区域编码"] != code]
    near = shapely.get_coordinates(others.cx[slice(*_span(own, 0)), slice(*_span(own, 1))].geometry)
    apart = np.hypot(*(own[:, None] - near[None]).transpose(2, 0, 1))
    one, other = np.unravel_index(apart.argmin(), apart.shape)
    return own[one], near[other]


def _span(points: Any, axis: int) -> tuple[float, float]:
    return points[:, axis].min() - 1e-3, points[:, axis].max() + 1e-3


def has_corner(rings: list[list[list[float]]], at: Any) -> bool:
    # The drawing board keeps seven decimals of a degree, about a centimetre.
    return bool(np.isclose(np.concatenate(rings), at, rtol=0, atol=1e-7).all(axis=1).any())


def test_a_vertex_is_put_in_taken_out_and_snaps_to_a_neighbours(
    district: District, new_tab: NewTab
) -> None:
    desk = begin(district, new_tab(), CORRECTED)
    page = desk.tab.page
    middle, outside = find_free_side(district, CORRECTED)
    desk.drag_vertex(tuple(middle), tuple(outside))
    page.locator("[data-place]").wait_for()
    put_in = read_area(desk)
    page.mouse.click(*desk.find_on_page(*outside), button="right")
    wait_for_nothing(desk)
    desk.tab.shoot("edit-03-vertex-gone")
    page.keyboard.press("Control+z")
    assert wait_for_area(desk, "") == put_in
    page.keyboard.press("Control+y")
    wait_for_nothing(desk)
    own, corner = find_neighbour_corner(district, CORRECTED)
    desk.drag_vertex(tuple(own), tuple(corner + np.array([2e-5, 0])))
    wait_for_area(desk, "")
    desk.tab.shoot("edit-04-snapped")
    rings = hand_in(desk, "与相邻小区围墙相接")
    assert has_corner(rings, corner)
    assert not has_corner(rings, outside)
    assert desk.tab.complaints == []


def test_a_zone_is_cut_in_two_for_every_open_map_and_joined_again(
    district: District, new_tab: NewTab, official: Callable[[], str]
) -> None:
    colleague = MapPage(new_tab()).open(official())
    colleague.go_to(*district.find(CUT), 16.2)
    desk = begin(district, new_tab(), CUT)
    page = desk.tab.page
    panel = page.get_by_role("complementary", name=_PANEL)
    panel.get_by_role("button", name="拆分").click()
    west, south, east, north = district.shape(CUT).bounds
    middle = (west + east) / 2
    for lat in (north + 2e-4, south - 2e-4, south - 2e-4):
        page.mouse.move(*desk.find_on_page(middle, lat), steps=4)
        page.mouse.click(*desk.find_on_page(middle, lat))
    desk.tab.shoot("edit-10-cut")
    panel.locator("[data-place^='new-']").wait_for()
    panel.locator("[data-place^='new-'] input").last.fill(CUT_OFF)
    hand_in(desk, "院内新建围墙，分开管理")
    assert set(list_changes(desk).values()) == {"split"}
    desk.choose("变化").get_by_role("button", name="拆分").first.wait_for()
    desk.tab.shoot("edit-11-split")
    publish(desk)
    colleague.tab.wait_for(
        "name => window.__onemap.map.querySourceFeatures("
        "window.__onemap.map.getStyle().layers.find(l => l['source-layer'] === 'zone').source,"
        " { sourceLayer: 'zone' }).some(f => f.properties.name === name)",
        120,
        CUT_OFF,
    )
    colleague.tab.shoot("edit-12-map")
    desk.show("修改图形")
    choose(desk, middle - (east - west) / 4, (south + north) / 2)
    panel.get_by_role("button", name="合并").click()
    page.mouse.click(*desk.find_on_page(middle + (east - west) / 4, (south + north) / 2))
    panel.locator("[data-place].gone").wait_for()
    hand_in(desk, "围墙拆除，恢复一个院子")
    assert "merged" in list_changes(desk).values()
    desk.choose("变化").get_by_role("button", name="合并").first.wait_for()
    desk.tab.shoot("edit-13-merged")
    assert desk.tab.complaints == colleague.tab.complaints == []


def publish(desk: DeskPage) -> None:
    """Publishes what is open; what only needs to be noticed does not stand in the way."""
    desk.choose("发布")
    desk.tab.page.get_by_role("button", name="发布", exact=True).click()
    desk.confirm("发布", "院子一分为二")
    desk.wait_for("已发布")
