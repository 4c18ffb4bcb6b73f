"""The map page, as officials use it."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.e2e.browser import Tab
from tests.e2e.driver import MapPage
from tests.installation import Installation

pytestmark = pytest.mark.browser
NewTab = Callable[..., Tab]
DENSE = (116.46, 39.92, 14.6)


@pytest.fixture
def opened(new_tab: NewTab, official: Callable[[], str]) -> MapPage:
    return MapPage(new_tab()).open(official())


def test_a_newcomer_follows_the_link_and_reads_an_estates_ledger(opened: MapPage) -> None:
    opened.tab.shoot("map")
    opened.go_to(*DENSE)
    zone = opened.find_zone()
    opened.click(zone)
    opened.wait_until_painted()
    opened.tab.page.wait_for_timeout(500)
    opened.tab.shoot("ledger")
    ledger = opened.read_ledger()
    assert zone["name"] in ledger
    assert f"zone={zone['uid']}" in opened.tab.page.url
    for heading in ("物业服务", "党组织", "执法"):
        assert heading in ledger
    assert "演示数据" in opened.tab.page.inner_text("body")
    assert opened.tab.complaints == []


@pytest.mark.parametrize(
    ("theme", "classes"),
    [
        ("服务状况", {"entrusted": 1514, "quasi": 123}),
        ("业主组织", {"owners_committee": 138, "property_management_committee": 1399, "none": 100}),
    ],
)
def test_legends_say_the_reports_figures(
    opened: MapPage, theme: str, classes: dict[str, int]
) -> None:
    opened.choose_theme(theme)
    legend = opened.read_legend()
    assert {k: v for k, v in legend.items() if v} == classes
    assert sum(legend.values()) == 1637


def test_the_density_legend_counts_every_estate(opened: MapPage) -> None:
    opened.choose_theme("投诉密度")
    opened.tab.shoot("density")
    assert sum(opened.read_legend().values()) == 1637


def test_another_theme_recolours_without_a_request(opened: MapPage) -> None:
    opened.go_to(*DENSE)
    uid = opened.find_zone()["uid"]
    before = opened.state_of(uid)
    opened.tab.requests.clear()
    opened.choose_theme("投诉密度")
    assert [u for u in opened.tab.requests if "/tiles/" in u or "/columns/" in u] == []
    assert opened.state_of(uid) != before


def test_search_by_name_opens_the_estate_and_the_address_keeps_the_view(
    opened: MapPage, new_tab: NewTab, official: Callable[[], str], demo: Installation
) -> None:
    opened.go_to(*DENSE)
    name = opened.find_zone()["name"]
    opened.search(name)
    assert name in opened.read_ledger()
    opened.wait_until_painted()
    opened.tab.wait_for("() => location.search.includes('zone=')")
    query = urlsplit(opened.tab.page.url).query
    colleague = MapPage(new_tab())
    colleague.open(official())
    colleague.open(f"{demo.base}/?{query}")
    colleague.tab.page.locator("[data-ledger] [data-section='1']").wait_for()
    assert name in colleague.read_ledger()


def test_no_request_leaves_the_origin(opened: MapPage, demo: Installation) -> None:
    opened.go_to(*DENSE)
    opened.click(opened.find_zone())
    opened.wait_until_painted()
    elsewhere = {u for u in opened.tab.requests if not u.startswith((demo.base, "data:", "blob:"))}
    assert elsewhere == set()
    assert any("/tiles/map/" in url for url in opened.tab.requests)


def test_english_and_dark(new_tab: NewTab, official: Callable[[], str]) -> None:
    page = MapPage(new_tab(color_scheme="dark", locale="en-GB")).open(official())
    page.tab.page.get_by_role("button", name="Switch to English").or_(
        page.tab.page.get_by_text("Service status")
    ).first.click()
    page.tab.page.get_by_text("Service status", exact=True).first.wait_for()
    page.wait_until_painted()
    page.tab.shoot("english-dark")
    background = page.tab.ask("() => getComputedStyle(document.body).backgroundColor")
    red, green, blue = (int(part) for part in background[4:-1].split(",")[:3])
    assert max(red, green, blue) < 80


def test_a_lost_graphics_context_comes_back_in_colour(opened: MapPage) -> None:
    opened.go_to(*DENSE)
    uid = opened.find_zone()["uid"]
    before = opened.state_of(uid)
    opened.lose_graphics()
    opened.wait_until_painted()
    assert opened.state_of(uid)["k"] == before["k"]
    opened.tab.shoot("restored")


def test_the_table_says_what_the_map_shows(opened: MapPage) -> None:
    opened.tab.page.get_by_role("button", name="表格").click()
    table = opened.tab.page.locator("#table")
    table.wait_for()
    opened.tab.shoot("table")
    assert "1,637" in table.inner_text()


def test_a_load_on_the_command_line_recolours_the_open_page(
    opened: MapPage, demo: Installation, tmp_path
) -> None:
    opened.choose_theme("业主组织")
    opened.go_to(*DENSE)
    zone = opened.find_zone()
    code = opened.tab.ask(
        "uid => window.__onemap.map.querySourceFeatures("
        "window.__onemap.map.getStyle().layers.find(l => l['source-layer'] === 'zone').source,"
        "{sourceLayer: 'zone'}).find(f => f.id === uid).properties.code",
        zone["uid"],
    )
    before = opened.read_legend()
    original = opened.tab.ask(
        "async uid => (await (await fetch(`/api/v1/zones/${uid}/ledger`)).json())"
        ".sections.committee.kind",
        zone["uid"],
    )
    labels = {
        "owners_committee": "业委会",
        "property_management_committee": "物管会",
        "none": "未组建",
    }
    target = "none" if original != "none" else "owners_committee"

    def write(kind: str) -> str:
        workbook = tmp_path / f"{kind}.csv"
        workbook.write_text(f"区域编码,组织类型\n{code},{labels[kind]}\n", encoding="utf-8-sig")
        return str(workbook)

    done = demo.run("records", "load", write(target), "--kind", "committee")
    assert done.returncode == 0, done.stderr
    opened.wait_for_count(target, before[target] + 1)
    opened.tab.shoot("recoloured")
    # The estate gets back what it had, for the tests that follow.
    done = demo.run("records", "load", write(original), "--kind", "committee")
    assert done.returncode == 0, done.stderr
    opened.wait_for_count(target, before[target])
