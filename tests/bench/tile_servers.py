"""Servers that bench_tiles.py compares: nginx, ours as it runs and otherwise, and TiPg."""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from geo.crs import DISPLAY
from geo.db import Database
from geo.settings import ROOT, Settings
from tests.bench.tools import Server, write_nginx
from tiles.archive import find_archive, load_archive

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
