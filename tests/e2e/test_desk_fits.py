"""Nothing of the desk is cut off: every page on a small and a large screen, in both languages."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas as gpd
import pytest

from tests.e2e.browser import Tab
from tests.e2e.desk import DeskPage
from tests.e2e.district import CODE, District
from tests.e2e.resurveyed import resurvey

pytestmark = pytest.mark.browser
NewTab = Callable[..., Tab]
# The pages of a survey, and what shows that one is there.
PAGES = {
    "decisions": "dl .decision",
    "findings": "[data-group]",
    "changes": "[role=tabpanel] button",
    "attributes": ".desk-table tbody tr",
    "publish": "[role=tabpanel] li",
}
# What is widest is looked at where there is least room; drawing the map of 4K takes its time.
SCREENS = [
    (1366, 768, "en", "dark", tuple(PAGES), ("swipe", "edit")),
    (3840, 2160, "zh", "light", ("findings",), ("edit",)),
]
WORDS = {
    "zh": {"swipe": "卷帘", "edit": "修改图形", "export": "导出", "day": "查看某一天"},
    "en": {"swipe": "Swipe", "edit": "Edit", "export": "Export", "day": "Look at a day"},
}
# What is cut off: a region wider than its frame, a button beyond the screen or narrower than its
# words. What scrolls by itself, and names that end in an ellipsis on purpose, are not.
_CUT = """() => {
  const shown = e => e.checkVisibility() && !e.closest('.visually-hidden, .maplibregl-map')
  const scrolls = e => /auto|scroll/.test(getComputedStyle(e).overflowX)
  const tell = e => `${e.tagName}.${e.className} ${e.innerText?.slice(0, 30)}`
  // A button in a corner may reach into the padding of the frame.
  const spare = e => getComputedStyle(e).overflowX === 'visible'
    ? parseFloat(getComputedStyle(e.parentElement).paddingRight) : 0
  const regions = 'header, aside, nav, section, form, footer, [role=tabpanel], [role=dialog]'
  const wide = [...document.querySelectorAll(regions)].filter(shown)
    .filter(e => !scrolls(e) && e.scrollWidth > e.clientWidth + 1 + spare(e))
  const buttons = [...document.querySelectorAll('button, a[href], select, input')].filter(shown)
  const beyond = buttons.filter(e => {
    const { left, right, bottom } = e.getBoundingClientRect()
    let frame = e.parentElement
    while (frame && !/auto|scroll/.test(getComputedStyle(frame).overflowY)) {
      frame = frame.parentElement
    }
    return left < -1 || right > innerWidth + 1 || (!frame && bottom > innerHeight + 1)
  })
  const narrow = buttons.filter(e =>
    e.tagName === 'BUTTON' && !e.querySelector('.clip') && e.scrollWidth > e.clientWidth + 1)
  return [...wide, ...beyond, ...narrow].map(tell)
}"""


@pytest.fixture(scope="module")
def survey(district: District, tmp_path_factory: pytest.TempPathFactory) -> int:
    """A staged survey of some zones with every kind of change and of finding."""
    folder = tmp_path_factory.mktemp("resurvey")
    made = resurvey(district.zones, folder)
    rows = gpd.read_file(made.parts[0], encoding="GB18030")
    codes = [made.split, made.merged[0], made.renamed, *made.overlapping, made.crossed]
    some = rows[rows[CODE].isin(codes) | (rows[CODE] == f"{made.split[:-3]}901")]
    path: Path = folder / "一份名字很长的测绘成果（复测第二批，含拆分合并与重叠）.gpkg"
    some.set_crs(4548, allow_override=True).to_file(path, driver="GPKG")
    done = district.demo.run("survey", "stage", str(path), "--kind", "zone", "--partial", "--json")
    return int(json.loads(done.stdout)["id"])


@pytest.mark.parametrize(("width", "height", "language", "appearance", "pages", "modes"), SCREENS)
def test_nothing_is_cut_off(
    district: District,
    survey: int,
    new_tab: NewTab,
    width: int,
    height: int,
    language: str,
    appearance: str,
    pages: Sequence[str],
    modes: Sequence[str],
) -> None:
    tab = new_tab(width, height)
    said = json.dumps({"language": language, "appearance": appearance})
    tab.page.add_init_script(f"localStorage.setItem('onemap.preferences', {json.dumps(said)})")
    tab.page.goto(district.demo.link("demo-gis-staff"), wait_until="domcontentloaded")
    walk = Walk(DeskPage(tab), f"{language}-{appearance}-{width}", WORDS[language])
    walk.visit(f"{district.demo.base}/surveys/{survey}", pages, modes)
    walk.look_at_releases(f"{district.demo.base}/surveys/releases")
    walk.look_at_the_map(district.demo.base)
    assert walk.cut == {}
    assert tab.complaints == []


class Walk:
    """Goes through the pages as one person; `cut` is what was cut off, by page."""

    def __init__(self, desk: DeskPage, name: str, words: dict[str, str]) -> None:
        self.desk, self.name, self.words = desk, name, words
        self.page = desk.tab.page
        self.cut: dict[str, list[str]] = {}

    def look(self, what: str) -> None:
        self.desk.tab.shoot(f"fit-{self.name}-{what}")
        if found := self.desk.tab.ask(_CUT):
            self.cut[what] = found

    def visit(self, address: str, pages: Sequence[str], modes: Sequence[str]) -> None:
        """Looks at pages of a survey, and at its map in some modes."""
        for what in pages:
            self.page.goto(f"{address}/{what}", wait_until="domcontentloaded")
            self.page.locator(PAGES[what]).first.wait_for()
            if what == "findings":
                self.page.locator("[data-group]").first.focus()
                self.page.keyboard.press("j")
                self.page.locator(".detail").wait_for()
            self.desk.wait_for_map()
            self.look(what)
        for mode in modes:
            self.page.get_by_role("button", name=self.words[mode]).first.click()
            self.desk.wait_for_map()
            self.look(mode)

    def look_at_releases(self, address: str) -> None:
        """Looks at the releases and the dialog that exports one."""
        self.page.goto(address, wait_until="domcontentloaded")
        self.page.locator(".desk-table tbody tr").first.wait_for()
        self.page.get_by_role("button", name=self.words["export"]).first.click()
        self.desk.sheet.wait_for()
        self.look("export")

    def look_at_the_map(self, address: str) -> None:
        """Looks at the menu of days on the map page."""
        self.page.goto(address, wait_until="domcontentloaded")
        self.page.get_by_role("button", name=self.words["day"]).click()
        self.desk.sheet.wait_for()
        self.look("days")
