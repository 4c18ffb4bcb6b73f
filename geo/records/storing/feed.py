"""One table of a load: what of it is new, what corrects a row that is known, and writing that."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from geo.db import copy_rows, load_sql
from geo.models import Base
from geo.profile import Profile
from geo.records.kinds import Feed

_PLACES = ("zone_uid", "placement", "evidence", "match_key", "written_key")
_STANDS = ("source_key", "sheet", "row_no")
_NO_PLACE: dict[str, dict[str, Any]] = {"said": {}}
_DUMP = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Brought:
    """Rows of a load that lie in a temporary table, on their way into a table of ours."""

    table: str
    columns: tuple[str, ...]
    placed: bool

    @property
    def names(self) -> dict[str, str]:
        """What statements about the two tables are filled with."""
        return {"table": self.table, "incoming": f"incoming_{self.table}"}


@dataclass(frozen=True, slots=True)
class Told:
    """Which of the brought rows say something new, by their numbers: of new rows, and of known."""

    new: frozenset[int]
    corrected: frozenset[int]


def bring_feed(
    connection: Connection, feed: Feed, keyed: pd.DataFrame, profile: Profile, load_id: int
) -> Brought:
    """Brings a load's rows of one table to the database, into a table that the transaction ends."""
    columns = Base.metadata.tables[feed.table].columns
    own = feed.select(keyed, profile)
    said = [str(name) for name in own.columns]
    own = own.join(keyed[[name for name in (*_STANDS, *_PLACES) if name in columns]])
    names = (*map(str, own.columns), "load_id", "content")
    brought = Brought(feed.table, names, "evidence" in columns)
    connection.execute(load_sql("make_incoming", **brought.names, columns=", ".join(names)))
    rows = _list_rows(own, said, load_id)
    copy_rows(connection, brought.names["incoming"], (*names, "number"), rows)
    connection.execute(load_sql("analyze", table=brought.names["incoming"]))
    return brought


def compare_feed(connection: Connection, brought: Brought) -> Told:
    """Drops the brought rows that are known as they are, and tells what the others are."""
    skip = "skip_placed" if brought.placed else "skip_unchanged"
    connection.execute(load_sql(skip, **brought.names))
    told = connection.execute(load_sql("tell_incoming", **brought.names)).one()
    new, corrected = frozenset(told.new or ()), frozenset(told.corrected or ())
    if brought.placed:
        known = load_sql("tell_rewritten", **brought.names)
        rewritten = frozenset(connection.execute(known).scalar_one())
        new, corrected = new - rewritten, corrected | rewritten
    return Told(new, corrected)


def write_feed(connection: Connection, brought: Brought, now: dt.datetime) -> None:
    """Writes the compared rows as what is said from `now` on, in place of what they correct."""
    times = {"now": now}
    connection.execute(load_sql("close_superseded", **brought.names), times)
    if brought.placed:
        connection.execute(load_sql("close_rewritten", **brought.names), times)
    columns = ", ".join(brought.columns)
    stored = connection.execute(
        load_sql("insert_incoming", **brought.names, columns=columns), times
    )
    if stored.rowcount:
        connection.execute(load_sql("analyze", table=brought.table))


def _list_rows(own: pd.DataFrame, said: list[str], load_id: int) -> Iterator[tuple[object, ...]]:
    """Yields the rows as COPY takes them, each with its load, its content's hash and its number.

    The content is what the source says: the columns of its own, and the words about the place.
    """
    columns = {str(name): _list_plain(own[name]) for name in own.columns}
    says = zip(*(columns[name] for name in said), strict=True)
    places = columns.get("evidence") or [_NO_PLACE] * len(own)
    rows = zip(*map(_dump, columns.values()), strict=True)
    for number, (row, own_words, place) in enumerate(zip(rows, says, places, strict=True)):
        content = f"{own_words}{sorted(place['said'].items())}".encode()
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        yield (*row, load_id, digest, number)


def _dump(values: list[Any]) -> Iterable[Any]:
    """Returns a column's values with objects as JSON texts, one at a time: they may be large."""
    return (_DUMP(value) if isinstance(value, dict) else value for value in values)


def _list_plain(column: "pd.Series[Any]") -> list[Any]:
    """Returns a column's values as the driver takes them; None where a cell is empty."""
    if isinstance(column.dtype, pd.DatetimeTZDtype) or column.dtype.kind == "M":
        return [None if v is pd.NaT else v.to_pydatetime() for v in column]
    return [_make_plain(value) for value in column.tolist()]


def _make_plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None  # only NaN differs from itself
    if isinstance(value, dict):
        return dict(sorted(value.items()))
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
