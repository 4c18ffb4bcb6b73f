"""One installation with the demo district and one Chromium for all browser tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import Tab, open_tab, start_chromium
from tests.installation import Installation


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser of one module: while it is open, asyncio.run fails in every other test."""
    with start_chromium() as browser:
        yield browser


@pytest.fixture
def new_tab(chromium: Browser) -> Iterator[Callable[..., Tab]]:
    """Opens tabs with their own cookies; closes them after the test."""
    tabs: list[Tab] = []

    def make(width: int = 1366, height: int = 768, **options: Any) -> Tab:
        tabs.append(open_tab(chromium, width, height, **options))
        return tabs[-1]

    yield make
    for tab in tabs:
        tab.page.context.close()


@pytest.fixture(scope="session")
def official(demo: Installation) -> Callable[[], str]:
    """Makes one-time links of a district official."""
    return lambda: demo.link("demo-district-official")
