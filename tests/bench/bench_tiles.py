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
import os
import re
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
from geo.crs import DISPLAY
from geo.db import Database
from geo.profile import Profile, read_profile
from geo.settings import ROOT, Settings, read_settings
from tests.bench.tools import (
    CONNECTIONS,
    Result,
    Server,
    cpu_seconds,
    resident_mb,
    run_wrk,
    running,
    write_nginx,
    write_script,
)
from tiles.archive import build_archive, ensure_archive, find_archive, load_archive

PORT = 18700
TIPG = "TiPg on uvicorn"
OWN = "One Map as it runs (Granian, ASGI)"
GRANIAN = [
    "--http",
    "1",
    "--no-ws",
    "--loop",
    "uvloop",
    "--no-access-log",
    "--log-level",
    "warning",
    "--factory",
]


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


@contextmanager
def table_for_tipg(database: Database, release: int) -> Iterator[None]:
    """Gives TiPg what it likes best: one indexed table in the tiles' own system."""
    with database.write() as connection:
        connection.execute(text("DROP TABLE IF EXISTS bench_zone"))
        connection.execute(
            text(
                "CREATE TABLE bench_zone AS SELECT z.zone_uid AS id, z.code, z.name,"
                f" ST_Transform(z.geom, {DISPLAY})::geometry(MultiPolygon, {DISPLAY}) AS geom"
                " FROM release r JOIN zone_version z ON z.sys @> r.published_at"
                " AND z.valid @> r.published_at WHERE r.id = :release"
            ),
            {"release": release},
        )
        connection.execute(text("ALTER TABLE bench_zone ADD PRIMARY KEY (id)"))
        connection.execute(text("CREATE INDEX ON bench_zone USING gist (geom)"))
        connection.execute(text("ANALYZE bench_zone"))
    try:
        yield
    finally:
        with database.write() as connection:
            connection.execute(text("DROP TABLE bench_zone"))


def list_servers(
    options: argparse.Namespace, settings: Settings, release: int, folder: Path, url: str
) -> list[Server]:
    tiles = load_archive(find_archive(settings.archives, release))
    paths = [f"/tiles/map/{release}/{z}/{x}/{y}" for z, x, y in tiles]
    env = {**os.environ, "ONEMAP_DATABASE_URL": url}
    env["PYTHONPATH"] = str(ROOT)
    root = folder / "root"
    for (z, x, y), tile in tiles.items():
        file = root / f"tiles/map/{release}/{z}/{x}/{y}.gz"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(tile)

    def granian(name: str, interface: str, target: str, port: int) -> Server:
        command = [sys.executable, "-m", "granian", "--interface", interface, *GRANIAN]
        return Server(name, [*command, "--port", str(port), target], port, paths, env)

    servers = [
        Server(
            f"nginx, {workers} worker{'s' * (workers > 1)}",
            ["nginx", "-c", str(write_nginx(folder, root, PORT + workers, workers))],
            PORT + workers,
            paths,
            env,
        )
        for workers in (1, 2)
    ]
    servers += [
        Server(
            OWN,
            [sys.executable, "-m", "api.serve"],
            PORT + 3,
            paths,
            {**env, "ONEMAP_PORT": str(PORT + 3)},
        ),
        granian("the same tiles by Granian RSGI", "rsgi", "tests.bench.tile_apps:rsgi", PORT + 4),
        granian(
            "a FastAPI route on Granian", "asgi", "tests.bench.tile_apps:fastapi_route", PORT + 5
        ),
    ]
    if options.others:
        site = Path(sys.prefix, "lib", f"python3.{sys.version_info.minor}", "site-packages")
        with_ours = {**env, "PYTHONPATH": f"{ROOT}:{site}"}
        uvicorn = [
            str(options.others),
            "-m",
            "uvicorn",
            "--no-access-log",
            "--log-level",
            "warning",
        ]
        servers.append(
            Server(
                "One Map on uvicorn",
                [*uvicorn, "--factory", "--port", str(PORT + 6), "api.asgi:application"],
                PORT + 6,
                paths,
                with_ours,
            )
        )
        prefix = "/collections/public.bench_zone/tiles/WebMercatorQuad"
        parts = database_parts(url)
        servers.append(
            Server(
                TIPG,
                [*uvicorn, "--port", str(PORT + 7), "tipg.main:app"],
                PORT + 7,
                [f"{prefix}/{z}/{x}/{y}" for z, x, y in tiles],
                {**os.environ, **parts, "DB_MIN_CONN_SIZE": "8", "DB_MAX_CONN_SIZE": "8"},
                folder,
            )
        )
    return servers


def database_parts(url: str) -> dict[str, str]:
    """Returns TiPg's settings; a socket's folder is put where it expects a host."""
    socket = re.search(r"host=([^&]+)", url)
    if socket is None:
        return {"DATABASE_URL": url}
    user = re.search(r"//([^@:]+)", url)
    name = re.search(r"@/([^?]+)", url)
    assert user is not None
    assert name is not None
    host = socket.group(1).replace("/", "%2F")
    return {"DATABASE_URL": f"postgresql://{user.group(1)}@{host}/{name.group(1)}"}


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
