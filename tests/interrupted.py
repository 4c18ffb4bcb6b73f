"""Work in processes of its own, to be killed (kill -9) at a step or at a moment."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from geo.base.layers import LayerRequest
from geo.base.load import load_layer
from geo.boundaries.load import load_survey, publish_staged, roll_back, run_survey
from geo.db import Database
from geo.placements import Choice
from geo.profile import Profile, read_profile
from geo.records import load as records
from geo.records import rematch
from geo.records.reviewing import decide as desk
from geo.rows import Actor, Progress, RecordsRequest
from geo.surveys import BaseKind, PlaceKind, SurveyRequest
from tests.forked import processes
from tiles.archive import make_preview_hook, make_publish_hook

ACTOR = Actor("killed", "to see what is left")
SECONDS = 60


@dataclass(frozen=True)
class Order:
    """What to do, and at which step to die: a half step is inside the transaction.

    A load takes `path` and `kind`; run, publish and rollback the number of a survey or release;
    decide a match key and the number of a zone, undo that of a decision, rematch that of a release.
    """

    url: str
    profile: Path
    path: Path
    kind: str
    archives: Path | None = None
    step: float | None = None
    action: str = "load"
    number: int = 0
    expected: int | None = None
    key: str = ""


def kill_at_its_step(order: Order) -> None:
    """Runs a load that kills itself."""
    process = processes.Process(target=_load, args=(order, None))
    process.start()
    process.join(SECONDS)
    assert process.exitcode == -signal.SIGKILL, f"ended with {process.exitcode}"


def kill_after(seconds: float, order: Order) -> bool:
    """Runs a load and kills it so long after it began; returns whether it was still at work."""
    begun = processes.Event()
    process = processes.Process(target=_load, args=(order, begun))
    process.start()
    assert begun.wait(SECONDS)
    time.sleep(seconds)
    process.kill()
    process.join(SECONDS)
    return process.exitcode == -signal.SIGKILL


def run_through(order: Order) -> float:
    """Runs a load to its end; returns how long it took."""
    begun = processes.Event()
    process = processes.Process(target=_load, args=(order, begun))
    process.start()
    begun.wait(SECONDS)
    started = time.perf_counter()
    process.join(SECONDS)
    assert process.exitcode == 0
    return time.perf_counter() - started


def _load(order: Order, begun: Event | None) -> None:
    profile = read_profile(order.profile)
    database = Database(order.url)
    if begun is not None:
        begun.set()

    def progress(done: int, _total: int, _label: object) -> None:
        _die_at(order, done)

    if order.action in ("decide", "undo", "rematch"):
        _move(order, database, profile, progress)
    elif order.action != "load":
        _act(order, database, profile, progress)
    elif order.kind in list(PlaceKind):
        hook = _make_hook(order, make_publish_hook(profile, order.archives or Path()))
        request = SurveyRequest(PlaceKind(order.kind))
        load_survey(database, profile, order.path, request, ACTOR, hook, progress)
    elif order.kind in list(BaseKind):
        hook = _make_hook(order, make_publish_hook(profile, order.archives or Path()), 1)
        asked_layer = LayerRequest(BaseKind(order.kind))
        load_layer(database, profile, order.path, asked_layer, ACTOR, hook, progress)
    else:
        append = records.append_audit

        def append_and_die(*arguments: Any) -> None:
            append(*arguments)
            _die_at(order, 2.5)  # all rows are written, nothing is committed

        records.append_audit = append_and_die
        asked = RecordsRequest(order.kind)
        records.load_records(database, profile, order.path, asked, ACTOR, progress)


def _move(order: Order, database: Database, profile: Profile, progress: Progress) -> None:
    """Decides, undoes or matches anew; dies before the rows move (1), after (2), at the end."""
    module = rematch if order.action == "rematch" else desk
    apply, append = module.apply_moves, module.append_audit

    def apply_and_die(*arguments: Any) -> None:
        _die_at(order, 1.5)
        apply(*arguments)
        _die_at(order, 2)

    def append_and_die(*arguments: Any) -> None:
        append(*arguments)
        _die_at(order, 2.5)

    module.apply_moves, module.append_audit = apply_and_die, append_and_die
    if order.action == "decide":
        desk.decide(database, profile, Choice(order.key, "zone", order.number), ACTOR)
    elif order.action == "undo":
        desk.undo_decision(database, profile, order.number, ACTOR)
    else:
        release = order.number
        rematch.rematch_records(database, profile, ACTOR, release_id=release, progress=progress)
    _die_at(order, 3)


def _act(order: Order, database: Database, profile: Profile, progress: Progress) -> None:
    archives = order.archives or Path()
    hook = _make_hook(order, make_publish_hook(profile, archives))
    if order.action == "run":
        draw = _make_hook(order, make_preview_hook(profile, archives, order.number), 3)
        store = archives.parent / "surveys"
        run_survey(database, profile, order.number, store, progress, draw)
    elif order.action == "publish":
        publish_staged(database, profile, order.number, order.expected, ACTOR, hook, progress)
    else:
        roll_back(database, order.number, order.expected, ACTOR, hook, progress)


def _make_hook(
    order: Order, build: Callable[[Any, int], None], step: int = 4
) -> Callable[[Any, int], None]:
    def hook(connection: Any, release: int) -> None:
        _die_at(order, step + 0.3)  # the versions are written, the tiles are not
        build(connection, release)
        _die_at(order, step + 0.6)  # the archive has its name, the release is not committed

    return hook


def _die_at(order: Order, step: float) -> None:
    if order.step == step:
        os.kill(os.getpid(), signal.SIGKILL)
