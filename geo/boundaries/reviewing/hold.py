"""One worker at a time for a survey. It says how far it has come; when it dies, that is seen."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from geo.db import SURVEY_CHANNEL, Database
from geo.errors import ConflictError, Text
from geo.hold import hold_work, tell_work
from geo.rows import Progress


@contextmanager
def hold_survey(database: Database, survey_id: int) -> Iterator[psycopg.Connection]:
    """Holds a survey while it is worked on, by an advisory lock that ends with this process.

    Yields the connection of its own that holds the lock, on which progress is told.

    Raises:
        ConflictError: survey_busy, somebody else works on it just now.
        UnavailableError: the database does not answer.
    """
    busy = ConflictError(
        "survey_busy",
        Text(
            f"测绘成果 {survey_id} 正在处理中，请稍后重试。",
            f"Survey {survey_id} is being worked on just now; repeat in a moment.",
        ),
    )
    with hold_work(database, "onemap-survey", survey_id, busy) as held:
        yield held


def tell_progress(held: psycopg.Connection, survey_id: int, also: Progress) -> Progress:
    """Returns the progress that tells every listening server, at most five times a second.

    `also` is told everything first, and may raise to cancel the work.
    """
    return tell_work(held, SURVEY_CHANNEL, lambda done: {"id": survey_id, **done}, also)
