"""One worker at a time for a workbook. It says how far it has come; when it dies, that is seen."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from geo.db import RECORDS_CHANNEL, Database
from geo.errors import ConflictError, Text
from geo.hold import hold_work, tell_work
from geo.rows import Progress, WorkbookStatus, no_progress


@contextmanager
def hold_workbook(database: Database, workbook_id: int) -> Iterator[psycopg.Connection]:
    """Holds a workbook while it is worked on, by an advisory lock that ends with this process.

    Yields the connection of its own that holds the lock, on which progress is told.

    Raises:
        ConflictError: workbook_busy, somebody else works on it just now.
        UnavailableError: the database does not answer.
    """
    busy = ConflictError(
        "workbook_busy",
        Text(
            f"工作簿 {workbook_id} 正在处理中，请稍后重试。",
            f"Workbook {workbook_id} is being worked on just now; repeat in a moment.",
        ),
    )
    with hold_work(database, "onemap-workbook", workbook_id, busy) as held:
        yield held


def tell_progress(held: psycopg.Connection, workbook_id: int, status: WorkbookStatus) -> Progress:
    """Returns the progress that tells every listening server how far a workbook has come."""
    about = {"id": workbook_id, "status": status.value}
    return tell_work(
        held, RECORDS_CHANNEL, lambda done: {"workbook": {**about, "progress": done}}, no_progress
    )
