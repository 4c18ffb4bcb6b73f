"""Work on surveys: reading, publishing, going back; exports and reports of what is known."""

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.jobs import BUSY
from api.workers import Worker, read_order, refuse
from geo.boundaries.load import publish_staged, roll_back, run_survey
from geo.boundaries.reporting.deliver import deliver_report
from geo.boundaries.reviewing.status import set_status, take_survey
from geo.db import SURVEY_CHANNEL, notify
from geo.errors import ConflictError, OneMapError, describe_error
from geo.export.export import ExportRequest, export_release
from geo.export.forms import Form
from geo.rows import Actor
from geo.surveys import PlaceKind, SurveyStatus
from tiles.archive import make_preview_hook, make_publish_hook, remove_strays

_KEPT_EXPORTS = 24


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants a release, expecting which one in force, and why."""

    expected: int | None
    actor: Actor


def work(worker: Worker, action: str, number: int) -> int:
    """Does one piece of work on surveys; returns the exit code."""
    said = read_order()
    if action == "run":
        code = _read(worker, number)
    elif action == "export":
        code = _export(worker, number, said)
    elif action == "report":
        code = _report(worker, number)
    else:
        order = Order(said["expected"], Actor(said["actor"], said["reason"]))
        code = {"publish": _publish, "rollback": _go_back}[action](worker, number, order)
    remove_strays(worker.database, worker.settings.archives)
    return code


def _read(worker: Worker, survey_id: int) -> int:
    """Reads, checks and stages a survey, with its preview and its reports."""
    hook = make_preview_hook(worker.profile, worker.settings.archives, survey_id)
    try:
        run_survey(
            worker.database, worker.profile, survey_id, worker.settings.surveys, preview=hook
        )
    except ConflictError:
        return BUSY
    deliver_report(worker.database, worker.profile, survey_id, worker.settings.reports)
    return 0


def _publish(worker: Worker, survey_id: int, order: Order) -> int:
    """Publishes a staged survey; what keeps it from that is kept with it and told."""
    hook = make_publish_hook(worker.profile, worker.settings.archives)
    _tell_error(worker, survey_id, None)
    try:
        publish_staged(
            worker.database, worker.profile, survey_id, order.expected, order.actor, hook
        )
    except OneMapError as error:
        _tell_error(worker, survey_id, describe_error(error))
    return 0


def _tell_error(worker: Worker, survey_id: int, error: dict[str, Any] | None) -> None:
    """Keeps with a staged survey why it could not be published; others stay as they are."""
    with suppress(ConflictError), worker.database.write() as connection:
        take_survey(connection, survey_id, SurveyStatus.STAGED)
        set_status(connection, survey_id, SurveyStatus.STAGED, error=error)


def _go_back(worker: Worker, release_id: int, order: Order) -> int:
    """Makes a release with the content of an older one; tells why not, if not."""
    hook = make_publish_hook(worker.profile, worker.settings.archives)
    said: dict[str, Any] = {"rollback": release_id}
    try:
        said["release"] = roll_back(worker.database, release_id, order.expected, order.actor, hook)
    except OneMapError as error:
        said["error"] = describe_error(error)
    with worker.database.write() as connection:
        notify(connection, SURVEY_CHANNEL, json.dumps(said, ensure_ascii=False))
    return 0


def _report(worker: Worker, survey_id: int) -> int:
    """Writes the report of a staged survey anew, with the waivers that hold now."""
    deliver_report(worker.database, worker.profile, survey_id, worker.settings.reports)
    return 0


def _export(worker: Worker, release_id: int, said: dict[str, Any]) -> int:
    """Writes a release to a file for the server to hand out; says why not, if not."""
    folder = worker.settings.exports
    form, kind = Form(said["form"]), PlaceKind(said["kind"])
    request = ExportRequest(kind, form, said["srid"], release_id)
    try:
        _clear_exports(folder)
        export_release(
            worker.database,
            worker.profile,
            request,
            folder / said["name"],
            web=worker.settings.web_dist,
            force=True,
        )
    except OneMapError as error:
        return refuse(error)
    return 0


def _clear_exports(folder: Path) -> None:
    """Removes what a killed worker left, and the oldest exports where there are many."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".*"):
        shutil.rmtree(left, ignore_errors=True)
    kept = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for old in kept[: -(_KEPT_EXPORTS - 1)]:
        old.unlink(missing_ok=True)
