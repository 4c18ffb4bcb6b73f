"""Moves records to another place: which rows are asked, what they say, what changes, one revision.

What a source says never changes here; a moved row is closed and stands again with its new place,
and where its key hangs on the zone, with its new key. Runs without frames, in the database alone.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, text

from geo.db import copy_rows, load_sql
from geo.models import Base
from geo.placements import Choice, Moved

_ANSWER = ("number", "zone_uid", "placement", "evidence", "match_key")
_NEW = {"id", "source_key", "zone_uid", "placement", "match_key", "evidence", "sys"}


@dataclass(frozen=True, slots=True)
class Said:
    """What rows say of their place, with all that matching needs besides."""

    number: int
    kind: str
    source: str | None
    day: dt.date | None
    words: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """Where rows belong that say the same; `number` is that of what they say."""

    number: int
    zone_uid: int | None
    placement: str
    evidence: dict[str, Any]
    match_key: str | None


@dataclass(frozen=True, slots=True)
class Sums:
    """How many records gained a zone, lost it, moved to another, or changed otherwise."""

    gained: int
    lost: int
    moved: int
    others: int
    asked: int

    @property
    def changed(self) -> int:
        """How many records changed their place."""
        return self.gained + self.lost + self.moved + self.others


def begin_moves(connection: Connection) -> None:
    """Makes the temporary tables of the moves of this transaction."""
    # Everything here joins whole tables on what rows say.
    connection.execute(text("SET LOCAL work_mem = '128MB'"))
    connection.execute(load_sql("moves_make"), execution_options={"no_parameters": True})


def forget_asked(connection: Connection) -> None:
    """Takes back which rows are asked, and what they say."""
    connection.execute(text("TRUNCATE asked, said, answer"))


def ask_all(connection: Connection) -> None:
    """Asks all current rows."""
    connection.execute(load_sql("moves_ask_all"))


def ask_zones(connection: Connection, zones: Iterable[int], since: dt.datetime) -> None:
    """Asks the rows that zones may concern, as they are and were since a moment, where they lie."""
    connection.execute(load_sql("moves_ask_release"), {"zones": sorted(zones), "since": since})


def list_texts(connection: Connection) -> list[str]:
    """Returns the different texts by which the rows that have their zone say where they belong."""
    return list(connection.execute(load_sql("moves_texts")).scalars())


def ask_texts(connection: Connection, texts: Iterable[str]) -> None:
    """Asks the rows besides that say one of some texts of their place."""
    connection.execute(load_sql("analyze", table="asked"))
    connection.execute(load_sql("moves_ask_texts"), {"texts": list(texts)})


def ask_key(connection: Connection, key: str) -> None:
    """Asks the rows that say what a decision was about."""
    connection.execute(load_sql("moves_ask_key"), {"key": key})


def ask_name(connection: Connection, name: str, zone_uid: int, key: str | None = None) -> None:
    """Asks the rows that another name of a zone may concern, and those of a match key."""
    asked = {"name": name, "zone": zone_uid, "key": key}
    connection.execute(load_sql("moves_ask_name"), asked)


def list_said(connection: Connection, timezone: str, *, by_source: bool) -> list[Said]:
    """Returns the different things that the rows in question say of their places.

    Args:
        connection: inside the transaction of `begin_moves`.
        timezone: the district's, in which events have their day.
        by_source: whether what a workbook's source is matters.
    """
    bound = {"timezone": timezone, "by_source": by_source}
    connection.execute(load_sql("moves_say"), bound)
    connection.execute(load_sql("analyze", table="said"))
    rows = connection.execute(
        text(
            "SELECT number, kind, nullif(source, '') AS source,"
            " nullif(day, '-infinity') AS day, words FROM said ORDER BY number"
        )
    )
    return [Said(row.number, row.kind, row.source, row.day, row.words) for row in rows]


def take_answers(
    connection: Connection, answers: Iterable[Answer], timezone: str, *, by_source: bool
) -> None:
    """Finds which rows change their place, now that it is known where each belongs."""
    rows = ((a.number, a.zone_uid, a.placement, Jsonb(a.evidence), a.match_key) for a in answers)
    copy_rows(connection, "answer", _ANSWER, rows)
    connection.execute(load_sql("analyze", table="answer"))
    bound = {"timezone": timezone, "by_source": by_source}
    connection.execute(load_sql("moves_find"), bound)


def take_choice(connection: Connection, choice: Choice) -> None:
    """Moves the rows that a choice is about to where a person says that they belong."""
    connection.execute(
        load_sql("moves_decide"),
        {
            "key": choice.key,
            "placed": choice.placed,
            "zone": choice.zone_uid,
            "placement": choice.decided.placement.value,
            "fact": f"decided_{choice.verdict}",
        },
    )


def take_back(connection: Connection, key: str, moment: dt.datetime) -> None:
    """Moves the rows of a key back to where they were before the revision of a moment."""
    connection.execute(load_sql("moves_restore"), {"key": key, "moment": moment})


def settle_moves(connection: Connection) -> Sums:
    """Lets the newest of the rows count that now share a zone, and counts what changes."""
    for table in list_tables(connection):
        connection.execute(load_sql("moves_call_rivals", table=table))
    connection.execute(load_sql("moves_contest"))
    connection.execute(load_sql("moves_drop_idle"))
    row = connection.execute(load_sql("moves_count")).one()
    return Sums(row.gained, row.lost, row.moved, row.others, row.asked)


def list_tables(connection: Connection) -> list[str]:
    """Returns the tables of which rows move."""
    found = connection.execute(text("SELECT DISTINCT of_table FROM moving ORDER BY of_table"))
    return list(found.scalars())


def list_groups(connection: Connection, limit: int | None = None) -> list[Moved]:
    """Returns what changes its place, in groups that say the same of it, the greatest first."""
    rows = connection.execute(load_sql("moves_groups"), {"limit": limit})
    return [Moved(**row) for row in rows.mappings()]


def apply_moves(connection: Connection, now: dt.datetime) -> None:
    """Writes the moved rows as they are from `now` on."""
    tables = list_tables(connection)
    for table in tables:
        connection.execute(load_sql("moves_close", table=table), {"now": now})
    for table in tables:
        kept = [c.name for c in Base.metadata.tables[table].columns if c.name not in _NEW]
        statement = load_sql("moves_insert", table=table, columns=", ".join(kept))
        connection.execute(statement, {"now": now})


def list_moves(connection: Connection, revision_id: int) -> None:
    """Writes which records a revision moved."""
    connection.execute(load_sql("moves_list"), {"revision": revision_id})
