"""Loads and removes reference layers: each time a release, in one transaction, or nothing."""

import time
from pathlib import Path

from geo.audit import append_audit
from geo.base.layers import LAYER_NAMES, LayerRequest, LayerResult
from geo.base.read import read_layer
from geo.base.store import find_digest, insert_layer, remove_layer, replace_layer
from geo.boundaries.releasing.publish import require_release
from geo.boundaries.reviewing.known import find_release
from geo.db import Database
from geo.errors import NotFoundError, Text
from geo.profile import Profile
from geo.rows import Actor, Progress, no_progress
from geo.surveys import BaseKind, PublishHook, SurveyStatus

STEPS = (
    Text("读取", "Reading"),
    Text("发布与制图", "Publishing, drawing tiles"),
    Text("完成", "Done"),
)


def load_layer(
    database: Database,
    profile: Profile,
    path: Path,
    request: LayerRequest,
    actor: Actor,
    hook: PublishHook,
    progress: Progress = no_progress,
) -> LayerResult:
    """Loads a file as a reference layer, in place of the one before; the zones stay as they are.

    The same content again makes no release.

    Args:
        database: the map's.
        profile: the district's.
        path: a file, a folder (.gdb), or the .shp among its parts.
        request: what the file draws, and what a person decided.
        actor: who loads it, and why.
        hook: builds the tiles, inside the transaction.
        progress: is told the steps.

    Raises:
        InputError: the file cannot be taken; the map stays as it is.
        QuestionError: it cannot be understood without a person's answer.
        ConflictError: somebody published while the file was being read.
    """
    started = time.perf_counter()
    progress(0, len(STEPS) - 1, STEPS[0])
    with database.read() as connection:
        expected = find_release(connection)
    rows = read_layer(path, request, profile)
    read = time.perf_counter()
    progress(1, len(STEPS) - 1, STEPS[1])
    release_id = None
    with database.write() as connection:
        require_release(connection, expected)
        if find_digest(connection, request.kind) == rows.digest:
            insert_layer(connection, rows, request, SurveyStatus.UNCHANGED, actor)
        else:
            survey_id = insert_layer(connection, rows, request, SurveyStatus.PUBLISHED, actor)
            release_id = replace_layer(connection, rows, survey_id, actor, hook)
            detail = {
                "kind": rows.kind.value,
                "file": rows.file_name,
                "sha256": rows.file_sha256,
                "features": len(rows.shapes),
                "counts": rows.counts,
                "reason": actor.reason,
            }
            append_audit(connection, actor.name, "base.load", f"release {release_id}", detail)
    progress(2, len(STEPS) - 1, STEPS[2])
    seconds = {
        "read": round(read - started, 3),
        "publish": round(time.perf_counter() - read, 3),
    }
    return LayerResult(
        request.kind, release_id, len(rows.shapes), rows.counts, rows.decisions, seconds
    )


def drop_layer(
    database: Database, kind: BaseKind, expected: int | None, actor: Actor, hook: PublishHook
) -> int:
    """Makes a release without a reference layer; returns its id. Earlier releases keep it.

    Raises:
        NotFoundError: there is no such layer.
        ConflictError: another release than `expected` is in force.
    """
    with database.write() as connection:
        require_release(connection, expected)
        if find_digest(connection, kind) is None:
            name = LAYER_NAMES[kind]
            raise NotFoundError(
                "layer_not_found",
                Text(f"没有{name.zh}图层。", f"There is no layer of {name.en}."),
                Text("用 onemap base list 查看。", "See onemap base list."),
            )
        release_id = remove_layer(connection, kind, actor, hook)
        detail = {"kind": kind.value, "reason": actor.reason}
        append_audit(connection, actor.name, "base.remove", f"release {release_id}", detail)
    return release_id
