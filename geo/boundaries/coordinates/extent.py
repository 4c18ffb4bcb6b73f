"""In which reference systems a survey's coordinates would lie in the district.

Every system that the district takes has its window: the box of numbers that the district and its
margin fill. Pure: no database.
"""

from copy import copy
from typing import TYPE_CHECKING

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from geo.crs import STORAGE, explain_zone_prefix, find_window
from geo.crs_names import name_crs
from geo.errors import Text
from geo.placing import LocalGrid, Placing
from geo.profile import Profile
from geo.surveys import Axes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Box = tuple[float, float, float, float]

# A system fits when this share of the shapes lies in its window; single shapes may be astray.
FITS_SHARE = 0.5
# What the numbers are multiplied by to be metres, and what their unit then is.
_UNITS = (
    (1e-3, Text("单位可能是毫米", "their unit may be the millimetre")),
    (1e-2, Text("单位可能是厘米", "their unit may be the centimetre")),
    (1e3, Text("单位可能是千米", "their unit may be the kilometre")),
    (1e4, Text("单位可能是万米", "their unit may be 10,000 m")),
)
_ORDERS: tuple[Axes, ...] = ("as_read", "swapped")


class Extent:
    """The middles of a survey's shapes, counted in the windows of systems."""

    def __init__(self, bounds: "Points", profile: Profile, local: LocalGrid | None = None) -> None:
        """Takes the shapes' bounds in the file's own numbers; what is not finite is left out."""
        middles = (bounds[:, :2] + bounds[:, 2:]) / 2
        self.middles: Points = middles[np.isfinite(middles).all(axis=1)]
        self.profile = profile
        self.placings = [Placing(srid) for srid in profile.crs.survey]
        self.local = None if local is None else Placing(0, local=local)

    def count(self, placing: Placing) -> int:
        """Returns how many shapes would lie in the district and its margin."""
        points = self.middles[:, ::-1] if placing.axes == "swapped" else self.middles
        if placing.local is None:
            return _count_inside(points, self._window(placing.srid))
        return _count_inside(placing.local.move(points), self._window(STORAGE))

    def fits(self, placing: Placing) -> bool:
        """Whether at least half of the shapes would lie in the district."""
        return self.count(placing) >= max(1, FITS_SHARE * len(self.middles))

    def list_fitting(self) -> list[Placing]:
        """Returns the systems, with their order of axes, that fit; best first."""
        systems = [*self.placings, *([self.local] if self.local else [])]
        placings = [
            Placing(system.srid, axes, local=system.local) for axes in _ORDERS for system in systems
        ]
        fitting = [placing for placing in placings if self.fits(placing)]
        return sorted(fitting, key=lambda placing: -self.count(placing))

    def describe(self, placing: Placing) -> Text:
        """Returns how many shapes lie in the district if understood so."""
        inside, total = self.count(placing), len(self.middles)
        swapped = placing.axes == "swapped"
        return Text(
            f"按 {placing.name.zh}{'并交换两轴' if swapped else ''}，"
            f"{total} 个中 {inside} 个落在{self.profile.short_name.zh}范围内",
            f"as {placing.name.en}{' with the axes swapped' if swapped else ''}, "
            f"{inside} of {total} lie in {self.profile.short_name.en}",
        )

    def describe_declared(self, declared: CRS) -> tuple[bool, Text | None]:
        """Returns whether a system that is not taken would fit, and where it puts the survey."""
        geodetic = declared.geodetic_crs
        if geodetic is None or not len(self.middles):
            return False, None
        try:
            # To its own degrees: no shift of the datum is guessed, nor needed to see the place.
            move = Transformer.from_crs(declared, geodetic, always_xy=True).transform
            degrees = np.column_stack(move(*self.middles.T))
        except ProjError:
            return False, None
        inside = _count_inside(degrees, self._window(STORAGE))
        lon, lat = np.median(degrees, axis=0)
        name = name_crs(declared)
        return inside >= max(1, FITS_SHARE * len(self.middles)), Text(
            f"按文件声明的“{name.zh}”，{len(self.middles)} 个中 {inside} 个落在"
            f"{self.profile.short_name.zh}范围内（中心约在 {lon:.2f}, {lat:.2f}）",
            f"as the file says (“{name.en}”), {inside} of {len(self.middles)} lie in "
            f"{self.profile.short_name.en} (their middle is near {lon:.2f}, {lat:.2f})",
        )

    def find_prefix(self, axes: Axes) -> tuple[int, Text] | None:
        """Returns the millions of the eastings and what they say of the zone, if they do."""
        if not len(self.middles):
            return None
        easting = np.median(self.middles[:, 1 if axes == "swapped" else 0])
        million = int(easting // 1_000_000)
        explained = explain_zone_prefix(million)
        return None if explained is None else (million, explained)

    def describe_numbers(self) -> Text:
        """Returns what the numbers themselves say where no system fits: magnitude, zone, unit."""
        if not len(self.middles):
            return Text("没有可用的坐标", "it has no coordinates that count")
        x, y = np.median(self.middles, axis=0)
        said = [Text(f"坐标中心约为 {x:,.2f}、{y:,.2f}", f"their middle is {x:,.2f}, {y:,.2f}")]
        prefix = self.find_prefix("as_read") or self.find_prefix("swapped")
        said += [prefix[1]] if prefix else []
        said += [unit for factor, unit in _UNITS if self._scale(factor).list_fitting()]
        return Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))

    def _scale(self, factor: float) -> "Extent":
        scaled = copy(self)
        scaled.middles = self.middles * factor
        return scaled

    def _window(self, srid: int) -> "Box":
        extent = self.profile.extent
        return find_window(srid, extent.bounds, extent.margin_m)


def _count_inside(points: "Points", window: "Box") -> int:
    west, south, east, north = window
    x, y = points[:, 0], points[:, 1]
    return int(((x >= west) & (x <= east) & (y >= south) & (y <= north)).sum())
