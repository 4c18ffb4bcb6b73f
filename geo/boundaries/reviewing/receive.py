"""Receives the files of a survey: kept by their SHA-256, with a row that says who brought them.

A kept file lies in <store>/<sha256>/<its name>, since the name is part of how it is understood.
Several files, and a folder such as a .gdb, are one folder there.
"""

import errno
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert, select

from geo.boundaries.reading.uploads import hash_files, list_uploads
from geo.boundaries.reviewing.requests import pack_request
from geo.boundaries.reviewing.status import OPEN, set_status
from geo.db import Database, lock
from geo.errors import NotFoundError, SetupError, Text
from geo.models import Survey
from geo.rows import Actor
from geo.surveys import SurveyRequest, SurveyStatus

_LOCK = "onemap-survey-files"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HALF = ".receiving-"
MAX_NAME_BYTES = 200


@contextmanager
def join_files(files: Sequence[Path]) -> Iterator[Path]:
    """Yields one path that holds the files of a survey: a file, a folder, or a folder of copies.

    Raises:
        InputError: file_missing.
    """
    parts = list_parts(files)
    if len(parts) == 1:
        yield parts[0]
        return
    with tempfile.TemporaryDirectory(prefix="onemap-survey-") as folder, _explained(Path(folder)):
        yield _gather(parts, Path(folder))


def list_parts(files: Sequence[Path]) -> list[Path]:
    """Returns the files of a survey, with what belongs to a .shp, each once.

    Raises:
        InputError: file_missing.
    """
    return list(dict.fromkeys(part for file in files for part in list_uploads(file)))


def keep_files(
    connection: Connection, files: Sequence[Path], store: Path, name: str | None = None
) -> tuple[str, str]:
    """Keeps the files of a survey; returns the name and the SHA-256 that they are kept under.

    Files that lie in the store already are moved, others are copied. The transaction that says
    whose they are keeps the sweep away until its end.

    Args:
        connection: inside that transaction.
        files: a file, a folder, or the loose parts of one survey.
        store: the folder of all kept files.
        name: what the file was called where it came from; of loose parts the folder's name. Without
            one they go by the name of their .shp.

    Raises:
        InputError: a file is missing.
        SetupError: the disk is full.
    """
    parts = list_parts(files)
    lock(connection, _LOCK, shared=True)
    with _explained(store):
        store.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=_HALF, dir=store))
        try:
            gathered = _gather(parts, half, name, store)
            sha256 = hash_files(gathered)
            place = find_kept(store, sha256, gathered.name)
            place.parent.mkdir(exist_ok=True)
            _sync(gathered)
            try:
                gathered.rename(place)
            except OSError:
                if not place.is_dir():  # which no other folder can replace: it is kept already
                    raise
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return place.name, sha256


def _gather(
    files: Sequence[Path], folder: Path, name: str | None = None, store: Path | None = None
) -> Path:
    """Returns one path in `folder` that holds the files: the file or folder, or one of them all."""
    if len(files) == 1:
        target = folder / clean_name(name or files[0].name)
        _bring(files[0], target, store)
        return target
    # Loose parts of a shapefile go by its name.
    shapes = (file.name for file in files if file.suffix.lower() == ".shp")
    target = folder / clean_name(name or next(shapes, files[0].stem))
    target.mkdir()
    for file in files:
        _bring(file, target / clean_name(file.name), store)
    return target


def find_kept(store: Path, sha256: str, file_name: str) -> Path:
    """Returns where the files of a survey lie."""
    return store / sha256 / file_name


def require_kept(store: Path, sha256: str, file_name: str) -> Path:
    """Returns where the files of a survey lie.

    Raises:
        NotFoundError: they are not there (it was loaded without a store, or they were removed).
    """
    place = find_kept(store, sha256, file_name)
    if not place.exists():
        raise NotFoundError(
            "survey_file_lost",
            Text(f"测绘文件 {file_name} 已不在存放处。", f"The file {file_name} is not kept here."),
            Text("请重新提交该文件。", "Hand it in again."),
        )
    return place


