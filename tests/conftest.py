"""One private PostGIS for the whole run; a database of its own, in 0.2 s, for each test."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from geo.boundaries.reading import sandbox
from geo.cluster import Cluster, find_cluster
from geo.db import Database
from geo.errors import SetupError
from geo.migrations import migrate
from geo.profile import Profile, read_profile
from geo.records.reading import sandbox as workbooks
from geo.server import check_server
from geo.settings import ROOT, Settings
from tests import world
from tests.installation import Installation, find_free_port
from tests.needs import lack
from tests.office import Office
from tests.reading import read_here, read_workbook_here

CHAOYANG = ROOT / "data" / "profiles" / "chaoyang.toml"
QINGSHI = Path(__file__).parent / "profiles" / "qingshi.toml"
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running PostGIS that no other test run knows; its database is migrated and empty."""
    folder = Path(tempfile.mkdtemp(prefix="om-"))
    # The database's own user must be able to enter.
    folder.chmod(0o755)
    try:
        private = find_cluster(Settings(data=folder, database_url=None))
    except SetupError as error:
        shutil.rmtree(folder)
        lack(str(error))
    private.start()
    try:
        database = Database(private.url)
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as admin:
            # Nothing here outlives the run, so nothing waits for the disk.
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                admin.execute(text(f"ALTER SYSTEM SET {name} = off"))
            # Whoever waits for himself is told so, before a test's own time ends.
            admin.execute(text("ALTER SYSTEM SET lock_timeout = '100s'"))
            admin.execute(text("SELECT pg_reload_conf()"))
        check_server(database)
        migrate(database)
        database.close()
        yield private
    finally:
        private._run("pg_ctl", "stop", "-m", "immediate", "-D", private.data)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads are read in the test's own process, which saves each the start of an interpreter.

    What the process of its own adds is tested where a module is marked `sealed`, and by every
    command and every server.
    """
    if request.node.get_closest_marker("sealed") is None:
        monkeypatch.setattr(sandbox, "_ask_reader", read_here)
        monkeypatch.setattr(workbooks, "ask_reader", read_workbook_here)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the database's own user can enter, which pytest's are not."""
    folder = Path(tempfile.mkdtemp(prefix="om-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


class Copies:
    """Makes copies of the migrated, empty database, or of another, in a tenth of a second."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        admin = self.url.set(drivername="postgresql+psycopg", database="postgres")
        self.admin = create_engine(admin, isolation_level="AUTOCOMMIT")
        self.made: list[Database] = []

    def __call__(self, template: str | None = None) -> Database:
        name = f"copy_{len(self.made)}"
        with self.admin.connect() as connection:
            source = template or self.url.database
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {source}"))
        self.made.append(Database(self.url.set(database=name).render_as_string(), wait_s=30))
        return self.made[-1]

    def drop(self, database: Database) -> None:
        database.close()
        with self.admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {database.url.database} WITH (FORCE)"))


@pytest.fixture(scope="session")
def make_database(cluster: Cluster) -> Iterator[Copies]:
    """Makes further databases; a test of a session's or a module's own keeps them to the end."""
    copies = Copies(cluster.url)
    yield copies
    for database in copies.made:
        database.close()
    copies.admin.dispose()


@pytest.fixture
def database(make_database: Copies) -> Iterator[Database]:
    """An empty, migrated database for one test."""
    made = make_database()
    yield made
    make_database.drop(made)


@pytest.fixture(scope="session")
def profile() -> Profile:
    """The district that ships."""
    return read_profile(CHAOYANG)


@pytest.fixture(scope="session")
def town_profile() -> Profile:
    """A made-up district elsewhere: other codes, kinds, systems, targets."""
    return read_profile(QINGSHI)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared test data beside the repository; never copied into it."""
    if not (SHARED / "README.md").exists():
        lack(f"the shared test data ({SHARED})")
    return SHARED


@pytest.fixture
def office(database: Database, profile: Profile, tmp_path: Path) -> Office:
    """The shipped district's office, its map empty."""
    return Office(database, profile, world.CHAOYANG, tmp_path)


@pytest.fixture
def far_office(database: Database, town_profile: Profile, tmp_path: Path) -> Office:
    """The made-up district's office, its map empty."""
    return Office(database, town_profile, world.QINGSHI, tmp_path)


@pytest.fixture(scope="session")
def town_template(
    make_database: Copies,
    profile: Profile,
    tmp_path_factory: pytest.TempPathFactory,
) -> str | None:
    """The name of a database that holds the tiny town, to be copied."""
    database = make_database()
    Office(database, profile, world.CHAOYANG, tmp_path_factory.mktemp("town")).open_town()
    database.close()
    return database.url.database


@pytest.fixture
def town(
    make_database: Copies, town_template: str, profile: Profile, tmp_path: Path
) -> Iterator[Office]:
    """The office with the tiny town's streets and zones published."""
    database = make_database(town_template)
    yield Office(database, profile, world.CHAOYANG, tmp_path)
    make_database.drop(database)


@pytest.fixture(scope="session")
def demo() -> Iterator[Installation]:
    """The demo district, made and served by `onemap up`, with a PostGIS of its own."""
    folder = Path(tempfile.mkdtemp(prefix="om-demo-"))
    folder.chmod(0o755)
    installation = Installation(folder / "data", find_free_port())
    try:
        yield installation.start()
        assert installation.stop() == 0, "\n".join(installation.lines[-20:])
    finally:
        installation.kill()
        shutil.rmtree(folder, ignore_errors=True)
