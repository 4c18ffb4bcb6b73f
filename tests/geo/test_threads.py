"""Work by all processors: in order, the same as by one, and stopped when the caller stops."""

import threading
import time

import numpy as np
import pytest
import shapely

from geo import threads
from geo.boundaries.understand import STEPS, Clock
from geo.errors import Text
from geo.threads import renew_shapes, work_in_chunks, work_through


@pytest.fixture(autouse=True)
def several(monkeypatch):
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 3)
    monkeypatch.setattr(threads, "CHUNK", 7)


def test_results_come_in_order_from_several_threads():
    workers = set()

    def work(number: int) -> int:
        workers.add(threading.get_ident())
        time.sleep(0.02 if number % 2 else 0.001)
        return number * number

    assert list(work_through(work, range(20))) == [n * n for n in range(20)]
    assert len(workers) > 1


def test_a_failure_stops_what_was_not_begun():
    begun = []

    def work(number: int) -> int:
        begun.append(number)
        time.sleep(0.01)
        if number == 2:
            message = "number two"
            raise ValueError(message)
        return number

    with pytest.raises(ValueError, match="number two"):
        list(work_through(work, range(100)))
    assert len(begun) < 20


@pytest.mark.parametrize("count", [0, 3, 7, 8, 50])
def test_chunks_make_what_the_whole_makes(count):
    shapes = shapely.box(np.arange(count), 0, np.arange(count) + 2, np.arange(count) + 1)
    moved = shapely.transform(np.asarray(shapes, dtype=object), lambda points: points + 1)
    common = work_in_chunks(
        lambda one, other: shapely.area(shapely.intersection(one, other)), shapes, moved
    )
    assert common.tolist() == pytest.approx(list(range(count)))


def test_shapes_are_renewed_in_place():
    shapes = np.append(shapely.points(np.arange(20), 0), [None])
    renew_shapes(lambda part: shapely.transform(part, lambda points: points + 5), shapes)
    assert shapely.get_x(shapes[:-1]).tolist() == [n + 5 for n in range(20)]
    assert shapes[-1] is None


def test_the_clock_takes_progress_within_a_step_for_no_step():
    told: list[tuple[int, str]] = []
    clock = Clock(lambda done, _total, label: told.append((done, label.en)))
    clock(0, 5, STEPS[0])
    clock(1, 5, STEPS[1])
    time.sleep(0.01)
    clock(1, 5, Text("检查（一半）", "Checking (half)"))
    time.sleep(0.01)
    clock(2, 5, STEPS[2])
    assert set(clock.seconds) == {"read", "check"}
    assert clock.seconds["check"] >= 0.02
    assert told[2] == (1, "Checking (half)")
