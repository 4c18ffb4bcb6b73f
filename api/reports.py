"""The files that a survey's reading delivered: where they lie, and as what they are handed out.

A report tells whose word lets which finding stand. When that has changed since it was written, a
worker writes it anew for the first who asks.
"""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

from api.workers import make_command, run_worker
from geo.catalog.surveys import REPORT_STAMP
from geo.db import Database
from geo.errors import Text, UnavailableError
from geo.settings import Settings
from geo.surveys import SurveyStatus

MEDIA_TYPES = {
    "json": "application/json",
    "gpkg": "application/geopackage+sqlite3",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
_LONGEST_S = 300.0
_log = structlog.get_logger("onemap.reports")


class Reports:
    """Has the reports of staged surveys written anew that tell of other waivers than hold."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._busy = asyncio.Lock()

    async def renew(self, survey: Mapping[str, Any], stamp: str) -> None:
        """Brings a survey's report up to date, if it is one that waivers can still change.

        Args:
            survey: as geo.catalog.surveys finds it.
            stamp: of the waivers that hold, as geo.catalog.surveys stamps them.

        Raises:
            UnavailableError: report_failed.
        """
        if survey["status"] != SurveyStatus.STAGED:
            return
        async with self._busy:
            if not self._is_old(survey, stamp):
                return
            number = survey["id"]
            command = make_command("report", number)
            try:
                code, _ = await run_worker(command, self._settings, self._database, {}, _LONGEST_S)
            except TimeoutError:
                code = None
            if code != 0:
                _log.error("report", survey=number, code=code)
                raise _failed()

    def _is_old(self, survey: Mapping[str, Any], stamp: str) -> bool:
        """Returns whether there is a report that tells of other waivers."""
        path = _find(self._settings.reports, survey) / REPORT_STAMP
        try:
            return path.read_text("utf-8") != stamp
        except FileNotFoundError:
            return path.parent.is_dir()


def find_report(folder: Path, survey: Mapping[str, Any], ending: str) -> Path | None:
    """Returns the report of a survey's last reading in a format, or None when there is none."""
    path = _find(folder, survey) / f"report.{ending}"
    return path if path.is_file() else None


def list_reports(folder: Path, survey: Mapping[str, Any]) -> list[str]:
    """Returns the formats in which a survey's last reading has a report."""
    return [ending for ending in MEDIA_TYPES if find_report(folder, survey, ending)]


def read_proposed(folder: Path, survey: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Returns the repairs that a survey's last reading proposed, each with whether it is taken.

    A repair that was taken already has nothing left to propose and tells only that.
    """
    taken = {int(row): wanted for row, wanted in survey["request"].get("repairs", {}).items()}
    path = _find(folder, survey) / "repairs.json"
    proposed = json.loads(path.read_text("utf-8")) if path.is_file() else []
    rows = {one["row"] for one in proposed}
    done = [
        {"row": row, "id": wanted, "area_before_m2": None, "area_after_m2": None, "taken": True}
        for row, wanted in sorted(taken.items())
        if row not in rows
    ]
    return [*done, *({**one, "taken": taken.get(one["row"]) == one["id"]} for one in proposed)]


def _find(folder: Path, survey: Mapping[str, Any]) -> Path:
    return folder / f"{survey['id']}-{survey['run']}"


def _failed() -> UnavailableError:
    return UnavailableError(
        "report_failed",
        Text(
            "放行有变动，检查报告未能重新生成。",
            "Waivers have changed, and the report could not be written anew.",
        ),
        Text("请重试；若仍出现，请联系管理员。", "Try again; if it stays, tell an administrator."),
    )
