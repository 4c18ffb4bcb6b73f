"""The ground that packed places cover, in metres, some of them at a time. Pure: no database."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.boundaries.coordinates.shift import CommonShift
from geo.crs import STORAGE, transform_shapes
from geo.places import Shapes
from geo.profile import Profile

if TYPE_CHECKING:
    from numpy.typing import NDArray

_METRES_OF_A_DEGREE = 50_000  # of longitude, at 60° north: it is nowhere less


@dataclass(frozen=True, slots=True)
class Ground:
    """Shapes in the measuring system.

    Attributes:
        shapes: in EPSG:4490.
        profile: for the measuring system.
        shift: how far all of them are moved back.
    """

    shapes: Shapes
    profile: Profile
    shift: CommonShift | None = None

    def take(self, at: "NDArray[np.intp]") -> "NDArray[Any]":
        """Returns the shapes of these rows; None for those that cannot be compared."""
        metric = transform_shapes(self.shapes.take(at), STORAGE, self.profile.crs.measure)
        metric[~(np.isin(shapely.get_type_id(metric), (3, 6)) & shapely.is_valid(metric))] = None
        return metric if self.shift is None else self.shift.remove(metric)

    @property
    def reach(self) -> "NDArray[np.float64]":
        """The bounds in degrees, (n, 4), grown to hold the shapes where they are moved to."""
        grown = ((self.shift.length_m if self.shift else 0) + 1) / _METRES_OF_A_DEGREE
        reach: NDArray[np.float64] = self.shapes.bounds + np.array([-1, -1, 1, 1]) * grown
        return reach
