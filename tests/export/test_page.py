"""A release as one page: opened from a file, it shows the map and asks nobody for anything."""

import re

import pytest

from geo.errors import SetupError
from geo.export.draw import read_leaflet
from geo.export.export import ExportRequest, export_release
from geo.export.forms import Form
from geo.export.palette import GROUND, HOVER, KNOWN, LINE, PAPER, pick_colours
from geo.settings import ROOT
from geo.surveys import PlaceKind
from tests.e2e.browser import SHOTS, start_chromium
from tests.needs import lack
from tests.world import spoil

HOSTILE = "</script><img src=http://127.0.0.1:9/x onerror=window.hacked=1>{{7*7}}"
WEB = ROOT / "web" / "dist"


@pytest.fixture(scope="module")
def chromium():
    with start_chromium() as browser:
        yield browser


@pytest.fixture
def export(town):
    if not (WEB / "vendor" / "leaflet.js").exists():
        lack("the built web pages (web/dist/vendor)")

    def make(kind: str = "zone"):
        target = town.new_path("html")
        request = ExportRequest(PlaceKind(kind), Form.HTML)
        return export_release(town.database, town.profile, request, target, web=WEB)

    return make


@pytest.fixture
def look(chromium):
    """Opens a page from its file, without a network; returns it with all that it asked for."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, offline=True)

    def open_page(path):
        page, asked, faults = context.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(path.as_uri())
        page.wait_for_timeout(500)
        return page, asked, faults

    yield open_page
    context.close()


def hover(page, fraction: tuple[float, float]) -> str:
    """Moves the pointer to a place of the map and returns what the page says of it."""
    box = page.locator(".leaflet-container").bounding_box()
    for step in (0.0, 0.001):
        page.mouse.move(
            box["x"] + box["width"] * (fraction[0] + step), box["y"] + box["height"] * fraction[1]
        )
    return page.evaluate("() => document.querySelector('.leaflet-tooltip')?.innerText ?? ''")


def find_label(page, wanted: str) -> str:
    """Returns the label that holds a text, by going over the map."""
    for row in range(1, 24):
        for column in range(1, 40):
            if wanted in (label := hover(page, (column / 40, row / 24))):
                return label
    return ""


def test_the_page_shows_the_map_and_asks_nobody(town, export, look):
    works = town.world.code("works")
    town.records("service", ("区域编码", "服务方式"), [(works, "失管")])
    done = export()
    assert (done.release, done.places, done.srid) == (2, 9, 4490)
    page, asked, faults = look(done.path)
    assert asked == [done.path.as_uri()]
    assert faults == []
    note = page.locator(".note").inner_text()
    for said in ("北京市朝阳区", "Chaoyang District", "第 2 版", "Release 2", "服务状况", "失管"):
        assert said in note
    label = find_label(page, "机床厂宿舍")
    assert works in label
    assert "河东街道" in label
    assert "失管" in label
    assert "Unmanaged" in label
    page.screenshot(path=SHOTS / "export-page.png")


def test_a_hostile_name_does_nothing(town, export, look):
    town.survey(spoil(town.world.zones(), "works", 小区名称=HOSTILE))
    done = export()
    page, asked, faults = look(done.path)
    assert "{{7*7}}" in find_label(page, "<img src=")
    assert page.evaluate("() => window.hacked") is None
    assert page.locator("img").count() == 0
    assert asked == [done.path.as_uri()]
    assert faults == []


def test_what_got_in_all_the_same_would_not_run(export, look):
    """The page's policy holds where escaping would fail."""
    path = export().path
    bad = "<script>window.hacked=1</script><img src=x onerror=window.hacked=2>"
    path.write_text(path.read_text("utf-8").replace("</body>", f"{bad}</body>"), "utf-8")
    page, _, faults = look(path)
    assert page.evaluate("() => window.hacked") is None
    assert sum("Content Security Policy" in fault for fault in faults) >= 2


def test_streets_are_a_page_of_their_own(export, look):
    done = export("street")
    page, asked, _ = look(done.path)
    assert done.places == 2
    assert "110105901" in find_label(page, "河西街道")
    assert asked == [done.path.as_uri()]


def test_without_the_built_pages_it_says_what_to_do(tmp_path):
    with pytest.raises(SetupError, match="onemap up") as refused:
        read_leaflet(tmp_path)
    assert refused.value.code == "web_not_built"


def test_the_colours_are_those_of_the_map():
    palette = (ROOT / "web/src/map/palette.ts").read_text("utf-8").split("export const DARK")[0]
    light = palette.split("export const LIGHT")[1]
    slots = re.findall(r'"(#[0-9a-f]{6})"', light.split("slots: [")[1])
    named = dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', light))
    assert tuple(named[name] for name in ("ground", "groundLine", "hover", "paper")) == (
        GROUND,
        LINE,
        HOVER,
        PAPER,
    )
    text = (ROOT / "web/src/themes/slots.ts").read_text("utf-8")
    slot = dict(re.findall(r"(\w+): (\d+),", text.split("SLOT = {")[1].split("}")[0]))
    known = re.findall(r"(\w+): SLOT\.(\w+),", text.split("KNOWN: ")[1].split("}")[0])
    assert {name: slots[int(slot[place])] for name, place in known} == KNOWN
    free = re.findall(r"SLOT\.(\w+)", text.split("FREE = [")[1].split("]")[0])
    colours = list(pick_colours([f"class {at}" for at in range(len(free))]).values())
    assert colours == [slots[int(slot[place])] for place in free]
