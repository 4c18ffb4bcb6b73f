"""What was handed in and published: surveys, releases, loads of workbooks."""

from typing import Any

from sqlalchemy import Connection

from geo.db import load_sql
from geo.errors import NotFoundError, Text

_LIMIT = 500


def list_surveys(connection: Connection) -> list[dict[str, Any]]:
    """Returns the newest surveys: file, reference system, features, changes, findings, release."""
    return _read(connection, "survey_list", id=None)


def find_survey(connection: Connection, survey_id: int) -> dict[str, Any]:
    """Returns one survey.

    Raises:
        NotFoundError: there is no such survey.
    """
    rows = _read(connection, "survey_list", id=survey_id)
    if not rows:
        raise NotFoundError(
            "survey_not_found",
            Text(f"没有编号为 {survey_id} 的测绘成果。", f"There is no survey {survey_id}."),
        )
    return rows[0]


def list_releases(connection: Connection) -> list[dict[str, Any]]:
    """Returns the newest releases with who published them and how many places they hold."""
    return _read(connection, "release_list")


def list_loads(connection: Connection) -> list[dict[str, Any]]:
    """Returns the newest loads of workbooks; the four outcomes of each sum to its rows."""
    return _read(connection, "load_list")


def _read(connection: Connection, statement: str, **parameters: object) -> list[dict[str, Any]]:
    bound = {"limit": _LIMIT, **parameters}
    return [dict(row) for row in connection.execute(load_sql(statement), bound).mappings()]
