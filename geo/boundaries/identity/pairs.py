"""Pairs of a survey's rows and known places: how much ground they share, in numbers.

What is decided about identity and lineage is decided on these numbers alone. A pair depends on
its two places only, so that pairs can be measured block by block. Pure: no database.
"""

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.names import normalise_names
from geo.threads import work_in_chunks

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A row that covers this much of a place (intersection over union) is plainly that place, whatever
# else touches it.
SAME_GROUND = 0.95
# A pair that shares less of the smaller one says nothing about identity.
LEAST_SHARE = 0.1
# Drawings of the same vertices to a millimetre need not be intersected.
_SAME_M = 1e-3


def measure_pairs(
    rows: gpd.GeoDataFrame,
    known: gpd.GeoDataFrame,
    drawn: "NDArray[Any]",
    before: "NDArray[Any]",
) -> pd.DataFrame:
    """Returns the pairs that matter for identity, best IoU first.

    These are all pairs of one code, and, where not both are plainly known, all that share a tenth
    of the smaller one.

    Args:
        rows: the survey's code and name.
        known: the known places' code and name.
        drawn: the rows' shapes in metres, without the survey's common shift; valid polygons, or
            None.
        before: the known places' shapes in metres.

    Returns:
        One row per pair: row and place (positions), iou, in_row and in_place (the common part of
        the row's and of the place's area), same_code, same_name.
    """
    # Known to every shape before threads share them.
    _ = shapely.bounds(drawn), shapely.bounds(before)
    coded = _measure(_join(rows["code"], known["code"]), drawn, before)
    open_ = _touch(
        _leave(coded, "row", len(rows)), _leave(coded, "place", len(known)), drawn, before
    )
    open_ = open_[~pd.MultiIndex.from_frame(open_).isin(pd.MultiIndex.from_frame(coded[_PAIR]))]
    # Each row's likeliest place first: what is plain by that needs no look at its neighbours.
    likely = _measure(open_[~open_.duplicated("row")], drawn, before)
    rest = open_[open_.duplicated("row")]
    found = pd.concat([coded, likely], ignore_index=True)
    plain = found[found["iou"] >= SAME_GROUND]
    rest = rest[~rest["row"].isin(plain["row"]) | ~rest["place"].isin(plain["place"])]
    pairs = pd.concat([found, _measure(rest, drawn, before)], ignore_index=True)
    pairs["same_code"] = np.arange(len(pairs)) < len(coded)
    name, known_name = (
        np.asarray(normalise_names(frame["name"]).fillna(""), dtype=object)
        for frame in (rows, known)
    )
    named = name[pairs["row"]]
    pairs["same_name"] = (named == known_name[pairs["place"]]) & (named != "")
    order = ["iou", "row", "place"]
    return pairs.sort_values(order, ascending=[False, True, True], ignore_index=True)


_PAIR = ["row", "place"]


def _join(one: "pd.Series[Any]", other: "pd.Series[Any]") -> pd.DataFrame:
    """Returns the positions of equal values; what is missing equals nothing."""
    sides = [
        pd.DataFrame({"key": values.to_numpy(object), side: np.arange(len(values))}).dropna()
        for side, values in zip(_PAIR, (one, other), strict=True)
    ]
    return sides[0].merge(sides[1], on="key")[_PAIR]


def _leave(pairs: pd.DataFrame, side: str, count: int) -> "NDArray[np.intp]":
    """Returns the positions of the rows or places that are not plainly the same."""
    return np.setdiff1d(np.arange(count), pairs.loc[pairs["iou"] >= SAME_GROUND, side])


def _touch(
    rows: "NDArray[np.intp]",
    places: "NDArray[np.intp]",
    drawn: "NDArray[Any]",
    before: "NDArray[Any]",
) -> pd.DataFrame:
    """Returns the pairs of an open row or an open place that may share enough to matter.

    Their boxes decide; the pairs whose boxes agree best come first.
    """
    row_of, place = shapely.STRtree(before).query(drawn[rows])
    place_of, row = shapely.STRtree(drawn).query(before[places])
    pairs = pd.DataFrame(
        {"row": np.append(rows[row_of], row), "place": np.append(place, places[place_of])}
    ).drop_duplicates()
    one, other = shapely.bounds(drawn)[pairs["row"]], shapely.bounds(before)[pairs["place"]]
    common = (np.minimum(one, other)[:, 2:] - np.maximum(one, other)[:, :2]).clip(0).prod(axis=1)
    boxes = [(box[:, 2:] - box[:, :2]).prod(axis=1) for box in (one, other)]
    smaller = np.minimum(shapely.area(drawn)[pairs["row"]], shapely.area(before)[pairs["place"]])
    alike = pairs.assign(alike=common / (boxes[0] + boxes[1] - common))
    enough: pd.DataFrame = alike[common >= LEAST_SHARE * smaller]
    return enough.sort_values("alike", ascending=False, kind="stable")[_PAIR]


def _measure_common(one: "NDArray[Any]", other: "NDArray[Any]") -> "NDArray[np.float64]":
    common: NDArray[np.float64] = shapely.area(shapely.intersection(one, other))
    return common


def _measure(pairs: pd.DataFrame, drawn: "NDArray[Any]", before: "NDArray[Any]") -> pd.DataFrame:
    one, other = drawn[pairs["row"]], before[pairs["place"]]
    area, area_before = shapely.area(one), shapely.area(other)
    common = area.copy()
    differ = np.flatnonzero(~shapely.equals_exact(one, other, tolerance=_SAME_M))
    common[differ] = work_in_chunks(_measure_common, one[differ], other[differ])
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = {
            "iou": common / (area + area_before - common),
            "in_row": common / area,
            "in_place": common / area_before,
        }
    # A shape that is missing shares nothing.
    clean = {name: np.nan_to_num(share, posinf=0) for name, share in shares.items()}
    return pairs[_PAIR].assign(**clean)
