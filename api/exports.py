"""Exports of releases for whoever asks the server: made once by a worker, then kept as a file.

A release never changes, so its file stays right; a page also shows records and is kept by their
revision. One worker runs at a time, and those who wait hold no thread.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import structlog

from api.workers import make_command, read_refusal, run_worker
from geo.crs import STORAGE
from geo.db import Database
from geo.errors import Text, UnavailableError
from geo.export.forms import Form
from geo.profile import Profile
from geo.settings import Settings
from geo.surveys import PlaceKind

MEDIA_TYPES = {
    Form.GPKG: "application/geopackage+sqlite3",
    Form.GEOJSON: "application/geo+json",
    Form.SHP: "application/zip",
    Form.HTML: "text/html; charset=utf-8",
}
_WAIT_S = 60.0
_LONGEST_S = 600.0
_log = structlog.get_logger("onemap.exports")


def list_systems(profile: Profile) -> list[int]:
    """Returns the EPSG codes in which places may be had: as they are kept, then the district's."""
    return list(dict.fromkeys((STORAGE, profile.crs.measure, *profile.crs.survey)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to have: a release (published at so many seconds), of what, as what."""

    release: int
    published: float
    revision: int
    kind: PlaceKind
    form: Form
    srid: int

    @property
    def file_name(self) -> str:
        """What the file is called by whoever gets it, such as release-000012-zone-4490.gpkg."""
        return f"release-{self.release:06d}-{self.kind}-{self.srid}{self.form.ending}"

    @property
    def kept_name(self) -> str:
        """What the file is called here."""
        records = f"r{self.revision:06d}-" if self.form is Form.HTML else ""
        return f"{records}{self.file_name}"


class Exports:
    """Hands out the files of exports, and has those made that are not there."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._busy = asyncio.Lock()

    async def find(self, wanted: Wanted) -> Path:
        """Returns the file of an export, made if it is not there yet.

        Raises:
            InputError: the form cannot hold what the release has.
            SetupError: disk_full, export_not_written, web_not_built.
            UnavailableError: export_busy, export_slow, export_failed.
        """
        path = self._settings.exports / wanted.kept_name
        if _is_current(path, wanted):
            return path
        try:
            async with asyncio.timeout(_WAIT_S):
                await self._busy.acquire()
        except TimeoutError as error:
            raise _busy() from error
        try:
            if not _is_current(path, wanted):
                await self._make(wanted)
        finally:
            self._busy.release()
        return path

    async def _make(self, wanted: Wanted) -> None:
        order = {
            "kind": wanted.kind,
            "form": wanted.form,
            "srid": wanted.srid,
            "name": wanted.kept_name,
        }
        command = make_command("export", wanted.release)
        try:
            code, said = await run_worker(
                command, self._settings, self._database, order, _LONGEST_S
            )
        except TimeoutError as error:
            raise _slow() from error
        if code != 0:
            _log.error("export", release=wanted.release, code=code)
            raise read_refusal(said) or _failed()


def _is_current(path: Path, wanted: Wanted) -> bool:
    """Returns whether the file is there, and not of a release that had this number before."""
    try:
        return path.stat().st_mtime > wanted.published
    except OSError:
        return False


def _busy() -> UnavailableError:
    return UnavailableError(
        "export_busy",
        Text("正在为他人导出，请稍后再试。", "Another export is being made; try again soon."),
    )


def _slow() -> UnavailableError:
    return UnavailableError(
        "export_slow",
        Text("导出超时，已停止。", "The export took too long and was stopped."),
        Text(
            "请在服务器上用 onemap survey export 导出。",
            "Export it on the server by onemap survey export.",
        ),
    )


def _failed() -> UnavailableError:
    return UnavailableError(
        "export_failed",
        Text("导出程序意外停止。", "The export stopped by itself."),
        Text("请重试；若仍出现，请联系管理员。", "Try again; if it stays, tell an administrator."),
    )
