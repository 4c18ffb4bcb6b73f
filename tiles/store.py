"""The tiles in memory: the newest few releases, each tile with its answer made ready."""

import hashlib
import threading
from dataclasses import dataclass
from pathlib import Path

from geo.db import Database
from geo.errors import NotFoundError, SetupError, Text
from geo.profile import Profile
from tiles.archive import ensure_archive, find_archive, find_preview, load_past
from tiles.as_of import AsOf, find_ground, find_release
from tiles.pmtiles_file import Archive, read_tiles
from tiles.tilejson import Bounds

Headers = tuple[tuple[bytes, bytes], ...]

MEDIA_TYPE = b"application/vnd.mapbox-vector-tile"
TILE_HEADERS: Headers = (
    (b"vary", b"Accept-Encoding"),
    (b"cache-control", b"private, max-age=31536000, immutable"),
    (b"x-content-type-options", b"nosniff"),
)


PREVIEW_HEADERS: Headers = (
    (b"vary", b"Accept-Encoding"),
    (b"cache-control", b"private, no-store"),
    (b"x-content-type-options", b"nosniff"),
)
_KEPT_PREVIEWS = 2
_KEPT_PAST = 2


@dataclass(frozen=True, slots=True)
class ReadyTile:
    """A tile's answer: its compressed bytes, its entity tag, and the headers of a 200 and a 304."""

    content: bytes
    etag: bytes
    headers: Headers
    unchanged: Headers


@dataclass(frozen=True, slots=True)
class WarmRelease:
    """A release in memory: its tiles by the path of their address, its box, zooms and layers."""

    release_id: int
    ready: dict[str, ReadyTile]
    bounds: Bounds
    zooms: tuple[int, int]
    base: tuple[str, ...] = ()


class TileStore:
    """Keeps the newest few releases' tiles; loads further ones when they are asked for.

    `tiles` holds every tile in memory by the path of its address. It is replaced whole, never
    changed, so a reader in another thread sees one state.
    """

    def __init__(self, database: Database, profile: Profile, folder: Path, keep: int = 3) -> None:
        self._database = database
        self._profile = profile
        self._folder = folder
        self._keep = keep
        self._busy = threading.Lock()
        self._releases: dict[int, WarmRelease] = {}
        self._previews: dict[Path, Archive] = {}
        self._past: dict[AsOf, WarmRelease] = {}
        self.newest: int | None = None
        self.tiles: dict[str, ReadyTile] = {}

    def warm(self, release_id: int) -> None:
        """Loads a release that is about to go live; blocks, so call it off the event loop.

        A missing or damaged archive is built again from the database.

        Raises:
            NotFoundError: there is no such release.
            SetupError: the archive cannot be written or read.
            UnavailableError: the database does not answer.
        """
        self.load(release_id)
        self.newest = max(self.newest or 0, release_id)

    def load(self, release_id: int) -> WarmRelease:
        """Returns a release, from its archive if it is not in memory; blocks, errors as `warm`."""
        with self._busy:
            known = self._releases.get(release_id)
            if known is not None:
                return known
            ensure_archive(self._database, release_id, self._profile, self._folder)
            release = prepare(AsOf(release_id), read_tiles(find_archive(self._folder, release_id)))
            self._remember(release)
            return release

    def find_as_of(
        self, release_id: int | None, known_at: str | None, valid_at: str | None
    ) -> AsOf:
        """Returns whose tiles show a day on the ground; blocks.

        Args:
            release_id: the release; None: the one in force at known_at.
            known_at: a day or moment; None: now.
            valid_at: a day or moment on the ground; None: the release's own.

        Raises:
            InputError: one of them is neither day nor moment.
            NotFoundError: nothing had been published by then, or no place was there.
        """
        timezone = self._profile.timezone
        with self._database.read() as connection:
            release = release_id or find_release(connection, known_at, timezone)
            if valid_at is None:
                return AsOf(release)
            return find_ground(connection, release, valid_at, timezone)

    def find_past(self, asked: AsOf) -> WarmRelease | None:
        """Returns a release as of a change on the ground if it is in memory."""
        return self._past.get(asked)

    def load_past(self, asked: AsOf) -> WarmRelease:
        """Returns a release as of a change on the ground; builds what is not there, blocks.

        Few are kept in memory. Whoever calls it takes care that nobody else does meanwhile.

        Raises:
            NotFoundError: there is no such release, or that is none of its changes.
            SetupError: the archive cannot be written or read.
        """
        archive = load_past(self._database, asked, self._profile, self._folder)
        release = prepare(asked, archive)
        self._past = dict([*self._past.items(), (asked, release)][-_KEPT_PAST:])
        return release

    def find(self, release_id: int) -> WarmRelease | None:
        """Returns a release if it is in memory."""
        return self._releases.get(release_id)

    def find_preview(self, survey_id: int, run: int) -> Archive | None:
        """Returns a preview if it is in memory, and still on the disk."""
        path = find_preview(self._folder, survey_id, run)
        return self._previews.get(path) if path.is_file() else None

    def load_preview(self, survey_id: int, run: int) -> Archive:
        """Returns the preview of a survey's reading; blocks. Few are kept in memory.

        Raises:
            NotFoundError: there is none: the survey is not staged, or was read again.
        """
        path = find_preview(self._folder, survey_id, run)
        with self._busy:
            try:
                archive = read_tiles(path)
            except SetupError as error:
                raise NotFoundError(
                    "preview_not_found",
                    Text("没有这份预览。", "There is no such preview."),
                    Text(
                        "测绘成果可能已重新检查、发布或撤回，请刷新。",
                        "The survey may have been checked again or published; reload the page.",
                    ),
                ) from error
            others = {p: a for p, a in self._previews.items() if p != path}
            kept = list(others.items())[-(_KEPT_PREVIEWS - 1) :]
            self._previews = {**dict(kept), path: archive}
            return archive

    def _remember(self, release: WarmRelease) -> None:
        # The newest is what nearly everybody looks at; it stays, and of the others the last loaded.
        older = [one for one in self._releases.values() if one.release_id != self.newest]
        others = [*older, release][-max(self._keep - 1, 1) :]
        newest = [self._releases[self.newest]] if self.newest in self._releases else []
        kept = [*newest, *others]
        self._releases = {one.release_id: one for one in kept}
        self.tiles = {path: tile for one in kept for path, tile in one.ready.items()}


def prepare(asked: AsOf, archive: Archive) -> WarmRelease:
    """Returns a release's archive with the answer to every tile's address made ready."""
    ready = {
        f"/tiles/map/{asked.name}/{z}/{x}/{y}": _prepare_tile(tile, f"{asked.name}-{z}-{x}-{y}")
        for (z, x, y), tile in archive.tiles.items()
    }
    return WarmRelease(asked.release_id, ready, archive.bounds, archive.zooms, archive.base)


def _prepare_tile(tile: bytes, name: str) -> ReadyTile:
    digest = hashlib.blake2b(tile, digest_size=8).hexdigest()
    etag = f'"{name}-{digest}-gzip"'.encode()
    unchanged = ((b"etag", etag), *TILE_HEADERS)
    headers = (
        (b"content-type", MEDIA_TYPE),
        (b"content-encoding", b"gzip"),
        (b"content-length", str(len(tile)).encode()),
        *unchanged,
    )
    return ReadyTile(tile, etag, headers, unchanged)
