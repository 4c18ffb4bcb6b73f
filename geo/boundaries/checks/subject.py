"""What the checks look at: a survey's rows, their shapes in metres, the places that are known."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import STORAGE, transform_shapes
from geo.errors import Text
from geo.profile import Profile
from geo.surveys import Finding, PlaceKind, Severity

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Subject:
    """A survey under check: the rows (EPSG:4490) and the known streets (uid, code, geometry)."""

    kind: PlaceKind
    rows: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    profile: Profile

    @cached_property
    def metric(self) -> "NDArray[Any]":
        """The shapes in metres, in the order of the rows."""
        return measure(self.rows, self.profile)

    @cached_property
    def usable(self) -> "NDArray[np.bool_]":
        """Which shapes can be measured: polygons that are there, finite and valid."""
        shapes = self.metric
        polygonal = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
        finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
        usable: NDArray[np.bool_] = polygonal & finite
        usable[usable] = shapely.is_valid(shapes[usable])
        return usable

    def find(
        self, check: str, severity: Severity, index: int | np.intp, zh: str, en: str, **more: Any
    ) -> Finding:
        """Returns a finding about the row at position `index`, with its code and its place."""
        row = self.rows.iloc[int(index)]
        return Finding(
            check=check,
            severity=severity,
            row=int(row.row_no),
            code=row.code if isinstance(row.code, str) else None,
            message=Text(f"第 {row.row_no} 行{name_place(row.code, row['name'])}：{zh}", en),
            point=more.pop("point", None) or _find_middle(row.geometry),
            **more,
        )


def measure(frame: gpd.GeoDataFrame, profile: Profile) -> "NDArray[Any]":
    """Returns a frame's shapes (EPSG:4490) in the profile's metres."""
    return transform_shapes(frame.geometry.to_numpy(), STORAGE, profile.crs.measure)


def name_place(code: object, name: object) -> str:
    """Returns （code name） for a message; without what is missing."""
    parts = [part for part in (code, name) if isinstance(part, str)]
    return f"（{' '.join(parts)}）" if parts else ""


def _find_middle(shape: shapely.Geometry | None) -> tuple[float, float] | None:
    if shape is None or shapely.is_empty(shape):
        return None
    west, south, east, north = shapely.bounds(shape).tolist()
    middle = (west + east) / 2, (south + north) / 2
    return middle if np.isfinite(middle).all() else None
