"""One worker at a time for a piece of long work, which says how far it has come.

Who holds work has a connection of its own; when the process dies, the lock ends and that is seen.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from geo.db import Database
from geo.errors import ConflictError, Text
from geo.rows import Progress

_HOLD = "SELECT pg_try_advisory_lock(hashtext(%s), %s)"
_TELL = "SELECT pg_notify(%s, %s)"
TELL_EVERY_S = 0.2


@contextmanager
def hold_work(
    database: Database, name: str, number: int, busy: ConflictError
) -> Iterator[psycopg.Connection]:
    """Holds a piece of work by an advisory lock that ends with this process.

    Yields the connection of its own that holds the lock, on which progress is told.

    Args:
        database: where it is worked on.
        name: what kind of work it is, such as onemap-survey.
        number: which one.
        busy: raised when somebody else works on it just now.

    Raises:
        ConflictError: `busy`.
        UnavailableError: the database does not answer.
    """
    with database.listen() as connection:
        row = connection.execute(_HOLD, (name, number)).fetchone()
        if row is None or not row[0]:
            raise busy
        yield connection


def tell_work(
    held: psycopg.Connection,
    channel: str,
    say: Callable[[dict[str, Any]], dict[str, Any]],
    also: Progress,
) -> Progress:
    """Returns the progress that tells every listening server, at most five times a second.

    Args:
        held: the connection that `hold_work` yields.
        channel: on which it is told.
        say: makes what is told, as JSON, of {done, total, label}.
        also: is told everything first, and may raise to cancel the work.
    """
    told = 0.0

    def tell(done: int, total: int, label: Text) -> None:
        nonlocal told
        also(done, total, label)
        now = time.monotonic()
        if now - told >= TELL_EVERY_S:
            told = now
            said = say({"done": done, "total": total, "label": label.as_dict()})
            held.execute(_TELL, (channel, json.dumps(said, ensure_ascii=False)))

    return tell
