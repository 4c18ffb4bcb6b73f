"""How far a workbook has come: who may move it on from where, told to everybody and audited."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from geo.audit import append_audit
from geo.catalog.workbooks import no_such_workbook
from geo.db import RECORDS_CHANNEL, notify
from geo.errors import ConflictError, Text
from geo.models import Workbook
from geo.rows import Actor, WorkbookStatus

# What waits for a person: it may be mapped, read again, and withdrawn.
OPEN = (WorkbookStatus.READY, WorkbookStatus.ASKING, WorkbookStatus.REFUSED)
# What a worker has, or waits for one.
AT_WORK = (WorkbookStatus.QUEUED, WorkbookStatus.READING, WorkbookStatus.STORING)
FINAL = (WorkbookStatus.LOADED, WorkbookStatus.WITHDRAWN)

_STATES = {
    WorkbookStatus.QUEUED: Text("等待读取", "waits to be read"),
    WorkbookStatus.READING: Text("正在读取", "is being read"),
    WorkbookStatus.READY: Text("可以入库", "is ready to be loaded"),
    WorkbookStatus.ASKING: Text("有列待对应", "waits for its columns to be named"),
    WorkbookStatus.REFUSED: Text("未能接收", "was refused"),
    WorkbookStatus.STORING: Text("正在入库", "is being loaded"),
    WorkbookStatus.LOADED: Text("已入库", "is loaded"),
    WorkbookStatus.WITHDRAWN: Text("已撤回", "was withdrawn"),
}


def take_workbook(connection: Connection, workbook_id: int, *allowed: WorkbookStatus) -> Row[Any]:
    """Returns a workbook's row, held until the transaction ends, when its status is one of those.

    Raises:
        NotFoundError: workbook_not_found.
        ConflictError: workbook_state, saying what it is.
    """
    wanted = select(Workbook.__table__).where(Workbook.id == workbook_id).with_for_update()
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise no_such_workbook(workbook_id)
    if row.status not in allowed:
        state = _STATES[WorkbookStatus(row.status)]
        raise ConflictError(
            "workbook_state",
            Text(
                f"工作簿 {workbook_id} {state.zh}，不能这样做。",
                f"Workbook {workbook_id} {state.en}; this cannot be done.",
            ),
            Text("请刷新后重试。", "Look again and repeat."),
            details=[row.status],
        )
    return row


def find_workbooks(connection: Connection, *statuses: WorkbookStatus) -> list[int]:
    """Returns the ids of the workbooks with one of these statuses, oldest first."""
    wanted = select(Workbook.id).where(Workbook.status.in_(statuses)).order_by(Workbook.id)
    return list(connection.execute(wanted).scalars())


def set_status(
    connection: Connection, workbook_id: int, status: WorkbookStatus, **values: Any
) -> None:
    """Moves a workbook on, with what else becomes of its row, and tells it at the commit.

    `finished_at` is when work on it last ended.
    """
    ended = {} if status in AT_WORK else {"finished_at": func.clock_timestamp()}
    connection.execute(
        update(Workbook)
        .where(Workbook.id == workbook_id)
        .values(status=status.value, **ended, **values)
    )
    said = {"workbook": {"id": workbook_id, "status": status.value, "progress": None}}
    notify(connection, RECORDS_CHANNEL, json.dumps(said))


def audit_workbook(
    connection: Connection,
    actor: Actor,
    action: str,
    workbook_id: int,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Appends who did what to a workbook."""
    append_audit(connection, actor.name, action, f"workbook {workbook_id}", detail)
