"""Workbooks on their way: handed in, mapped, ordered to be loaded, withdrawn, and forgotten.

The server uses this without loading what reads and matches rows.
"""

import datetime as dt
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from geo.db import Database, lock
from geo.errors import ConflictError, InputError, OneMapError, Text, describe_error
from geo.models import Workbook
from geo.records.reading.masking import mask_numbers
from geo.records.workbooks.files import (
    hash_file,
    keep_file,
    list_kept,
    make_store,
    remove_file,
    require_file,
)
from geo.records.workbooks.hold import hold_workbook
from geo.records.workbooks.status import (
    AT_WORK,
    OPEN,
    audit_workbook,
    find_workbooks,
    set_status,
    take_workbook,
)
from geo.rows import Actor, Mapping, RecordsRequest, WorkbookStatus

# A file that nobody loads is not kept for ever: it may hold what must not lie about.
REFUSED_DAYS = 1
OPEN_DAYS = 7
_LOCK = "onemap-workbook-files"


def receive_workbook(
    database: Database, file: Path, request: RecordsRequest, actor: Actor, store: Path
) -> int:
    """Keeps a workbook's file and puts it in the queue; returns its id.

    Args:
        database: where to.
        file: in a folder inside the store; its name is clean.
        request: what it holds.
        actor: who hands it in.
        store: the folder of all kept files.

    Raises:
        SetupError: it cannot be kept (the disk is full).
    """
    make_store(store)
    # The name stays when the file is gone.
    file = file.rename(file.with_name(mask_numbers(file.name)))
    sha256 = hash_file(file)
    with database.write() as connection:
        lock(connection, _LOCK, shared=True)
        workbook_id: int = connection.execute(
            insert(Workbook)
            .values(
                kind=request.kind,
                file_name=file.name,
                sha256=sha256,
                status=WorkbookStatus.QUEUED.value,
                as_of=request.as_of,
                source=request.source,
                received_by=actor.name,
            )
            .returning(Workbook.id)
        ).scalar_one()
        keep_file(store, workbook_id, file)
        set_status(connection, workbook_id, WorkbookStatus.QUEUED)
        detail = {"file": file.name, "sha256": sha256, "kind": request.kind}
        audit_workbook(connection, actor, "workbook.receive", workbook_id, detail)
    return workbook_id


def map_workbook(
    database: Database, workbook_id: int, said: dict[str, Any], actor: Actor, store: Path
) -> None:
    """Takes which column each header of a workbook is; it is then read again.

    Args:
        database: where it waits.
        workbook_id: the workbook.
        said: a Mapping as plain values, and `remember`: for the next workbooks, once it is loaded.
        actor: who says so.
        store: the folder of all kept files.

    Raises:
        NotFoundError: workbook_not_found, workbook_file_lost.
        ConflictError: workbook_state.
    """
    with database.write() as connection:
        workbook = take_workbook(connection, workbook_id, *OPEN)
        require_file(store, workbook_id, workbook.file_name)
        mapping = {**Mapping.from_dict(said).as_dict(), "remember": bool(said.get("remember"))}
        mapping["source"] = workbook.source
        cleared = {"error": None, "preview": None}
        set_status(connection, workbook_id, WorkbookStatus.QUEUED, mapping=mapping, **cleared)
        audit_workbook(connection, actor, "workbook.map", workbook_id)


def order_load(database: Database, workbook_id: int, actor: Actor, store: Path) -> None:
    """Has a workbook loaded that was read and tried.

    Raises:
        NotFoundError: workbook_not_found, workbook_file_lost.
        ConflictError: workbook_state, also when somebody has ordered it already.
    """
    with database.write() as connection:
        workbook = take_workbook(connection, workbook_id, WorkbookStatus.READY)
        require_file(store, workbook_id, workbook.file_name)
        ordered = {"ordered_by": actor.name, "error": None, "run": workbook.run + 1}
        set_status(connection, workbook_id, WorkbookStatus.STORING, **ordered)
        audit_workbook(connection, actor, "workbook.load", workbook_id)


