"""What a reference system is by its parameters, and how it is called in two languages.

Its own name is not believed: an ESRI .prj writes another one than EPSG, and any name may lie.
"""

import re
from collections.abc import Iterable
from functools import cache

from pyproj import CRS

from geo.errors import Text

_PARAMETERS = (
    "latitude of natural origin",
    "longitude of natural origin",
    "scale factor at natural origin",
    "false easting",
    "false northing",
)
_MILLION = 1_000_000
# Semi-major axis and inverse flattening.
_CGCS2000 = (6_378_137.0, 298.257222101)
_WGS84 = (6_378_137.0, 298.257223563)
_KRASSOVSKY = (6_378_245.0, 298.3)
_IAG75 = (6_378_140.0, 298.257)
_OLD_DATUMS = {
    _KRASSOVSKY: Text("北京54（克拉索夫斯基椭球）", "Beijing-54 (Krassovsky's ellipsoid)"),
    _IAG75: Text("西安80（IAG 75 椭球）", "Xian-80 (the ellipsoid IAG 75)"),
}
# How near an inverse flattening must be: CGCS2000 and WGS 84 are told apart, old ones widely taken.
_DATUMS = (
    (_CGCS2000, 5e-7, Text("CGCS2000", "CGCS2000")),
    (_WGS84, 5e-7, Text("WGS 84", "WGS 84")),
    (_KRASSOVSKY, 0.01, Text("北京54", "Beijing-54")),
    (_IAG75, 0.01, Text("西安80", "Xian-80")),
)


def read_parameters(crs: CRS) -> tuple[str, tuple[float, ...]]:
    """Returns the method of the projection (none of degrees) and the numbers that define it.

    These are the ellipsoid's semi-major axis (m) and inverse flattening, the prime meridian
    (degrees), what its unit is in metres or radians and, of a projected system, the origin's
    latitude and longitude, the scale there, and the false easting and northing.
    """
    crs = _base(crs)
    ellipsoid, meridian = crs.ellipsoid, crs.prime_meridian
    shape = (
        (ellipsoid.semi_major_metre, ellipsoid.inverse_flattening) if ellipsoid else (0.0, 0.0)
    ) + (meridian.longitude if meridian else 0.0, crs.axis_info[0].unit_conversion_factor)
    if not crs.is_projected or crs.coordinate_operation is None:
        return "", shape
    values = {p.name.lower(): p.value for p in crs.coordinate_operation.params}
    numbers = (float(values.get(name, 0.0)) for name in _PARAMETERS)
    return crs.coordinate_operation.method_name, (*shape, *numbers)


def find_old_datum(crs: CRS) -> Text | None:
    """Returns the name of the datum that a system is on, if it is Beijing-54 or Xian-80.

    They are told by their ellipsoids, in degrees, in either width of zones, and under any name.
    """
    _, (axis, flattening, *_) = read_parameters(crs)
    for (old_axis, old_flattening), name in _OLD_DATUMS.items():
        if abs(axis - old_axis) < 1 and abs(flattening - old_flattening) < 0.01:
            return name
    return None


def name_crs(crs: CRS) -> Text:
    """Returns how a system is called: its datum and its projection, or degrees.

    What is neither degrees nor Gauss-Krüger, UTM or Web Mercator keeps the name that it bears.
    """
    method, numbers = read_parameters(crs)
    if method == "Popular Visualisation Pseudo Mercator":
        return Text("Web 墨卡托", "Web Mercator")
    datum, grid = _name_datum(numbers), None
    if not method and _base(crs).is_geographic:
        grid = Text("经纬度", "degrees")
    elif method == "Transverse Mercator":
        grid = _name_grid(numbers[2:], crs.name)
    if datum is None or grid is None:
        return Text(crs.name, crs.name)
    return Text(f"{datum.zh} {grid.zh}", f"{datum.en} {grid.en}")


@cache
def name_epsg(epsg: int) -> Text:
    """Returns the number and the name of a system."""
    name = name_crs(CRS.from_epsg(epsg))
    return Text(f"EPSG:{epsg} {name.zh}", f"EPSG:{epsg} {name.en}")


def list_names(systems: Iterable[int]) -> Text:
    """Returns the numbers and names of systems (EPSG codes), each once."""
    names = [name_epsg(epsg) for epsg in dict.fromkeys(systems)]
    return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _base(crs: CRS) -> CRS:
    """Returns the horizontal system itself, without what is bound to it or stacked upon it."""
    if crs.is_bound and crs.source_crs is not None:
        crs = crs.source_crs
    return crs.sub_crs_list[0] if crs.is_compound else crs


def _name_datum(numbers: tuple[float, ...]) -> Text | None:
    axis, flattening = numbers[:2]
    for (its_axis, its_flattening), near, name in _DATUMS:
        if abs(axis - its_axis) < 1 and abs(flattening - its_flattening) < near:
            return name
    return None


def _name_grid(numbers: tuple[float, ...], written: str) -> Text | None:
    """Returns the name of a transverse Mercator grid in metres, or None of an unusual one.

    Args:
        numbers: prime meridian, unit, then latitude, meridian, scale, false easting and northing.
        written: the system's own name. One with a meridian that zones of three and of six degrees
            share has the same numbers in both; only here its name is asked.
    """
    *usual, meridian, scale, easting, northing = numbers
    if usual != [0.0, 1.0, 0.0] or northing:
        return None
    if scale == 0.9996 and easting == 500_000 and meridian % 6 == 3:
        zone = round((meridian + 183) / 6)
        return Text(f"UTM 第 {zone} 带（北半球）", f"UTM zone {zone}N")
    number, rest = divmod(easting, _MILLION)
    if scale != 1 or rest != 500_000:
        return None
    middle = f"{meridian:g}°E"
    if number:
        return _name_numbered(round(number), meridian, middle)
    width = _find_width(meridian, written)
    wide = Text(f"{width} 度带", f"{width}-degree ") if width else Text("", "")
    return Text(f"{wide.zh}高斯-克吕格 中央经线 {middle}", f"{wide.en}Gauss-Krüger at {middle}")


def _name_numbered(number: int, meridian: float, middle: str) -> Text | None:
    for width, expected in ((3, 3 * number), (6, 6 * number - 3)):
        if meridian == expected:
            return Text(
                f"{width} 度带高斯-克吕格 第 {number} 带（中央经线 {middle}）",
                f"{width}-degree Gauss-Krüger zone {number} ({middle})",
            )
    return None


def _find_width(meridian: float, written: str) -> int | None:
    """Returns how many degrees the zones with a meridian are wide; None for a city's own."""
    if meridian % 3:
        return None
    if meridian % 6 == 0 or re.search(r"3[-_ ]?deg", written, re.IGNORECASE):
        return 3
    return 6 if re.search(r"gauss|gk", written, re.IGNORECASE) else None
