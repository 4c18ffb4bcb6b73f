"""Work on records: trying and storing workbooks, matching again, decisions that take matching."""

import json
import sys
from typing import Any

from api.jobs import BUSY
from api.workers import Worker, pack_error, read_order
from geo.db import RECORDS_CHANNEL, notify
from geo.errors import ConflictError, OneMapError, Text
from geo.hold import hold_work, tell_work
from geo.placements import Choice, DecisionResult, NewAlias, RematchResult
from geo.records.rematch import rematch_records
from geo.records.reviewing.aliases import withdraw_alias
from geo.records.reviewing.decide import decide, preview_decision, undo_decision
from geo.records.workbooks.work import work_on_workbook
from geo.rows import Actor, no_progress

_BUSY = ConflictError(
    "rematch_busy", Text("正在重新匹配。", "Records are being matched again just now.")
)


def work(worker: Worker, action: str, number: int) -> int:
    """Does one piece of work on records; returns the exit code."""
    if action == "workbook":
        return _work_on(worker, number)
    if action == "rematch":
        return _rematch(worker, number, Actor(read_order().get("actor") or "onemap"))
    return _answer_desk(worker)


def _work_on(worker: Worker, workbook_id: int) -> int:
    """Reads and tries a workbook, or stores it; what keeps it from that is kept with it."""
    store = worker.settings.workbooks
    try:
        work_on_workbook(worker.database, worker.profile, workbook_id, store)
    except ConflictError:
        return BUSY
    return 0


def _rematch(worker: Worker, release_id: int, actor: Actor) -> int:
    """Matches records again to a release (0: all of them, whatever changed); tells what moved."""
    about = {"release": release_id or None}
    try:
        with hold_work(worker.database, "onemap-rematch", 0, _BUSY) as held:
            tell = tell_work(
                held, RECORDS_CHANNEL, lambda done: _about(about, progress=done), no_progress
            )
            result = rematch_records(
                worker.database,
                worker.profile,
                actor,
                release_id=release_id or None,
                progress=tell,
            )
    except ConflictError:
        return BUSY
    _tell(worker, _about(about, **_describe_rematch(result)))
    return 0


def _answer_desk(worker: Worker) -> int:
    """Does what people decide, an order a line, while somebody has more; each answer is a line."""
    for line in sys.stdin:
        try:
            answer = {"done": _decide(worker, json.loads(line)).as_dict()}
        except OneMapError as error:
            answer = {"error": pack_error(error)}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


def _decide(worker: Worker, said: dict[str, Any]) -> DecisionResult:
    database, profile, number = worker.database, worker.profile, said["number"]
    actor = Actor(said["actor"])
    if said["way"] == "decide":
        return decide(database, profile, _read_choice(said), actor)
    if said["way"] == "preview":
        return preview_decision(database, profile, _read_choice(said))
    if said["way"] == "undo":
        return undo_decision(database, profile, number, actor)
    return withdraw_alias(database, profile, number, actor)


def _read_choice(said: dict[str, Any]) -> Choice:
    alias = NewAlias(**said["alias"]) if said["alias"] else None
    return Choice(said["key"], said["verdict"], said["zone_uid"], alias, said["placed"])


def _describe_rematch(result: RematchResult) -> dict[str, Any]:
    names = ("gained", "lost", "moved", "unchanged")
    told = {name: getattr(result, name) for name in names}
    return {**told, "revision": result.revision_id}


def _about(about: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"rematch": {**about, **more}}


def _tell(worker: Worker, said: dict[str, Any]) -> None:
    with worker.database.write() as connection:
        notify(connection, RECORDS_CHANNEL, json.dumps(said, ensure_ascii=False))
