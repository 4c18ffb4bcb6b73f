"""The common shift of a survey: how far all of it lies from the places that are known.

A survey from another datum, another epoch or a slipped control point lies beside the known places
by the same step everywhere. Pure: no database.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.crs import STORAGE, transform_shapes
from geo.places import Places, Words
from geo.profile import Profile

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Fewer pairs than these do not tell a common shift from places that were moved.
LEAST_PAIRS = 5
LEAST_SHARE = 0.5
# A place keeps its shape while its area and its box do; resurveying moves each vertex a little.
SAME_AREA_SHARE = 0.05
SAME_BOX_M = 3.0
# Two places shifted together differ by this, and by this share of the shift.
TOGETHER_M = 1.0
TOGETHER_SHARE = 0.01
# Of more pairs than these an even choice tells the shift to a millimetre.
MOST_PAIRS = 20_000
_SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class CommonShift:
    """How far a survey lies from the known places, in metres of the measuring system.

    Attributes:
        east_m: to the east (survey minus known).
        north_m: to the north.
        pairs: how many places are shifted together, of 20,000 pairs at most.
        residual_m: the median distance that is left of these when the shift is removed.
    """

    east_m: float
    north_m: float
    pairs: int
    residual_m: float

    @property
    def length_m(self) -> float:
        """Its length in metres."""
        return float(np.hypot(self.east_m, self.north_m))

    def remove(self, metric: "NDArray[Any]") -> "NDArray[Any]":
        """Returns the survey's shapes (in the measuring system) moved back by the shift."""
        step = np.array([self.east_m, self.north_m])
        moved: NDArray[Any] = shapely.transform(metric, lambda points: points - step)
        return moved


def find_common_shift(rows: Places, known: Places, profile: Profile) -> CommonShift | None:
    """Returns the shift that a survey's places have in common, or None if they have none.

    Args:
        rows: the survey's code and name, and shapes, which may be missing or invalid.
        known: the known places' code and name, and shapes.
        profile: for the measuring system.
    """
    row, place = pair_places(rows.words, known.words)
    step = max(1, -(-len(row) // MOST_PAIRS))
    drawn = _measure(rows.shapes.take(row[::step]), profile)
    before = _measure(known.shapes.take(place[::step]), profile)
    return measure_shift(drawn, before)


def measure_shift(drawn: "NDArray[Any]", before: "NDArray[Any]") -> CommonShift | None:
    """Returns the shift that pairs of shapes (metres) have in common, or None if they have none.

    Places that were truly moved, reshaped, added or removed do not disturb it: only pairs that
    kept their shape count, and of these only the largest group that is shifted together, which
    must be at least five and half of them. A survey that lies where it should has a shift of zero.
    """
    if len(drawn) < LEAST_PAIRS:
        return None
    # What is not finite is compared with care and passed over.
    with np.errstate(invalid="ignore"):
        alike = _keep_shape(drawn, before)
        steps = find_middles(drawn[alike]) - find_middles(before[alike])
    steps = steps[np.isfinite(steps).all(axis=1)]
    if len(steps) < LEAST_PAIRS:
        return None
    together = _gather(steps, _find_densest(steps))
    for _ in range(2):
        together = _gather(steps, np.median(together, axis=0))
    shift = np.median(together, axis=0)
    if len(together) < max(LEAST_PAIRS, LEAST_SHARE * len(steps)):
        return None
    residual = np.median(_distance(together, shift))
    return CommonShift(float(shift[0]), float(shift[1]), len(together), float(residual))


def pair_places(rows: Words, known: Words) -> "tuple[NDArray[np.intp], NDArray[np.intp]]":
    """Returns the positions of places that are the same by code or, among the rest, by name.

    A code or a name counts only where it is unique on both sides.
    """
    if not len(rows) or not len(known):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    row, place = _pair(rows.column("code"), known.column("code"))
    rest = np.setdiff1d(np.arange(len(rows)), row)
    free = np.setdiff1d(np.arange(len(known)), place)
    # Unique among all, not only among the rest: 青石苑 of another street is not this one.
    by_name = _pair(rows.alike, known.alike)
    left = np.isin(by_name[0], rest) & np.isin(by_name[1], free)
    return np.append(row, by_name[0][left]), np.append(place, by_name[1][left])


def _pair(one: "pd.Series[Any]", other: "pd.Series[Any]") -> "tuple[Any, Any]":
    sides = []
    for side, values in (("row", one), ("place", other)):
        frame = pd.DataFrame({"key": values, side: np.arange(len(values))})
        sides.append(frame.dropna().drop_duplicates("key", keep=False))
    pairs = sides[0].merge(sides[1], on="key")
    return pairs["row"].to_numpy(np.intp), pairs["place"].to_numpy(np.intp)


def _measure(shapes: "NDArray[Any]", profile: Profile) -> "NDArray[Any]":
    return transform_shapes(shapes, STORAGE, profile.crs.measure)


def _keep_shape(drawn: "NDArray[Any]", before: "NDArray[Any]") -> "NDArray[np.bool_]":
    """Returns which pairs have about the same area and the same box, wherever they lie."""
    area, area_before = shapely.area(drawn), shapely.area(before)
    box, box_before = shapely.bounds(drawn), shapely.bounds(before)
    sides = (box[:, 2:] - box[:, :2]) - (box_before[:, 2:] - box_before[:, :2])
    same_box = (np.abs(sides) <= SAME_BOX_M).all(axis=1)
    alike: NDArray[np.bool_] = same_box & (
        np.abs(area - area_before) <= SAME_AREA_SHARE * area_before
    )
    return alike


def find_middles(metric: "NDArray[Any]") -> "NDArray[np.float64]":
    """Returns the centroids of shapes, shape (n, 2); not a number where there is none to find."""
    points, at = shapely.get_coordinates(metric, return_index=True)
    usable = np.zeros(len(metric), dtype=bool)
    usable[at] = True
    usable[at[~np.isfinite(points).all(axis=1)]] = False
    middles = np.full((len(metric), 2), np.nan)
    middles[usable] = shapely.get_coordinates(shapely.centroid(metric[usable]))
    return middles


def _find_densest(steps: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Returns the step that most others are near to, of an even sample.

    Unlike the median it stays right where more than half of the places were moved elsewhere.
    """
    sample = steps[:: -(-len(steps) // _SAMPLE)]
    near = np.array([(_distance(sample, s) <= _tolerance(s)).sum() for s in sample])
    densest: NDArray[np.float64] = sample[near.argmax()]
    return densest


def _gather(steps: "NDArray[np.float64]", middle: "NDArray[np.float64]") -> "NDArray[np.float64]":
    return steps[_distance(steps, middle) <= _tolerance(middle)]


def _distance(steps: "NDArray[np.float64]", middle: "NDArray[np.float64]") -> "NDArray[np.float64]":
    distance: NDArray[np.float64] = np.hypot(*(steps - middle).T)
    return distance


def _tolerance(shift: "NDArray[np.float64]") -> float:
    return TOGETHER_M + TOGETHER_SHARE * float(np.hypot(*shift))
