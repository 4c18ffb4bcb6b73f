"""What would become of the records under boundaries that are only supposed to be in force."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

from geo.db import load_sql
from geo.profile import Profile
from geo.records.rematch import find_moves
from geo.records.storing.moves import apply_moves, list_tables

# What rates are counted from.
_COUNTED = ("committee", "party_organisation", "service")


@dataclass(frozen=True, slots=True)
class Move:
    """A record that changes its zone: its kind and key, where it is, where it comes to; or None."""

    kind: str
    key: str
    from_uid: int | None
    to_uid: int | None
    to_code: str | None
    to_name: str | None


def suppose_rematch(connection: Connection, profile: Profile) -> tuple[Move, ...]:
    """Returns the records that a rematch would move, by kind and key; writes no record.

    Args:
        connection: inside a transaction in which the supposed release is the newest.
        profile: the district's.
    """
    find_moves(connection, profile)
    return tuple(Move(*row) for row in connection.execute(load_sql("moves_records")))


def suppose_moved(connection: Connection, moment: dt.datetime) -> None:
    """Moves copies of the records that rates are counted from, as if they had moved at a moment.

    Args:
        connection: after `suppose_rematch`; the copies stand before the real tables until it is
            rolled back.
        moment: the records' last revision.
    """
    others = text("DELETE FROM moving WHERE of_table NOT IN :tables")
    connection.execute(others.bindparams(bindparam("tables", _COUNTED, expanding=True)))
    for table in list_tables(connection):
        connection.execute(load_sql("shadow_records", table=table))
    connection.execute(text("DISCARD PLANS"))
    apply_moves(connection, moment)
