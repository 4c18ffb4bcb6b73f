"""One-time sign-in links: shown once, used once, gone after a while."""

from sqlalchemy import Connection

from api.auth.tokens import hash_token, make_token
from geo.audit import append_audit
from geo.db import load_sql
from geo.errors import NotFoundError, Text

LINK_MINUTES = 60 * 24


def create_link(
    connection: Connection, account_name: str, actor: str, minutes: int = LINK_MINUTES
) -> str:
    """Returns the token of a new link, for the address /sign-in/{token}.

    Raises:
        NotFoundError: there is no such account, or it is disabled.
    """
    token = make_token()
    parameters = {"hash": hash_token(token), "name": account_name, "minutes": minutes}
    made = connection.execute(load_sql("link_create"), parameters).one_or_none()
    if made is None:
        raise NotFoundError(
            "account_not_found",
            Text(f"没有可用的账号“{account_name}”。", f"There is no account “{account_name}”."),
        )
    append_audit(connection, actor, "link.create", account_name, {"minutes": minutes})
    return token


def use_link(connection: Connection, token: str) -> tuple[int, str] | None:
    """Uses a link up; returns number and name of its account, or None if it is no good."""
    row = connection.execute(load_sql("link_use"), {"hash": hash_token(token)}).one_or_none()
    return (row.id, row.name) if row else None
