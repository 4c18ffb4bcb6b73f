"""Measures tiles: building an archive, and warm requests against nginx, other servers and TiPg.

    ONEMAP_DATA=… .venv/bin/python -m tests.bench.bench_tiles [--seconds 5] [--rounds 3]
        [--others PYTHON] [--only NAME…] [--json FILE]

Uses the newest release of the installation that the settings name; its private PostGIS is started
if need be. PYTHON is an interpreter that has TiPg and uvicorn (`uv venv X && uv pip install -p X
tipg uvicorn uvloop httptools 'psycopg[binary]'`); without it their rows are left out. Needs nginx
and wrk.

Every round measures each server once. The table shows the best round of each, the one that was
least disturbed by whatever else the machine did, and the least processor time of a request, which
neighbours touch less. The JSON has every round.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import text

from api.auth.sessions import COOKIE, open_account_session
from geo.catalog.state import read_state
from geo.cluster import find_cluster
from geo.db import Database
from geo.profile import Profile, read_profile
from geo.settings import Settings, read_settings
from tests.bench.tile_servers import OWN, TIPG, list_servers, table_for_tipg
from tests.bench.tools import (
    CONNECTIONS,
    Result,
    Server,
    cpu_seconds,
    resident_mb,
    run_wrk,
    running,
    write_script,
)
from tiles.archive import build_archive, ensure_archive, load_archive


def main() -> None:
    options = read_options()
    settings = read_settings()
    with ExitStack() as stack:
        if settings.database_url is None:
            cluster = find_cluster(settings)
            if cluster.start():
                stack.callback(cluster.stop)
        url = settings.database_url or find_cluster(settings).url
        database = Database(url)
        stack.callback(database.close)
        profile = read_profile(settings.profile)
        with database.read() as connection:
            release = read_state(connection).release
        if release is None:
            sys.exit("The database holds no release.")
        ensure_archive(database, release, profile, settings.archives)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="om-tiles-")))
        folder.chmod(0o755)
        built = measure_build(database, release, profile, folder)
        cookie = stack.enter_context(signed_in(database, settings))
        servers = list_servers(options, settings, release, folder, url)
        if options.others:
            stack.enter_context(table_for_tipg(database, release))
        wanted = [server for server in servers if any(part in server.name for part in options.only)]
        rows = measure_servers(wanted, folder, cookie, options)
    report(built, rows, options)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--others", type=Path)
    parser.add_argument("--only", nargs="*", default=[""], help="parts of the wanted names")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def measure_build(
    database: Database, release: int, profile: Profile, folder: Path
) -> dict[str, float]:
    seconds = []
    for _ in range(5):
        with database.write() as connection:
            start = time.perf_counter()
            info = build_archive(connection, release, profile, folder / "built")
            seconds.append(time.perf_counter() - start)
    start = time.perf_counter()
    tiles = load_archive(info.path)
    load_ms = (time.perf_counter() - start) * 1000
    return {
        "build_s": statistics.median(seconds),
        "load_ms": load_ms,
        "tiles": info.tiles,
        "bytes": info.bytes,
        "largest_tile_bytes": max(map(len, tiles.values())),
    }


@contextmanager
def signed_in(database: Database, settings: Settings) -> Iterator[str]:
    """Yields the cookie of a session that ends with the measurement."""
    with database.write() as connection:
        account = connection.execute(
            text(
                "INSERT INTO account (name, display_name, role)"
                " VALUES ('bench-' || gen_random_uuid(), 'bench', 'viewer') RETURNING id"
            )
        ).scalar_one()
        token = open_account_session(connection, account, settings, None)
    try:
        yield f"{COOKIE}={token}"
    finally:
        with database.write() as connection:
            connection.execute(text("DELETE FROM account WHERE id = :id"), {"id": account})


def measure_servers(
    servers: list[Server], folder: Path, cookie: str, options: argparse.Namespace
) -> dict[str, list[Result]]:
    rows: dict[str, list[Result]] = {server.name: [] for server in servers}
    memory: dict[str, float] = {}
    for _ in range(options.rounds):
        for server in servers:
            with running(server, cookie) as process:
                script = write_script(folder, server, cookie)
                run_wrk(server, script, 1)
                before = cpu_seconds(process.pid)
                result = run_wrk(server, script, options.seconds)
                spent = cpu_seconds(process.pid) - before
                result.cpu_us = spent / (result.per_second * options.seconds) * 1e6
                rows[server.name].append(result)
                memory[server.name] = resident_mb(process.pid)
                print(
                    server.name, rows[server.name][-1], f"{memory[server.name]:.0f} MB", flush=True
                )
    return rows


def report(
    built: dict[str, float], rows: dict[str, list[Result]], options: argparse.Namespace
) -> None:
    best = {name: max(results, key=lambda one: one.per_second) for name, results in rows.items()}
    fastest = [one.per_second for name, one in best.items() if name.startswith("nginx")]
    nginx = max(fastest, default=1.0)
    tipg = best[TIPG].per_second if TIPG in best else None
    own = best[OWN].per_second if OWN in best else 0.0
    print(
        f"\narchive: {built['tiles']:.0f} tiles, {built['bytes'] / 1e6:.2f} MB, built in"
        f" {built['build_s']:.2f} s, loaded in {built['load_ms']:.1f} ms;"
        f" largest tile {built['largest_tile_bytes'] / 1024:.1f} KB\n"
    )
    print(
        f"| server, {CONNECTIONS} connections | requests/s | of nginx | CPU µs a request | p50 ms"
        " | p99 ms | failed |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, one in best.items():
        cpu = min(result.cpu_us for result in rows[name])
        failed = sum(result.failed for result in rows[name])
        print(
            f"| {name} | {one.per_second:,.0f} | {one.per_second / nginx:.2f} | {cpu:.1f}"
            f" | {one.p50_ms:.1f} | {one.p99_ms:.1f} | {failed} |"
        )
    if tipg:
        print(f"\nOne Map / TiPg: {own / tipg:.0f}")
    if options.json:
        options.json.write_text(
            json.dumps(
                {
                    "archive": built,
                    "requests_per_second": {k: [r.per_second for r in v] for k, v in rows.items()},
                    "of_nginx": own / nginx,
                    "of_tipg": own / tipg if tipg else None,
                },
                indent=1,
            ),
            encoding="utf-8",
        )


if __name__ == "__main__":
    if not (shutil.which("nginx") and shutil.which("wrk")):
        sys.exit("This needs nginx and wrk.")
    main()
