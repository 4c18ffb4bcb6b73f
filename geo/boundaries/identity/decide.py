"""Decides on numbers who is who: which row of a survey is which known place. Pure."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.boundaries.identity.lineage import find_families, find_slivers
from geo.boundaries.identity.pairs import number_pairs
from geo.surveys import Change

if TYPE_CHECKING:
    from numpy.typing import NDArray

AGREE = 0.5
AGREE_ALONE = 0.8
CODE_REUSED = 0.1


@dataclass(frozen=True, slots=True)
class Decision:
    """Who is who. Rows and places are told by their positions.

    Attributes:
        place: per row the place that it is, or -1 for a new one.
        by: per row how that was decided: code, name, shape, split, merge or new.
        iou: per row the intersection over union with its place, or NaN.
        lineage: which rows came from which places: row, place, share (of the place), change.
        gone: per place whether the survey retires it.
        reused: rows whose code belonged to a place elsewhere: row, place, iou.
        doubtful: rows that a person must look at, since they may be a known place: row, place,
            iou.
    """

    place: "NDArray[np.intp]"
    by: "NDArray[np.object_]"
    iou: "NDArray[np.float64]"
    lineage: pd.DataFrame
    gone: "NDArray[np.bool_]"
    reused: pd.DataFrame
    doubtful: pd.DataFrame


def decide_identity(pairs: pd.DataFrame, rows: int, places: int, *, partial: bool) -> Decision:
    """Returns who is who, for pairs as measure_pairs returns them.

    What is split or merged is new. Of the rest, a row is the place with which it shares, in this
    order, its code and half of the ground (IoU), its name and half of the ground, four fifths of
    the ground, or its code and a tenth of the ground; the last waits for a person's word. A code
    that is used elsewhere (below a tenth) says nothing about identity.

    Args:
        pairs: the pairs of rows and places.
        rows: how many rows the survey has.
        places: how many places are known.
        partial: whether places that the survey does not show stay.
    """
    rank = _rank(pairs)
    families = find_families(pairs, claims=rank >= 0)
    in_family = pairs["row"].isin(families["row"]) | pairs["place"].isin(families["place"])
    place, by, iou = _choose(pairs[(rank >= 0) & ~in_family], rank, rows)
    slivers = find_slivers(pairs, place, families)
    lineage = pd.concat([families, slivers], ignore_index=True)
    born = lineage[~lineage["row"].isin(np.flatnonzero(place >= 0))]
    by[born["row"]] = born["change"].map({Change.SPLIT: "split", Change.MERGED: "merge"})
    retired = pd.concat([families, slivers[slivers["change"] == Change.MERGED]])["place"]
    shown = np.zeros(places, dtype=bool)
    shown[place[place >= 0]] = True
    own = pairs[pairs["same_code"]].drop_duplicates("row")
    own = own[~_have(own, families)]
    reused = own[own["iou"] < CODE_REUSED]
    weak = own[(own["iou"] >= CODE_REUSED) & (own["iou"] < AGREE)]
    gone = ~shown
    if partial:
        gone &= np.isin(np.arange(places), pd.concat([own["place"], retired]))
    nobody = ~shown[pairs["place"]] & ~pairs["place"].isin(lineage["place"])
    alike = (pairs["iou"] >= AGREE) | (pairs["same_name"] & (pairs["iou"] >= CODE_REUSED))
    maybe = pairs[(by[pairs["row"]] == "new") & nobody & alike]
    doubtful = pd.concat([weak, maybe]).drop_duplicates("row").sort_values("row")
    columns = ["row", "place", "iou"]
    return Decision(
        place, by, iou, lineage, gone, reused[columns].sort_values("row"), doubtful[columns]
    )


def _rank(pairs: pd.DataFrame) -> "NDArray[np.intp]":
    """Returns by what each pair may be the same place: 0 to 3, the best first, or -1."""
    iou, code, name = pairs["iou"], pairs["same_code"], pairs["same_name"]
    rank: NDArray[np.intp] = np.select(
        [
            code & (iou >= AGREE),
            name & (iou >= AGREE),
            iou >= AGREE_ALONE,
            code & (iou >= CODE_REUSED),
        ],
        [0, 1, 2, 3],
        default=-1,
    )
    return rank


_BY = np.array(["code", "name", "shape", "code"], dtype=object)


def _choose(pairs: pd.DataFrame, rank: "NDArray[np.intp]", rows: int) -> "tuple[Any, Any, Any]":
    """Returns place, by and iou per row: the best pairs first, each row and place once."""
    place, by = np.full(rows, -1), np.full(rows, "new", dtype=object)
    iou = np.full(rows, np.nan)
    left = pairs.assign(rank=rank[pairs.index]).sort_values("rank", kind="stable")
    while len(left):
        # A pair that is the best both of its row and of its place stands, whatever follows.
        best = left[~left.duplicated("row") & ~left.duplicated("place")]
        place[best["row"]], iou[best["row"]] = best["place"], best["iou"]
        by[best["row"]] = _BY[best["rank"]]
        left = left[~left["row"].isin(best["row"]) & ~left["place"].isin(best["place"])]
    return place, by, iou


def _have(pairs: pd.DataFrame, families: pd.DataFrame) -> "NDArray[np.bool_]":
    """Returns which pairs are parent and child."""
    found: NDArray[np.bool_] = np.isin(number_pairs(pairs), number_pairs(families))
    return found