def queue_survey(
    connection: Connection, request: SurveyRequest, name: str, sha256: str, actor: Actor
) -> int:
    """Writes that a file waits to be read; returns the survey's id.

    Who hands in the same file again before it was published asks anew about the same survey.
    """
    said = {
        "partial": request.partial,
        "surveyed_on": request.surveyed_on,
        "request": pack_request(request),
    }
    known = connection.execute(
        select(Survey.id)
        .where(
            Survey.file_sha256 == sha256,
            Survey.file_name == name,
            Survey.kind == request.kind.value,
            Survey.loaded_by == actor.name,
            Survey.status.in_([status.value for status in OPEN]),
        )
        .order_by(Survey.id.desc())
        .limit(1)
        .with_for_update()
    ).scalar_one_or_none()
    survey_id = known or insert_survey(connection, request, name, sha256, actor)
    set_status(connection, survey_id, SurveyStatus.QUEUED, error=None, questions=[], **said)
    return survey_id


def insert_survey(
    connection: Connection, request: SurveyRequest, name: str, sha256: str, actor: Actor
) -> int:
    """Writes a survey's row; returns its id."""
    survey_id: int = connection.execute(
        insert(Survey)
        .values(
            kind=request.kind.value,
            status=SurveyStatus.QUEUED.value,
            file_name=name,
            file_sha256=sha256,
            partial=request.partial,
            surveyed_on=request.surveyed_on,
            loaded_by=actor.name,
            request=pack_request(request),
        )
        .returning(Survey.id)
    ).scalar_one()
    return survey_id


def sweep_files(database: Database, store: Path) -> list[Path]:
    """Removes the files of no survey, which killed receiving left; waits for who is receiving."""
    if not store.is_dir():
        return []
    with database.write() as connection:
        lock(connection, _LOCK)
        known = set(connection.execute(select(Survey.file_sha256).distinct()).scalars())
        strays = sorted(
            path
            for path in store.iterdir()
            if path.name.startswith(_HALF)
            or (_SHA256.fullmatch(path.name) and path.name not in known)
        )
        for stray in strays:
            shutil.rmtree(stray, ignore_errors=True)
    return strays


def clean_name(name: str) -> str:
    """Returns a file's name as it may lie in our folders: no path, no control characters."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rstrip("/").rpartition("/")[2])
    kept = "".join(c for c in plain if c.isprintable() and c != "\0").strip().lstrip(".")
    stem, dot, ending = kept.rpartition(".")
    room = MAX_NAME_BYTES - len((dot + ending).encode())
    if dot and room > 0:
        return stem.encode()[:room].decode(errors="ignore") + dot + ending
    return kept.encode()[:MAX_NAME_BYTES].decode(errors="ignore") or "survey"


def _bring(source: Path, target: Path, store: Path | None) -> None:
    """Copies a file or folder; moves what lies in the store already."""
    if store is not None and source.resolve().is_relative_to(store.resolve()):
        source.rename(target)
    elif source.is_dir():
        # What a link points to is no part of what was handed in.
        shutil.copytree(source, target, ignore=_find_links)
    else:
        shutil.copyfile(source, target)


def _find_links(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_symlink()]


def _sync(path: Path) -> None:
    for part in [path, *path.rglob("*")] if path.is_dir() else [path]:
        handle = os.open(part, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SetupError(
                "disk_full",
                Text(
                    f"磁盘空间不足，测绘文件无法存入 {folder}",
                    f"The disk is full; the survey's file cannot be kept in {folder}",
                ),
                Text("请清理磁盘后重试。", "Free some space and try again."),
            ) from error
        raise SetupError(
            "survey_not_kept",
            Text(
                f"测绘文件无法存入 {folder}：{error.strerror}",
                f"The survey's file cannot be kept in {folder}: {error.strerror}",
            ),
            Text("请检查该文件夹的权限，或更改 ONEMAP_DATA。", "Check its rights, or ONEMAP_DATA."),
        ) from error
