"""In which street each zone of a survey lies, and whether it says so. Pure: no database."""

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.boundaries.checks.subject import Subject
from geo.surveys import Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray


def locate_zones(
    metric: "NDArray[Any]", streets: gpd.GeoDataFrame, areas: "NDArray[Any]"
) -> "pd.arrays.IntegerArray":
    """Returns the uid of the street that holds most of each shape, or NA.

    Args:
        metric: the zones' shapes in metres.
        streets: the current streets' uid.
        areas: the streets' shapes in metres.
    """
    located = pd.array([pd.NA] * len(metric), dtype="Int64")
    uids = streets["uid"].to_numpy()
    tree = shapely.STRtree(metric)
    # Most zones lie wholly in one street; only the others need their ground to be measured.
    street, zone = tree.query(areas, predicate="covers")
    located[zone] = uids[street]
    street, zone = tree.query(areas, predicate="intersects")
    open_ = np.asarray(located.isna())[zone]
    street, zone = street[open_], zone[open_]
    share = shapely.area(shapely.intersection(metric[zone], areas[street]))
    order = np.argsort(share, kind="stable")
    located[zone[order]] = uids[street[order]]
    return located


def compare_streets(
    subject: Subject, located: "pd.arrays.IntegerArray", streets: gpd.GeoDataFrame
) -> list[Finding]:
    """A6: the declared street is not the one that the zone lies in (W)."""
    codes = dict(zip(streets["uid"].tolist(), streets["code"].tolist(), strict=True))
    actual = [None if uid is pd.NA else codes[uid] for uid in located.tolist()]
    declared = subject.rows["street_code"].tolist()
    return [
        subject.find(
            "A6",
            "W",
            index,
            f"填报街乡 {said}，实际位于 {lies}",
            f"it declares street {said} but lies in {lies}",
        )
        for index, (said, lies) in enumerate(zip(declared, actual, strict=True))
        if isinstance(said, str) and lies is not None and said != lies
    ]
