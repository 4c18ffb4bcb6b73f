"""Has a workbook read by a sealed process of its own, and believes nothing that it answers.

The reader of formats sets aside room for every cell between the first and the last one of a
sheet, so that two cells far apart would take all memory of a process: it must not be a server's.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from geo.errors import InputError, Text
from geo.records.reading.formats import refuse_workbook
from geo.records.reading.limits import MAX_ANSWER_BYTES, MAX_FILE_BYTES, allow_seconds

_ROOT = Path(__file__).resolve().parents[3]
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "HOME": "/", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True, slots=True)
class Cells:
    """A column of a sheet: its distinct cells, and for each row the number of its cell."""

    values: list[Any]
    codes: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its columns from the left, all as long as the sheet is high; merged ranges."""

    name: str
    hidden: bool
    height: int
    columns: list[Cells]
    merges: list[tuple[int, int, int, int]]

    def row(self, at: int) -> list[Any]:
        """Returns the cells of a row, counted from 0."""
        return [column.values[column.codes[at]] for column in self.columns]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook's sheets as they stand in the file, and what the file is."""

    sheets: list[Sheet]
    encoding: str
    sha256: str


class _Sentence(BaseModel):
    model_config = ConfigDict(extra="forbid")
    zh: str
    en: str


class _Failure(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str
    message: _Sentence
    hint: _Sentence | None


class _SheetAnswer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    hidden: bool
    height: NonNegativeInt
    merges: list[tuple[NonNegativeInt, NonNegativeInt, NonNegativeInt, NonNegativeInt]]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")
    encoding: str
    sheets: list[_SheetAnswer]


def open_workbook(path: Path) -> Workbook:
    """Returns the sheets of a workbook; a CSV is one sheet.

    Raises:
        InputError: missing, too large, damaged, locked, in an unknown encoding; reading it took
            too long or broke down.
    """
    if not path.is_file():
        raise InputError(
            "file_missing",
            Text(f"找不到文件：{path}", f"There is no such file: {path}"),
            Text("请检查路径。", "Check the path."),
        )
    if path.stat().st_size > MAX_FILE_BYTES:
        raise refuse_workbook(path, "文件超过 500 MB", "it is larger than 500 MB")
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    answer = ask_reader(path)
    if "error" in answer:
        raise _rebuild_error(path, answer["error"])
    return _take_workbook(path, answer.get("workbook"), sha256)


def ask_reader(path: Path) -> dict[str, Any]:
    """Returns what the reading process answers: {"workbook": …} or {"error": …}."""
    seconds = allow_seconds(path.stat().st_size)
    with tempfile.TemporaryDirectory(prefix="onemap-workbook-") as folder:
        job = {"workbook": str(path.resolve()), "workspace": folder, "seconds": seconds}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "geo.records.reading"],
                cwd=_ROOT,
                env={**_ENVIRONMENT, "TMPDIR": folder},
                input=json.dumps(job).encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=seconds + 10,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise refuse_workbook(
                path, f"{seconds} 秒内未能读完", f"it could not be read within {seconds} seconds"
            ) from error
        said = Path(folder) / "answer.json"
        if done.returncode != 0 or not said.is_file() or said.stat().st_size > MAX_ANSWER_BYTES:
            raise _refuse_broken(path)
        answer = json.loads(said.read_bytes())
    return answer if isinstance(answer, dict) else {}


def _rebuild_error(path: Path, said: Any) -> InputError:
    try:
        failure = _Failure.model_validate(said)
    except ValidationError:
        return _refuse_broken(path)
    hint = Text(failure.hint.zh, failure.hint.en) if failure.hint else None
    return InputError(failure.code, Text(failure.message.zh, failure.message.en), hint)


def _refuse_broken(path: Path) -> InputError:
    return refuse_workbook(
        path,
        "内容过大或已损坏；如右侧或下方很远处有多余单元格，请删除这些行列后重新保存",
        "it is too large or damaged; if cells far to the right or below hold anything, delete them",
    )


def _take_workbook(path: Path, said: Any, sha256: str) -> Workbook:
    """Returns the workbook after its form was checked: types, lengths, every number of a cell."""
    try:
        columns = [sheet.pop("columns") for sheet in said["sheets"]]
        form = _Form.model_validate(said)
        sheets = [
            Sheet(s.name, s.hidden, s.height, [_take_column(c, s.height) for c in cells], s.merges)
            for s, cells in zip(form.sheets, columns, strict=True)
        ]
    except (ValidationError, ValueError, TypeError, KeyError, OverflowError) as error:
        raise _refuse_broken(path) from error
    return Workbook(sheets, form.encoding, sha256)


def _take_column(said: Sequence[Any], height: int) -> Cells:
    values, numbers = said
    codes = np.array(numbers if len(values) > 1 else [0] * height, dtype=np.int32)
    known = all(type(value) in (str, int, float) for value in values)
    within = codes.shape == (height,) and (not height or 0 <= codes.min() <= codes.max())
    if not (known and within and (not height or codes.max() < len(values))):
        msg = "a column's cells do not fit together"
        raise ValueError(msg)
    return Cells(values, codes)
