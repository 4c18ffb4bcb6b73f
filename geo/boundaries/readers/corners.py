"""Corners in rows: tables that list the points of each boundary, one below the other."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A Chinese table's X is north; which of the two it is here, the numbers decide later.
_FIRST = (
    "x", "x坐标", "坐标x", "x(m)", "横坐标", "横坐标y", "东坐标", "东坐标y", "经度", "lon", "lng",
    "longitude", "east", "easting",
)  # fmt: skip
_SECOND = (
    "y", "y坐标", "坐标y", "y(m)", "纵坐标", "纵坐标x", "北坐标", "北坐标x", "纬度", "lat",
    "latitude", "north", "northing",
)  # fmt: skip
_RING = ("圈号", "环号", "部件", "ring", "part")
_ANGLE = re.compile(
    r"[东EN北]?(?:经|纬)?\s*(\d{1,3})\s*[°度:-]\s*(\d{1,2})\s*[′'’分:-]\s*"
    r"(\d{1,2}(?:\.\d*)?)\s*(?:″|′′|''|[\"”秒])?\s*[EN]?"
)
_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_UNIT = re.compile(r"[\s（(].*$")


@dataclass(frozen=True, slots=True)
class Corners:
    """The columns of a table of corners: of the two coordinates, of the zone, of the ring."""

    first: str
    second: str
    group: str
    ring: str | None


def find_corners(columns: dict[str, list[Any]], codes: Sequence[str]) -> Corners | None:
    """Returns which columns hold corners; None if the table has no boundaries.

    A table of one point per zone (where its gate is) is a register, no boundary.

    Args:
        columns: the table's.
        codes: how offices spell the column of a zone's code.
    """
    lower = {_UNIT.sub("", name.lower()): name for name in reversed(columns)}
    first = next((lower[name] for name in _FIRST if name in lower), None)
    second = next((lower[name] for name in _SECOND if name in lower), None)
    group = find_repeated(columns, codes)
    if first is None or second is None or group is None:
        return None
    # Where most corners are given, one that is not is a fault of its own, and no register.
    if any(2 * columns[name].count(None) > len(columns[name]) for name in (first, second)):
        return None
    ring = next((lower[name] for name in _RING if name in lower), None)
    return Corners(first, second, group, ring)


def find_repeated(columns: dict[str, list[Any]], codes: Sequence[str]) -> str | None:
    """Returns the column of codes if each stands in three rows or more, one below the other."""
    lower = {_UNIT.sub("", name.lower()): name for name in reversed(columns)}
    spelled = (spelling.lower() for spelling in codes)
    group = next((lower[name] for name in spelled if name in lower), None)
    if group is None:
        return None
    groups = _fill_down(columns[group])
    return group if len(groups) >= 3 * len(set(groups)) else None


def join_corners(
    columns: dict[str, list[Any]], corners: Corners
) -> tuple[dict[str, list[Any]], "NDArray[Any]"]:
    """Returns one row per zone and its polygon; the rows' order is the corners' order.

    Of several rings of a zone, those inside another are its holes.
    """
    groups = _fill_down(columns[corners.group])
    rings = _fill_down(columns[corners.ring]) if corners.ring else [None] * len(groups)
    points = np.array(
        [
            (read_number(x), read_number(y))
            for x, y in zip(columns[corners.first], columns[corners.second], strict=True)
        ],
        dtype=float,
    )
    members: dict[Any, dict[Any, list[int]]] = {}
    for at, (group, ring) in enumerate(zip(groups, rings, strict=True)):
        members.setdefault(group, {}).setdefault(ring, []).append(at)
    shapes = np.array([_draw([points[at] for at in r.values()]) for r in members.values()], object)
    heads = [next(iter(rings.values()))[0] for rings in members.values()]
    spent = (corners.first, corners.second, corners.ring)
    kept = {n: [cells[at] for at in heads] for n, cells in columns.items() if n not in spent}
    return kept, shapes


def _draw(rings: "list[NDArray[np.float64]]") -> shapely.Geometry | None:
    drawn = [shapely.Polygon(ring) for ring in rings if len(ring) >= 3]
    if len(drawn) < 2:
        return drawn[0] if drawn else None
    shape: shapely.Geometry = shapely.Polygon()
    for ring in sorted(drawn, key=lambda one: -one.area):
        shape = shapely.symmetric_difference(shape, ring)
    return shape


def _fill_down(cells: list[Any]) -> list[Any]:
    filled, last = [], None
    for cell in cells:
        last = cell if cell is not None else last
        filled.append(last)
    return filled


def read_number(cell: Any) -> float | None:
    """Returns a cell's number; None for an empty one, and for what is no finite number.

    Understood are commas between thousands, full-width digits, and degrees, minutes and seconds.
    """
    if isinstance(cell, str):
        cell = unicodedata.normalize("NFKC", cell).strip()
        if angle := _ANGLE.fullmatch(cell):
            degrees, minutes, seconds = map(float, angle.groups())
            return degrees + minutes / 60 + seconds / 3600 if max(minutes, seconds) < 60 else None
        if _THOUSANDS.fullmatch(cell):
            cell = cell.replace(",", "")
    try:
        number = float(cell)
    except (TypeError, ValueError):
        return None
    return number if np.isfinite(number) else None
