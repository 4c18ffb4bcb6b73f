"""Sessions: a random token in a cookie, its hash in the database, an end in any case."""

from sqlalchemy import Connection, text

from api.auth.roles import Access, Role
from api.auth.tokens import hash_token, make_token
from geo.db import ACCESS_CHANNEL, Database, load_sql, notify
from geo.settings import Settings

COOKIE = "onemap_session"
_DISPLAY_HOURS = 24 * 30


def open_account_session(
    connection: Connection, account_id: int, settings: Settings, old_token: str | None
) -> str:
    """Returns the token of a new session; the browser's old one ends, so none can be planted."""
    return _open(connection, settings.session_hours, old_token, account_id=account_id)


def open_display_session(connection: Connection, display_id: int, old_token: str | None) -> str:
    """Returns the token of a wall display's session; it ends when its display is revoked."""
    return _open(connection, _DISPLAY_HOURS, old_token, display_id=display_id)


def _open(
    connection: Connection,
    hours: int,
    old_token: str | None,
    account_id: int | None = None,
    display_id: int | None = None,
) -> str:
    token = make_token()
    old = hash_token(old_token) if old_token else None
    connection.execute(load_sql("session_purge"), {"old": old})
    connection.execute(
        load_sql("session_open"),
        {
            "hash": hash_token(token),
            "account_id": account_id,
            "display_id": display_id,
            "hours": hours,
        },
    )
    if old:
        notify(connection, ACCESS_CHANNEL)
    return token


def read_session(
    database: Database, token_hash: bytes, settings: Settings, *, touch: bool
) -> Access | None:
    """Returns whose session this is, or None when there is none any more.

    Args:
        database: the database.
        token_hash: as made by `hash_token`.
        settings: for the idle time.
        touch: whether a person did something; an open page's heartbeat does not count.
    """
    with database.read() as connection:
        parameters = {"hash": token_hash, "idle_minutes": settings.session_idle_minutes}
        row = connection.execute(load_sql("session_read"), parameters).one_or_none()
    if row is None:
        return None
    if touch and row.unseen:
        with database.write() as connection:
            connection.execute(
                text("UPDATE session SET seen_at = now() WHERE token_hash = :hash"),
                {"hash": token_hash},
            )
    return Access(
        account=row.account,
        display_name=row.display_name,
        role=Role(row.role),
        street_code=row.street_code,
        expires_at=row.expires_at,
        display_id=row.display_id,
    )


def close_session(connection: Connection, token: str) -> None:
    """Ends a session; every server forgets it at commit."""
    connection.execute(
        text("DELETE FROM session WHERE token_hash = :hash"), {"hash": hash_token(token)}
    )
    notify(connection, ACCESS_CHANNEL)
