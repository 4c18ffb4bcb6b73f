"""Signing in: links work once, passwords are checked, nothing is shown before."""

from collections.abc import Callable

import pytest

from tests.e2e.browser import Tab
from tests.e2e.driver import MapPage
from tests.installation import Installation

pytestmark = pytest.mark.browser


def test_a_link_works_once(
    new_tab: Callable[..., Tab], official: Callable[[], str], demo: Installation
) -> None:
    link = official()
    MapPage(new_tab()).open(link)
    second = new_tab()
    second.page.goto(link)
    second.page.get_by_role("alert").wait_for()
    second.shoot("link-used")
    assert second.page.url.startswith(f"{demo.base}/sign-in")


def test_a_wrong_password_is_refused_in_words(
    new_tab: Callable[..., Tab], demo: Installation
) -> None:
    tab = new_tab()
    tab.page.goto(demo.base)
    tab.page.locator("input[type=password]").wait_for()
    tab.page.locator("input:not([type=password])").first.fill("nobody")
    tab.page.locator("input[type=password]").fill("not the password")
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("alert").wait_for()
    tab.page.get_by_text("演示数据").wait_for()
    tab.shoot("wrong-password")
    assert tab.page.locator("canvas").count() == 0
