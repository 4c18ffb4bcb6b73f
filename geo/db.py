"""The connection to PostGIS: the only module that opens one."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, TextClause, create_engine, func, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import InstrumentedAttribute

from geo.errors import SetupError, Text, UnavailableError


class Database:
    """A PostGIS server with a bounded pool of connections."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 8,
        wait_s: float = 1.5,
        statement_timeout_ms: int = 0,
    ) -> None:
        self.url = parse_url(url)
        self.engine: Engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=wait_s,
            pool_pre_ping=True,
            # Errors are logged; what was asked for is nobody's business.
            hide_parameters=True,
            connect_args={
                "connect_timeout": 5,
                "options": f"-c statement_timeout={statement_timeout_ms} -c timezone=UTC",
                "application_name": "onemap",
            },
        )

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yields a connection inside one transaction: committed at the end, or undone whole."""
        with _translated(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def attempt(self) -> Iterator[Connection]:
        """Yields a connection inside one transaction that is always undone: for dry runs."""
        with _translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yields a read-only connection on which every query sees the same moment."""
        with _translated(), self.engine.connect() as connection:
            snapshot = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            yield snapshot

    def listen(self) -> psycopg.Connection:
        """Returns a connection of its own, in autocommit, for LISTEN; the caller closes it."""
        with _translated():
            return psycopg.connect(
                self.url.set(drivername="postgresql").render_as_string(hide_password=False),
                autocommit=True,
                connect_timeout=5,
                application_name="onemap-listen",
            )

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()


def parse_url(url: str) -> URL:
    """Returns a SQLAlchemy address for `postgresql://user:password@host:port/database`.

    Raises:
        SetupError: the text is no such address (its password is not repeated).
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        # Not chained: the text of the cause may hold the password.
        raise _bad_url() from None if isinstance(error, ValueError) else error
    if parsed.get_backend_name() not in ("postgresql", "postgres") or not parsed.database:
        raise _bad_url()
    return parsed.set(drivername="postgresql+psycopg")


def _bad_url() -> SetupError:
    return SetupError(
        "database_url_invalid",
        Text(
            "数据库地址 ONEMAP_DATABASE_URL 有误。", "ONEMAP_DATABASE_URL is not a valid address."
        ),
        Text(
            "格式：postgresql://用户:密码@主机:端口/库名",
            "It looks like postgresql://user:password@host:port/database",
        ),
    )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PoolTimeoutError as error:
        raise UnavailableError(
            "database_busy",
            Text(
                "数据库连接已用完，请稍后再试。", "All database connections are in use; try again."
            ),
        ) from error
    except (OperationalError, psycopg.OperationalError) as error:
        raise _unavailable(error) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise _unavailable(error) from error
        raise


def _unavailable(error: Exception) -> UnavailableError:
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, psycopg.errors.DiskFull):
        return UnavailableError(
            "disk_full",
            Text("数据库所在磁盘已满，本次操作已撤销。", "The database's disk is full; undone."),
            Text("请清理磁盘后重试。", "Free some space and run it again."),
        )
    if isinstance(cause, psycopg.errors.QueryCanceled):
        return UnavailableError(
            "query_timeout",
            Text("查询超时，已取消。", "The query took too long and was cancelled."),
        )
    reason = str(cause).strip().splitlines()[-1] if str(cause).strip() else ""
    return UnavailableError(
        "database_unavailable",
        Text(f"连不上数据库：{reason}", f"The database does not answer: {reason}"),
        Text(
            "请检查数据库是否运行、ONEMAP_DATABASE_URL 是否正确。",
            "Check that it runs and that ONEMAP_DATABASE_URL is right.",
        ),
    )


@cache
def load_sql(name: str, **names: str) -> TextClause:
    """Returns the named statement of geo/sql (without .sql), its :parameters to be bound.

    `names` fills {placeholders} with names of tables and columns, which no parameter can hold;
    they come from our own code and are checked to be plain names.
    """
    statement = files("geo.sql").joinpath(f"{name}.sql").read_text(encoding="utf-8")
    for placeholder, value in names.items():
        if not re.fullmatch(r"[a-z_0-9]+(, [a-z_0-9]+)*", value):
            msg = f"not a list of names: {value!r}"
            raise ValueError(msg)
        statement = statement.replace(f"{{{placeholder}}}", value)
    return text(statement)


def copy_rows(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """Writes rows by COPY, in the connection's transaction; returns how many.

    Values are Python objects; geometry is hexadecimal EWKB, JSON is psycopg's Jsonb.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    driver = connection.connection.driver_connection
    count = 0
    with driver.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[union-attr]
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def copy_csv(
    connection: Connection, table: str, columns: Sequence[str], parts: Iterable[bytes]
) -> None:
    """Writes rows by COPY, in the connection's transaction.

    Args:
        connection: inside a transaction.
        table: where to.
        columns: of the table, in the order of the rows' values.
        parts: whole rows as CSV, UTF-8, without a heading: texts quoted, NULL as nothing at all.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    driver = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[union-attr]
        for part in parts:
            copy.write(part)


def notify(connection: Connection, channel: str, payload: str = "") -> None:
    """Tells every listening server, at this transaction's commit, that something is new."""
    connection.execute(
        text("SELECT pg_notify(:channel, :payload)"), {"channel": channel, "payload": payload}
    )


def take_moment(connection: Connection, earlier: InstrumentedAttribute[dt.datetime]) -> dt.datetime:
    """Returns a moment later than all of a column, even if the clock was set back."""
    after = select(func.max(earlier) + text("interval '1 microsecond'")).scalar_subquery()
    moment: dt.datetime = connection.execute(
        select(func.greatest(func.clock_timestamp(), after))
    ).scalar_one()
    return moment


def lock(connection: Connection, name: str, *, shared: bool = False) -> None:
    """Waits for, and holds until the transaction ends, the advisory lock of that name."""
    way = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    connection.execute(text(f"SELECT {way}(hashtext(:name))"), {"name": name})


STATE_CHANNEL = "onemap_state"
ACCESS_CHANNEL = "onemap_access"
SURVEY_CHANNEL = "onemap_survey"
RECORDS_CHANNEL = "onemap_records"
