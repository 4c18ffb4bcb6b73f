"""Revisions: the moments at which the records say something new."""

import datetime as dt
from typing import Literal

from sqlalchemy import Connection, func, insert, select

from geo.db import STATE_CHANNEL, notify, take_moment
from geo.models import Revision
from geo.rows import Actor

Cause = Literal["load", "decision", "alias", "undo", "rematch"]
# Whoever changes records holds this lock until the transaction ends.
RECORDS_LOCK = "onemap-records"


def take_revision_moment(connection: Connection) -> dt.datetime:
    """Returns the moment of the next revision: later than that of every other."""
    return take_moment(connection, Revision.committed_at)


def write_revision(
    connection: Connection,
    cause: Cause,
    now: dt.datetime,
    actor: Actor,
    *,
    load_id: int | None = None,
    release_id: int | None = None,
    reach: dt.date | None = None,
) -> int:
    """Writes the revision of what was changed at `now`, and tells every server at the commit.

    Args:
        connection: inside the transaction that changes records.
        cause: by what they change.
        now: as `take_revision_moment` gave it.
        actor: who changes them.
        load_id: the load that brought it.
        release_id: the boundaries that the records were matched to.
        reach: the day that they reach; never earlier than the last revision said.

    Returns:
        The revision's id.
    """
    last = connection.execute(select(func.max(Revision.as_of))).scalar_one()
    days = [day for day in (reach, last) if day is not None]
    revision_id: int = connection.execute(
        insert(Revision)
        .values(
            cause=cause,
            load_id=load_id,
            release_id=release_id,
            committed_at=now,
            committed_by=actor.name,
            as_of=max(days, default=None),
        )
        .returning(Revision.id)
    ).scalar_one()
    notify(connection, STATE_CHANNEL)
    return revision_id
