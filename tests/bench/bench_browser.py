"""How long the district takes to appear, and to change its colours, in a real browser.

    PYTHONPATH=. .venv/bin/python -m tests.bench.bench_browser

Starts an installation with the demo district. The renderer is software, so compare within one
run: recolouring by feature state against fetching the same tiles again from the browser's cache.
"""

import json
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from tests.e2e.browser import open_tab, start_chromium
from tests.e2e.driver import MapPage
from tests.installation import Installation, find_free_port

ROUNDS = 7
THEMES = ("业主组织", "投诉密度", "服务状况")

_RECOLOUR = """label => new Promise(done => {
  const { map, recolourMs } = window.__onemap
  const button = [...document.querySelectorAll('nav button, nav a')]
    .find(e => e.textContent.trim() === label)
  const count = recolourMs.length, requests = performance.getEntriesByType('resource').length
  const start = performance.now()
  map.once('idle', () => done({
    painted: performance.now() - start, script: recolourMs.at(-1), steps: recolourMs.length - count,
    requests: performance.getEntriesByType('resource').slice(requests)
      .filter(e => /tiles|columns|series/.test(e.name)).length }))
  button.click()
})"""

# MapLibre skips a tile whose ETag is known, so the source is made anew: its tiles come from the
# browser's cache, are parsed and painted, as tiles with other colours in them would be.
_REFETCH = """() => new Promise(done => {
  const { map } = window.__onemap
  const style = map.getStyle()
  const id = style.layers.find(l => l['source-layer'] === 'zone').source
  const layers = style.layers.filter(l => l.source === id)
  const requests = performance.getEntriesByType('resource').length
  const start = performance.now()
  for (const layer of layers) map.removeLayer(layer.id)
  map.removeSource(id)
  map.addSource(id, style.sources[id])
  for (const layer of layers) map.addLayer(layer)
  map.once('idle', () => done({
    painted: performance.now() - start,
    tiles: performance.getEntriesByType('resource').slice(requests)
      .filter(e => e.name.includes('/tiles/')).length }))
})"""


def main() -> None:
    """Prints the figures as a table and as JSON."""
    folder = Path(tempfile.mkdtemp(prefix="om-bench-"))
    folder.chmod(0o755)
    installation = Installation(folder / "data", find_free_port()).start()
    try:
        figures = measure(installation)
    finally:
        installation.stop()
        shutil.rmtree(folder, ignore_errors=True)
    for name, value in figures.items():
        print(f"{name:<44}{value:>10}")
    print(json.dumps(figures))


def measure(installation: Installation) -> dict[str, Any]:
    """Returns medians in milliseconds, ratios, and the server's memory."""
    with start_chromium() as chromium:
        firsts = []
        for _ in range(3):
            tab = open_tab(chromium, 1920, 1080, reduced_motion="reduce")
            tab.page.goto(installation.link("demo-district-official"))
            tab.ask("() => window.__onemap?.ready")
            page = MapPage(tab)
            page.wait_until_painted()
            tab.page.goto(installation.base)
            page.wait_until_painted()
            firsts.append(
                tab.ask("async () => { await window.__onemap.ready; return performance.now() }")
            )
        recolours: list[dict[str, float]] = []
        refetches: list[float] = []
        for number in range(ROUNDS):
            recolours.append(tab.ask(_RECOLOUR, THEMES[number % len(THEMES)]))
            page.wait_until_painted()
            page.tab.page.wait_for_timeout(300)
        # Making the source anew forgets the colours, so it comes after the recolouring.
        for _ in range(ROUNDS):
            refetches.append(tab.ask(_REFETCH)["painted"])
            page.tab.page.wait_for_timeout(300)
        memory = measure_memory(installation)
    painted = statistics.median(r["painted"] for r in recolours)
    refetched = statistics.median(refetches)
    return {
        "first idle picture, ms": round(statistics.median(firsts)),
        "recolour, script, ms": round(statistics.median(r["script"] for r in recolours), 1),
        "recolour, requests": int(sum(r["requests"] for r in recolours)),
        "recolour, painted, ms": round(painted),
        "refetch of cached tiles, painted, ms": round(refetched),
        "recolour / refetch": round(painted / refetched, 2),
        "server memory (PSS), MB": round(memory),
    }


def measure_memory(installation: Installation) -> float:
    """Returns the proportional memory of the server's processes in MB, without the database."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            environment = (process / "environ").read_bytes()
            if b"api.serve" in command and str(installation.data).encode() in environment:
                rollup = (process / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue
    return total / 1024


if __name__ == "__main__":
    main()
