"""Rows on another datum than their survey, which was put together from several sources."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from geo.boundaries.coordinates.pairs import Pairs
from geo.errors import Text
from geo.findings import Finding
from geo.placing import Placing
from geo.surveys import Datum

if TYPE_CHECKING:
    from numpy.typing import NDArray

# So far off as the survey is read, and so near when they are read otherwise.
FAR_M = 20.0
NEAR_M = 2.0
_LEAST_ROWS = 3
_NAMED = 10
_DATUMS: tuple[Datum, ...] = ("as_declared", "gcj02", "bd09")
_NAMES: dict[Datum, Text] = {
    "as_declared": Text("未加偏移的坐标", "not displaced"),
    "gcj02": Text("GCJ-02", "GCJ-02"),
    "bd09": Text("BD-09（百度坐标）", "BD-09 (Baidu)"),
}
_HINT = Text(
    "请按坐标来源拆成几份，分别作为局部成果（--partial）提交；或请提交单位统一坐标。",
    "Part the survey by where its coordinates are from and hand in each as a survey of a part "
    "(--partial), or have all of it brought onto one datum.",
)


def tell_strays(pairs: Pairs, placing: Placing) -> Iterator[Finding]:
    """C5: rows that lie far off as the survey is read, and at home on another datum (E).

    Args:
        pairs: of rows and known places.
        placing: how the survey is read.
    """
    far = np.flatnonzero(pairs.measure_offsets(placing) > FAR_M)
    if len(far) < _LEAST_ROWS:
        return
    astray = pairs.take(far)
    for datum in _DATUMS:
        near = astray.measure_offsets(placing.on(datum)) < NEAR_M
        if datum != placing.datum and near.sum() >= _LEAST_ROWS:
            yield _tell(datum, astray.rows[near] + 1, len(pairs.rows))


def _tell(datum: Datum, rows: "NDArray[np.intp]", pairs: int) -> Finding:
    name = _NAMES[datum]
    listed = [str(row) for row in sorted(rows.tolist())[:_NAMED]]
    more = Text("等", ", …") if len(rows) > _NAMED else Text("", "")
    message = Text(
        f"{pairs} 处可与已知图形比对，其中 {len(rows)} 处（第 {'、'.join(listed)} 行{more.zh}）"
        f"是{name.zh}，与其余各行不是同一种坐标",
        f"of {pairs} rows that can be compared with known places {len(rows)} (rows "
        f"{', '.join(listed)}{more.en}) are {name.en}, unlike the others",
    )
    return Finding("C5", "E", None, None, message, _HINT, measured=len(rows))
