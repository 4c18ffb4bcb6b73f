"""Stores a load: idempotent by source key; a corrected row supersedes, the old stays readable."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, insert, update

from geo.db import copy_rows
from geo.models import RecordLoad, RejectedRow
from geo.profile import Profile
from geo.records.kinds import RecordKind
from geo.records.storing.feed import Brought, bring_feed, compare_feed, write_feed
from geo.records.storing.keys import add_keys, drop_repeated, explain_repeated
from geo.records.storing.revisions import take_revision_moment, write_revision
from geo.rows import Actor, Outcome, RecordRows, RecordsRequest, Rejection

# No load has this number: a trial's rows go nowhere.
_TRIAL = 0


@dataclass(frozen=True, slots=True)
class Load:
    """A workbook that was matched to a release (None before the first), to be stored."""

    kind: RecordKind
    records: RecordRows
    matched: pd.DataFrame
    release_id: int | None
    request: RecordsRequest


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a load; matched + review + rejected + out_of_area = all rows of the file."""

    load_id: int | None
    revision_id: int | None
    outcomes: dict[str, int]
    new: int
    corrected: int
    unchanged: int
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A load whose rows lie in temporary tables, sorted out; nothing was compared yet."""

    load: Load
    load_id: int | None
    keyed: pd.DataFrame
    rejections: tuple[Rejection, ...]
    outcomes: dict[str, int]
    feeds: list[Brought]


def prepare_load(connection: Connection, load: Load, profile: Profile, actor: Actor) -> Prepared:
    """Writes that a workbook is loaded and brings its rows; nobody has to wait for that."""
    keyed, rejections = _sort_out(load)
    outcomes = _count(keyed, rejections)
    load_id = _insert_load(connection, load, outcomes, actor)
    _keep_rejected(connection, load_id, rejections)
    feeds = _bring(connection, load, keyed, profile, load_id)
    return Prepared(load, load_id, keyed, rejections, outcomes, feeds)


def prepare_trial(connection: Connection, load: Load, profile: Profile) -> Prepared:
    """Brings a workbook's rows for a trial; nothing outlasts the transaction."""
    keyed, rejections = _sort_out(load)
    feeds = _bring(connection, load, keyed, profile, _TRIAL)
    return Prepared(load, None, keyed, rejections, _count(keyed, rejections), feeds)


def store_load(connection: Connection, prepared: Prepared, actor: Actor) -> Stored:
    """Writes what a prepared load says that is new, as one revision.

    The caller holds RECORDS_LOCK. Without anything new there is a load, but no revision.
    """
    new, corrected = _compare(connection, prepared)
    revision_id = None
    if changed := len(new | corrected):
        now = take_revision_moment(connection)
        for feed in prepared.feeds:
            write_feed(connection, feed, now)
        connection.execute(
            update(RecordLoad).where(RecordLoad.id == prepared.load_id).values(changed=changed)
        )
        reach = _find_reach(prepared.load, prepared.keyed)
        revision_id = write_revision(
            connection, "load", now, actor, load_id=prepared.load_id, reach=reach
        )
    return _describe(prepared, revision_id, len(new), len(corrected))


def try_load(connection: Connection, prepared: Prepared) -> Stored:
    """Tells what `store_load` would do."""
    new, corrected = _compare(connection, prepared)
    return _describe(prepared, None, len(new), len(corrected))


def _sort_out(load: Load) -> tuple[pd.DataFrame, tuple[Rejection, ...]]:
    """Returns the rows that count with their keys, and all that cannot be taken."""
    keyed = add_keys(load.kind, load.matched)
    kept, beaten = drop_repeated(keyed)
    repeated = explain_repeated(keyed, beaten, load.records.decisions["columns"])
    return kept, (*load.records.rejections, *repeated)


def _count(keyed: pd.DataFrame, rejections: Sequence[Rejection]) -> dict[str, int]:
    counts = {outcome.value: 0 for outcome in Outcome}
    counts |= {str(k): int(v) for k, v in keyed["placement"].value_counts().items()}
    counts[Outcome.REJECTED.value] += len(rejections)
    return counts


def _insert_load(connection: Connection, load: Load, outcomes: dict[str, int], actor: Actor) -> int:
    records, request = load.records, load.request
    load_id: int = connection.execute(
        insert(RecordLoad)
        .values(
            kind=load.kind.id,
            file_name=records.file_name,
            file_sha256=records.sha256,
            rows=records.total,
            changed=0,
            loaded_by=actor.name,
            source=request.source,
            release_id=load.release_id,
            decisions={**records.decisions, "demo": request.demo},
            **outcomes,
        )
        .returning(RecordLoad.id)
    ).scalar_one()
    return load_id


def _keep_rejected(connection: Connection, load_id: int, rejections: Sequence[Rejection]) -> None:
    columns = ("load_id", "sheet", "row_no", "column", "reason_zh", "reason_en", "values")
    rows = (
        (load_id, r.sheet or "", r.row, r.column, r.reason.zh, r.reason.en, Jsonb(r.values))
        for r in rejections
    )
    copy_rows(connection, RejectedRow.__tablename__, columns, rows)


def _bring(
    connection: Connection, load: Load, keyed: pd.DataFrame, profile: Profile, load_id: int
) -> list[Brought]:
    if keyed.empty:
        return []
    said = {None, *load.records.decisions["columns"]}
    feeds = [feed for feed in load.kind.feeds if feed.only_with in said]
    return [bring_feed(connection, feed, keyed, profile, load_id) for feed in feeds]


def _compare(connection: Connection, prepared: Prepared) -> tuple[frozenset[int], frozenset[int]]:
    """Returns the numbers of the new rows and of the corrected ones, over all tables of the kind.

    A row is new when the kind's first table did not know it.
    """
    told = [compare_feed(connection, feed) for feed in prepared.feeds]
    new = told[0].new if told else frozenset()
    changed = frozenset().union(*(feed.new | feed.corrected for feed in told))
    return new, changed - new


def _describe(prepared: Prepared, revision_id: int | None, new: int, corrected: int) -> Stored:
    return Stored(
        prepared.load_id,
        revision_id,
        prepared.outcomes,
        new,
        corrected,
        len(prepared.keyed) - new - corrected,
        prepared.rejections,
    )


def _find_reach(load: Load, keyed: pd.DataFrame) -> dt.date | None:
    """Returns the day that the load's rows reach, by their events or as was said with it."""
    days = [load.request.as_of]
    if load.kind.event and not keyed.empty:
        newest = keyed[load.kind.event].max()
        days.append(newest.date() if isinstance(newest, dt.datetime) else newest)
    return max((day for day in days if day is not None), default=None)
