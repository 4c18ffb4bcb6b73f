"""Checks of the shapes: there, valid, inside the district, apart from each other."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.boundaries.checks.subject import Subject, measure, name_place
from geo.crs import STORAGE, get_transformer
from geo.errors import Text
from geo.profile import Profile
from geo.surveys import Finding, PlaceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

OVERLAP_AREA_M2 = 1.0
OVERLAP_WIDTH_M = 0.05
OVERLAP_NOISE_M2 = 0.01
OUTSIDE_SHARE = 0.01
SMALL_AREA_M2 = 50.0
MANY_VERTICES = 50_000


def check_geometry(subject: Subject) -> Iterator[Finding]:
    """G1 missing or empty, G2 not a polygon, G3 invalid with the place, G4 not finite."""
    shapes = subject.rows.geometry.to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6))
    for index in np.flatnonzero(missing):
        yield subject.find("G1", "E", index, "没有图形", "it has no shape")
    for index in np.flatnonzero(~missing & ~polygonal):
        yield subject.find("G2", "E", index, "图形不是面", "its shape is not a polygon")
    finite = ~np.isin(np.arange(len(shapes)), _find_infinite(shapes))
    for index in np.flatnonzero(~missing & ~finite):
        yield subject.find("G4", "E", index, "坐标不是有限数", "its coordinates are not finite")
    invalid = ~missing & polygonal & finite & ~shapely.is_valid(shapes)
    for index in np.flatnonzero(invalid):
        reason = shapely.is_valid_reason(shapes[index])
        yield subject.find(
            "G3",
            "E",
            index,
            f"图形无效（{reason}）",
            f"its shape is invalid ({reason})",
            hint=Text("请在原图中改正自相交等错误。", "Mend self-intersections in the drawing."),
            point=_find_reason(reason),
        )


def check_extent(subject: Subject) -> Iterator[Finding]:
    """C1: every shape lies inside the district's box and its margin."""
    west, south, east, north = _find_box(subject.profile)
    bounds = shapely.bounds(subject.metric)
    with np.errstate(invalid="ignore"):
        outside = (
            (bounds[:, 0] < west)
            | (bounds[:, 1] < south)
            | (bounds[:, 2] > east)
            | (bounds[:, 3] > north)
        )
    # A transformation of coordinates that are no degrees gives infinities: those are outside too.
    shapes = subject.rows.geometry.to_numpy()
    present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    outside |= ~np.isfinite(bounds).all(axis=1)
    name = subject.profile.short_name
    for index in np.flatnonzero(present & outside):
        lon, lat = shapely.bounds(shapes[index])[:2]
        yield subject.find(
            "C1",
            "E",
            index,
            f"不在{name.zh}范围内（{lon:.4f}, {lat:.4f}）",
            f"it lies outside {name.en} ({lon:.4f}, {lat:.4f})",
            hint=Text("请核对坐标系与中央子午线。", "Check the reference system and its meridian."),
        )


def check_overlaps(subject: Subject) -> Iterator[Finding]:
    """T1: shapes overlap by > 1 m² and > 5 cm of width (E), or by less (W)."""
    at = np.flatnonzero(subject.usable)
    shapes = subject.metric[at]
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    ahead = first < second
    first, second = at[first[ahead]], at[second[ahead]]
    area, width = _measure_overlaps(subject.metric[first], subject.metric[second])
    for pair in np.flatnonzero(area > OVERLAP_NOISE_M2):
        other = subject.rows.iloc[second[pair]]
        yield _tell_overlap(
            subject,
            first[pair],
            Text(
                f"第 {other.row_no} 行{name_place(other.code, other['name'])}",
                f"row {other.row_no} ({other.code})",
            ),
            area[pair],
            width[pair],
            other_row=int(other.row_no),
        )


def check_staying(subject: Subject, staying: gpd.GeoDataFrame) -> Iterator[Finding]:
    """T1 for a survey of a part: a shape overlaps one of the known places that stay as they are."""
    at = np.flatnonzero(subject.usable)
    known = measure(staying, subject.profile)
    row, place = shapely.STRtree(known).query(subject.metric[at], predicate="intersects")
    row = at[row]
    area, width = _measure_overlaps(subject.metric[row], known[place])
    for pair in np.flatnonzero(area > OVERLAP_NOISE_M2):
        other = staying.iloc[place[pair]]
        named = Text(f"现有的{name_place(other.code, other['name'])}", f"{other.code}, which stays")
        yield _tell_overlap(subject, row[pair], named, area[pair], width[pair])


