"""What is current: the newest release and revision, and how far the records reach."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from geo.db import load_sql
from geo.errors import NotFoundError, Text
from geo.models import Release

NO_RECORDS = 0
# What geo.periods.read_when takes, for whoever tells a person that it was something else.
WHEN = Text(
    "应为 2022-11-08 这样的日期或 2022-11-08T09:30:00+08:00 这样的时刻。",
    "takes a day such as 2022-11-08 or a moment such as 2022-11-08T09:30:00+08:00.",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A release (the boundaries) and a revision (the records; 0 before the first load).

    `valid_at` is the time on the ground that the release is asked about; None: when it came out.
    """

    release_id: int
    revision_id: int
    valid_at: dt.datetime | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """The moment as the parameters :release, :revision and :valid_at of a statement."""
        return {
            "release": self.release_id,
            "revision": self.revision_id,
            "valid_at": self.valid_at,
        }


@dataclass(frozen=True, slots=True)
class State:
    """What the map shows, now or as of another time. `release` is None before the first survey.

    `opened_at` is when the first release came out; `valid_at` the time on the ground that the
    boundaries are of, None where that is the release's own.
    """

    release: int | None
    revision: int | None
    as_of: dt.date | None
    published_at: dt.datetime | None
    committed_at: dt.datetime | None
    opened_at: dt.datetime | None
    valid_at: dt.datetime | None
    demo: bool
    boundaries_note: Text | None
    zones: int
    streets: int

    @property
    def moment(self) -> Moment | None:
        """The moment that all reading of this state refers to; None in an empty database."""
        if self.release is None:
            return None
        return Moment(self.release, self.revision or NO_RECORDS, self.valid_at)


def read_state(
    connection: Connection,
    known_at: dt.datetime | None = None,
    valid_at: dt.datetime | None = None,
) -> State:
    """Returns the state; in an empty database one without a release.

    Args:
        connection: to read from.
        known_at: as it was known at that time; None: now.
        valid_at: with the boundaries that were so on the ground then; None: those of the release.
    """
    times = {"known_at": known_at, "valid_at": valid_at}
    row = connection.execute(load_sql("state"), times).mappings().one()
    note = row["boundaries_note"]
    said = {"boundaries_note": Text(note["zh"], note["en"]) if note else None, "valid_at": valid_at}
    return State(**{**row, **said})


def read_moment(connection: Connection, known_at: dt.datetime) -> Moment:
    """Returns the release and the revision that were the newest at a time.

    Raises:
        NotFoundError: not_known_yet, no boundaries had been published by then.
    """
    row = connection.execute(load_sql("moment_at"), {"known_at": known_at}).one()
    if row.release is None:
        first = row.opened.isoformat(timespec="seconds") if row.opened else "–"
        raise NotFoundError(
            "not_known_yet",
            Text("那时还没有发布任何边界。", "No boundaries had been published by then."),
            Text(f"第一版发布于 {first}。", f"The first release was published at {first}."),
        )
    return Moment(row.release, row.revision or NO_RECORDS)


def read_as_of(connection: Connection, moment: Moment) -> dt.date | None:
    """Returns the date that the records of a moment reach, or None without records."""
    return connection.execute(load_sql("as_of"), moment.parameters).scalar_one_or_none()


def find_current_release(connection: Connection) -> int | None:
    """Returns the id of the release in force, or None when nothing was ever published."""
    release: int | None = connection.execute(select(func.max(Release.id))).scalar_one()
    return release
