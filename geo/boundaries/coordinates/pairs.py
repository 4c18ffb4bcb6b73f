"""Pairs of a survey's rows and the known places that they are, and how far each lies from its own.

Pure: no database.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from geo.boundaries.coordinates.shift import (
    CommonShift,
    find_middles,
    measure_shift,
    pair_places,
)
from geo.crs import STORAGE, transform_shapes
from geo.places import Places, Shapes, Words
from geo.placing import Placing
from geo.profile import Profile

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_PAIRS = 3
# Of a large survey so many pairs, evenly chosen, tell the datum and the shift.
_MOST_PAIRS = 5_000
# Offsets of one direction add up, and little is left of them when what they have in common is
# removed; those of places that were moved here and there, or in part, do not.
_SAME_DIRECTION = 0.7
_LEFT_SHARE = 1 / 3


@dataclass(frozen=True)
class Pairs:
    """Shapes of a survey, in the file's own coordinates, and of the known places that they are.

    `rows` are the rows' positions, `before` the known places' shapes in metres.
    """

    rows: "NDArray[np.intp]"
    drawn: "NDArray[Any]"
    before: "NDArray[Any]"
    profile: Profile

    def measure(self, placing: Placing) -> "NDArray[Any]":
        """Returns the survey's shapes in metres, if they are placed so."""
        return transform_shapes(placing.place(self.drawn), STORAGE, self.profile.crs.measure)

    def take(self, at: "NDArray[np.intp]") -> Self:
        """Returns some of the pairs."""
        return type(self)(self.rows[at], self.drawn[at], self.before[at], self.profile)

    def measure_offsets(self, placing: Placing) -> "NDArray[np.float64]":
        """Returns how far (metres) each row lies from its known place; NaN where none is found."""
        steps = find_middles(self.measure(placing)) - find_middles(self.before)
        return np.asarray(np.hypot(*steps.T))

    def measure_steps(self, placing: Placing) -> "NDArray[np.float64]":
        """Returns each pair's step (east, north) in metres from the known place to the row."""
        steps = find_middles(self.measure(placing)) - find_middles(self.before)
        return steps[np.isfinite(steps).all(axis=1)]

    def find_shift(self, placing: Placing) -> CommonShift | None:
        """Returns what the survey is shifted by: all alike or, failing that, all one way."""
        shift = measure_shift(self.measure(placing), self.before)
        steps = self.measure_steps(placing)
        if shift is not None or len(steps) < LEAST_PAIRS:
            return shift
        east, north = np.median(steps, axis=0)
        if np.hypot(east, north) < _SAME_DIRECTION * measure_offset(steps):
            return None
        left = measure_offset(steps - (east, north))
        if left > _LEFT_SHARE * np.hypot(east, north):
            return None
        return CommonShift(float(east), float(north), len(steps), left)


def pair_shapes(shapes: Shapes, words: Words, known: Places, profile: Profile) -> Pairs:
    """Returns the rows and known places of the same code or name; of many an even choice.

    Args:
        shapes: in the file's own coordinates.
        words: the rows' code and name.
        known: the known places' code and name, and their shapes.
        profile: for the measuring system.
    """
    row, place = pair_places(words, known.words)
    step = max(1, -(-len(row) // _MOST_PAIRS))
    before = known.shapes.take(place[::step])
    return Pairs(
        row[::step],
        shapes.take(row[::step]),
        transform_shapes(before, STORAGE, profile.crs.measure),
        profile,
    )


def measure_offset(steps: "NDArray[np.float64]") -> float:
    """Returns the median length of steps; infinity of none."""
    return float(np.median(np.hypot(*steps.T))) if len(steps) else float("inf")
