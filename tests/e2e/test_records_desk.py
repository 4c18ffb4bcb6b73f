"""Whom the records desk is for, what it refuses, and how it fits its screens."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route

from tests.e2e.browser import Tab
from tests.e2e.records import RecordsPage
from tests.installation import Installation

pytestmark = pytest.mark.browser
NewTab = Callable[..., Tab]


def test_what_is_no_workbook_is_refused_in_words(
    demo: Installation, new_tab: NewTab, tmp_path: Path
) -> None:
    disguised = tmp_path / "热线工单.xlsx"
    disguised.write_bytes(b"PK\x03\x04 no workbook at all")
    tab = new_tab()
    held: list[Route] = []
    tab.page.route("**/api/v1/records/kinds", lambda route: held.append(route))
    desk = RecordsPage(tab).open(demo.link("demo-data-staff"), demo.base)
    desk.drop(disguised)
    assert desk.sheet.get_by_text("请选择每份文件的记录类型。").is_visible()
    for route in held:  # The kinds come after the file: they are guessed all the same.
        route.continue_()
    desk.send("2022-09-30", "各街道月报")
    desk.wait_for("已退回")
    text = desk.tab.page.get_by_role("main").inner_text()
    assert "工作簿损坏或不完整" in text
    assert "台账没有改动" in text
    assert "zip" not in text
    assert "程序出错" not in text
    desk.tab.shoot("records-30-refused")
    desk.tab.page.get_by_role("button", name="更多").click()
    desk.tab.page.get_by_role("menuitem", name="撤回这份工作簿").click()
    desk.sheet.get_by_role("button", name="撤回", exact=True).click()
    desk.wait_for("已撤回")
    assert desk.tab.complaints == []


def test_the_desk_is_for_those_whose_work_it_is(demo: Installation, new_tab: NewTab) -> None:
    viewer = new_tab()
    viewer.page.goto(demo.link("demo-viewer"))
    viewer.page.get_by_role("button", name="表格").wait_for()
    assert viewer.page.get_by_role("link", name="台账数据").count() == 0
    viewer.page.goto(f"{demo.base}/records")
    viewer.page.get_by_text("当前账号不能查看台账数据").wait_for()
    viewer.shoot("records-31-closed")
    assert viewer.ask("async () => (await fetch('/api/v1/records/review')).status") == 403
    street = RecordsPage(new_tab()).open(demo.link("demo-street-official"), demo.base)
    parts = street.tab.page.get_by_role("navigation", name="台账数据的各部分")
    assert parts.get_by_role("link").count() == 2
    street.tab.page.get_by_role("listbox").wait_for()
    street.tab.shoot("records-32-street")
    official = RecordsPage(new_tab()).open(demo.link("demo-district-official"), demo.base)
    official.tab.page.get_by_role("complementary", name="工作簿").wait_for()
    assert official.tab.page.get_by_role("button", name="载入工作簿").count() == 0
    assert street.tab.complaints == official.tab.complaints == []


@pytest.mark.parametrize(
    ("language", "appearance", "size"),
    [("en", "dark", (1366, 768)), ("zh", "light", (3840, 2160))],
)
def test_the_desk_fits_its_screens(
    demo: Installation, new_tab: NewTab, language: str, appearance: str, size: tuple[int, int]
) -> None:
    tab = new_tab(*size)
    said = json.dumps({"language": language, "appearance": appearance})
    tab.page.add_init_script(f"localStorage.setItem('onemap.preferences', {json.dumps(said)})")
    tab.page.goto(demo.link("demo-data-staff"), wait_until="domcontentloaded")
    workbook = tab.ask("async () => (await (await fetch('/api/v1/records/workbooks')).json())[0]")
    pages = {
        "start": ("", ".entry"),
        "workbook": (f"/{workbook['id']}" if workbook else "", ".entry"),
        "review": ("/review", ".option, .empty"),
        "decisions": ("/decisions", ".desk-table, .state"),
        "aliases": ("/aliases", ".desk-table, .state"),
        "changes": ("/changes", ".desk-table, .state"),
        "mappings": ("/mappings", ".desk-table, .state"),
    }
    titles = set()
    for name, (path, part) in pages.items():
        tab.page.goto(f"{demo.base}/records{path}", wait_until="domcontentloaded")
        tab.page.locator(part).first.wait_for()
        if name == "review":
            RecordsPage(tab).wait_for_map()
        tab.shoot(f"records-{name}-{language}-{appearance}")
        titles.add(tab.page.title())
        assert tab.ask("() => document.documentElement.scrollWidth") <= size[0]
        assert "records." not in tab.page.inner_text("body")
    # A screen reader and a row of open tabs tell the pages apart; all workbooks are one.
    assert len(titles) == len(pages) - 1
    assert tab.complaints == []