def withdraw_workbook(database: Database, workbook_id: int, actor: Actor, store: Path) -> None:
    """Withdraws a workbook that was not loaded, and removes its file.

    Raises:
        NotFoundError: workbook_not_found.
        ConflictError: workbook_state.
    """
    with database.write() as connection:
        take_workbook(connection, workbook_id, *OPEN, WorkbookStatus.QUEUED)
        set_status(connection, workbook_id, WorkbookStatus.WITHDRAWN)
        audit_workbook(connection, actor, "workbook.withdraw", workbook_id)
    remove_file(store, workbook_id)


def list_waiting(connection: Connection) -> list[tuple[int, int]]:
    """Returns the id and the run of what is queued or storing, the oldest first."""
    wanted = (WorkbookStatus.QUEUED, WorkbookStatus.STORING)
    rows = connection.execute(
        select(Workbook.id, Workbook.run).where(Workbook.status.in_(wanted)).order_by(Workbook.id)
    )
    return [(row.id, row.run) for row in rows]


def stop_workbook(
    database: Database, workbook_id: int, error: OneMapError, actor: Actor, run: int | None = None
) -> None:
    """Notes why work on a workbook ended before its time: refused, or ready as it was.

    What waits anew since then, which a greater `run` tells, waits on; so stays what is in another
    state by now.
    """
    with suppress(ConflictError), database.write() as connection:
        workbook = take_workbook(connection, workbook_id, *AT_WORK)
        if workbook.status != WorkbookStatus.READING and run not in (None, workbook.run):
            return
        storing = workbook.status == WorkbookStatus.STORING
        status = WorkbookStatus.READY if storing else WorkbookStatus.REFUSED
        set_status(connection, workbook_id, status, error=describe_error(error))
        audit_workbook(connection, actor, "workbook.stop", workbook_id, {"code": error.code})


def recover_workbooks(database: Database) -> None:
    """Puts workbooks whose worker died back in the queue; what was being stored is stored anew."""
    with database.read() as connection:
        reading = find_workbooks(connection, WorkbookStatus.READING)
    for workbook_id in reading:
        with (
            suppress(ConflictError),
            hold_workbook(database, workbook_id),
            database.write() as dead,
        ):
            take_workbook(dead, workbook_id, WorkbookStatus.READING)
            set_status(dead, workbook_id, WorkbookStatus.QUEUED)


def forget_workbooks(database: Database, store: Path, actor: Actor) -> list[int]:
    """Withdraws what nobody loaded in time, and removes all files that are not wanted any more.

    Returns the ids of the workbooks that were withdrawn.
    """
    with database.read() as connection:
        late = _list_late(connection)
    for workbook_id in late:
        with suppress(ConflictError), database.write() as connection:
            workbook = take_workbook(connection, workbook_id, *OPEN)
            values = {} if workbook.error else {"error": describe_error(_EXPIRED)}
            set_status(connection, workbook_id, WorkbookStatus.WITHDRAWN, **values)
            audit_workbook(connection, actor, "workbook.expire", workbook_id)
    with database.write() as connection:
        # Whoever receives a file holds this until its row is there.
        lock(connection, _LOCK)
        wanted = set(find_workbooks(connection, *OPEN, *AT_WORK))
        for workbook_id in set(list_kept(store)) - wanted:
            remove_file(store, workbook_id)
    return late


_EXPIRED = InputError(
    "workbook_expired",
    Text("长期未入库，文件已清除。", "Nobody loaded it in time; its file was removed."),
    Text("如仍需入库，请重新上传。", "Hand it in again if it is still wanted."),
)


def _list_late(connection: Connection) -> list[int]:
    days = {
        WorkbookStatus.REFUSED: REFUSED_DAYS,
        WorkbookStatus.ASKING: OPEN_DAYS,
        WorkbookStatus.READY: OPEN_DAYS,
    }
    ended = func.coalesce(Workbook.finished_at, Workbook.received_at)
    late: list[int] = []
    for status, allowed in days.items():
        wanted = select(Workbook.id).where(
            Workbook.status == status.value, ended < func.now() - dt.timedelta(days=allowed)
        )
        late += connection.execute(wanted).scalars()
    return sorted(late)
