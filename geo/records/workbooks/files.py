"""The files of workbooks: each in a folder of its own, only until it is loaded or withdrawn.

A workbook may hold personal data that is never read, so nobody else may look into the folder.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import NotFoundError, SetupError, Text


def keep_file(store: Path, workbook_id: int, file: Path) -> None:
    """Moves a file, whose name is clean and which lies in the store's folder, to its own place.

    Raises:
        SetupError: disk_full, workbook_not_kept.
    """
    with _explained(store):
        place = store / str(workbook_id)
        # What has this number already is of another database.
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700)
        with file.open("rb") as written:
            os.fsync(written.fileno())
        file.rename(place / file.name)


def make_store(store: Path) -> None:
    """Makes the folder of all kept files, which is its owner's alone."""
    with _explained(store):
        store.mkdir(mode=0o700, parents=True, exist_ok=True)
        store.chmod(0o700)


def hash_file(file: Path) -> str:
    """Returns the SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def require_file(store: Path, workbook_id: int, file_name: str) -> Path:
    """Returns where a workbook's file lies.

    Raises:
        NotFoundError: workbook_file_lost.
    """
    place = store / str(workbook_id) / file_name
    if not place.is_file():
        raise NotFoundError(
            "workbook_file_lost",
            Text(
                f"工作簿 {file_name} 的文件已清除。", f"The file {file_name} is not kept any more."
            ),
            Text("请重新上传。", "Hand it in again."),
        )
    return place


def remove_file(store: Path, workbook_id: int) -> None:
    """Removes a workbook's file, if it is there."""
    shutil.rmtree(store / str(workbook_id), ignore_errors=True)


def list_kept(store: Path) -> list[int]:
    """Returns the numbers of the workbooks that have a folder."""
    if not store.is_dir():
        return []
    return sorted(int(path.name) for path in store.iterdir() if path.name.isdecimal())


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SetupError(
                "disk_full",
                Text(
                    "磁盘空间不足，工作簿无法保存。",
                    "The disk is full; the workbook cannot be kept.",
                ),
                Text("请清理磁盘后重试。", "Free some space and try again."),
            ) from error
        raise SetupError(
            "workbook_not_kept",
            Text(
                f"工作簿无法存入 {folder.name}：{error.strerror}",
                f"The workbook cannot be kept in {folder.name}: {error.strerror}",
            ),
            Text("请检查该文件夹的权限，或更改 ONEMAP_DATA。", "Check its rights, or ONEMAP_DATA."),
        ) from error
