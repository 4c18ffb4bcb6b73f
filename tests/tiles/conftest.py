"""A PostGIS of these tests' own, and the town in it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from geo.cluster import Cluster, find_cluster
from geo.db import Database, check_server
from geo.migrations import migrate
from geo.profile import Profile, read_profile
from geo.settings import ROOT, Settings
from tests.tiles.client import Client, inner
from tests.tiles.town import Town, build_town
from tiles.server import TileServer, TileStore

TEMPLATE = "onemap"


@pytest.fixture(scope="session")
def profile() -> Profile:
    return read_profile(ROOT / "data" / "profiles" / "chaoyang.toml")


@pytest.fixture(scope="session")
def tiles_cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="om-"))
    # The database's own user must be able to enter.
    folder.chmod(0o755)
    cluster = find_cluster(Settings(data=folder))
    cluster.start()
    try:
        database = Database(cluster.url)
        check_server(database)
        migrate(database)
        database.close()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def make_database(tiles_cluster: Cluster):
    """Makes a database that is a copy of the migrated, empty one."""
    url = make_url(tiles_cluster.url).set(drivername="postgresql+psycopg")
    admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    made: list[Database] = []

    def make() -> Database:
        name = f"town_{len(made)}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}"))
        database = Database(url.set(database=name, drivername="postgresql").render_as_string())
        made.append(database)
        return database

    yield make
    # The databases go with their cluster: dropping them one by one would take a second each.
    for database in made:
        database.close()
    admin.dispose()


@pytest.fixture(scope="session")
def town(make_database) -> Town:
    """The town of tests/tiles/town.py as it was first published; tests only read it."""
    return build_town(make_database())


@pytest.fixture
def own_town(make_database) -> Town:
    """The same town, for one test to change."""
    return build_town(make_database())


@pytest.fixture(scope="session")
def store(town: Town, profile, tmp_path_factory) -> TileStore:
    store = TileStore(town.database, profile, tmp_path_factory.mktemp("served"))
    store.warm(town.release)
    return store


@pytest.fixture
def client(store: TileStore) -> Client:
    return Client(TileServer(inner, store, lambda _: True))
