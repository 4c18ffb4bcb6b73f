"""A workbook's way: read -> match -> store. The only writer of records."""

import time
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection

from geo.audit import append_audit
from geo.db import Database, load_sql
from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds import KINDS
from geo.records.matching.gazetteer import (
    ALIAS_COLUMNS,
    LINEAGE_COLUMNS,
    ZONE_COLUMNS,
    Gazetteer,
    build_gazetteer,
)
from geo.records.matching.match import match_records
from geo.records.reading.read import read_records
from geo.records.storing.store import store_records
from geo.rows import Actor, LoadResult, Progress, RecordsRequest, no_progress

STEPS = (
    Text("读取", "Reading"),
    Text("匹配区域", "Matching"),
    Text("入库", "Storing"),
    Text("完成", "Done"),
)


def load_records(
    database: Database,
    profile: Profile,
    path: Path,
    request: RecordsRequest,
    actor: Actor,
    progress: Progress = no_progress,
) -> LoadResult:
    """Loads a workbook of records as the next revision, or says that it brings nothing new.

    The revision is one transaction: after a crash the old one is in force, and loading the file
    again completes it without anything twice.

    Args:
        database: where to.
        profile: the district's.
        path: .xlsx, .xls or CSV.
        request: which of geo.records.kinds.KINDS it holds, and the day that it describes.
        actor: who loads.
        progress: is told every step.

    Raises:
        InputError: the file cannot be taken; nothing was changed.
    """
    record_kind = KINDS[request.kind]
    marks = [time.perf_counter()]

    def step(done: int) -> None:
        marks.append(time.perf_counter())
        progress(done, len(STEPS) - 1, STEPS[done])

    progress(0, len(STEPS) - 1, STEPS[0])
    records = read_records(path, record_kind, profile)
    step(1)
    with database.read() as connection:
        gazetteer = read_gazetteer(connection, profile)
    optional = record_kind.place_optional or not record_kind.placed
    matched = match_records(records.rows, gazetteer, profile, place_optional=optional)
    step(2)
    with database.write() as connection:
        load_id, revision_id, changed, counts = store_records(
            connection, record_kind, records, matched, profile, request, actor
        )
        detail = {"file": records.file_name, "sha256": records.sha256, **counts}
        append_audit(connection, actor.name, "records.load", f"load {load_id}", detail)
    step(3)
    return LoadResult(
        load_id=load_id,
        revision_id=revision_id,
        kind=request.kind,
        rows=records.total,
        outcomes=counts,
        changed=changed,
        rejections=records.rejections,
        seconds={
            name: round(marks[at + 1] - marks[at], 3)
            for at, name in enumerate(("read", "match", "store"))
        },
        ignored=tuple(records.decisions["ignored"]),
        personal=tuple(records.decisions["personal"]),
    )


def read_gazetteer(connection: Connection, profile: Profile) -> Gazetteer:
    """Returns the gazetteer of the zones as they are known now."""
    rows = connection.execute(load_sql("gazetteer")).all()
    zones = pd.DataFrame(rows, columns=list(ZONE_COLUMNS))
    return build_gazetteer(
        zones.astype({"uid": "Int64", "street_uid": "Int64", "street_name": "string"}),
        pd.DataFrame(columns=list(ALIAS_COLUMNS)),
        pd.DataFrame(columns=list(LINEAGE_COLUMNS)),
        profile,
    )
