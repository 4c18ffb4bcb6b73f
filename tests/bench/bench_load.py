"""How long a survey takes from the file to open pages, beside the bare import of the same file.

    PYTHONPATH=. .venv/bin/python -m tests.bench.bench_load

Loads the demo's 1,637 zones with one estate renamed and all shapes moved by a metre, as the
command line does, while a page listens; the peer is pyogrio + to_postgis into a plain table.
"""

import datetime as dt
import json
import shutil
import tempfile
import threading
import time
from pathlib import Path

import geopandas as gpd
import httpx
from sqlalchemy import create_engine, make_url

from geo.cluster import find_cluster
from geo.demo import write_demo
from geo.profile import read_profile
from geo.settings import Settings
from tests.installation import Installation, find_free_port


def main() -> None:
    """Prints the figures as a table and as JSON."""
    folder = Path(tempfile.mkdtemp(prefix="om-bench-"))
    folder.chmod(0o755)
    installation = Installation(folder / "data", find_free_port()).start()
    try:
        figures = measure(installation, folder)
    finally:
        installation.stop()
        shutil.rmtree(folder, ignore_errors=True)
    for name, value in figures.items():
        print(f"{name:<44}{value:>10}")
    print(json.dumps(figures))


def measure(installation: Installation, folder: Path) -> dict[str, float]:
    """Returns seconds of each part, best of three."""
    survey = folder / "zones.gpkg"
    files = dict(write_demo(folder / "files", read_profile(Settings().profile)))
    zones = gpd.read_file(files["zone"], encoding="GB18030")
    figures: dict[str, list[float]] = {}
    client = open_client(installation)
    events = Listener(client)
    for number in range(1, 4):
        moved = zones.copy()
        moved.geometry = zones.translate(number, 0)
        survey.unlink(missing_ok=True)
        moved.to_file(survey, layer="zones")
        start = time.perf_counter()
        done = installation.run("survey", "load", str(survey), "--kind", "zone", "--json")
        command = time.perf_counter() - start
        assert done.returncode == 0, done.stderr
        result = json.loads(done.stdout)
        seen = wait_for_release(client, result["release"]) - start
        parts = {**result["seconds"], "command": command, "file to visible": seen}
        for name, seconds in parts.items():
            figures.setdefault(name, []).append(seconds)
        figures.setdefault("published to event in a page", []).append(
            events.wait_for(result["release"])
        )
        figures.setdefault("bare import (to_postgis)", []).append(import_bare(installation, survey))
    return {name: round(min(values), 2) for name, values in figures.items()}


def open_client(installation: Installation) -> httpx.Client:
    """Returns a signed-in client, as an open page is one."""
    client = httpx.Client(base_url=installation.base, follow_redirects=True)
    client.get(installation.link("demo-viewer").removeprefix(installation.base))
    return client


class Listener:
    """Follows the server's events as an open page does, and notes when each release came."""

    def __init__(self, client: httpx.Client) -> None:
        self.delays: dict[int, float] = {}
        self.client = client
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        with self.client.stream("GET", "/api/v1/events", timeout=None) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    state = json.loads(line.removeprefix("data:"))
                    published = dt.datetime.fromisoformat(state["published_at"])
                    late = (dt.datetime.now(dt.UTC) - published).total_seconds()
                    self.delays.setdefault(state["release"], late)

    def wait_for(self, release: int) -> float:
        """Returns the seconds from the moment of a release, tiles included, to its event."""
        end = time.perf_counter() + 30
        while release not in self.delays and time.perf_counter() < end:
            time.sleep(0.02)
        return self.delays[release]


def wait_for_release(client: httpx.Client, release: int) -> float:
    """Returns when the server says that the release is in force and describes its tiles."""
    end = time.perf_counter() + 30
    while time.perf_counter() < end:
        state = client.get("/api/v1/state").json()
        if state["release"] == release and client.get(state["tilejson"]).status_code == 200:
            return time.perf_counter()
        time.sleep(0.02)
    message = f"release {release} did not appear"
    raise AssertionError(message)


def import_bare(installation: Installation, survey: Path) -> float:
    """Returns the seconds that reading and writing the same file takes without any check."""
    url = make_url(find_cluster(Settings(data=installation.data, database_url=None)).url)
    engine = create_engine(url.set(drivername="postgresql+psycopg"))
    start = time.perf_counter()
    gpd.read_file(survey).to_crs(4490).to_postgis("bare", engine, if_exists="replace")
    seconds = time.perf_counter() - start
    engine.dispose()
    return seconds


if __name__ == "__main__":
    main()
