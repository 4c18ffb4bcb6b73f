"""The main job on real input: two surveys loaded into an empty installation, seen on the map."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.browser import Tab
from tests.e2e.driver import MapPage
from tests.installation import Installation, find_free_port

pytestmark = [pytest.mark.browser, pytest.mark.shared]


@pytest.fixture(scope="module")
def empty() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="om-real-"))
    folder.chmod(0o755)
    installation = Installation(folder / "data", find_free_port())
    try:
        yield installation.start("--empty")
        assert installation.stop() == 0
    finally:
        installation.kill()
        shutil.rmtree(folder, ignore_errors=True)


def test_real_surveys_appear_on_an_open_page(
    empty: Installation, new_tab: Callable[..., Tab], shared: Path
) -> None:
    link = next(line.strip() for line in empty.lines if "/sign-in/" in line)
    tab = new_tab()
    tab.page.goto(link)
    tab.page.get_by_text("onemap survey load").first.wait_for()
    tab.shoot("empty")
    for file, kind, features, area in (
        ("streets_survey.zip", "street", 43, 464.96e6),
        ("zones_survey.zip", "zone", 1106, 39.06e6),
    ):
        done = empty.run("survey", "load", str(shared / "real" / file), "--kind", kind, "--json")
        assert done.returncode == 0, done.stderr
        result = json.loads(done.stdout)
        assert result["features"] == features
        assert result["area_m2"] == pytest.approx(area, rel=1e-3)
    page = MapPage(tab)
    page.wait_until_painted()
    seen = set(
        tab.wait_for(
            """() => {
              const { map } = window.__onemap
              const source = map.getStyle().layers.find(l => l['source-layer'] === 'zone')?.source
              const found = source ? map.querySourceFeatures(source, { sourceLayer: 'zone' }) : []
              const names = new Set(found.map(f => f.properties.name))
              return names.size >= 1000 && map.areTilesLoaded() ? [...names] : null
            }"""
        )
    )
    tab.shoot("real-district")
    layer = json.loads((shared / "real" / "streets.geojson").read_text(encoding="utf-8"))
    streets = {feature["properties"]["name"] for feature in layer["features"]}
    drawn = tab.ask(
        """() => {
          const { map } = window.__onemap
          const source = map.getStyle().layers.find(l => l['source-layer'] === 'street').source
          return map.querySourceFeatures(source, { sourceLayer: 'street' })
            .map(f => f.properties.name)
        }"""
    )
    assert set(drawn) == streets
    assert len(seen) > 1000
    assert tab.complaints == []
