"""What is measured of every row while it is checked, for those who ask after it: its identity."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from geo.boundaries.checks.subject import Subject

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Measured:
    """Measures by the rows' positions.

    Attributes:
        usable: which shapes can be measured: polygons that are there, finite and valid.
        area: in m²; 0 where a shape cannot be measured.
        home: uid of the street that holds most of it, or -1.
    """

    usable: "NDArray[np.bool_]"
    area: "NDArray[np.float64]"
    home: "NDArray[np.int64]"

    @classmethod
    def make(cls, count: int) -> Self:
        """Returns measures of so many rows, to be filled in."""
        return cls(np.zeros(count, bool), np.zeros(count), np.full(count, _NOWHERE))

    def pick(self, at: "NDArray[np.intp]") -> Self:
        """Returns the measures of these rows."""
        return type(self)(self.usable[at], self.area[at], self.home[at])

    def put(self, at: "NDArray[np.intp]", other: Self) -> None:
        """Fills in the measures of these rows."""
        self.usable[at], self.area[at], self.home[at] = other.usable, other.area, other.home

    @property
    def street_uid(self) -> "pd.arrays.IntegerArray":
        """The uid of the street that holds most of each row; missing where none does."""
        return pd.arrays.IntegerArray(self.home, self.home == _NOWHERE)


def measure_rows(subject: Subject) -> Measured:
    """Returns the measures of the rows that are looked at."""
    home = np.full(len(subject.usable), _NOWHERE)
    shares = subject.shares
    if shares is not None:
        # The largest share comes last; of equal ones that of the later street.
        order = np.lexsort((shares.street, shares.area))
        home[shares.zone[order]] = subject.streets["uid"].to_numpy(np.int64)[shares.street[order]]
    return Measured(subject.usable, subject.areas, home)
