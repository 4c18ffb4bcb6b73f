"""The rejected rows of a load, as a workbook to be corrected and loaded again."""

from typing import Any, Literal

from sqlalchemy import Connection, select

from geo.db import load_sql
from geo.errors import NotFoundError, Text
from geo.models import RecordLoad
from geo.records.reading import rejected
from geo.rows import Rejection

_UNPLACEABLE = Text("经人工核实，无法落位", "a person found that it cannot be placed")


def write_rejected(connection: Connection, load_id: int, ending: Literal["csv", "xlsx"]) -> bytes:
    """Returns a load's rejected rows under the office's own headers, each with its reason.

    Raises:
        NotFoundError: load_not_found.
    """
    return rejected.write_rejected(list_rejected(connection, load_id), ending)


def list_rejected(connection: Connection, load_id: int) -> list[Rejection]:
    """Returns the rows of a load that were not taken, and those that a person could not place.

    Raises:
        NotFoundError: load_not_found.
    """
    wanted = select(RecordLoad.decisions).where(RecordLoad.id == load_id)
    decisions = connection.execute(wanted).scalar_one_or_none()
    if decisions is None:
        raise NotFoundError(
            "load_not_found",
            Text(f"没有编号为 {load_id} 的入库记录。", f"There is no load {load_id}."),
        )
    rows = connection.execute(load_sql("rejected_rows"), {"load": load_id})
    return [_describe(row, decisions["columns"]) for row in rows]


def _describe(row: Any, headers: dict[str, str]) -> Rejection:
    if row.key is None:
        reason, values = Text(row.reason_zh, row.reason_en), row.values
    else:
        said = {headers[name]: str(v) for name, v in row.values.items() if name in headers}
        reason, values = _UNPLACEABLE, said
    return Rejection(row.row_no, row.column, reason, values, row.sheet or None)
