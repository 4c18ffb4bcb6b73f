"""Reads an upload without a process of its own: what is read, and what is said of it, are equal."""

import json
from pathlib import Path
from typing import Any

from geo.boundaries.readers.__main__ import answer
from geo.boundaries.readers.job import Options
from geo.boundaries.readers.run import write_answer
from geo.boundaries.reading.sandbox import _Answer, _read_answer
from geo.records.reading import __main__ as workbooks


def read_here(path: Path, uploads: list[Path], workspace: Path, options: Options) -> _Answer:
    (workspace / "reader.log").touch()
    write_answer(workspace, answer(uploads, workspace, options))
    return _read_answer(path, workspace, 0)


def read_workbook_here(path: Path) -> dict[str, Any]:
    return json.loads(json.dumps(workbooks.answer(path)))
