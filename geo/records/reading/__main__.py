"""The reading process: seals itself, reads one workbook, answers in the workspace.

    python -m geo.records.reading   < a job as JSON: workbook, workspace, seconds

Nothing that could be made to misbehave by a file is imported before the process is sealed.
"""

import gc
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.records.reading.limits import bound_process
from geo.seal import seal_process

ANSWER = "answer.json"


def main() -> None:
    """Reads the job from the standard input and writes answer.json into its workspace."""
    job = json.loads(sys.stdin.buffer.read())
    workbook, workspace = Path(job["workbook"]), Path(job["workspace"])
    seal_process([workbook], workspace, bound_process(job["seconds"]))
    # Nothing is thrown away before the end, so looking for it would only cost time.
    gc.disable()
    with (workspace / ANSWER).open("w", encoding="utf-8") as file:
        json.dump(answer(workbook), file, ensure_ascii=False)


def answer(workbook: Path) -> dict[str, Any]:
    """Returns {"workbook": …} of what was read, or {"error": …} of why not, as JSON values."""
    formats = import_module("geo.records.reading.formats")
    try:
        return {"workbook": formats.read_workbook(workbook)}
    except InputError as error:
        return {"error": _describe(error)}
    except MemoryError:
        return {"error": _describe(formats.refuse_workbook(workbook, "内容过大", "too large"))}


def _describe(error: InputError) -> dict[str, Any]:
    hint = error.hint.as_dict() if error.hint else None
    return {"code": error.code, "message": error.message.as_dict(), "hint": hint}


if __name__ == "__main__":
    main()
