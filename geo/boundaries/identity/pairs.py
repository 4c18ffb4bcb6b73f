"""Pairs of a survey's rows and known places: how much ground they share, in numbers.

What is decided about identity and lineage is decided on these numbers alone. A pair depends on
its two places only, so that pairs are measured some thousand at a time. Pure: no database.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.boundaries.checks.blocks import find_near, split_rows
from geo.boundaries.identity.ground import Ground
from geo.places import Places, cut
from geo.threads import work_through

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A row that covers this much of a place (intersection over union) is plainly that place, whatever
# else touches it.
SAME_GROUND = 0.95
# A pair that shares less of the smaller one says nothing about identity.
LEAST_SHARE = 0.1
# Drawings of the same vertices to a millimetre need not be intersected.
_SAME_M = 1e-3
_PAIR = ["row", "place"]
_SHARES = ["iou", "in_row", "in_place"]
_NO_PAIRS = pd.DataFrame({"row": [], "place": [], "alike": []}).astype({"row": int, "place": int})


def measure_pairs(
    rows: Places, known: Places, drawn: Ground, before: Ground, names: "tuple[Any, Any]"
) -> pd.DataFrame:
    """Returns the pairs that matter for identity, best IoU first.

    These are all pairs of one code, and, where not both are plainly known, all that share a tenth
    of the smaller one.

    Args:
        rows: the survey's, for their codes.
        known: the known places, for theirs.
        drawn: the rows' ground, without the survey's common shift.
        before: the known places' ground.
        names: numbers of the rows' and of the places' names, as number_names returns them.

    Returns:
        One row per pair: row and place (positions), iou, in_row and in_place (the common part of
        the row's and of the place's area), same_code, same_name.
    """
    codes = (places.words.column("code") for places in (rows, known))
    coded = _measure(_join(*codes), drawn, before)
    left = _leave(coded, "row", len(rows)), _leave(coded, "place", len(known))
    open_ = _touch(*left, drawn, before)
    open_ = open_[~np.isin(number_pairs(open_), number_pairs(coded))]
    # Each row's likeliest place first: what is plain by that needs no look at its neighbours.
    likely = _measure(open_[~open_.duplicated("row")], drawn, before)
    rest = open_[open_.duplicated("row")]
    found = pd.concat([coded, likely], ignore_index=True)
    plain = found[found["iou"] >= SAME_GROUND]
    rest = rest[~rest["row"].isin(plain["row"]) | ~rest["place"].isin(plain["place"])]
    pairs = pd.concat([found, _measure(rest, drawn, before)], ignore_index=True)
    pairs["same_code"] = np.arange(len(pairs)) < len(coded)
    name, known_name = names[0][pairs["row"]], names[1][pairs["place"]]
    pairs["same_name"] = (name == known_name) & (name >= 0)
    order = ["iou", "row", "place"]
    return pairs.sort_values(order, ascending=[False, True, True], ignore_index=True)


def number_names(rows: Places, known: Places) -> "tuple[NDArray[np.intp], NDArray[np.intp]]":
    """Returns numbers for the names of rows and places: alike ones have one; -1 for no name."""
    alike = pd.concat([rows.words.alike, known.words.alike], ignore_index=True)
    numbers = pd.factorize(alike)[0]
    return numbers[: len(rows)], numbers[len(rows) :]


def number_pairs(pairs: pd.DataFrame) -> "NDArray[np.int64]":
    """Returns one number for each pair of a row and a place."""
    row, place = (pairs[side].to_numpy(np.int64) for side in _PAIR)
    numbers: NDArray[np.int64] = row << 32 | place
    return numbers


def _join(one: "pd.Series[Any]", other: "pd.Series[Any]") -> pd.DataFrame:
    """Returns the positions of equal values; what is missing equals nothing."""
    sides = [
        pd.DataFrame({"key": values, side: np.arange(len(values))}).dropna()
        for side, values in zip(_PAIR, (one, other), strict=True)
    ]
    return sides[0].merge(sides[1], on="key")[_PAIR]


def _leave(pairs: pd.DataFrame, side: str, count: int) -> "NDArray[np.intp]":
    """Returns the positions of the rows or places that are not plainly the same."""
    return np.setdiff1d(np.arange(count), pairs.loc[pairs["iou"] >= SAME_GROUND, side])


def _touch(
    rows: "NDArray[np.intp]", places: "NDArray[np.intp]", drawn: Ground, before: Ground
) -> pd.DataFrame:
    """Returns the pairs of an open row or an open place that may share enough to matter.

    Their boxes decide; the pairs whose boxes agree best come first.
    """
    found = [
        _NO_PAIRS,
        *_touch_open(rows, drawn, before, _PAIR),
        *_touch_open(places, before, drawn, _PAIR[::-1]),
    ]
    pairs = pd.concat(found, ignore_index=True).drop_duplicates(_PAIR)
    return pairs.sort_values(["alike", *_PAIR], ascending=[False, True, True])[_PAIR]


def _touch_open(
    open_: "NDArray[np.intp]", one: Ground, other: Ground, sides: list[str]
) -> Iterator[pd.DataFrame]:
    """Yields the pairs of the open ones of one side with any of the other, block by block."""
    reach, other_reach = one.reach[open_], other.reach

    def touch(at: "NDArray[np.intp]") -> pd.DataFrame:
        around = reach[at]
        near = find_near(other_reach, around[np.isfinite(around).all(axis=1)])
        if not len(near):
            return _NO_PAIRS
        mine, theirs = one.take(open_[at]), other.take(near)
        first, second = shapely.STRtree(theirs).query(mine)
        boxes, other_boxes = shapely.bounds(mine)[first], shapely.bounds(theirs)[second]
        low, high = np.maximum(boxes, other_boxes)[:, :2], np.minimum(boxes, other_boxes)[:, 2:]
        common = (high - low).clip(0).prod(axis=1)
        sizes = [(box[:, 2:] - box[:, :2]).prod(axis=1) for box in (boxes, other_boxes)]
        smaller = np.minimum(shapely.area(mine)[first], shapely.area(theirs)[second])
        alike = common / (sizes[0] + sizes[1] - common)
        pairs = {sides[0]: open_[at][first], sides[1]: near[second], "alike": alike}
        enough: pd.DataFrame = pd.DataFrame(pairs)[common >= LEAST_SHARE * smaller]
        return enough

    return work_through(touch, split_rows(reach) if len(open_) and len(other_reach) else [])


def _measure(pairs: pd.DataFrame, drawn: Ground, before: Ground) -> pd.DataFrame:
    row, place = (pairs[side].to_numpy() for side in _PAIR)
    parts = work_through(
        lambda at: _measure_shares(drawn.take(row[at]), before.take(place[at])), cut(len(pairs))
    )
    shares = np.concatenate([np.empty((0, len(_SHARES))), *parts])
    return pairs[_PAIR].assign(**dict(zip(_SHARES, shares.T, strict=True)))


def _measure_shares(one: "NDArray[Any]", other: "NDArray[Any]") -> "NDArray[np.float64]":
    """Returns for each pair of shapes what they have in common: of both, of one, of the other."""
    area, area_before = shapely.area(one), shapely.area(other)
    common = area.copy()
    differ = ~shapely.equals_exact(one, other, tolerance=_SAME_M)
    common[differ] = shapely.area(shapely.intersection(one[differ], other[differ]))
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.column_stack(
            [common / (area + area_before - common), common / area, common / area_before]
        )
    # A shape that is missing shares nothing.
    clean: NDArray[np.float64] = np.nan_to_num(shares, posinf=0)
    return clean
