"""Work on arrays of shapes by all processors: GEOS lets other threads of Python go on meanwhile."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Item = TypeVar("Item")
Made = TypeVar("Made")

MOST_THREADS = 4
# So many shapes at a time: what a step makes of them does not pile up.
CHUNK = 4_000


def work_through(work: Callable[[Item], Made], items: Sequence[Item]) -> Iterator[Made]:
    """Yields what `work` makes of each item, in their order; several are worked on at once.

    When the caller stops, or a step fails, what was not begun is left.
    """
    threads = min(MOST_THREADS, os.cpu_count() or 1, len(items))
    if threads < 2:
        yield from map(work, items)
        return
    pool = ThreadPoolExecutor(threads)
    begun: deque[Future[Made]] = deque()
    try:
        for item in items:
            # What is made waits for whoever takes it: not more than all threads make at a time.
            if len(begun) > threads:
                yield begun.popleft().result()
            begun.append(pool.submit(work, item))
        while begun:
            yield begun.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def work_in_chunks(work: "Callable[..., NDArray[Any]]", *arrays: "NDArray[Any]") -> "NDArray[Any]":
    """Returns what `work`, a function of each row by itself, makes of arrays of equal length.

    Shapes that occur in several rows must have had their bounds asked for before, since GEOS
    keeps these with the shape at the first time.
    """
    count = len(arrays[0])
    if count <= CHUNK:
        return work(*arrays)
    parts = [[a[start : start + CHUNK] for a in arrays] for start in range(0, count, CHUNK)]
    return np.concatenate(list(work_through(lambda part: work(*part), parts)))


def renew_shapes(work: "Callable[[NDArray[Any]], NDArray[Any]]", shapes: "NDArray[Any]") -> None:
    """Puts what `work` makes of each shape in its place, so that old and new do not pile up."""
    starts = range(0, len(shapes), CHUNK)

    def renew(start: int) -> None:
        shapes[start : start + CHUNK] = work(shapes[start : start + CHUNK])

    for _ in work_through(renew, starts):
        pass