def _measure_overlaps(
    one: "NDArray[Any]", other: "NDArray[Any]"
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Returns the area (m²) and the mean width (m) of what each pair of shapes has in common."""
    common = shapely.intersection(one, other)
    area, length = shapely.area(common), shapely.length(common)
    return area, np.divide(2 * area, length, out=np.zeros_like(area), where=length > 0)


def _tell_overlap(
    subject: Subject, index: int, other: Text, area: float, width: float, **more: Any
) -> Finding:
    wide = area > OVERLAP_AREA_M2 and width > OVERLAP_WIDTH_M
    return subject.find(
        "T1",
        "E" if wide else "W",
        index,
        f"与{other.zh}重叠 {area:.1f} 平方米",
        f"it overlaps {other.en} by {area:.1f} m²",
        measured=float(area),
        threshold=OVERLAP_AREA_M2,
        unit="m²",
        **more,
    )


def check_street_cover(subject: Subject) -> Iterator[Finding]:
    """T4: over 1 % of a zone lies outside every street (E), when streets are known."""
    if subject.kind is not PlaceKind.ZONE or subject.streets.empty:
        return
    streets = measure(subject.streets, subject.profile)
    usable = np.flatnonzero(subject.usable)
    shapes = subject.metric[usable]
    tree = shapely.STRtree(streets)
    zone, street = tree.query(shapes, predicate="intersects")
    inside = np.zeros(len(shapes))
    np.add.at(inside, zone, shapely.area(shapely.intersection(shapes[zone], streets[street])))
    share = 1 - inside / shapely.area(shapes)
    for at in np.flatnonzero(share > OUTSIDE_SHARE):
        yield subject.find(
            "T4",
            "E",
            usable[at],
            f"有 {share[at]:.1%} 在所有街乡范围之外",
            f"{share[at]:.1%} of it lies outside every street",
            measured=float(share[at]) * 100,
            threshold=OUTSIDE_SHARE * 100,
            unit="%",
        )


def check_size(subject: Subject) -> Iterator[Finding]:
    """G8 smaller than 50 m² (W), G12 more than 50,000 vertices (W)."""
    usable = np.flatnonzero(subject.usable)
    areas = shapely.area(subject.metric[usable])
    vertices = shapely.get_num_coordinates(subject.metric)
    for index, area in zip(usable, areas, strict=True):
        if area >= SMALL_AREA_M2:
            continue
        yield subject.find(
            "G8",
            "W",
            index,
            f"面积只有 {area:.1f} 平方米",
            f"its area is only {area:.1f} m²",
            measured=float(area),
            threshold=SMALL_AREA_M2,
            unit="m²",
        )
    for index in np.flatnonzero(vertices > MANY_VERTICES):
        zh, en = f"顶点多达 {vertices[index]} 个", f"it has {vertices[index]} vertices"
        yield subject.find("G12", "W", index, zh, en, measured=float(vertices[index]))


def _find_infinite(shapes: "NDArray[Any]") -> "NDArray[np.intp]":
    # Not by their bounds, which leave NaN out.
    points, index = shapely.get_coordinates(shapes, return_index=True)
    found: NDArray[np.intp] = np.unique(index[~np.isfinite(points).all(axis=1)])
    return found


def _find_box(profile: Profile) -> tuple[float, float, float, float]:
    west, south, east, north = profile.extent.bounds
    transformer = get_transformer(STORAGE, profile.crs.measure)
    x0, y0, x1, y1 = transformer.transform_bounds(west, south, east, north)
    margin = profile.extent.margin_m
    return x0 - margin, y0 - margin, x1 + margin, y1 + margin


def _find_reason(reason: str) -> tuple[float, float] | None:
    found = re.search(r"\[(\S+) (\S+)\]", reason)
    return (float(found[1]), float(found[2])) if found else None
