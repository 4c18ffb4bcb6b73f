"""Display tokens: a read-only link for a wall that stands for weeks; revoked at any time."""

from typing import Any

from sqlalchemy import Connection, text

from api.auth.tokens import hash_token, make_token
from geo.audit import append_audit
from geo.db import ACCESS_CHANNEL, load_sql, notify
from geo.errors import NotFoundError, Text


def create_display(connection: Connection, name: str, actor: str) -> tuple[int, str]:
    """Returns number and token of a new display, for the address /wall?display={token}."""
    token = make_token()
    number = connection.execute(
        text(
            "INSERT INTO display_token (token_hash, name, created_by) "
            "VALUES (:hash, :name, :actor) RETURNING id"
        ),
        {"hash": hash_token(token), "name": name, "actor": actor},
    ).scalar_one()
    append_audit(connection, actor, "display.create", name, {"display": number})
    return number, token


def list_displays(connection: Connection) -> list[dict[str, Any]]:
    """Returns all displays, newest first, with when each was last seen; never their tokens."""
    return [dict(row) for row in connection.execute(load_sql("display_list")).mappings()]


def revoke_display(connection: Connection, display_id: int, actor: str) -> None:
    """Revokes a display; its wall is signed out within seconds.

    Raises:
        NotFoundError: there is no such display, or it is revoked already.
    """
    name = connection.execute(
        text(
            "UPDATE display_token SET revoked_at = now() "
            "WHERE id = :id AND revoked_at IS NULL RETURNING name"
        ),
        {"id": display_id},
    ).scalar_one_or_none()
    if name is None:
        raise NotFoundError(
            "display_not_found",
            Text(f"没有编号为 {display_id} 的大屏令牌。", f"There is no display {display_id}."),
        )
    connection.execute(text("DELETE FROM session WHERE display_id = :id"), {"id": display_id})
    notify(connection, ACCESS_CHANNEL)
    append_audit(connection, actor, "display.revoke", name, {"display": display_id})


def find_display(connection: Connection, token: str) -> int | None:
    """Returns the number of the display that this token opens, or None."""
    return connection.execute(
        text("SELECT id FROM display_token WHERE token_hash = :hash AND revoked_at IS NULL"),
        {"hash": hash_token(token)},
    ).scalar_one_or_none()
