"""One piece of long work, as a process of its own: `python -m api.work run 12`.

What an order says of release, person and reason comes as JSON through standard input. Ends with 0
when the database tells what became of it, with BUSY when somebody else works on the survey.
"""

import ctypes
import json
import os
import shutil
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from api.jobs import BUSY
from api.logs import configure_logs
from geo.boundaries.load import publish_staged, roll_back, run_survey
from geo.boundaries.reporting.deliver import deliver_report
from geo.boundaries.reviewing.status import set_status, take_survey
from geo.db import SURVEY_CHANNEL, Database, notify
from geo.errors import ConflictError, OneMapError, describe_error
from geo.export.export import ExportRequest, export_release
from geo.export.forms import Form
from geo.profile import Profile, read_profile
from geo.rows import Actor
from geo.settings import Settings, read_settings
from geo.surveys import PlaceKind, SurveyStatus
from tiles.archive import make_preview_hook, make_publish_hook, remove_strays

_PR_SET_PDEATHSIG = 1
_NICENESS = 5
CANCELLED = 130
# Of an export that could not be written; why is on the standard output.
REFUSED = 1
_KEPT_EXPORTS = 24
_log = structlog.get_logger("onemap.work")


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants a release, expecting which one in force, and why."""

    expected: int | None
    actor: Actor


@dataclass(frozen=True, slots=True)
class Worker:
    """What all work needs."""

    settings: Settings
    profile: Profile
    database: Database

    def run(self, survey_id: int) -> int:
        """Reads, checks and stages a survey, with its preview and its reports."""
        hook = make_preview_hook(self.profile, self.settings.archives, survey_id)
        try:
            run_survey(self.database, self.profile, survey_id, self.settings.surveys, preview=hook)
        except ConflictError:
            return BUSY
        deliver_report(self.database, self.profile, survey_id, self.settings.reports)
        return 0

    def publish(self, survey_id: int, order: Order) -> int:
        """Publishes a staged survey; what keeps it from that is kept with it and told."""
        hook = make_publish_hook(self.profile, self.settings.archives)
        self._tell_error(survey_id, None)
        try:
            publish_staged(
                self.database, self.profile, survey_id, order.expected, order.actor, hook
            )
        except OneMapError as error:
            self._tell_error(survey_id, describe_error(error))
        return 0

    def _tell_error(self, survey_id: int, error: dict[str, Any] | None) -> None:
        """Keeps with a staged survey why it could not be published; others stay as they are."""
        with suppress(ConflictError), self.database.write() as connection:
            take_survey(connection, survey_id, SurveyStatus.STAGED)
            set_status(connection, survey_id, SurveyStatus.STAGED, error=error)

    def roll_back(self, release_id: int, order: Order) -> int:
        """Makes a release with the content of an older one; tells why not, if not."""
        hook = make_publish_hook(self.profile, self.settings.archives)
        said: dict[str, Any] = {"rollback": release_id}
        try:
            said["release"] = roll_back(
                self.database, release_id, order.expected, order.actor, hook
            )
        except OneMapError as error:
            said["error"] = describe_error(error)
        with self.database.write() as connection:
            notify(connection, SURVEY_CHANNEL, json.dumps(said, ensure_ascii=False))
        return 0

    def report(self, survey_id: int) -> int:
        """Writes the report of a staged survey anew, with the waivers that hold now."""
        deliver_report(self.database, self.profile, survey_id, self.settings.reports)
        return 0

    def export(self, release_id: int, said: dict[str, Any]) -> int:
        """Writes a release to a file for the server to hand out; says why not, if not."""
        folder = self.settings.exports
        form, kind = Form(said["form"]), PlaceKind(said["kind"])
        request = ExportRequest(kind, form, said["srid"], release_id)
        try:
            _clear_exports(folder)
            export_release(
                self.database,
                self.profile,
                request,
                folder / said["name"],
                web=self.settings.web_dist,
                force=True,
            )
        except OneMapError as error:
            told = {**describe_error(error), "kind": type(error).__name__}
            sys.stdout.write(json.dumps(told, ensure_ascii=False))
            return REFUSED
        return 0


def _clear_exports(folder: Path) -> None:
    """Removes what a killed worker left, and the oldest exports where there are many."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".*"):
        shutil.rmtree(left, ignore_errors=True)
    kept = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for old in kept[: -(_KEPT_EXPORTS - 1)]:
        old.unlink(missing_ok=True)


def main(action: str, number: int) -> int:
    """Does one piece of work by the settings of this process; returns the exit code."""
    _end_with_parent()
    os.nice(_NICENESS)
    signal.signal(signal.SIGTERM, _cancel)
    settings = read_settings()
    configure_logs(settings.log_format)
    profile = read_profile(settings.profile, settings.local_grid)
    # Nobody waits for a page: what takes long may take long.
    database = Database(settings.database_url or "", pool_size=2, wait_s=60)
    worker = Worker(settings, profile, database)
    try:
        if action == "run":
            code = worker.run(number)
        elif action == "export":
            code = worker.export(number, json.load(sys.stdin))
        elif action == "report":
            code = worker.report(number)
        else:
            said = json.load(sys.stdin)
            order = Order(said["expected"], Actor(said["actor"], said["reason"]))
            act = {"publish": worker.publish, "rollback": worker.roll_back}[action]
            code = act(number, order)
        remove_strays(database, settings.archives)
    except KeyboardInterrupt:
        return CANCELLED
    finally:
        database.close()
    return code


def _cancel(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _end_with_parent() -> None:
    """Asks Linux for a SIGKILL when the server ends: its next life begins the work again."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
