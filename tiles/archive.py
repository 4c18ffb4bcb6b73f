"""The archive of a release: all its tiles, compressed, in one PMTiles file named by the release.

Built inside the transaction that publishes the release, from the database alone, so it can be
built again at any time and comes out the same to the byte.
"""

import math
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from geo.db import Database, load_sql, lock
from geo.errors import NotFoundError, SetupError, Text
from geo.profile import MapSettings, Profile
from geo.rows import Progress, no_progress
from geo.surveys import PublishHook
from tiles.as_of import AsOf, require_change
from tiles.disk import digest_file, explain_disk, is_newer, sync_folder
from tiles.mvt import HALF_WORLD, TileKey, cut_tiles, find_tiles
from tiles.pmtiles_file import Archive, load_archive, read_tiles, write_tiles
from tiles.tilejson import Bounds

__all__ = [
    "ArchiveInfo",
    "build_archive",
    "ensure_archive",
    "find_archive",
    "find_past",
    "find_preview",
    "load_archive",
    "load_past",
    "make_preview_hook",
    "make_publish_hook",
    "remove_strays",
]

_LOCK = "onemap-archive"
# Of their own: whoever publishes does not wait for a preview.
_PREVIEW_LOCK = "onemap-preview"
_KINDS = ("release", "preview")
# Archives of earlier days on the ground are built again in no time that matters; few are kept.
_KEPT_PAST = 24
_CUTTING = Text("正在生成地图瓦片（{zoom} 级）", "Cutting the map's tiles (zoom {zoom})")
_DRAWING = Text("正在简化边界", "Simplifying the outlines")


@dataclass(frozen=True, slots=True)
class ArchiveInfo:
    """A finished archive.

    `warnings` names the tiles that are larger than the profile's budget, and says how many
    buildings were left out so that the others are not.
    """

    path: Path
    sha256: str
    tiles: int
    bytes: int
    warnings: tuple[Text, ...] = ()


def find_archive(folder: Path, release_id: int) -> Path:
    """Returns where the archive of a release lies, built or not."""
    return folder / f"release-{release_id:06d}.pmtiles"


def find_past(folder: Path, asked: AsOf) -> Path:
    """Returns where the archive of a release as of a time on the ground lies, built or not."""
    return folder / f"release-{asked.release_id:06d}-at-{asked.stamp}.pmtiles"


def find_preview(folder: Path, survey_id: int, run: int) -> Path:
    """Returns where the archive of a staged survey's reading lies, built or not."""
    return folder / f"preview-{survey_id:06d}-{run}.pmtiles"


def build_archive(
    connection: Connection,
    release_id: int,
    profile: Profile,
    folder: Path,
    progress: Progress = no_progress,
) -> ArchiveInfo:
    """Writes the archive of a release, replacing one that is there; needs an open transaction.

    The file gets its name when it is whole and on the disk, so a crash leaves no half archive.

    Raises:
        SetupError: the folder cannot be written to, or its disk is full.
    """
    lock(connection, _LOCK)
    path = find_archive(folder, release_id)
    return _build(connection, AsOf(release_id), profile, path, progress)


def make_publish_hook(
    profile: Profile, folder: Path, warn: Callable[[Text], None] | None = None
) -> PublishHook:
    """Returns the hook that builds a new release's archive before the release goes live.

    Args:
        profile: the district's.
        folder: of all archives.
        warn: is told every warning of the finished archive.
    """

    def build(connection: Connection, release_id: int) -> None:
        info = build_archive(connection, release_id, profile, folder)
        _record(connection, release_id, info.sha256)
        if warn is not None:
            for warning in info.warnings:
                warn(warning)

    return build


def make_preview_hook(profile: Profile, folder: Path, survey_id: int) -> PublishHook:
    """Returns the hook that draws the preview of a survey's reading, while it is being staged."""

    def build(connection: Connection, release_id: int) -> None:
        run = connection.execute(
            text("SELECT run FROM survey WHERE id = :survey"), {"survey": survey_id}
        ).scalar_one()
        lock(connection, _PREVIEW_LOCK)
        path = find_preview(folder, survey_id, run)
        _build(connection, AsOf(release_id), profile, path, no_progress)

    return build


def ensure_archive(
    database: Database, release_id: int, profile: Profile, folder: Path
) -> ArchiveInfo | None:
    """Makes sure that the archive of a release is there and undamaged; None when it was.

    A missing or damaged one is built again from the database.

    Raises:
        NotFoundError: there is no such release.
        SetupError: the folder cannot be written to, or its disk is full.
    """
    path = find_archive(folder, release_id)
    with database.read() as connection:
        found = connection.execute(
            text("SELECT archive_sha256 FROM release WHERE id = :release"), {"release": release_id}
        ).one_or_none()
    if found is None:
        raise NotFoundError(
            "release_not_found",
            Text(f"没有版本 {release_id}。", f"There is no release {release_id}."),
        )
    if found.archive_sha256 is not None and _is_whole(path, found.archive_sha256):
        return None
    with database.write() as connection:
        info = build_archive(connection, release_id, profile, folder)
        _record(connection, release_id, info.sha256)
    return info


