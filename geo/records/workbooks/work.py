"""What a worker does with a workbook: reads and tries it, or stores it when somebody ordered that.

Trying is loading without writing anything: it tells what would become of every row.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from geo.db import Database
from geo.errors import InputError, OneMapError, Text
from geo.profile import Profile
from geo.records.kinds import KINDS
from geo.records.load import load_records
from geo.records.reading.propose import propose_mapping
from geo.records.reviewing.mappings import list_mappings, remember_mapping
from geo.records.workbooks.files import remove_file, require_file
from geo.records.workbooks.hold import hold_workbook, tell_progress
from geo.records.workbooks.queue import stop_workbook
from geo.records.workbooks.status import AT_WORK, set_status, take_workbook
from geo.rows import (
    Actor,
    LoadResult,
    Mapping,
    Progress,
    RecordsRequest,
    WorkbookStatus,
)

SHOWN_REJECTIONS = 50
_SYSTEM = Actor("onemap")
_FAILED = InputError(
    "failed",
    Text("处理时程序出错，未作改动。", "The program failed on it; nothing was changed."),
    Text("请把该文件交给维护人员。", "Hand the file to whoever maintains the program."),
)


def work_on_workbook(database: Database, profile: Profile, workbook_id: int, store: Path) -> None:
    """Reads and tries a workbook that is queued, or stores one whose load was ordered.

    A read one becomes ready, asking or refused; a stored one loaded, or ready again with the
    error. When cancelled (KeyboardInterrupt) nothing is stored, and whoever ends the work says who
    wanted that (`stop_workbook`).

    Args:
        database: where it waits.
        profile: the district's.
        workbook_id: the workbook.
        store: the folder of all kept files.

    Raises:
        NotFoundError: workbook_not_found.
        ConflictError: workbook_busy, another process works on it; workbook_state.
    """
    with hold_workbook(database, workbook_id) as held:
        with database.write() as connection:
            workbook = take_workbook(connection, workbook_id, *AT_WORK)
            status = WorkbookStatus(workbook.status)
            if status is not WorkbookStatus.STORING:
                status = WorkbookStatus.READING
                set_status(connection, workbook_id, status, run=workbook.run + 1)
        tell = tell_progress(held, workbook_id, status)
        work = _store if status is WorkbookStatus.STORING else _try
        try:
            path = require_file(store, workbook_id, workbook.file_name)
            work(database, profile, workbook, path, tell)
            if work is _store:
                remove_file(store, workbook_id)
        except OneMapError as error:
            stop_workbook(database, workbook_id, error, _SYSTEM)
        except Exception:
            stop_workbook(database, workbook_id, _FAILED, _SYSTEM)
            raise


def _try(
    database: Database, profile: Profile, workbook: Row[Any], path: Path, progress: Progress
) -> None:
    """Notes how the workbook is read and, where no column is missing, what loading it would do."""
    kind = KINDS[workbook.kind]
    said = Mapping.from_dict(workbook.mapping) if workbook.mapping else None
    with database.read() as connection:
        remembered = list_mappings(connection, workbook.kind)
    proposal = propose_mapping(path, kind, profile, remembered, said)
    found: dict[str, Any] = {"proposal": proposal.as_dict()}
    if proposal.missing:
        _finish(database, workbook.id, WorkbookStatus.ASKING, **found)
        return
    if said is None and any(note.by == "remembered" for note in proposal.columns):
        # What is shown now is what is loaded, whatever is remembered meanwhile.
        found["mapping"] = proposal.mapping.as_dict()
        said = proposal.mapping
    actor = Actor(workbook.received_by)
    wanted = _make_request(workbook, said, dry_run=True)
    result = load_records(database, profile, path, wanted, actor, progress)
    found["preview"] = _describe(result)
    _finish(database, workbook.id, WorkbookStatus.READY, **found)


def _store(
    database: Database, profile: Profile, workbook: Row[Any], path: Path, progress: Progress
) -> None:
    """Loads the workbook; that it is loaded is part of the transaction that stores its rows."""
    actor = Actor(workbook.ordered_by)
    said = Mapping.from_dict(workbook.mapping) if workbook.mapping else None

    def finish(connection: Connection, load_id: int) -> None:
        # Held by whoever cancels or stores it: one of both counts.
        take_workbook(connection, workbook.id, WorkbookStatus.STORING)
        set_status(connection, workbook.id, WorkbookStatus.LOADED, load_id=load_id)
        if said is not None and workbook.mapping.get("remember"):
            signature = workbook.proposal["signature"]
            remember_mapping(connection, workbook.kind, signature, said, actor)

    wanted = _make_request(workbook, said)
    load_records(database, profile, path, wanted, actor, progress, finish)


def _make_request(
    workbook: Row[Any], mapping: Mapping | None, *, dry_run: bool = False
) -> RecordsRequest:
    return RecordsRequest(
        workbook.kind, workbook.as_of, mapping=mapping, source=workbook.source, dry_run=dry_run
    )


def _finish(database: Database, workbook_id: int, status: WorkbookStatus, **found: Any) -> None:
    with database.write() as connection:
        take_workbook(connection, workbook_id, WorkbookStatus.READING)
        set_status(connection, workbook_id, status, error=None, **found)


def _describe(result: LoadResult) -> dict[str, Any]:
    return {
        "rows": result.rows,
        **result.outcomes,
        "new": result.new,
        "corrected": result.corrected,
        "unchanged": result.unchanged,
        "rejections": [
            {
                "sheet": rejection.sheet,
                "row": rejection.row,
                "column": rejection.column,
                "reason": rejection.reason.as_dict(),
            }
            for rejection in result.rejections[:SHOWN_REJECTIONS]
        ],
    }
