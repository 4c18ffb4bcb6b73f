"""The connection: addresses, transactions, errors in words; the database's shape."""

import threading

import psycopg
import pytest
from sqlalchemy import text

from geo import server
from geo.db import Database, copy_rows, load_sql, parse_url
from geo.errors import SetupError, UnavailableError
from geo.migrations import find_differences, migrate
from geo.server import check_server

SECRET = "s3cret-pass"


@pytest.mark.parametrize(
    "url",
    [
        "", "nonsense", f"mysql://u:{SECRET}@h/d", f"postgresql://u:{SECRET}@h:port/d",
        f"postgresql://u:{SECRET}@h:5432", f"postgresql://u:{SECRET}@[::1/d", "http://h/d",
        f"postgresql://u:{SECRET}@h:99999999999/d", "postgresql:///",
    ],
)  # fmt: skip
def test_an_address_that_is_none(url):
    with pytest.raises((SetupError, UnavailableError)) as error:
        enter(lambda: Database(url, wait_s=1).read())
    assert SECRET not in str(error.value)
    assert error.value.message.zh
    assert "ONEMAP_DATABASE_URL" in str(error.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_spellings_of_an_address(scheme):
    url = parse_url(f"{scheme}://u:p%40ss@h:5433/d?sslmode=require")
    assert url.drivername == "postgresql+psycopg"
    assert (url.username, url.password, url.host, url.port, url.database) == (
        "u", "p@ss", "h", 5433, "d"
    )  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [f"postgresql://u:{SECRET}@127.0.0.1:1/d", f"postgresql://u:{SECRET}@no-such-host.invalid/d"],
)
def test_a_server_that_does_not_answer(url):
    database = Database(url)
    for attempt in (database.read, database.write, database.listen):
        with pytest.raises(UnavailableError) as error:
            enter(attempt)
        assert error.value.code == "database_unavailable"
        assert SECRET not in str(error.value)


def enter(attempt) -> None:
    with attempt() as connection:
        connection.execute(text("SELECT 1"))


def test_a_role_or_a_database_that_is_not_there(database):
    for url in (database.url.set(username="nobody_here"), database.url.set(database="nothing")):
        with pytest.raises(UnavailableError) as error:
            enter(Database(str(url)).read)
        assert "does not exist" in error.value.message.en


def test_what_fails_inside_a_write_is_undone(database):
    with pytest.raises(ZeroDivisionError):
        write_and_fail(database)
    with database.read() as connection:
        assert connection.execute(text("SELECT to_regclass('left_over')")).scalar_one() is None


def write_and_fail(database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE left_over (id int)"))
        raise ZeroDivisionError


def test_reading_sees_one_moment_and_writes_nothing(database):
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t AS SELECT 1 AS n"))
    with database.read() as reading:
        assert reading.execute(text("SELECT count(*) FROM t")).scalar_one() == 1
        with database.write() as writing:
            writing.execute(text("INSERT INTO t VALUES (2)"))
        assert reading.execute(text("SELECT count(*) FROM t")).scalar_one() == 1
    with pytest.raises(Exception, match="read-only"), database.read() as reading:
        reading.execute(text("INSERT INTO t VALUES (3)"))


def test_connections_that_are_all_in_use(database):
    small = Database(database.url.render_as_string(hide_password=False), pool_size=1, wait_s=0.2)
    with small.read(), pytest.raises(UnavailableError) as error, small.read():
        pass
    assert error.value.code == "database_busy"
    with small.read() as connection:  # and then one is free again
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    small.close()


def test_a_query_that_takes_too_long(database):
    url = database.url.render_as_string(hide_password=False)
    hurried = Database(url, statement_timeout_ms=50)
    with pytest.raises(UnavailableError) as error, hurried.read() as connection:
        connection.execute(text("SELECT pg_sleep(5)"))
    assert error.value.code == "query_timeout"
    hurried.close()


def test_a_connection_that_was_cut_is_replaced(database):
    with database.write() as connection:
        mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with psycopg.connect(str(database.url.set(drivername="postgresql"))) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (mine,))
    with database.read() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    with pytest.raises(UnavailableError):
        use_a_connection_that_is_cut(database)


