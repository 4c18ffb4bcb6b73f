"""One installation with the demo district and one Chromium for all browser tests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import Tab, open_tab, start_chromium
from tests.e2e.district import District, find_district, find_release
from tests.installation import Installation


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives browser tests the time that the machine needs; each of their waits has its own end.

    The start of the district, which the first of them waits for, is not counted.
    """
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.timeout(900, func_only=True))


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


@pytest.fixture(scope="session")
def zones(demo: Installation, tmp_path_factory: pytest.TempPathFactory) -> gpd.GeoDataFrame:
    """The demo district's zones as the command line exports them."""
    path = tmp_path_factory.mktemp("export") / "zones.geojson"
    done = demo.run("survey", "export", "-o", str(path), "--as", "geojson", "--json")
    assert done.returncode == 0, done.stderr
    return gpd.read_file(path)


@pytest.fixture(scope="module")
def district(demo: Installation, zones: gpd.GeoDataFrame) -> Iterator[District]:
    """The district; what a module leaves published is taken back for those that follow."""
    found = find_district(demo, zones)
    yield found
    if find_release(demo) != found.release:
        done = demo.run("survey", "rollback", str(found.release), "--reason", "tests end")
        assert done.returncode == 0, done.stderr
