"""What every command starts from: settings, profile and a database that is ready."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.db import Database
    from geo.profile import Profile
    from geo.settings import Settings


@dataclass(frozen=True, slots=True)
class Session:
    """An installation that is ready to work."""

    settings: "Settings"
    profile: "Profile"
    database: "Database"
    versions: dict[str, str]


@contextmanager
def open_session(settings: "Settings | None" = None) -> Iterator[Session]:
    """Yields an installation with its database checked and migrated.

    Without a database address the private PostGIS runs inside the block.

    Raises:
        SetupError: the profile, PostGIS or the address is not right; says what to do.
        UnavailableError: the database does not answer.
    """
    from geo.cluster import find_cluster, run_cluster
    from geo.profile import read_profile
    from geo.settings import read_settings

    settings = settings or read_settings()
    profile = read_profile(settings.profile, settings.local_grid)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if settings.database_url:
        yield from _open(settings, profile, settings.database_url)
        return
    cluster = find_cluster(settings)
    with run_cluster(cluster):
        yield from _open(settings, profile, cluster.url)


def _open(settings: "Settings", profile: "Profile", url: str) -> Iterator[Session]:
    from geo.db import Database
    from geo.migrations import migrate
    from geo.server import check_server

    database = Database(url, pool_size=4, wait_s=30)
    try:
        versions = check_server(database)
        migrate(database)
        yield Session(settings, profile, database, versions)
    finally:
        database.close()