def use_a_connection_that_is_cut(database) -> None:
    with database.write() as connection:
        mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with psycopg.connect(str(database.url.set(drivername="postgresql"))) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (mine,))
        connection.execute(text("SELECT 1"))


def test_a_full_disk_is_called_so(database):
    """PostgreSQL says 53100 to whoever writes then."""
    with pytest.raises(UnavailableError) as error, database.write() as connection:
        connection.execute(
            text("DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$")
        )
    assert error.value.code == "disk_full"


def test_names_in_statements_are_names_only():
    assert "street_version" in load_sql("current_places", place="street").text
    with pytest.raises(ValueError, match="not a list of names"):
        load_sql("current_places", place="street; DROP TABLE zone")


def test_copying_writes_every_kind_of_value(database):
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t (a text, b int, c jsonb)"))
        rows = [("引号'\"\t换行\n", None, psycopg.types.json.Jsonb({"键": [1]})), (None, 7, None)]
        assert copy_rows(connection, "t", ("a", "b", "c"), rows) == 2
        assert connection.execute(text("SELECT * FROM t")).all() == [
            ("引号'\"\t换行\n", None, {"键": [1]}),
            (None, 7, None),
        ]


# --- The server ------------------------------------------------------------------------------


def test_the_private_server_is_fit(database):
    versions = check_server(database)
    assert int(versions["postgresql"]) >= 130_000
    assert versions["postgis"].startswith("3.")


def test_an_extension_that_is_not_offered(database, monkeypatch):
    monkeypatch.setattr(server, "EXTENSIONS", (*server.EXTENSIONS, "no_such_extension"))
    with pytest.raises(SetupError) as error:
        check_server(database)
    assert error.value.code == "extension_missing"
    assert "no_such_extension" in error.value.message.zh
    assert "apt install" in error.value.hint.en


@pytest.mark.parametrize("name", ["MIN_POSTGRES", "MIN_POSTGIS"])
def test_a_server_that_is_too_old(database, monkeypatch, name):
    monkeypatch.setattr(server, name, 990_000 if name == "MIN_POSTGRES" else (99, 0))
    with pytest.raises(SetupError) as error:
        check_server(database)
    assert error.value.code == "database_too_old"


def test_a_locale_in_which_chinese_cannot_be_searched(database):
    admin = str(database.url.set(drivername="postgresql", database="postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE plain_c TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C' LC_COLLATE 'C'"
        )
    plain = Database(str(database.url.set(drivername="postgresql", database="plain_c")))
    with pytest.raises(SetupError) as error:
        check_server(plain)
    assert error.value.code == "database_locale"
    plain.close()


def test_a_role_that_may_not_create_extensions(database):
    admin = str(database.url.set(drivername="postgresql", database="postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE ROLE humble LOGIN")
        connection.execute("CREATE DATABASE humble_db TEMPLATE template0 ENCODING 'UTF8'")
    url = database.url.set(drivername="postgresql", database="humble_db", username="humble")
    humble = Database(str(url))
    with pytest.raises(SetupError) as error:
        check_server(humble)
    assert error.value.code == "extension_forbidden"
    assert "CREATE EXTENSION postgis" in error.value.hint.zh
    humble.close()


# --- Migrations ------------------------------------------------------------------------------


def test_models_and_migrations_agree(database):
    with database.read() as connection:
        assert find_differences(connection) == []


def test_a_difference_would_be_found(database):
    with database.write() as connection:
        connection.execute(text("ALTER TABLE zone_version DROP COLUMN name"))
        connection.execute(text("ALTER TABLE firm ADD COLUMN extra int"))
    with database.read() as connection:
        assert len(find_differences(connection)) >= 2


def test_migrating_again_changes_nothing(database):
    migrate(database)
    with database.read() as connection:
        assert find_differences(connection) == []


def test_four_at_once_migrate_an_empty_database(database):
    admin = str(database.url.set(drivername="postgresql", database="postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE DATABASE fresh TEMPLATE template0 ENCODING 'UTF8'")
    fresh = Database(str(database.url.set(drivername="postgresql", database="fresh")), wait_s=60)
    check_server(fresh)
    errors = []

    def run():
        try:
            migrate(fresh)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is shown below
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with fresh.read() as connection:
        assert find_differences(connection) == []
    fresh.close()
