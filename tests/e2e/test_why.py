"""A row of the ledger tells why it is there, and data staff decide otherwise from it."""

from collections.abc import Callable

import pytest

from tests.e2e.browser import Tab
from tests.e2e.driver import MapPage
from tests.installation import Installation

pytestmark = pytest.mark.browser
NewTab = Callable[..., Tab]
ROWS = "#ledger-6 .rows li"


def open_ledger(tab: Tab, demo: Installation, account: str) -> MapPage:
    """Opens the ledger of the estate with the most work orders, as somebody."""
    page = MapPage(tab).open(demo.link(account))
    uid = page.tab.ask(
        """async () => {
          const get = async address => (await fetch(address)).json()
          const { columns } = await get('/api/v1/state')
          const { zones, measures } = await get(columns)
          const counts = measures.complaints_total
          return zones.uid[counts.indexOf(Math.max(...counts))]
        }"""
    )
    tab.page.goto(f"{demo.base}/?zone={uid}")
    page.wait_until_painted()
    tab.page.locator(ROWS).first.scroll_into_view_if_needed()
    return page


def test_a_row_tells_why_by_the_keyboard(demo: Installation, new_tab: NewTab) -> None:
    page = open_ledger(new_tab(), demo, "demo-district-official").tab.page
    mark = page.locator(ROWS).first.locator(".why-mark")
    assert mark.get_attribute("aria-expanded") == "false"
    mark.focus()
    page.keyboard.press("Enter")
    why = page.locator(".why-here")
    why.locator("dl").wait_for()
    assert "可信度" in why.inner_text()
    assert "记录写的是" in why.inner_text()
    assert mark.get_attribute("aria-expanded") == "true"
    assert why.get_by_role("button", name="改判").count() == 0
    page.keyboard.press("Enter")
    why.wait_for(state="detached")


def test_data_staff_decide_otherwise_and_the_ledger_follows(
    demo: Installation, new_tab: NewTab
) -> None:
    tab = new_tab()
    page = open_ledger(tab, demo, "demo-data-staff").tab.page
    first = page.locator(ROWS).first
    first.locator(".why-mark").click()
    page.locator(".why-here dl").wait_for()
    tab.shoot("why-01-open")
    number = page.locator(".why-here").get_attribute("data-why")
    page.get_by_role("button", name="改判").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("归入另一区域").check()
    sheet.get_by_role("combobox").press_sequentially("家属院")
    page.get_by_role("option").first.click()
    sheet.get_by_text("已选").wait_for()
    sheet.get_by_text("随之改判").wait_for()
    tab.shoot("why-05-other")
    sheet.get_by_label("不在本区").check()
    sheet.get_by_text("随之改判").wait_for()
    tab.shoot("why-02-contest")
    sheet.get_by_role("button", name="改判").click()
    sheet.get_by_role("status").get_by_text("已改判").wait_for()
    tab.shoot("why-03-decided")
    sheet.get_by_role("button", name="关闭").last.click()
    page.locator(f".why-mark[aria-label^='{number}：']").wait_for(state="detached")

    page.goto(f"{demo.base}/records/decisions")
    page.get_by_role("button", name="撤销").first.click()
    page.get_by_role("dialog").get_by_role("button", name="撤销").click()
    page.get_by_role("dialog").wait_for(state="detached")


def test_it_can_be_read_in_english_and_in_the_dark(demo: Installation, new_tab: NewTab) -> None:
    tab = new_tab(color_scheme="dark")
    said = '{"language": "en", "appearance": "dark"}'
    tab.page.add_init_script(f"localStorage.setItem('onemap.preferences', {said!r})")
    page = open_ledger(tab, demo, "demo-data-staff").tab.page
    page.locator(ROWS).first.locator(".why-mark").click()
    page.locator(".why-here dl").wait_for()
    tab.shoot("why-04-english-dark")
    assert not tab.complaints
