"""A workbook's way: read -> match -> store. One transaction makes its revision, or nothing."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection

from geo.audit import append_audit
from geo.db import Database, lock
from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds import KINDS
from geo.records.matching.match import match_records
from geo.records.reading.read import read_records
from geo.records.reviewing.known import Known, read_known, read_stamp
from geo.records.reviewing.mappings import list_mappings
from geo.records.storing.revisions import RECORDS_LOCK
from geo.records.storing.store import (
    Load,
    Prepared,
    Stored,
    prepare_load,
    prepare_trial,
    store_load,
    try_load,
)
from geo.rows import Actor, LoadResult, Progress, RecordRows, RecordsRequest, no_progress

STEPS = (
    Text("读取", "Reading"),
    Text("匹配区域", "Matching"),
    Text("入库", "Storing"),
    Text("完成", "Done"),
)
Finish = Callable[[Connection, int], None]


def load_records(
    database: Database,
    profile: Profile,
    path: Path,
    request: RecordsRequest,
    actor: Actor,
    progress: Progress = no_progress,
    finish: Finish | None = None,
) -> LoadResult:
    """Loads a workbook of records as the next revision, or says that it brings nothing new.

    The revision is one transaction: after a crash the old one is in force, and loading the file
    again completes it without anything twice. A dry run tells what would become of it.

    Args:
        database: where to.
        profile: the district's.
        path: .xlsx, .xls or CSV.
        request: which of geo.records.kinds.KINDS it holds, how it is read, the day it describes.
        actor: who loads.
        progress: is told every step; raises to cancel, which leaves nothing.
        finish: is called with the load's id inside the transaction that stores it.

    Raises:
        InputError: the file cannot be taken; nothing was changed.
    """
    marks = [time.perf_counter()]

    def step(done: int) -> None:
        marks.append(time.perf_counter())
        progress(done, len(STEPS) - 1, STEPS[done])

    progress(0, len(STEPS) - 1, STEPS[0])
    with database.read() as connection:
        remembered = list_mappings(connection, request.kind)
    records = read_records(path, KINDS[request.kind], profile, request.mapping, remembered)
    if request.source is None:
        request = replace(request, source=records.decisions["source"])
    step(1)
    with database.read() as connection:
        known = read_known(connection, profile)
    load = _match(records, request, known, profile)
    step(2)
    if request.dry_run:
        with database.attempt() as connection:
            stored = try_load(connection, prepare_trial(connection, load, profile))
    else:
        with database.write() as connection:
            prepared = _prepare(connection, load, known, profile, actor)
            stored = _store(connection, prepared, actor, finish)
    step(3)
    return _describe(records, stored, marks)


def _prepare(
    connection: Connection, load: Load, known: Known, profile: Profile, actor: Actor
) -> Prepared:
    """Returns a load that is ready to be compared and written, while everybody else waits."""
    attempt = connection.begin_nested()
    prepared = prepare_load(connection, load, profile, actor)
    lock(connection, RECORDS_LOCK)
    if read_stamp(connection) == known.stamp:
        attempt.commit()
        return prepared
    # A release, or a person's word, came between: it counts for these rows as well.
    attempt.rollback()
    lock(connection, RECORDS_LOCK)
    now_known = read_known(connection, profile)
    again = _match(load.records, load.request, now_known, profile)
    return prepare_load(connection, again, profile, actor)


def _store(
    connection: Connection, prepared: Prepared, actor: Actor, finish: Finish | None
) -> Stored:
    stored = store_load(connection, prepared, actor)
    if finish is not None and stored.load_id is not None:
        finish(connection, stored.load_id)
    records = prepared.load.records
    detail = {"file": records.file_name, "sha256": records.sha256, **stored.outcomes}
    append_audit(connection, actor.name, "records.load", f"load {stored.load_id}", detail)
    return stored


def _match(records: RecordRows, request: RecordsRequest, known: Known, profile: Profile) -> Load:
    kind, rows = KINDS[request.kind], records.rows
    days = pd.to_datetime(rows[kind.event]).dt.date if kind.event and len(rows) else None
    matched = match_records(
        rows.assign(on=days, source=request.source),
        known.gazetteer,
        profile,
        place_optional=kind.place_optional or not kind.placed,
        decided=known.decided,
    )
    return Load(kind, records, matched, known.release_id, request)


def _describe(records: RecordRows, stored: Stored, marks: list[float]) -> LoadResult:
    return LoadResult(
        load_id=stored.load_id,
        revision_id=stored.revision_id,
        kind=records.kind,
        rows=records.total,
        outcomes=stored.outcomes,
        changed=stored.new + stored.corrected,
        rejections=stored.rejections,
        seconds={
            name: round(marks[at + 1] - marks[at], 3)
            for at, name in enumerate(("read", "match", "store"))
        },
        ignored=tuple(records.decisions["ignored"]),
        personal=tuple(records.decisions["personal"]),
        new=stored.new,
        corrected=stored.corrected,
        unchanged=stored.unchanged,
    )
