"""Another day on the map page: what was known then, what was so then, and the way back."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import shapely

from tests.e2e.browser import Tab
from tests.e2e.district import CODE, NAME, District
from tests.e2e.driver import MapPage

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("split_at")]
NewTab = Callable[..., Tab]
ZONES = 1637
SPLIT, WEST, EAST = "CY-110105001-007", "西半院", "东半院"
SURVEYED_ON = "2020-05-01"
_SUM = (
    "[...document.querySelectorAll('[data-class]')]"
    ".reduce((sum, e) => sum + Number(e.dataset.count), 0)"
)


@dataclass
class Page:
    """The map page, and where it says of when it is."""

    map: MapPage
    base: str

    def open(self, query: str = "") -> "Page":
        self.map.open(f"{self.base}/?{query}")
        return self

    def wait_for(self, zones: int) -> None:
        """Waits until the legend counts so many zones, all of them painted."""
        self.map.tab.wait_for(f"() => {_SUM} === {zones}")
        self.map.wait_until_painted()

    @property
    def banner(self) -> str:
        return self.map.tab.page.locator("[data-as-of]").inner_text()

    def wait_for_banner(self, words: str) -> None:
        self.map.tab.page.locator("[data-as-of]", has_text=words).wait_for()

    def find(self, words: str) -> list[str]:
        """Returns what the search offers for these words."""
        page = self.map.tab.page
        page.keyboard.press("/")
        page.keyboard.type(words)
        page.get_by_role("option").first.wait_for()
        hits = page.get_by_role("option").all_inner_texts()
        page.keyboard.press("Escape")
        return hits


@pytest.fixture(scope="module")
def split_at(district: District, tmp_path_factory: pytest.TempPathFactory) -> dt.datetime:
    """A zone is split by a survey of 2020-05-01; returns a moment before that was published."""
    before = dt.datetime.now(dt.UTC)
    zones = district.zones
    row = zones[zones[CODE] == SPLIT]
    west, south, east, north = row.total_bounds
    middle = (west + east) / 2
    halves = [
        shapely.intersection(row.geometry.iloc[0], shapely.box(*box))
        for box in ((west, south, middle, north), (middle, south, east, north))
    ]
    parts = pd.concat([row.assign(**{NAME: WEST}), row.assign(**{NAME: EAST, CODE: f"{SPLIT}1"})])
    parts = parts.set_geometry(halves, crs=zones.crs)
    path: Path = tmp_path_factory.mktemp("split") / "split.geojson"
    parts.to_file(path, driver="GeoJSON")
    load = ("survey", "load", str(path), "--kind", "zone", "--partial", "--crs", "4490")
    done = district.demo.run(*load, "--surveyed-on", SURVEYED_ON, "--accept", "A2", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return before


@pytest.fixture
def page(district: District, new_tab: NewTab) -> Page:
    page = Page(MapPage(new_tab()), district.demo.base)
    page.map.open(district.demo.link("demo-district-official"))
    page.map.go_to(*district.find(SPLIT), 16.2)
    page.wait_for(ZONES + 1)
    return page


def test_what_was_shown_then_is_shown_again(
    page: Page, split_at: dt.datetime, district: District
) -> None:
    tab = page.map.tab
    tab.shoot("as-of-01-now")
    name = district.name(SPLIT)
    assert [name in hit for hit in page.find(SPLIT)[:1]] == [False]
    at = tab.ask("() => new URLSearchParams(location.search).get('at')")
    page.open(f"known={split_at:%Y-%m-%dT%H:%M:%SZ}&at={at}")
    page.wait_for(ZONES)
    page.wait_for_banner("截至")
    then = page.map.tab.ask(
        "async at => (await (await fetch('/api/v1/state?known_at=' + at)).json()).release",
        f"{split_at:%Y-%m-%dT%H:%M:%SZ}",
    )
    assert f"第 {then} 版边界" in page.banner
    assert name in page.find(SPLIT)[0]
    page.map.search(SPLIT)
    assert name in page.map.read_ledger()
    tab.shoot("as-of-02-known")
    assert tab.page.get_by_title("实时").count() == 0
    tab.page.get_by_role("button", name="回到现在").click()
    page.wait_for(ZONES + 1)
    assert "known=" not in tab.page.url
    assert tab.page.locator("[data-as-of]").count() == 0
    # It is no zone any more.
    tab.page.locator("[data-ledger]").get_by_text("没有这个区域").wait_for()
    tab.shoot("as-of-03-again")
    tab.page.go_back()
    page.wait_for(ZONES)
    assert [told for told in tab.complaints if "404" not in told] == []


def test_a_day_is_chosen_by_keyboard_and_the_address_carries_it(page: Page) -> None:
    tab = page.map.tab
    keyboard = tab.page.keyboard
    tab.page.get_by_role("button", name="查看某一天").focus()
    keyboard.press("Enter")
    tab.page.get_by_label("日期").fill("2019-12-31")
    assert tab.page.get_by_role("button", name="查看", exact=True).is_disabled()
    tab.page.get_by_role("dialog").get_by_role("radio").first.focus()
    keyboard.press("ArrowDown")
    tab.shoot("as-of-10-menu")
    keyboard.press("Enter")
    page.wait_for(ZONES)
    page.wait_for_banner("2019-12-31 的实际边界")
    tab.shoot("as-of-11-valid")
    assert "valid=2019-12-31" in tab.page.url
    tiles = tab.ask("() => window.__onemap.map.getStyle().sources.map.tiles[0]")
    assert "@" in tiles
    tab.page.reload()
    page.wait_for(ZONES)
    page.wait_for_banner("2019-12-31 的实际边界")
    tab.page.get_by_role("button", name="表格").click()
    tab.page.locator("#table").get_by_text("1,637").first.wait_for()
    tab.shoot("as-of-12-table")
    tab.page.get_by_role("button", name="地图").click()
    tab.page.get_by_role("button", name="查看某一天").click()
    tab.page.get_by_label("日期").fill(SURVEYED_ON)
    tab.page.get_by_role("button", name="查看", exact=True).click()
    page.wait_for(ZONES + 1)
    assert tab.complaints == []


def test_a_day_before_anything_was_known_is_told(page: Page) -> None:
    page.open("known=2019-01-01")
    page.wait_for_banner("无法显示 2019-01-01")
    assert "现在显示的是最新地图" in page.banner
    page.wait_for(ZONES + 1)
    page.map.tab.shoot("as-of-20-too-early")
    page.map.tab.page.get_by_role("button", name="回到现在").click()
    page.map.tab.page.locator("[data-as-of]").wait_for(state="detached")


def test_another_day_in_english_and_dark(district: District, new_tab: NewTab) -> None:
    tab = new_tab(1366, 768, color_scheme="dark")
    said = '{"language": "en", "appearance": "dark"}'
    tab.page.add_init_script(f"localStorage.setItem('onemap.preferences', {said!r})")
    dark = Page(MapPage(tab), district.demo.base)
    dark.map.open(district.demo.link("demo-district-official"))
    dark.open("valid=2019-12-31&theme=complaints")
    dark.wait_for(ZONES)
    dark.wait_for_banner("Boundaries of 2019-12-31")
    tab.page.get_by_role("button", name="Look at a day").click()
    tab.page.get_by_role("button", name="Show", exact=True).wait_for()
    tab.shoot("as-of-30-english-dark")
    assert tab.ask("() => document.documentElement.scrollWidth") <= 1366
    assert "asOf." not in tab.page.inner_text("body")
