"""Runs commands as a user does, each in a process of its own.

What a command does, prints and ends with is the real thing; only its start is spared the two
seconds of imports (see tests.forked).
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.forked import processes

SECONDS = 90


@dataclass(frozen=True)
class Done:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


def run_command(folder: Path, environment: Mapping[str, str], *arguments: str) -> Done:
    """Runs `onemap ARGUMENTS…` to its end; its output passes through files in `folder`."""
    out, err = folder / "out.txt", folder / "err.txt"
    process = processes.Process(
        target=_run, args=(dict(environment), list(arguments), str(out), str(err))
    )
    process.start()
    process.join(SECONDS)
    if process.exitcode is None:
        process.kill()
        process.join()
    assert process.exitcode is not None
    return Done(process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def _run(environment: dict[str, str], arguments: list[str], out: str, err: str) -> None:
    from api.cli.__main__ import main

    # Where PostgreSQL lies is this machine's affair; all else is said by the test.
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("ONEMAP_PG_") or not name.startswith("ONEMAP_")
    }
    os.environ.clear()
    os.environ.update({**kept, **environment})
    for path, number in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.argv = ["onemap", *arguments]
    tempfile.tempdir = None  # what the server found out is not what this command is told
    try:
        main()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
