"""How important a road is: from its class as offices and OpenStreetMap write it, or its length."""

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAIN, LANE = 1, 5
# Chinese classes are those of GB/T 51328 (urban roads) and JTG B01 (highways).
_CLASSES: tuple[tuple[int, str], ...] = (
    (1, r"高速|快速|环路|一级公路|motorway|trunk|expressway"),
    (2, r"主干|二级公路|primary|arterial"),
    (3, r"次干|三级公路|secondary|collector"),
    (4, r"支路|四级公路|tertiary|unclassified|local"),
    (5, r"街坊|巷|胡同|里弄|小区|内部|乡道|村道|residential|service|living|lane|path|foot|track"),
)
# Where no class is given, the length of all pieces of one name tells: metres -> rank.
_LENGTHS = ((8_000.0, 2), (3_000.0, 3), (800.0, 4))


def read_ranks(classes: pd.Series | None, lengths: pd.Series) -> "NDArray[np.int64]":
    """Returns the rank of every road, 1 (expressway) to 5 (lane).

    Args:
        classes: what the file says: a number from 1 to 5, or a class; None if it says nothing.
        lengths: metres of each road, all its pieces together; counts where no class is known.
    """
    ranks = np.full(len(lengths), LANE, dtype=np.int64)
    for metres, rank in reversed(_LENGTHS):
        ranks[lengths.to_numpy() >= metres] = rank
    if classes is None:
        return ranks
    known = {said: _read_class(said) for said in classes.dropna().unique()}
    told = classes.map(known).to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isnan(told), ranks, np.nan_to_num(told, nan=LANE)).astype(np.int64)


def _read_class(said: Any) -> int | None:
    text = str(said).strip().lower()
    if re.fullmatch(r"[1-5](\.0)?", text):
        return int(text[0])
    return next((rank for rank, pattern in _CLASSES if re.search(pattern, text)), None)
