"""Which boundaries the records are matched to, and whether these are still in force."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from geo.db import load_sql


@dataclass(frozen=True, slots=True)
class Matched:
    """The release in force, and the moment of the one that all records are matched to."""

    current: int | None
    since: dt.datetime
    due: bool


def read_matched(connection: Connection) -> Matched:
    """Returns what the records are matched to; `due` when zones or streets changed since."""
    row = connection.execute(load_sql("rematch_since")).one()
    due = False
    if row.current is not None and row.matched is not None and row.matched < row.current:
        due = connection.execute(load_sql("rematch_needed"), {"since": row.since}).scalar_one()
    return Matched(row.current, row.since, due)


def needs_rematch(connection: Connection) -> int | None:
    """Returns the release in force when records were matched to others; else None."""
    matched = read_matched(connection)
    return matched.current if matched.due else None
