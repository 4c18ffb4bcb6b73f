"""Coordinate reference systems: the only module that names EPSG codes.

Coordinates are stored in CGCS2000 degrees, measured in the profile's projected system, and
displayed in spherical Mercator. Order is always east, north (longitude, latitude).
"""

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import CRS, Transformer

from geo.crs_names import find_old_datum, list_names, name_crs, read_parameters
from geo.errors import InputError, Text, tag

if TYPE_CHECKING:
    from numpy.typing import NDArray

STORAGE = 4490
DISPLAY = 3857
WGS84 = 4326
# No EPSG code: the local grid whose pipeline lies on the customer's own machine.
LOCAL = 0

_METRES_OF_A_DEGREE = 111_000.0


def identify_crs(declared: CRS, allowed: tuple[int, ...]) -> int:
    """Returns the EPSG code among `allowed` whose parameters equal those of `declared`.

    Names and authority codes are not believed: an ESRI .prj carries none, and a name may lie.
    Compared are the ellipsoid, the prime meridian, the unit and, of a projected system, the method
    and the five parameters of its projection.

    Raises:
        InputError: crs_not_taken, when no allowed system has these parameters.
    """
    wanted = read_parameters(declared)
    for epsg in allowed:
        if _equal(wanted, read_parameters(CRS.from_epsg(epsg))):
            return epsg
    if (old := find_old_datum(declared)) is not None:
        raise _refuse_datum(name_crs(declared), old)
    name, taken = name_crs(declared), list_names(allowed)
    raise InputError(
        "crs_not_taken",
        tag(
            "C2",
            Text(
                f"坐标系“{name.zh}”不在可接收之列：{taken.zh}。",
                f"The reference system “{name.en}” is not one of those taken: {taken.en}.",
            ),
        ),
        Text(
            "请测绘单位转换为 CGCS2000 后再提交。",
            "Ask the surveyors to convert it to CGCS2000.",
        ),
        [{"check": "C2"}],
    )


def _refuse_datum(name: Text, datum: Text) -> InputError:
    return InputError(
        "crs_not_taken",
        tag(
            "C4",
            Text(
                f"坐标系“{name.zh}”属于{datum.zh}，到 CGCS2000 没有公开的转换参数；"
                "不作转换就使用会偏离几十米。",
                f"The reference system “{name.en}” is on {datum.en}; the parameters of its "
                "transformation to CGCS2000 are not public, and without them all would lie tens "
                "of metres off.",
            ),
        ),
        Text(
            "请持有转换参数的测绘单位把成果转换为 CGCS2000（经纬度或高斯投影），再连同 .prj "
            "一起提交；转换参数本身不要提交。",
            "Ask the surveying office that holds the parameters to convert the survey to CGCS2000 "
            "(degrees or Gauss-Krüger) and to hand it in with its .prj; never hand in the "
            "parameters themselves.",
        ),
        [{"check": "C4"}],
    )


def _equal(one: tuple[str, tuple[float, ...]], other: tuple[str, tuple[float, ...]]) -> bool:
    # 1/298.257223563 (WGS 84) and 1/298.257222101 (CGCS2000) must stay apart: 1e-7 does that.
    return one[0] == other[0] and all(
        abs(a - b) <= 1e-7 * max(1.0, abs(b) / 1e3) for a, b in zip(one[1], other[1], strict=True)
    )


@cache
def find_first_number(epsg: int, systems: tuple[int, ...]) -> int:
    """Returns the first of some EPSG codes that has a system's parameters; its own if none has."""
    if epsg == LOCAL:
        return epsg
    wanted = read_parameters(CRS.from_epsg(epsg))
    same = (e for e in systems if _equal(wanted, read_parameters(CRS.from_epsg(e))))
    return next(same, epsg)


@cache
def find_zone_prefix(epsg: int) -> int | None:
    """Returns the zone's number that a system's eastings begin with (39 of 39,500,000), or None."""
    method, numbers = read_parameters(CRS.from_epsg(epsg))
    million = int(numbers[-2] // 1_000_000) if method == "Transverse Mercator" else 0
    return million or None


def explain_zone_prefix(million: int) -> Text | None:
    """Returns what eastings of so many millions say of their zone, or None if they say nothing.

    China lies in the 3-degree zones 24 to 45 and in the 6-degree zones 13 to 23.
    """
    if 24 <= million <= 45:
        width, meridian = 3, 3 * million
    elif 13 <= million <= 23:
        width, meridian = 6, 6 * million - 3
    else:
        return None
    return Text(
        f"横坐标以 {million} 开头，即 {width} 度带第 {million} 带（中央子午线 {meridian}°E）",
        f"eastings begin with {million}: {width}-degree zone {million}, central meridian "
        f"{meridian}°E",
    )


@cache
def find_window(
    epsg: int, bounds: tuple[float, float, float, float], margin_m: float
) -> tuple[float, float, float, float]:
    """Returns the box, in a system's own numbers, that holds a box of degrees and a margin.

    Args:
        epsg: the system.
        bounds: (west, south, east, north) in degrees.
        margin_m: how far around it.
    """
    west, south, east, north = bounds
    high = margin_m / _METRES_OF_A_DEGREE
    wide = high / float(np.cos(np.radians((south + north) / 2)))
    grown = (west - wide, south - high, east + wide, north + high)
    window: tuple[float, float, float, float] = get_transformer(STORAGE, epsg).transform_bounds(
        *grown
    )
    return window


@cache
def get_transformer(source: int, target: int) -> Transformer:
    """Returns the transformer between two EPSG codes, east and north first.

    CGCS2000 and WGS 84 differ by less than a metre of plate motion, which has no published
    transformation; PROJ's null operation between these two is the only one that is let through.
    Nothing is transformed from or to Beijing-54 and Xian-80: for some oil fields PROJ knows
    parameters, which are wrong elsewhere.

    Raises:
        InputError: crs_not_taken, when either is on Beijing-54 or Xian-80.
    """
    systems = [CRS.from_epsg(source), CRS.from_epsg(target)]
    for system in systems:
        if (old := find_old_datum(system)) is not None:
            raise _refuse_datum(name_crs(system), old)
    geodetic = {system.geodetic_crs.to_epsg() for system in systems if system.geodetic_crs}
    return Transformer.from_crs(
        source, target, always_xy=True, allow_ballpark=geodetic == {STORAGE, WGS84}
    )


def transform_shapes(shapes: "NDArray[Any]", source: int, target: int) -> "NDArray[Any]":
    """Returns an array of shapes in `target` for one in `source` (EPSG codes), vertex by vertex."""
    if source == target:
        return shapes
    transformer = get_transformer(source, target)

    def move(points: "NDArray[np.float64]") -> "NDArray[np.float64]":
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    moved: NDArray[Any] = shapely.transform(shapes, move)
    return moved


def is_in_degrees(epsg: int) -> bool:
    """Whether a system's coordinates are longitudes and latitudes."""
    return bool(CRS.from_epsg(epsg).is_geographic)
