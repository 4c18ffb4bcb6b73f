"""Workbooks as people follow them: how far they have come, how they are read, their sums."""

from typing import Any

from sqlalchemy import Connection

from geo.db import load_sql
from geo.errors import NotFoundError, Text

_LIMIT = 100


def list_workbooks(connection: Connection) -> list[dict[str, Any]]:
    """Returns the newest workbooks; `sums` are those of the load, before it those of the trial."""
    return _read(connection, None)


def find_workbook(connection: Connection, workbook_id: int) -> dict[str, Any]:
    """Returns one workbook, as `list_workbooks` does.

    Raises:
        NotFoundError: workbook_not_found.
    """
    rows = _read(connection, workbook_id)
    if not rows:
        raise no_such_workbook(workbook_id)
    return rows[0]


def no_such_workbook(workbook_id: int) -> NotFoundError:
    """Returns the error of a workbook that is not there."""
    return NotFoundError(
        "workbook_not_found",
        Text(f"没有编号为 {workbook_id} 的工作簿。", f"There is no workbook {workbook_id}."),
    )


def _read(connection: Connection, workbook_id: int | None) -> list[dict[str, Any]]:
    bound = {"id": workbook_id, "limit": _LIMIT}
    return [dict(row) for row in connection.execute(load_sql("workbook_list"), bound).mappings()]
