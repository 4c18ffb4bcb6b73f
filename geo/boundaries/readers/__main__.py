"""The reading process: seals itself, reads one upload, answers in the workspace.

    python -m geo.boundaries.readers   < a job as JSON: uploads, workspace, seconds, options

Nothing that could be made to misbehave by a file is imported before the process is sealed.
"""

import json
import sys
from dataclasses import asdict
from importlib import import_module
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

from geo.boundaries.readers.job import Options
from geo.boundaries.readers.limits import MAX_TEXT_BYTES, bound_process
from geo.boundaries.readers.unpack import NO_ROOM, lack_room
from geo.errors import InputError, OneMapError, Text, tag
from geo.seal import seal_process
from geo.surveys import QuestionError

# pyogrio and pyarrow would import these at once: half of the time that a small survey takes.
_NOT_NEEDED = ("geopandas", "pandas", "pyproj")


class _Absence(MetaPathFinder):
    """Says of the packages that are not needed that they are not there."""

    def find_spec(self, fullname: str, *_where: Any) -> None:
        """Raises ModuleNotFoundError for one of them, and leaves all others to the next finder."""
        if fullname in _NOT_NEEDED:
            raise ModuleNotFoundError(fullname)


def main() -> None:
    """Reads the job from the standard input and writes answer.json into its workspace."""
    job = json.loads(sys.stdin.buffer.read())
    uploads = [Path(path) for path in job["uploads"]]
    workspace = Path(job["workspace"])
    options = Options(**job["options"])
    sys.meta_path.insert(0, _Absence())
    seal_process(uploads, workspace, bound_process(job["seconds"]))
    run = import_module("geo.boundaries.readers.run")
    run.write_answer(workspace, answer(uploads, workspace, options))


def answer(uploads: list[Path], workspace: Path, options: Options) -> dict[str, Any]:
    """Returns {"survey": …} of what was read, or {"error": …} of why not, as JSON values."""
    try:
        read_upload = import_module("geo.boundaries.readers.run").read_upload
        return {"survey": read_upload(uploads, workspace, options)}
    except OneMapError as error:
        return {"error": _describe(error)}
    except MemoryError:
        return {"error": _describe(_tell_large(uploads[0]))}
    except OSError as error:
        if error.errno in NO_ROOM:
            return {"error": _describe(lack_room(workspace))}
        raise


def _describe(error: OneMapError) -> dict[str, Any]:
    questions = error.questions if isinstance(error, QuestionError) else ()
    return {
        "kind": type(error).__name__,
        "code": error.code,
        "message": error.message.as_dict(),
        "hint": error.hint.as_dict() if error.hint else None,
        "details": list(error.details),
        "questions": [asdict(question) for question in questions],
    }


def _tell_large(path: Path) -> InputError:
    limit = MAX_TEXT_BYTES >> 20
    return InputError(
        "survey_refused",
        tag(
            "F1",
            Text(
                f"不能接收 {path.name}：内容过大，内存不足以读取。",
                f"{path.name} cannot be taken: it is too large to be read in memory.",
            ),
        ),
        Text(
            f"超过 {limit} MB 的成果请用 GeoPackage 提交。",
            f"Hand in more than {limit} MB as a GeoPackage.",
        ),
        [{"check": "F1"}],
    )


if __name__ == "__main__":
    main()
