"""How exact a geocoder says a point is, and what that is worth.

AMap names a level (lbs.amap.com, geocoding), Baidu a kind of place or a confidence of 0 to 100
that bounds the error, Tencent a level of 1 to 11. A point decides only where it stands for a
door, a building or an estate; what stands for a road, a village or a district proposes.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# A point must lie deeper in a zone than this, whatever its level.
EDGE_M = 15.0

_EXACT = (
    *("门牌号", "门牌", "门址", "楼栋", "楼栋号", "楼号", "楼幢", "楼宇", "楼层", "单元", "单元号"),
    *("房间", "兴趣点", "poi", "小区", "住宅区", "住宅小区", "地产小区", "小区大厦", "大厦"),
)
# Baidu: the error of a confidence at least so high, in metres.
_ERRORS_OF_BAIDU = ((100, 20.0), (90, 50.0), (80, 100.0))
# Tencent: 9 is a door, 10 an estate or a building, 11 a point of interest.
_MOST_OF_TENCENT = 11
_EXACT_OF_TENCENT = 9


def read_levels(levels: "pd.Series[Any]", group: "NDArray[Any]") -> "Floats":
    """Returns how deep in a zone each point must lie to decide, in metres; NaN: it never does.

    Args:
        levels: as the workbook has them; missing where nothing is said.
        group: which points were located by the same geocoder; whether numbers are Baidu's or
            Tencent's is told by the greatest of a group.
    """
    texts = levels.astype("string").str.normalize("NFKC").str.strip().str.casefold()
    exact = texts.str.replace(r"[\s、/,;]", "", regex=True).isin(_EXACT).fillna(value=False)
    depth = np.where(exact.to_numpy(bool), EDGE_M, np.nan)
    numbers = pd.to_numeric(texts, errors="coerce").astype("float64")
    greatest = numbers.groupby(group).transform("max")
    tencent = (greatest <= _MOST_OF_TENCENT) & (numbers >= _EXACT_OF_TENCENT)
    depth[tencent.to_numpy(bool)] = EDGE_M
    for least, error_m in reversed(_ERRORS_OF_BAIDU):
        depth[((greatest > _MOST_OF_TENCENT) & (numbers >= least)).to_numpy(bool)] = error_m
    return depth
