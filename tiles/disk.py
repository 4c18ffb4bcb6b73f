"""Files on the disk: what keeps one from being written, said to people; and whether it is whole."""

import datetime as dt
import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import SetupError, Text


def sync_folder(folder: Path) -> None:
    """Waits until the disk has the names of a folder's files."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_file(path: Path) -> str:
    """Returns the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_newer(path: Path, moment: dt.datetime) -> bool:
    """Returns whether a file is there and was written after a moment."""
    try:
        return path.stat().st_mtime > moment.timestamp()
    except OSError:
        return False


@contextmanager
def explain_disk(folder: Path) -> Iterator[None]:
    """Says why a file could not be written to the folder of tiles.

    Raises:
        SetupError: disk_full, archive_not_writable.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SetupError(
                "disk_full",
                Text(
                    f"磁盘空间不足，无法写入瓦片文件：{folder}",
                    f"The disk is full; the tile archive cannot be written: {folder}",
                ),
                Text(
                    "本次发布已撤销。请清理磁盘后重试。",
                    "Nothing was published. Free some space and try again.",
                ),
            ) from error
        raise SetupError(
            "archive_not_writable",
            Text(
                f"无法写入瓦片文件夹 {folder}：{error.strerror}",
                f"The tile folder {folder} cannot be written to: {error.strerror}",
            ),
            Text(
                "请检查该文件夹的权限，或更改 ONEMAP_DATA。",
                "Check the folder's permissions, or change ONEMAP_DATA.",
            ),
        ) from error
