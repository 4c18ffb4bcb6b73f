"""Which tiles show a day on the ground: those of its last change, as one release knows it.

All days between two changes share one archive, so there are never more than changes.
"""

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import Connection

from geo.catalog.state import WHEN, read_moment
from geo.db import load_sql
from geo.errors import InputError, NotFoundError, Text
from geo.periods import read_when

# Stands for all that was before the first change.
_BEFORE = dt.datetime.min.replace(tzinfo=dt.UTC)
# Later than every release.
_LATEST = dt.datetime.max.replace(tzinfo=dt.UTC)
_NAME = re.compile(r"([1-9][0-9]{0,17})@([0-9]{8}T[0-9]{6}(?:\.[0-9]{6})?)Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class AsOf:
    """A release, asked about a time on the ground (UTC); None: the time when it came out."""

    release_id: int
    valid_at: dt.datetime | None = None

    @property
    def stamp(self) -> str:
        """The time as names of files and addresses have it, such as 20200101T000000Z."""
        if self.valid_at is None:
            return ""
        return re.sub("[-:]", "", self.valid_at.replace(tzinfo=None).isoformat()) + "Z"

    @property
    def name(self) -> str:
        """What stands in a tile's address: 12, or 12@20200101T000000Z."""
        return f"{self.release_id}@{self.stamp}" if self.stamp else str(self.release_id)


def read_name(name: str) -> AsOf | None:
    """Returns what a name such as 12@20200101T000000Z means; None when it is no such name."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        asked = AsOf(int(found[1]), dt.datetime.fromisoformat(found[2]).replace(tzinfo=dt.UTC))
    except ValueError:
        return None
    return asked if asked.name == name else None


def find_release(connection: Connection, known_at: str | None, timezone: str) -> int:
    """Returns the release that was in force at a day or moment; None: the newest.

    Raises:
        InputError: known_at is neither a day nor a moment.
        NotFoundError: not_known_yet, nothing had been published by then.
    """
    known = _LATEST if known_at is None else _read_when("known_at", known_at, timezone)
    return read_moment(connection, known).release_id


def find_ground(connection: Connection, release_id: int, valid_at: str, timezone: str) -> AsOf:
    """Returns the last change on the ground by a day or moment, of what a release knows.

    Raises:
        InputError: valid_at is neither a day nor a moment.
        NotFoundError: release_not_found, or nothing_there: no place was there then.
    """
    return _read_ground(connection, release_id, _read_when("valid_at", valid_at, timezone))[0]


def require_change(connection: Connection, asked: AsOf) -> dt.datetime:
    """Returns when a release came out, if it knows of a change at exactly the time asked about.

    Raises:
        NotFoundError: release_not_found, nothing_there, or tile_not_found: that is no change.
    """
    change, published_at = _read_ground(connection, asked.release_id, asked.valid_at or _LATEST)
    if change != asked:
        raise NotFoundError(
            "tile_not_found",
            Text(
                "没有这样的瓦片：该时刻没有变化。", "There is no such tile: nothing changed then."
            ),
            Text(
                "请用 /tiles/map/{版本}.json?valid_at=… 取得地址。",
                "Ask /tiles/map/{release}.json?valid_at=… for the address.",
            ),
        )
    return published_at


def _read_ground(
    connection: Connection, release_id: int, valid_at: dt.datetime
) -> tuple[AsOf, dt.datetime]:
    """Returns the last change by a time that a release knows of, and when the release came out."""
    wanted = {"release": release_id, "valid_at": valid_at}
    found = connection.execute(load_sql("ground_at"), wanted).one_or_none()
    if found is None:
        raise NotFoundError(
            "release_not_found",
            Text(f"没有版本 {release_id}。", f"There is no release {release_id}."),
        )
    if not found.peopled:
        raise NotFoundError(
            "nothing_there",
            Text(
                f"按第 {release_id} 版，当时尚无任何街道或物业管理区域。",
                f"As release {release_id} knows it, no street or zone was there then.",
            ),
            Text("请选较晚的日期。", "Choose a later day."),
        )
    if found.changed == found.own:
        return AsOf(release_id), found.published_at
    changed = (found.changed or _BEFORE).astimezone(dt.UTC)
    return AsOf(release_id, changed), found.published_at


def _read_when(name: str, said: str, timezone: str) -> dt.datetime:
    try:
        return read_when(said, timezone)
    except ValueError as error:
        raise InputError("bad_parameter", Text(f"{name} {WHEN.zh}", f"{name} {WHEN.en}")) from error
