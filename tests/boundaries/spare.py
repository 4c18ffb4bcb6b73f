"""A reader that stays warm: the true one, sealed as truly, but for many uploads in turn.

Starting an interpreter takes half a second; a thousand damaged files of each format need a reader
that is there already. One that dies or hangs is replaced, and what it was reading is told.
"""

import multiprocessing
import shutil
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from geo.boundaries.readers.job import Options

PATIENCE_S = 20
_FORKED = multiprocessing.get_context("fork")


class SpareReader:
    """Reads uploads that lie in one folder, in a sealed process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = Path(tempfile.mkdtemp(prefix="om-reader-"))
        self.deaths = 0
        self._start()

    def _start(self) -> None:
        self.pipe, theirs = _FORKED.Pipe()
        self.process = _FORKED.Process(
            target=_serve, args=(theirs, self.folder, self.workspace), daemon=True
        )
        self.process.start()
        theirs.close()

    def __call__(self, *uploads: Path, **options: Any) -> dict[str, Any]:
        """Returns the reader's answer; {"died": …}, "hangs" or "broke" where it gave none."""
        self.pipe.send(([path.absolute() for path in uploads], options))
        try:
            if self.pipe.poll(PATIENCE_S):
                answer: dict[str, Any] = self.pipe.recv()
                return answer
            why = "hangs"
        except EOFError:
            why = "died"
        self.close()
        self.deaths += 1
        self._start()
        return {why: [str(path) for path in uploads]}

    def close(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()
        for left in self.workspace.iterdir():
            shutil.rmtree(left, ignore_errors=True)


def _serve(pipe: Connection, folder: Path, workspace: Path) -> None:
    import pyarrow as pa

    from geo.boundaries.readers import __main__ as reader
    from geo.boundaries.readers.limits import bound_process
    from geo.boundaries.readers.run import FEATURES
    from geo.seal import seal_process

    seal_process([folder], workspace, bound_process(3_000))
    while True:
        uploads, options = pipe.recv()
        place = Path(tempfile.mkdtemp(dir=workspace))
        try:
            answer = reader.answer(uploads, place, Options(**options))
            if "survey" in answer:
                with pa.OSFile(str(place / FEATURES)) as file:
                    answer["rows"] = pa.ipc.open_file(file).read_all().num_rows
        except Exception as error:  # noqa: BLE001 - the true process ends here, and is told to
            answer = {"broke": repr(error)}
        shutil.rmtree(place, ignore_errors=True)
        pipe.send(answer)
