"""How long a survey takes until it is staged, and how much memory, beside ogr2ogr's bare import.

    PYTHONPATH=. .venv/bin/python -m tests.bench.bench_survey [--zones 1637 32740 …] [--rounds 3]
        [--cases new edited moved] [--preview] [--json FILE]

Every round has an empty database and does, in this order: the survey of a made-up town (`new`),
`ogr2ogr` of the same file into the same database, then re-surveys of the published town (`edited`,
`moved`: see tests.bench.town). Each is a process of its own, whose resident memory, with that of
its children, is looked at every 50 ms; the start of its interpreter is left out. Streets and
publishing are not timed. With --preview the preview is drawn as well, as the server does: its own
column, in no sum but in the memory. Without ogr2ogr (Debian: gdal-bin) its row is left out.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from geo.boundaries.load import load_survey, publish_staged, receive_survey, run_survey
from geo.boundaries.understand import Clock
from geo.cluster import find_cluster
from geo.db import Database
from geo.migrations import migrate
from geo.profile import Profile, read_profile
from geo.rows import Actor, no_progress
from geo.server import check_server
from geo.settings import Settings
from geo.surveys import PlaceKind, SurveyRequest
from tests.bench.town import TownFiles, write_profile, write_town
from tests.conftest import Copies
from tiles.archive import make_preview_hook

SIZES = (1_637, 32_740)
STEPS = ("receive", "read", "check", "identify", "stage", "preview")
CASES = ("new", "edited", "moved")
ACTOR = Actor("bench", "benchmark")
APPROVED = dict.fromkeys(("T1", "T4", "D4"), "benchmark")
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20


@dataclass
class Run:
    """What was measured: wall clock, processor, peak of resident memory (MB), seconds by step."""

    case: str
    seconds: float
    cpu: float
    mb: float
    steps: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Prints a table of medians, and writes every round as JSON if asked to."""
    options = parse_options()
    if options.work:
        print(json.dumps(stage_file(**json.loads(options.work))))
        return
    folder = Path(tempfile.mkdtemp(prefix="om-bench-"))
    folder.chmod(0o755)
    cluster = find_cluster(Settings(data=folder / "data", database_url=None))
    try:
        cluster.start()
        database = Database(cluster.url)
        check_server(database)
        migrate(database)
        database.close()
        copies = Copies(cluster.url)
        rounds = {size: measure_size(size, options, folder, copies) for size in options.zones}
        copies.admin.dispose()
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        options.json.write_text(
            json.dumps({n: [asdict(run) for run in runs] for n, runs in rounds.items()}, indent=1)
        )


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--zones", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", nargs="+", choices=CASES, default=CASES)
    parser.add_argument("--preview", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    return parser.parse_args()


def measure_size(size: int, options: argparse.Namespace, folder: Path, copies: Copies) -> list[Run]:
    """Returns all runs of one size, and prints their medians."""
    profile = write_profile(folder)
    files = write_town(folder / str(size), size, read_profile(profile))
    runs: list[Run] = []
    for _ in range(options.rounds):
        database = copies()
        try:
            runs += measure_round(database, files, profile, options)
        finally:
            copies.drop(database)
    print_medians(size, runs)
    shutil.rmtree(folder / str(size))
    return runs


def measure_round(
    database: Database, files: TownFiles, profile: Path, options: argparse.Namespace
) -> list[Run]:
    """Returns the runs of one round, in an empty database."""
    taken = read_profile(profile)
    streets = SurveyRequest(PlaceKind.STREET, accepted=APPROVED)
    load_survey(database, taken, files.streets, streets, ACTOR, skip_tiles)
    job = {"profile": str(profile), "preview": options.preview}
    runs = [measure_case("new", database, files.zones, job)]
    if shutil.which("ogr2ogr"):
        runs.append(import_bare(database.url, files.zones))
    again = [case for case in options.cases if case != "new"]
    if again:
        staged = int(runs[0].steps.pop("survey"))
        publish_staged(database, taken, staged, 1, ACTOR, skip_tiles)
    runs += [measure_case(case, database, getattr(files, case), job) for case in again]
    return runs


def skip_tiles(_connection: Any, _release: int) -> None:
    """Stands for the drawing of tiles, which is measured elsewhere."""


def measure_case(case: str, database: Database, file: Path, job: dict[str, Any]) -> Run:
    """Returns what staging a file took, in a process of its own."""
    url = database.url.render_as_string(hide_password=False)
    work = json.dumps({"url": url, "file": str(file), **job})
    command = [sys.executable, "-m", "tests.bench.bench_survey", "--work", work]
    said, run = measure_process(case, command)
    run.steps = json.loads(said)
    # Starting Python and loading its libraries is no part of it, nor is the end.
    run.seconds, run.cpu = run.steps.pop("all"), run.steps.pop("cpu")
    return run


class Drawing:
    """Draws a preview as the server does, and keeps what that took."""

    def __init__(self, profile: Profile, folder: Path, survey: int) -> None:
        self.hook = make_preview_hook(profile, folder, survey)
        self.seconds = self.cpu = 0.0

    def __call__(self, connection: Any, release: int) -> None:
        start, busy = time.perf_counter(), count_cpu()
        self.hook(connection, release)
        self.seconds, self.cpu = time.perf_counter() - start, count_cpu() - busy


def stage_file(url: str, file: str, profile: str, *, preview: bool) -> dict[str, float]:
    """Receives and stages a file; returns the seconds of each step, their sum, and the survey."""
    database = Database(url)
    clock = Clock(no_progress)
    store = Path(tempfile.mkdtemp(prefix="om-store-"))
    try:
        start, busy = time.perf_counter(), count_cpu()
        request = SurveyRequest(PlaceKind.ZONE, accepted=APPROVED)
        survey = receive_survey(database, [Path(file)], request, ACTOR, store)
        received = time.perf_counter()
        taken = read_profile(Path(profile))
        drawing = Drawing(taken, store, survey)
        draw = drawing if preview else None
        status = run_survey(database, taken, survey, store, clock, preview=draw)
        end, busy = time.perf_counter() - drawing.seconds, busy + drawing.cpu
    finally:
        shutil.rmtree(store)
        database.close()
    assert status == "staged", status
    steps = {"receive": received - start, **clock.seconds, "stage": end - clock.started}
    steps["preview"] = drawing.seconds
    return {**steps, "all": end - start, "cpu": count_cpu() - busy, "survey": survey}


def count_cpu() -> float:
    """Returns the processor seconds of this process and its ended children."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def import_bare(url: URL, file: Path) -> Run:
    """Returns what GDAL takes to bring the file's layer into a table with an index."""
    target = f"PG:host={url.query['host']} user={url.username} dbname={url.database}"
    command = ["ogr2ogr", "-f", "PostgreSQL", target, str(file), "-nln", "bare"]
    command += ["-nlt", "PROMOTE_TO_MULTI", "-t_srs", "EPSG:4490", "-overwrite"]
    return measure_process("ogr2ogr", [*command, "--config", "PG_USE_COPY", "YES"])[1]


def measure_process(case: str, command: list[str]) -> tuple[str, Run]:
    """Runs a command to its end; returns what it printed and what it took."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    memory = Memory(process.pid)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        message = f"{case} failed: {process.returncode}"
        raise AssertionError(message)
    run = Run(case, seconds, usage.ru_utime + usage.ru_stime, memory.stop())
    print(f"{case}: {said.strip() or run}", file=sys.stderr, flush=True)
    return said, run


class Memory:
    """Looks at a process and its children, and keeps the greatest sum of their memory."""

    def __init__(self, pid: int) -> None:
        self.pid, self.peak, self.ended = pid, 0.0, threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.ended.wait(0.05):
            with suppress(OSError):
                children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
                pages = sum(count_pages(pid) for pid in (str(self.pid), *children))
                self.peak = max(self.peak, pages * PAGE_MB)

    def stop(self) -> float:
        """Returns the peak in MB."""
        self.ended.set()
        self.thread.join()
        return self.peak


def count_pages(pid: str) -> int:
    """Returns the resident pages of a process, 0 when it has just ended."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return 0


def print_medians(size: int, runs: Sequence[Run]) -> None:
    """Prints one line for each case: medians of the rounds, and against ogr2ogr of each round."""
    bare = [run for run in runs if run.case == "ogr2ogr"]
    print(f"{size:,} zones, medians of {sum(run.case == 'new' for run in runs)} rounds")
    names = (*STEPS, "all", "cpu", "MB", "/bare", "cpu/bare")
    print(f"{'':8}", *(f"{name:>9}" for name in names))
    for case in dict.fromkeys(run.case for run in runs):
        rows = [
            {**run.steps, "all": run.seconds, "cpu": run.cpu, "MB": run.mb}
            for run in runs
            if run.case == case
        ]
        for row, peer in zip(rows, bare, strict=False):
            row.update({"/bare": row["all"] / peer.seconds, "cpu/bare": row["cpu"] / peer.cpu})
        told = (
            f"{statistics.median(row[name] for row in rows):9.2f}" if name in rows[0] else " " * 9
            for name in names
        )
        print(f"{case:8}", *told, flush=True)


if __name__ == "__main__":
    main()
