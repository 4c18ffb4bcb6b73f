"""What was published and loaded: releases, loads of workbooks."""

from typing import Any

from sqlalchemy import Connection

from geo.db import load_sql
from geo.errors import NotFoundError, Text

_LIMIT = 500


def list_releases(connection: Connection) -> list[dict[str, Any]]:
    """Returns the newest releases: who published them, how many places they hold, what they moved.

    `rematch` has revision, gained, lost and moved (records); None where none was matched to it.
    """
    return _read(connection, "release_list", id=None)


def find_release(connection: Connection, release_id: int) -> dict[str, Any]:
    """Returns one release.

    Raises:
        NotFoundError: there is no such release.
    """
    rows = _read(connection, "release_list", id=release_id)
    if not rows:
        raise NotFoundError(
            "release_not_found",
            Text(f"没有版本 {release_id}。", f"There is no release {release_id}."),
        )
    return rows[0]


def list_loads(connection: Connection) -> list[dict[str, Any]]:
    """Returns the newest loads of workbooks; the four outcomes of each sum to its rows."""
    return _read(connection, "load_list")


def _read(connection: Connection, statement: str, **parameters: object) -> list[dict[str, Any]]:
    bound = {"limit": _LIMIT, **parameters}
    return [dict(row) for row in connection.execute(load_sql(statement), bound).mappings()]