def load_past(database: Database, asked: AsOf, profile: Profile, folder: Path) -> Archive:
    """Returns the archive of a release as of a change on the ground, built if it is not there.

    Raises:
        NotFoundError: there is no such release, or that is none of its changes.
        SetupError: the folder cannot be written to, or its disk is full.
    """
    path = find_past(folder, asked)
    with database.read() as connection:
        published_at = require_change(connection, asked)
    # One from before is of another release that had this number, before a backup came back.
    if is_newer(path, published_at):
        with suppress(SetupError):
            return read_tiles(path)
    with database.write() as connection:
        lock(connection, _LOCK)
        _build(connection, asked, profile, path, no_progress)
        for _, old in _sort_past(folder)[:-_KEPT_PAST]:
            old.unlink(missing_ok=True)
    return read_tiles(path)


def remove_strays(database: Database, folder: Path) -> list[Path]:
    """Removes what killed or undone publishing left: unfinished files, archives of no release.

    Previews stay as long as their survey may still be published, those of its last reading.
    Of a release's archives of earlier days on the ground, the newest few of all stay.

    Waits for an archive that is being built, so that only strays are seen as such.
    """
    with database.write() as connection:
        lock(connection, _PREVIEW_LOCK)
        lock(connection, _LOCK)
        releases = connection.execute(text("SELECT id FROM release")).scalars()
        known = {find_archive(folder, release_id) for release_id in releases}
        staged = connection.execute(load_sql("survey_previews")).all()
        known |= {find_preview(folder, survey_id, run) for survey_id, run in staged}
        past = _sort_past(folder)[-_KEPT_PAST:]
        known |= {path for release, path in past if release in known}
        built = {path for kind in _KINDS for path in folder.glob(f"{kind}-*.pmtiles")}
        unfinished = {path for kind in _KINDS for path in folder.glob(f"{kind}-*.tmp")}
        strays = sorted(unfinished | (built - known))
        for stray in strays:
            stray.unlink(missing_ok=True)
    return strays


def _sort_past(folder: Path) -> list[tuple[Path, Path]]:
    """Returns the archives of earlier days on the ground, oldest first, after their release's."""
    found = sorted(folder.glob("release-*-at-*.pmtiles"), key=lambda path: path.stat().st_mtime_ns)
    return [(path.with_name(f"{path.name.partition('-at-')[0]}.pmtiles"), path) for path in found]


def _build(
    connection: Connection, asked: AsOf, profile: Profile, path: Path, progress: Progress
) -> ArchiveInfo:
    archive, warnings = _cut_all(connection, asked, profile.map, progress)
    with explain_disk(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}.tmp")
        try:
            write_tiles(unfinished, archive)
            unfinished.replace(path)
            sync_folder(path.parent)
        finally:
            unfinished.unlink(missing_ok=True)
        sha256, size = digest_file(path), path.stat().st_size
    large = _find_large(archive.tiles, profile.map)
    return ArchiveInfo(path, sha256, len(archive.tiles), size, (*warnings, *large))


def _cut_all(
    connection: Connection, asked: AsOf, settings: MapSettings, progress: Progress
) -> tuple[Archive, tuple[Text, ...]]:
    # Shapely and NumPy stay out of a server that never has to build an archive.
    from tiles.base import BasePart, make_base  # noqa: PLC0415
    from tiles.display import make_display  # noqa: PLC0415

    zooms = range(settings.zone_min_zoom, settings.max_zoom + 1)
    steps = len(zooms) + 1
    progress(0, steps, _DRAWING)
    display = make_display(connection, asked.release_id, settings, asked.valid_at)
    # Reference layers tell of no time on the ground: they are as the release had them.
    base = make_base(connection, asked.release_id, settings, display)
    tiles: dict[TileKey, bytes] = {}
    for step, zoom in enumerate(zooms, start=1):
        progress(step, steps, _CUTTING.format(zoom=zoom))
        if base.bounds is not None:
            wanted = find_tiles(base.bounds, zoom)
            places = dict(cut_tiles(connection, wanted))
            parts = base.cut(connection, wanted)
            for key in sorted(places.keys() | parts.keys()):
                part = parts.get(key, BasePart())
                tiles[key] = base.pack(connection, key, places.get(key, b""), part)
    progress(steps, steps, _CUTTING.format(zoom=settings.max_zoom))
    bounds = _to_degrees(base.bounds or (0.0, 0.0, 0.0, 0.0))
    return Archive(tiles, bounds, (zooms[0], zooms[-1]), base.kinds), tuple(base.tell())


def _to_degrees(bounds: tuple[float, float, float, float]) -> Bounds:
    west, south, east, north = (metres / HALF_WORLD * 180 for metres in bounds)

    def latitude(y: float) -> float:
        return math.degrees(2 * math.atan(math.exp(math.radians(y))) - math.pi / 2)

    return round(west, 7), round(latitude(south), 7), round(east, 7), round(latitude(north), 7)


def _is_whole(path: Path, sha256: str) -> bool:
    try:
        return digest_file(path) == sha256
    except OSError:
        return False


def _record(connection: Connection, release_id: int, sha256: str) -> None:
    connection.execute(
        text("UPDATE release SET archive_sha256 = :sha256 WHERE id = :release"),
        {"sha256": sha256, "release": release_id},
    )


def _find_large(tiles: dict[TileKey, bytes], settings: MapSettings) -> Iterator[Text]:
    for (zoom, x, y), tile in tiles.items():
        if len(tile) > settings.tile_budget_kb * 1024:
            kilobytes = f"{len(tile) / 1024:.1f} KB > {settings.tile_budget_kb} KB"
            yield Text(
                f"瓦片 {zoom}/{x}/{y} 超出大小预算：{kilobytes}",
                f"Tile {zoom}/{x}/{y} is over its budget: {kilobytes}",
            )
