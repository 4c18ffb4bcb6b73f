"""Where coordinates lie: from the numbers of a survey or a workbook to CGCS2000 degrees.

The order of the axes, the reference system and the datum are undone in this order, for each
vertex. Pure: no database.
"""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import shapely
from pyproj import Transformer
from pyproj.exceptions import ProjError

from geo.crs import LOCAL, STORAGE, get_transformer
from geo.crs_names import name_epsg
from geo.errors import SetupError, Text
from geo.gcj02 import bd09_to_wgs84, gcj02_to_wgs84
from geo.surveys import Axes, Datum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_DATUMS = {"gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}


@dataclass(frozen=True, slots=True)
class LocalGrid:
    """A local grid, whose conversion to CGCS2000 stays on the customer's own machine.

    Attributes:
        name: the file's name.
        sha256: the file's.
        transformer: never shown, stored or logged.
    """

    name: str
    sha256: str
    transformer: Transformer = field(repr=False, compare=False)

    def move(self, points: "Points") -> "Points":
        """Returns degrees (CGCS2000, longitude first) for easting and northing in metres."""
        return np.column_stack(self.transformer.transform(points[:, 0], points[:, 1]))


def read_local_grid(path: Path) -> LocalGrid:
    """Returns the local grid of a file that holds one PROJ pipeline.

    Raises:
        SetupError: local_grid_invalid, when it cannot be read or is no pipeline. What the file
            holds is not repeated.
    """
    try:
        content = path.read_bytes()
        transformer = Transformer.from_pipeline(content.decode("utf-8").strip())
    except (OSError, UnicodeDecodeError, ProjError):
        # PROJ's own message repeats the pipeline.
        raise SetupError(
            "local_grid_invalid",
            Text(
                f"本地坐标系文件 {path.name} 无法读取，或不是 PROJ 管线。",
                f"The local grid's file {path.name} cannot be read or is no PROJ pipeline.",
            ),
            Text("请检查 ONEMAP_LOCAL_GRID。", "Check ONEMAP_LOCAL_GRID."),
        ) from None
    return LocalGrid(path.name, hashlib.sha256(content).hexdigest(), transformer)


@dataclass(frozen=True, slots=True)
class Placing:
    """One way to understand coordinates: the system, the axes' order and the datum."""

    srid: int
    axes: Axes = "as_read"
    datum: Datum = "as_declared"
    local: LocalGrid | None = None

    @property
    def name(self) -> Text:
        """The system's number and name."""
        if self.srid == LOCAL:
            file = self.local.name if self.local else ""
            return Text(f"本地坐标系（{file}）", f"local grid ({file})")
        return name_epsg(self.srid)

    def on(self, datum: Datum) -> Self:
        """Returns the same system and order, on another datum."""
        return replace(self, datum=datum)

    def move(self, points: "Points") -> "Points":
        """Returns degrees (CGCS2000, longitude first) for the file's coordinates, shape (n, 2)."""
        if self.axes == "swapped":
            points = points[:, ::-1]
        if self.local is not None:
            points = self.local.move(points)
        elif self.srid != STORAGE:
            transform = get_transformer(self.srid, STORAGE).transform
            points = np.column_stack(transform(points[:, 0], points[:, 1]))
        return _DATUMS[self.datum](points) if self.datum in _DATUMS else points

    def place(self, shapes: "NDArray[Any]") -> "NDArray[Any]":
        """Returns the file's shapes in EPSG:4490, vertex by vertex; None stays None."""
        moved: NDArray[Any] = shapely.transform(shapes, self.move)
        return moved
