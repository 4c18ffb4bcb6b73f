"""Stores records: idempotent by source key; a corrected row supersedes, the old stays readable."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

import pandas as pd
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, func, insert, select, text

from geo.db import STATE_CHANNEL, copy_rows, load_sql, lock, notify, take_moment
from geo.errors import Text
from geo.models import Base, RecordLoad, RejectedRow, Revision
from geo.profile import Profile
from geo.records.kinds import Feed, RecordKind
from geo.rows import Actor, Outcome, RecordRows, RecordsRequest, Rejection

_PLACED = ("zone_uid", "placement", "evidence")


def store_records(
    connection: Connection,
    kind: RecordKind,
    records: RecordRows,
    matched: pd.DataFrame,
    profile: Profile,
    request: RecordsRequest,
    actor: Actor,
) -> tuple[int, int | None, int, dict[str, int]]:
    """Writes a matched workbook as one revision, inside the caller's transaction.

    Returns the load's id, the revision's id (None when nothing is new), how many rows are new or
    corrected, and the rows by outcome: matched + review + rejected + out_of_area = all rows.
    """
    lock(connection, "onemap-records")
    keyed, rejections = _drop_repeated(kind, matched)
    rejections += records.rejections
    counts = {outcome.value: 0 for outcome in Outcome}
    counts |= {str(k): int(v) for k, v in keyed["placement"].value_counts().items()}
    counts[Outcome.REJECTED.value] = len(rejections)
    load_id: int = connection.execute(
        insert(RecordLoad)
        .values(
            kind=kind.id,
            file_name=records.file_name,
            file_sha256=records.sha256,
            rows=records.total,
            changed=0,
            loaded_by=actor.name,
            decisions={**records.decisions, "demo": request.demo},
            **counts,
        )
        .returning(RecordLoad.id)
    ).scalar_one()
    _keep_rejected(connection, load_id, rejections)
    now = take_moment(connection, Revision.committed_at)
    said = {None, *records.decisions["columns"]}
    feeds = [feed for feed in kind.feeds if feed.only_with in said]
    changed = sum(_store_feed(connection, f, keyed, load_id, now, profile) for f in feeds)
    if not changed:
        return load_id, None, 0, counts
    connection.execute(
        text("UPDATE record_load SET changed = :changed WHERE id = :id"),
        {"changed": changed, "id": load_id},
    )
    reach = _find_reach(connection, kind, keyed, request.as_of)
    revision_id: int = connection.execute(
        insert(Revision)
        .values(load_id=load_id, committed_at=now, committed_by=actor.name, as_of=reach)
        .returning(Revision.id)
    ).scalar_one()
    notify(connection, STATE_CHANNEL)
    return load_id, revision_id, changed, counts


def _drop_repeated(
    kind: RecordKind, matched: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[Rejection, ...]]:
    """Returns the rows with their keys, and those that a later row of the same key beats.

    `written_key` is the key that a row has, or had, while its zone is not known.
    """
    unplaced = matched.assign(zone_uid=pd.array([pd.NA] * len(matched), dtype="Int64"))
    keyed = matched.assign(
        source_key=kind.make_key(matched).astype("string"),
        written_key=kind.make_key(unplaced).astype("string"),
    )
    last = keyed.groupby("source_key")["row_no"].transform("max")
    beaten = keyed["row_no"] < last
    rejections = tuple(
        Rejection(
            int(row_no),
            None,
            Text(
                f"与第 {later} 行是同一记录，以后一行为准",
                f"the same record as row {later}, which counts",
            ),
            {"key": str(key)},
        )
        for row_no, later, key in zip(
            keyed.loc[beaten, "row_no"], last[beaten], keyed.loc[beaten, "source_key"], strict=True
        )
    )
    return keyed[~beaten], rejections


def _keep_rejected(connection: Connection, load_id: int, rejections: tuple[Rejection, ...]) -> None:
    copy_rows(
        connection,
        RejectedRow.__tablename__,
        ("load_id", "row_no", "column", "reason_zh", "reason_en", "values"),
        ((load_id, r.row, r.column, r.reason.zh, r.reason.en, Jsonb(r.values)) for r in rejections),
    )


def _store_feed(
    connection: Connection,
    feed: Feed,
    keyed: pd.DataFrame,
    load_id: int,
    now: dt.datetime,
    profile: Profile,
) -> int:
    """Writes one table's rows that are new or differ; returns how many."""
    if keyed.empty:
        return 0
    shared = ("source_key", "row_no", *_PLACED)
    table = Base.metadata.tables[feed.table]
    own = feed.select(keyed, profile)
    own = own.join(keyed[[name for name in shared if name in table.columns]])
    names = [*map(str, own.columns), "load_id", "content"]
    tables = {"table": feed.table, "incoming": f"incoming_{feed.table}"}
    columns = ", ".join(names)
    connection.execute(load_sql("make_incoming", **tables, columns=columns))
    copy_rows(connection, tables["incoming"], names, _rows(own, load_id))
    connection.execute(load_sql("skip_unchanged", **tables))
    connection.execute(load_sql("close_superseded", **tables), {"now": now})
    placed = keyed.loc[keyed["written_key"] != keyed["source_key"], "written_key"]
    rematched = connection.execute(
        load_sql("close_rematched", table=feed.table), {"now": now, "keys": placed.tolist()}
    )
    stored = connection.execute(
        load_sql("insert_incoming", **tables, columns=columns), {"now": now}
    )
    if stored.rowcount:
        connection.execute(load_sql("analyze", table=feed.table))
    # A row that found its zone is one change, though it closes one row and opens another.
    return max(stored.rowcount, rematched.rowcount)


def _rows(own: pd.DataFrame, load_id: int) -> Iterator[tuple[object, ...]]:
    """Yields the rows as COPY takes them, each with its load and the hash of what it says."""
    says = [at for at, name in enumerate(own.columns) if name != "row_no"]
    columns = [[_plain(value) for value in own[name].tolist()] for name in own.columns]
    for row in zip(*columns, strict=True):
        said = repr([row[at] for at in says])
        content = hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()
        yield (*(Jsonb(v) if isinstance(v, dict) else v for v in row), load_id, content)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return dict(sorted(value.items()))
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None  # only NaN differs from itself
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def _find_reach(
    connection: Connection, kind: RecordKind, keyed: pd.DataFrame, as_of: dt.date | None
) -> dt.date | None:
    """Returns the day that the records reach: never earlier than the last revision said."""
    days = [as_of, connection.execute(select(func.max(Revision.as_of))).scalar_one()]
    if kind.event and not keyed.empty:
        newest = keyed[kind.event].max()
        days.append(newest.date() if isinstance(newest, dt.datetime) else newest)
    return max((day for day in days if day is not None), default=None)
