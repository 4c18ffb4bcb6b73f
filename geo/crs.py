"""Coordinate reference systems: the only module that names EPSG codes.

Coordinates are stored in CGCS2000 degrees, measured in the profile's projected system, and
displayed in spherical Mercator. Order is always east, north (longitude, latitude).
"""

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import CRS, Transformer

from geo.errors import InputError, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

STORAGE = 4490
DISPLAY = 3857
WGS84 = 4326

_METHOD = "Transverse Mercator"
_PARAMETERS = (
    "latitude of natural origin",
    "longitude of natural origin",
    "scale factor at natural origin",
    "false easting",
    "false northing",
)


def identify_crs(declared: CRS, allowed: tuple[int, ...]) -> int:
    """Returns the EPSG code among `allowed` whose parameters equal those of `declared`.

    Names and authority codes are not believed: an ESRI .prj carries none, and a name may lie.
    Compared are the ellipsoid, the prime meridian, the unit and, of a projected system, the method
    and the five parameters of its projection.

    Raises:
        InputError: crs_not_taken, when no allowed system has these parameters.
    """
    wanted = _parameters(declared)
    for epsg in allowed:
        if _equal(wanted, _parameters(CRS.from_epsg(epsg))):
            return epsg
    names = "、".join(f"EPSG:{epsg}" for epsg in allowed)
    raise InputError(
        "crs_not_taken",
        Text(
            f"坐标系“{declared.name}”不在可接收之列（{names}）。",
            f"The reference system “{declared.name}” is not one of those taken ({names}).",
        ),
        Text(
            "请测绘单位转换为 CGCS2000 后再提交；北京54、西安80 没有公开的转换参数。",
            "Ask the surveyors to convert to CGCS2000; Beijing-54 and Xian-80 have no public "
            "transformation.",
        ),
    )


def _parameters(crs: CRS) -> tuple[float, ...]:
    if crs.is_bound and crs.source_crs is not None:
        crs = crs.source_crs
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    ellipsoid, meridian = crs.ellipsoid, crs.prime_meridian
    shape = (
        (ellipsoid.semi_major_metre, ellipsoid.inverse_flattening) if ellipsoid else (0.0, 0.0)
    ) + (meridian.longitude if meridian else 0.0, crs.axis_info[0].unit_conversion_factor)
    if not crs.is_projected or crs.coordinate_operation is None:
        return shape
    if crs.coordinate_operation.method_name != _METHOD:
        return (*shape, 0.0)
    values = {p.name.lower(): p.value for p in crs.coordinate_operation.params}
    return (*shape, *(float(values.get(name, 0.0)) for name in _PARAMETERS))


def _equal(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    # 1/298.257223563 (WGS 84) and 1/298.257222101 (CGCS2000) must stay apart: 1e-7 does that.
    return len(one) == len(other) and all(
        abs(a - b) <= 1e-7 * max(1.0, abs(b) / 1e3) for a, b in zip(one, other, strict=True)
    )


@cache
def get_transformer(source: int, target: int) -> Transformer:
    """Returns the transformer between two EPSG codes, east and north first.

    CGCS2000 and WGS 84 differ by less than a metre of plate motion, which has no published
    transformation; PROJ's null operation between these two is the only one that is let through.
    """
    null_is_right = {source, target} <= {STORAGE, WGS84, DISPLAY} or WGS84 in (source, target)
    return Transformer.from_crs(
        source, target, always_xy=True, allow_ballpark=null_is_right or DISPLAY in (source, target)
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
