"""A file that gets its name when it is whole, and leaves nothing behind when it is not."""

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyogrio

from geo.boundaries.readers.job import Options
from geo.boundaries.reading.sandbox import read_source
from geo.errors import InputError, OneMapError, SetupError, Text

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_NO_ROOM_BYTES = 1 << 20

_GDAL_ERRORS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
)


@contextmanager
def write_draft(target: Path, *, force: bool) -> Iterator[Path]:
    """Yields a path beside the target; what is written there is moved to it at the end.

    Raises:
        InputError: file_exists, when the target is there and `force` is not set.
        SetupError: disk_full, or export_not_written: the target's folder cannot be written to.
    """
    require_free(target, force=force)
    with _explained(target):
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.absolute().parent))
        try:
            draft = folder / target.name
            yield draft
            require_free(target, force=force)
            draft.chmod(0o644)
            draft.replace(target)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def require_free(target: Path, *, force: bool) -> None:
    """Makes sure that no file is overwritten that nobody gave up.

    Raises:
        InputError: file_exists.
    """
    if target.is_dir() or (target.exists() and not force):
        raise InputError(
            "file_exists",
            Text(f"文件已存在：{target}", f"The file is already there: {target}"),
            Text("换一个文件名，或加 --force 覆盖。", "Name another, or replace it by --force."),
        )


def prove_draft(draft: Path, places: int) -> None:
    """Reads a draft back by the reader of surveys, which takes a file whole or not at all.

    Raises:
        SetupError: export_not_written, when it does not hold just so many places: a full disk
            is not always told by who writes to it.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="onemap-proof-") as workspace:
            found = len(read_source(draft, Path(workspace), Options()).table)
    except InputError as error:
        raise _not_written(draft, str(error.message)) from error
    if found != places:
        raise _not_written(draft, f"{found} ≠ {places}")


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except OneMapError:
        raise
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise _disk_full(target) from error
        raise _not_written(target, error.strerror or str(error)) from error
    except _GDAL_ERRORS as error:
        # GDAL does not tell why it could not write.
        if shutil.disk_usage(target.absolute().parent).free < _NO_ROOM_BYTES:
            raise _disk_full(target) from error
        raise _not_written(target, str(error)) from error


def _disk_full(target: Path) -> SetupError:
    return SetupError(
        "disk_full",
        Text(f"磁盘空间不足，无法写入：{target}", f"The disk is full: {target}"),
        Text("未留下文件。请清理磁盘后重试。", "No file was left. Free some space first."),
    )


def _not_written(target: Path, reason: str) -> SetupError:
    return SetupError(
        "export_not_written",
        Text(f"无法写入 {target.name}：{reason}", f"{target.name} cannot be written: {reason}"),
        Text("请检查文件夹的权限和磁盘空间。", "Check the folder's permissions and the disk."),
    )
