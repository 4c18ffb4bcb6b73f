"""One worker at a time for a survey. It says how far it has come; when it dies, that is seen."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from geo.db import SURVEY_CHANNEL, Database
from geo.errors import ConflictError, Text
from geo.rows import Progress

_HOLD = "SELECT pg_try_advisory_lock(hashtext('onemap-survey'), %s)"
_TELL = "SELECT pg_notify(%s, %s)"
TELL_EVERY_S = 0.2


@contextmanager
def hold_survey(database: Database, survey_id: int) -> Iterator[psycopg.Connection]:
    """Holds a survey while it is worked on, by an advisory lock that ends with this process.

    Yields the connection of its own that holds the lock, on which progress is told.

    Raises:
        ConflictError: survey_busy, somebody else works on it just now.
        UnavailableError: the database does not answer.
    """
    with database.listen() as connection:
        row = connection.execute(_HOLD, (survey_id,)).fetchone()
        if row is None or not row[0]:
            raise ConflictError(
                "survey_busy",
                Text(
                    f"测绘成果 {survey_id} 正在处理中，请稍后重试。",
                    f"Survey {survey_id} is being worked on just now; repeat in a moment.",
                ),
            )
        yield connection


def tell_progress(held: psycopg.Connection, survey_id: int, also: Progress) -> Progress:
    """Returns the progress that tells every listening server, at most five times a second.

    `also` is told everything first, and may raise to cancel the work.
    """
    told = 0.0

    def tell(done: int, total: int, label: Text) -> None:
        nonlocal told
        also(done, total, label)
        now = time.monotonic()
        if now - told >= TELL_EVERY_S:
            told = now
            said = {"id": survey_id, "done": done, "total": total, "label": label.as_dict()}
            held.execute(_TELL, (SURVEY_CHANNEL, json.dumps(said, ensure_ascii=False)))

    return tell
