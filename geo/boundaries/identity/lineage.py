"""Lineage: which rows of a survey came from which known places by splitting or merging them.

A place is split when two or more rows lie each four fifths inside it and together make up four
fifths of it; several places are merged when the mirror holds. All parents then retire and all
children are new places, also the child that keeps a parent's code: a record of the whole is not a
record of a part.

A sliver changes nobody: a row that covers 95 % of a place (IoU) *is* that place. A kiosk that is
cut out of an estate comes from it, and one that an estate swallows goes into it, while the estate
stays what it is. Pure: no database, numbers only.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.boundaries.identity.pairs import SAME_GROUND
from geo.surveys import Change

if TYPE_CHECKING:
    from numpy.typing import NDArray

INSIDE = 0.8
TOGETHER = 0.8

COLUMNS = ["row", "place", "share", "change"]


def find_families(pairs: pd.DataFrame, claims: "NDArray[np.bool_]") -> pd.DataFrame:
    """Returns the splits and mergers: row, place, share (of the place's area), change.

    Args:
        pairs: as measure_pairs returns them.
        claims: which pairs say by code, name or shape that the row is the place: what is
            claimed by another is nobody's part.
    """
    split = _group(pairs, claims, part="row", whole="place")
    rest = ~pairs["row"].isin(split["row"]) & ~pairs["place"].isin(split["place"])
    merged = _group(pairs[rest], claims[rest], part="place", whole="row")
    return pd.concat(
        [
            split.assign(change=Change.SPLIT, share=split["in_place"]),
            merged.assign(change=Change.MERGED, share=merged["in_place"]),
        ]
    )[COLUMNS]


def _group(
    pairs: pd.DataFrame, claims: "NDArray[np.bool_]", *, part: str, whole: str
) -> pd.DataFrame:
    """Returns the pairs of each whole with its parts, two or more, that make it up."""
    of_part, of_whole = f"in_{part}", f"in_{whole}"
    inside = pairs[pairs[of_part] >= INSIDE].sort_values(of_part, ascending=False, kind="stable")
    inside = inside.drop_duplicates(part)
    # A part that is claimed as another place, or by another row, stays out of it.
    claimed = pairs.loc[claims, ["row", "place"]].merge(
        inside[[part, whole]], on=part, suffixes=("", "_of")
    )
    elsewhere = claimed.loc[claimed[whole] != claimed[f"{whole}_of"], part]
    inside = inside[~inside[part].isin(elsewhere)]
    groups = inside.groupby(whole)
    made_up = (
        (groups[part].transform("size") >= 2)
        & (groups[of_whole].transform("sum") >= TOGETHER)
        & (groups["iou"].transform("max") < SAME_GROUND)
    )
    parts: pd.DataFrame = inside[made_up]
    return parts


def find_slivers(
    pairs: pd.DataFrame, place_of: "NDArray[np.intp]", families: pd.DataFrame
) -> pd.DataFrame:
    """Returns what was cut out of a place that stays, or went into one: as find_families does.

    Args:
        pairs: as measure_pairs returns them.
        place_of: per row the position of the place that it is, or -1.
        families: the splits and mergers that are known already.
    """
    row, place = pairs["row"].to_numpy(), pairs["place"].to_numpy()
    row_of = np.full(place.max(initial=-1) + 1, -1)
    chosen = place_of[row] == place
    row_of[place[chosen]] = row[chosen]
    free_row = (place_of[row] < 0) & ~np.isin(row, families["row"])
    free_place = (row_of[place] < 0) & ~np.isin(place, families["place"])
    # How much of the place its own row still covers, and how much of the row its own place did.
    kept = _spread(pairs[chosen], "place", "in_place", len(row_of))[place]
    owned = _spread(pairs[chosen], "row", "in_row", len(place_of))[row]
    # Ground that its own row did not give up was not cut out of it: the two overlap.
    cut = (
        free_row
        & (row_of[place] >= 0)
        & (pairs["in_row"] >= INSIDE)
        & (1 - kept >= pairs["in_place"] / 2)
    )
    swallowed = (
        free_place
        & (place_of[row] >= 0)
        & (pairs["in_place"] >= INSIDE)
        & (1 - owned >= pairs["in_row"] / 2)
    )
    found: pd.DataFrame = pd.concat(
        [
            pairs[cut].drop_duplicates("row").assign(change=Change.SPLIT),
            pairs[swallowed].drop_duplicates("place").assign(change=Change.MERGED),
        ]
    )
    return found.assign(share=found["in_place"])[COLUMNS]


def _spread(pairs: pd.DataFrame, by: str, name: str, size: int) -> "NDArray[Any]":
    values = np.zeros(size)
    values[pairs[by].to_numpy()] = pairs[name].to_numpy()
    return values
