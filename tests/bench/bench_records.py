"""How long a workbook takes from the file to open pages, beside a plain COPY of the same rows.

    PYTHONPATH=. .venv/bin/python -m tests.bench.bench_records [rows …]

Loads work orders about the demo's 1,637 zones as the command line does, while a server runs: most
name their zone with a building, some by its code, some by a name that nobody knows. The peer is
COPY of the same cells into a table without an index. Then the same workbook comes again, a person
decides about the greatest group, and all records are matched anew.
"""

import csv
import json
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import httpx
import psycopg
from sqlalchemy import make_url

from geo.cluster import find_cluster
from geo.demo import write_demo
from geo.profile import read_profile
from geo.settings import Settings
from tests.bench.bench_load import open_client
from tests.installation import Installation, find_free_port

HEADER = ("工单编号", "来电时间", "标题", "小区点位", "区域编码", "被反映街乡镇", "是否解决")
SECONDS = 1800


def main() -> None:
    """Prints the figures as tables and as JSON."""
    counts = [int(argument) for argument in sys.argv[1:]] or [100_000]
    folder = Path(tempfile.mkdtemp(prefix="om-bench-"))
    folder.chmod(0o755)
    installation = Installation(folder / "data", find_free_port()).start()
    try:
        zones = read_zones(folder)
        for count in counts:
            figures = measure(installation, write_orders(folder / f"{count}.csv", zones, count))
            for name, value in figures.items():
                print(f"{name:<44}{value:>12}")
            print(json.dumps({"rows": count, **figures}))
    finally:
        installation.stop()
        shutil.rmtree(folder, ignore_errors=True)


def read_zones(folder: Path) -> list[tuple[str, str]]:
    """Returns code and name of the demo's zones."""
    files = dict(write_demo(folder / "files", read_profile(Settings().profile)))
    zones = gpd.read_file(files["zone"], encoding="GB18030", ignore_geometry=True)
    return list(zip(zones["区域编码"], zones["小区名称"], strict=True))


def write_orders(path: Path, zones: list[tuple[str, str]], count: int) -> Path:
    """Writes that many work orders as offices export them."""
    rng = random.Random(count)
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(HEADER)
        for number in range(count):
            code, name = rng.choice(zones)
            kind = rng.random()
            place = name if kind < 0.3 else f"{name}{rng.randint(1, 30)}号楼"
            if kind > 0.9:
                place = f"无名{rng.randint(1, 500)}里"
            day = f"2022-{rng.randint(1, 9):02d}-{rng.randint(1, 28):02d} 08:30"
            said = code if 0.7 < kind <= 0.9 else ""
            row = (f"BENCH-{count}-{number}", day, "电梯停运多日", place, said, "", "否")
            writer.writerow(row)
    return path


def measure(installation: Installation, path: Path) -> dict[str, float]:
    """Returns seconds of each part, and how they compare to the plain COPY."""
    client = open_client(installation)
    bare = copy_bare(installation, path)
    start = time.perf_counter()
    result = run(installation, "load", str(path), "--kind", "complaint")
    command = time.perf_counter() - start
    visible = wait_for_revision(client, result["revision"]) - start
    again = run(installation, "load", str(path), "--kind", "complaint")
    assert again["revision"] is None
    decide_s = decide_first(installation)
    start = time.perf_counter()
    matched = run(installation, "rematch")
    rematch_s = time.perf_counter() - start
    parts = result["seconds"]
    figures = {
        **parts,
        "command": command,
        "file to visible": visible,
        "bare COPY": bare,
        "store / bare COPY": parts["store"] / bare,
        "file to visible / bare COPY": visible / bare,
        "loaded again: store": again["seconds"]["store"],
        "decide by the command line": decide_s,
        "rematch by the command line": rematch_s,
        "waiting": result["review"],
        "moved by matching anew": matched["gained"] + matched["lost"] + matched["moved"],
        "peak MB of any command": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }
    return {name: round(value, 2) for name, value in figures.items()}


def run(installation: Installation, *arguments: str) -> dict[str, object]:
    """Returns what a command of `onemap records` says."""
    done = installation.run("records", *arguments, "--json", timeout=SECONDS)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def decide_first(installation: Installation) -> float:
    """Returns the seconds that deciding about the greatest waiting group takes."""
    group = run(installation, "review", "--limit", "1")["items"][0]
    start = time.perf_counter()
    run(installation, "decide", group["key"], "--elsewhere")
    return time.perf_counter() - start


def wait_for_revision(client: httpx.Client, revision: int) -> float:
    """Returns when the server's pages colour by a revision."""
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        state = client.get("/api/v1/state").json()
        if state["revision"] == revision and client.get(state["columns"]).status_code == 200:
            return time.perf_counter()
        time.sleep(0.02)
    message = f"revision {revision} did not appear"
    raise AssertionError(message)


def copy_bare(installation: Installation, path: Path) -> float:
    """Returns the seconds that reading and writing the same cells takes without anything else."""
    url = make_url(find_cluster(Settings(data=installation.data, database_url=None)).url)
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    columns = ", ".join(f"c{n} text" for n in range(len(HEADER)))
    with psycopg.connect(address) as connection:
        connection.execute("DROP TABLE IF EXISTS bare")
        connection.execute(f"CREATE TABLE bare ({columns})")
        start = time.perf_counter()
        with (
            path.open(encoding="gb18030", newline="") as file,
            connection.cursor().copy("COPY bare FROM STDIN") as copy,
        ):
            for row in csv.reader(file):
                copy.write_row(row)
        connection.commit()
        return time.perf_counter() - start


if __name__ == "__main__":
    main()
