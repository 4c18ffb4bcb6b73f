"""The ground from an office's own files is drawn quietly under the zones, by day and by night."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import Point

from tests.e2e.browser import Tab
from tests.e2e.district import District
from tests.e2e.driver import MapPage

pytestmark = pytest.mark.browser
CODE = "CY-110105001-007"
# Roads, water and green came by command line when the demo district was made.
GROUND = {"road", "water", "green"}
_DRAWN = """names => {
  const { map } = window.__onemap
  const layers = map.getStyle().layers
  const shapes = map.queryRenderedFeatures()
    .filter(f => names.includes(f.sourceLayer) && f.layer.type !== 'symbol')
  const drawn = {}
  for (const { sourceLayer, layer } of shapes) {
    drawn[sourceLayer] ??= {
      colour: String(layer.paint['fill-color'] ?? layer.paint['line-color']),
      place: layers.findIndex(l => l.id === layer.id),
    }
  }
  const zone = layers.findIndex(l => l['source-layer'] === 'zone')
  return names.every(name => drawn[name]) ? { zone, drawn } : null
}"""


@pytest.fixture(scope="module")
def building(district: District, tmp_path_factory: pytest.TempPathFactory) -> tuple[float, float]:
    """A building is loaded by command line; returns where it stands."""
    lon, lat = district.find(CODE)
    here = gpd.GeoSeries([Point(lon, lat)], crs=4490).to_crs(4548).buffer(25)
    path: Path = tmp_path_factory.mktemp("base") / "房屋.gpkg"
    gpd.GeoDataFrame({"名称": ["一号楼"]}, geometry=here).to_file(path, driver="GPKG")
    done = district.demo.run("base", "load", str(path), "--as", "building", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return lon, lat


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_the_ground_is_drawn_under_the_zones(
    building: tuple[float, float],
    new_tab: Callable[..., Tab],
    official: Callable[[], str],
    appearance: str,
) -> None:
    tab = new_tab(1366, 768, color_scheme=appearance)
    page = MapPage(tab).open(official())
    page.go_to(*building, 10.6)
    ground = read_drawn(tab, *GROUND)
    tab.shoot(f"base-{appearance}-ground")
    assert all(one["place"] < ground["zone"] for one in ground["drawn"].values())
    assert len({one["colour"] for one in ground["drawn"].values()}) == len(GROUND)
    page.go_to(*building, 16.5)
    read_drawn(tab, "building", "road")
    tab.shoot(f"base-{appearance}-building")
    assert tab.complaints == []


def read_drawn(tab: Tab, *names: str) -> dict[str, Any]:
    """Waits until layers of the ground are seen; returns their colours and places in the style."""
    drawn: dict[str, Any] = tab.wait_for(_DRAWN, 60, list(names))
    return drawn
