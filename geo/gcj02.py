"""GCJ-02 and BD-09, the displaced degrees of Chinese web maps, to WGS 84 and back.

GCJ-02 moves a point by some hundred metres, by a smooth field of its WGS 84 place; BD-09 moves the
result once more. Both fields are known as formulas since 2013 (the source of their constants is
the published "EvilTransform"); the real plug-in may differ from them by a metre or two. WGS 84
stands for CGCS2000 here: they differ by less than a metre.

All functions take and return degrees as an array of shape (n, 2), longitude first. Both fields end
at a box around China: a point outside of it is returned as it is, in either direction. Points that
are not finite stay so.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Move = Callable[[Points], Points]

# Longitude and latitude between which the fields are defined.
WEST, SOUTH, EAST, NORTH = 72.004, 0.8293, 137.8347, 55.8271

# The formula computes on Krassovsky's ellipsoid.
_AXIS = 6_378_245.0
_ECCENTRICITY2 = 0.006_693_421_622_965_943
_BAIDU_TURN = np.pi * 3000 / 180
_BAIDU_EAST, _BAIDU_NORTH = 0.0065, 0.006
# A hundredth of a millimetre.
_EXACT_DEGREES = 1e-10
# Each step leaves at most a fiftieth of the error before it; seven reach the goal.
_MOST_STEPS = 20


def wgs84_to_gcj02(points: "Points") -> "Points":
    """Returns WGS 84 degrees displaced to GCJ-02."""
    return np.where(_inside(points), _displace(points), points)


def gcj02_to_wgs84(points: "Points") -> "Points":
    """Returns GCJ-02 degrees put back to WGS 84, each to a hundredth of a millimetre."""
    return np.where(_inside(points), _invert(_displace, points), points)


def gcj02_to_bd09(points: "Points") -> "Points":
    """Returns GCJ-02 degrees displaced to BD-09."""
    return np.where(_inside(points), _displace_further(points), points)


def bd09_to_gcj02(points: "Points") -> "Points":
    """Returns BD-09 degrees put back to GCJ-02, each to a hundredth of a millimetre."""
    return np.where(_inside(points), _invert(_displace_further, points), points)


def wgs84_to_bd09(points: "Points") -> "Points":
    """Returns WGS 84 degrees displaced to BD-09."""
    return gcj02_to_bd09(wgs84_to_gcj02(points))


def bd09_to_wgs84(points: "Points") -> "Points":
    """Returns BD-09 degrees put back to WGS 84, each to a hundredth of a millimetre."""
    return gcj02_to_wgs84(bd09_to_gcj02(points))


def _inside(points: "Points") -> "NDArray[np.bool_]":
    lon, lat = points[:, 0], points[:, 1]
    return ((lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH))[:, None]


def _displace(points: "Points") -> "Points":
    x, y = points[:, 0] - 105.0, points[:, 1] - 35.0
    root = np.sqrt(np.abs(x))
    both = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (both + _waves(x, (1, 20), (3, 40), (12, 150), (30, 300))) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (both + _waves(y, (1, 20), (3, 40), (12, 160), (30, 320))) * 2 / 3
    latitude = np.radians(points[:, 1])
    magic = 1 - _ECCENTRICITY2 * np.sin(latitude) ** 2
    along_parallel = _AXIS / np.sqrt(magic) * np.cos(latitude)
    along_meridian = _AXIS * (1 - _ECCENTRICITY2) / magic**1.5
    moved: Points = points + np.degrees(
        np.column_stack([east / along_parallel, north / along_meridian])
    )
    return moved


def _waves(degrees: "Points", *waves: tuple[int, int]) -> "Points":
    """Returns the sum of sine waves, each of (half its length in degrees, height)."""
    total: Points = np.sum([high * np.sin(np.pi * degrees / half) for half, high in waves], axis=0)
    return total


def _displace_further(points: "Points") -> "Points":
    x, y = points[:, 0], points[:, 1]
    radius = np.hypot(x, y) + 2e-5 * np.sin(y * _BAIDU_TURN)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * _BAIDU_TURN)
    return np.column_stack(
        [radius * np.cos(angle) + _BAIDU_EAST, radius * np.sin(angle) + _BAIDU_NORTH]
    )


def _invert(move: "Move", points: "Points") -> "Points":
    """Returns where `move` brings the points from: steps until each is exact."""
    found = points
    for _ in range(_MOST_STEPS):
        error = move(found) - points
        found = found - error
        if not (np.abs(error) > _EXACT_DEGREES).any():
            break
    return found
