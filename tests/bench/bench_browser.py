"""How long the district takes to appear, and to change its colours, in a real browser.

    PYTHONPATH=. .venv/bin/python -m tests.bench.bench_browser

Starts an installation with the demo district. The renderer is software, so compare within one
run: recolouring by feature state against fetching the same tiles again from the browser's cache.
"""

import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import text

from geo.cluster import find_cluster
from geo.db import Database
from geo.profile import read_profile
from geo.records.load import load_records
from geo.rows import Actor, RecordsRequest
from geo.settings import Settings
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


_NOTE_CHANGE = """() => {
  window.changedAt = 0
  new MutationObserver((_, watch) => { window.changedAt = Date.now(); watch.disconnect() })
    .observe(document.querySelector('[data-total]').closest('section'),
      { subtree: true, characterData: true, childList: true, attributes: true })
}"""


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
        follows = [measure_following(installation, page, kind) for kind in ("未组建", "业委会")]
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
        "from commit to the page's new figures, ms": round(statistics.median(follows)),
        "server memory (PSS), MB": round(memory),
    }


def measure_following(installation: Installation, page: MapPage, kind: str) -> float:
    """Returns the milliseconds from the end of a load of one committee to the legend's change."""
    settings = Settings(data=installation.data, database_url=None)
    database = Database(find_cluster(settings).url)
    profile = read_profile(settings.profile)
    page.choose_theme("业主组织")
    with database.read() as connection:
        zone = connection.execute(text("SELECT min(code) FROM zone_version")).scalar_one()
    workbook = installation.data.parent / "committee.csv"
    workbook.write_text(f"区域编码,组织类型\n{zone},{kind}\n", encoding="utf-8-sig")
    page.tab.ask(_NOTE_CHANGE)
    load_records(database, profile, workbook, RecordsRequest("committee"), Actor("bench"))
    committed = time.time() * 1000
    seen: float = page.tab.wait_for("() => window.changedAt", seconds=20)
    database.close()
    return seen - committed


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
