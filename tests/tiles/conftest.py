"""The town of tests/tiles/town.py, published, and a client of the server that serves it."""

from collections.abc import Callable

import pytest

from geo.db import Database
from geo.profile import Profile
from tests.tiles.client import Client, inner
from tests.tiles.town import Town, build_town
from tiles.server import TileServer, TileStore


@pytest.fixture(scope="session")
def town(make_database: Callable[[], Database]) -> Town:
    """The town as it was first published; tests only read it."""
    return build_town(make_database())


@pytest.fixture
def own_town(database: Database) -> Town:
    """The same town, for one test to change."""
    return build_town(database)


@pytest.fixture(scope="session")
def store(town: Town, profile: Profile, tmp_path_factory: pytest.TempPathFactory) -> TileStore:
    store = TileStore(town.database, profile, tmp_path_factory.mktemp("served"))
    store.warm(town.release)
    return store


@pytest.fixture
def client(store: TileStore) -> Client:
    return Client(TileServer(inner, store, lambda _: True))
