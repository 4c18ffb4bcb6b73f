"""Speaks of the map as its users do; knows where things stand on the page."""

from dataclasses import dataclass
from typing import Any

from tests.e2e.browser import Tab

_LIT = "() => window.__onemap?.recolourMs.length > 0 && window.__onemap.idle"


@dataclass
class MapPage:
    """The map page in a tab."""

    tab: Tab

    def open(self, address: str) -> "MapPage":
        """Opens an address and waits until the estates stand in their colours."""
        self.tab.page.goto(address)
        self.wait_until_painted()
        return self

    def wait_until_painted(self) -> None:
        """Waits until everything is loaded and painted."""
        self.tab.wait_for(_LIT)

    def choose_theme(self, label: str) -> None:
        """Chooses a theme by its name in the rail."""
        self.tab.page.get_by_role("navigation").get_by_text(label, exact=True).click()
        self.wait_until_painted()

    def read_legend(self) -> dict[str, int]:
        """Returns the counts of the legend by class."""
        counts: dict[str, int] = self.tab.ask(
            "() => Object.fromEntries([...document.querySelectorAll('[data-class]')]"
            ".map(e => [e.dataset.class, Number(e.dataset.count)]))"
        )
        return counts

    def wait_for_count(self, class_id: str, count: int, seconds: float = 5) -> None:
        """Waits until the legend says so many of a class."""
        self.tab.wait_for(
            f"() => document.querySelector(\"[data-class='{class_id}']\")?.dataset.count"
            f" === '{count}'",
            seconds,
        )

    def find_zone(self) -> dict[str, Any]:
        """Returns an estate that is drawn as a polygon now: uid, name, and where on the page."""
        zone: dict[str, Any] = self.tab.wait_for(
            """() => {
              const { map } = window.__onemap
              const box = map.getContainer().getBoundingClientRect()
              const middle = [box.width / 2, box.height / 2]
              const seen = map.queryRenderedFeatures(
                [[middle[0] - 200, middle[1] - 200], [middle[0] + 200, middle[1] + 200]])
                .filter(f => f.sourceLayer === 'zone' && f.geometry.type === 'Polygon')
              for (const f of seen) {
                const ring = f.geometry.coordinates[0]
                const x = ring.reduce((s, p) => s + p[0], 0) / ring.length
                const y = ring.reduce((s, p) => s + p[1], 0) / ring.length
                const at = map.project([x, y])
                const hit = map.queryRenderedFeatures([at.x, at.y])
                  .find(g => g.sourceLayer === 'zone' && g.id === f.id)
                if (hit) return { uid: f.id, name: f.properties.name,
                                  x: box.left + at.x, y: box.top + at.y }
              }
              return null
            }"""
        )
        return zone

    def go_to(self, lon: float, lat: float, zoom: float) -> None:
        """Moves the map without animation and waits for it."""
        self.tab.ask(
            "([lon, lat, zoom]) => window.__onemap.map.jumpTo({center: [lon, lat], zoom})",
            [lon, lat, zoom],
        )
        self.wait_until_painted()

    def click(self, zone: dict[str, Any]) -> None:
        """Clicks an estate on the map and waits for its ledger."""
        self.tab.page.mouse.click(zone["x"], zone["y"])
        self.tab.page.locator("[data-ledger] [data-section='1']").wait_for()

    def read_ledger(self) -> str:
        """Returns the text of the open ledger."""
        return self.tab.page.locator("[data-ledger]").inner_text()

    def search(self, text: str) -> None:
        """Types into the search box and takes the first hit."""
        page = self.tab.page
        page.keyboard.press("/")
        page.keyboard.type(text)
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("Enter")
        page.locator("[data-ledger] [data-section='1']").wait_for()

    def find_uid(self, name: str) -> int:
        """Returns the uid of the estate of a name, as the search of the server tells it."""
        uid: int = self.tab.ask(
            "async name => (await (await fetch('/api/v1/search?q=' + encodeURIComponent(name)))"
            ".json()).hits.find(hit => hit.name === name).uid",
            name,
        )
        return uid

    def lose_graphics(self) -> None:
        """Takes the graphics context away, as a sleeping machine does, and gives it back."""
        self.tab.ask(
            """() => new Promise(done => {
              const { map } = window.__onemap
              const lost = map.getCanvas().getContext('webgl2').getExtension('WEBGL_lose_context')
              map.once('webglcontextlost', () => setTimeout(() => lost.restoreContext(), 100))
              map.once('webglcontextrestored', done)
              lost.loseContext()
            })"""
        )

    def state_of(self, uid: int) -> dict[str, Any]:
        """Returns how an estate is painted."""
        state: dict[str, Any] = self.tab.ask(
            "uid => { const { map } = window.__onemap; const s = map.getStyle();"
            "const l = s.layers.find(l => l['source-layer'] === 'zone');"
            "return map.getFeatureState({source: l.source, sourceLayer: 'zone', id: uid}) }",
            uid,
        )
        return state
