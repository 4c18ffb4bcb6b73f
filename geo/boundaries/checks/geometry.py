"""Checks of each shape by itself: there, a valid polygon, of sensible size, cleanly drawn."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.boundaries.checks.subject import Subject
from geo.boundaries.outlines import SPIKE_DEGREES, find_close, measure_angles
from geo.boundaries.repair import AREA_M2, AREA_SHARE, DRAWN_AREA, Repair, changes_much, mend_shape
from geo.errors import Text
from geo.findings import Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST_EXTENT = 10.0
SMALL_AREA_M2 = 50.0
NARROW_M = 0.5
MANY_VERTICES = 50_000
TOO_MANY_VERTICES = 500_000


def check_shapes(subject: Subject) -> Iterator[Finding]:
    """G1 missing or empty, G2 not a polygon, G4 not finite or far too large."""
    shapes = subject.shapes
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6))
    for index in np.flatnonzero(missing):
        yield subject.find("G1", "E", index, "没有图形", "it has no shape")
    for index in np.flatnonzero(~missing & ~polygonal):
        yield subject.find("G2", "E", index, "图形不是面", "its shape is not a polygon")
    infinite = _find_infinite(subject)
    for index in np.flatnonzero(~missing & infinite):
        yield subject.find("G4", "E", index, "坐标不是有限数", "its coordinates are not finite")
    west, south, east, north = subject.profile.extent.bounds
    box = subject.bounds
    with np.errstate(invalid="ignore"):
        sides = (box[:, 2:] - box[:, :2]) / (east - west, north - south)
    for index in np.flatnonzero(~infinite & (sides > LARGEST_EXTENT).any(axis=1)):
        yield subject.find(
            "G4",
            "E",
            index,
            f"图形的范围是本区的 {sides[index].max():.0f} 倍",
            f"its box is {sides[index].max():.0f} times that of the district",
            measured=float(sides[index].max()),
            threshold=LARGEST_EXTENT,
        )


# What GEOS says of an invalid shape.
_REASONS = {
    "Self-intersection": "边界自相交",
    "Ring Self-intersection": "边界自相接",
    "Hole lies outside shell": "洞在外圈之外",
    "Holes are nested": "洞中有洞",
    "Interior is disconnected": "内部被洞隔断",
    "Nested shells": "一块在另一块之中",
    "Duplicate Rings": "同一圈画了两次",
    "Too few points in geometry component": "顶点太少",
    "Invalid Coordinate": "坐标不是数",
    "Ring is not closed": "边界没有闭合",
}


def check_validity(subject: Subject) -> Iterator[Finding]:
    """G3 invalid, with the reason and its point."""
    for index in np.flatnonzero(subject.drawn & ~subject.usable):
        reason = shapely.is_valid_reason(subject.shapes[index])
        words = reason.split("[")[0]
        yield subject.find(
            "G3",
            "E",
            index,
            f"图形无效：{_REASONS.get(words, words)}",
            f"its shape is invalid: {words}",
            hint=Text("请在原图中改正，或采用一项修复建议。", "Mend the drawing or take a repair."),
            point=_find_reason(reason),
        )


def check_repairs(subject: Subject) -> Iterator[Finding]:
    """G5: the repair that was taken, or the first that is proposed, changes the area (E)."""
    taken = np.full(len(subject.shapes), np.nan)
    if DRAWN_AREA in subject.places.words.table.column_names:
        taken = np.array(subject.tell(DRAWN_AREA), dtype=float)
    repaired = ~np.isnan(taken) & changes_much(np.nan_to_num(taken), subject.areas)
    for index in np.flatnonzero(repaired):
        yield _tell_repair(subject, index, taken[index], subject.areas[index])
    for index in np.flatnonzero(subject.drawn & ~subject.usable):
        repairs = mend_shape(subject.shapes[index], subject.profile)
        if repairs and repairs[0].changes_much:
            yield _tell_repair(subject, index, repairs[0].area_before_m2, repairs[0])


def _tell_repair(subject: Subject, index: np.intp, before: float, after: float | Repair) -> Finding:
    proposed = isinstance(after, Repair)
    area = after.area_after_m2 if isinstance(after, Repair) else float(after)
    return subject.find(
        "G5",
        "E",
        index,
        f"修复{'会' if proposed else ''}使面积由 {before:.1f} 变为 {area:.1f} 平方米",
        f"its repair {'would change' if proposed else 'changed'} the area"
        f" from {before:.1f} to {area:.1f} m²",
        hint=Text("请比较修复前后的图形。", "Compare the shape before and after the repair."),
        measured=abs(area - before),
        threshold=min(AREA_M2, AREA_SHARE * before) if before > 0 else AREA_M2,
        unit="m²",
    )


def check_size(subject: Subject) -> Iterator[Finding]:
    """G8: smaller than 50 m², or nowhere as wide as 0.5 m (W)."""
    small = subject.usable & (subject.areas < SMALL_AREA_M2)
    for index in np.flatnonzero(small):
        area = float(subject.areas[index])
        zh, en = f"面积只有 {area:.1f} 平方米", f"its area is only {area:.1f} m²"
        yield subject.find(
            "G8", "W", index, zh, en, measured=area, threshold=SMALL_AREA_M2, unit="m²"
        )
    # The mean width (twice the area by the outline) is never above the greatest one.
    large = np.flatnonzero(subject.usable & ~small)
    width = np.full(len(small), np.inf)
    width[large] = 2 * subject.areas[large] / shapely.length(subject.metric[large])
    thin = np.flatnonzero(width < NARROW_M)
    thin = thin[shapely.is_empty(shapely.buffer(subject.metric[thin], -NARROW_M / 2))]
    for index in thin:
        zh, en = f"平均宽度只有 {width[index]:.2f} 米", f"it is only {width[index]:.2f} m wide"
        yield subject.find(
            "G8", "W", index, zh, en, measured=float(width[index]), threshold=NARROW_M, unit="m"
        )


def check_close_vertices(subject: Subject) -> Iterator[Finding]:
    """G9: neighbouring vertices less than 1 cm apart (W); one finding a shape, at the first."""
    outlines = subject.outlines
    close = np.flatnonzero(find_close(outlines))
    shapes, first, counts = np.unique(outlines.shape[close], return_index=True, return_counts=True)
    points = subject.locate(outlines.points[close[first]])
    for index, count, point in zip(shapes, counts, points, strict=True):
        yield subject.find(
            "G9",
            "W",
            index,
            f"有 {count} 处相邻顶点相距不足 1 厘米",
            f"neighbouring vertices lie less than 1 cm apart at {count} places",
            measured=float(count),
            threshold=0.0,
            point=point,
        )


def check_spikes(subject: Subject) -> Iterator[Finding]:
    """G10: an angle below 1° (W); one finding a shape, at the sharpest."""
    outlines = subject.outlines.keep(~find_close(subject.outlines))
    angles = measure_angles(outlines)
    sharp = np.flatnonzero(angles < SPIKE_DEGREES)
    # By shape, the sharpest first.
    sharp = sharp[np.lexsort((angles[sharp], outlines.shape[sharp]))]
    shapes, first, counts = np.unique(outlines.shape[sharp], return_index=True, return_counts=True)
    points = subject.locate(outlines.points[sharp[first]])
    for index, at, count, point in zip(shapes, sharp[first], counts, points, strict=True):
        yield subject.find(
            "G10",
            "W",
            index,
            f"有 {count} 处尖刺（夹角 {angles[at]:.2f}°）",
            f"it has {count} spikes (an angle of {angles[at]:.2f}°)",
            measured=float(angles[at]),
            threshold=SPIKE_DEGREES,
            unit="°",
            point=point,
        )


def check_parts(subject: Subject) -> Iterator[Finding]:
    """G11: several parts (W)."""
    parts = shapely.get_num_geometries(subject.shapes)
    for index in np.flatnonzero(subject.drawn & (parts > 1)):
        zh, en = f"由 {parts[index]} 块组成", f"it consists of {parts[index]} parts"
        yield subject.find("G11", "W", index, zh, en, measured=float(parts[index]), threshold=1.0)


def check_vertex_number(subject: Subject) -> Iterator[Finding]:
    """G12: more than 50,000 vertices (W), more than 500,000 (E)."""
    vertices = shapely.get_num_coordinates(subject.shapes)
    for index in np.flatnonzero(vertices > MANY_VERTICES):
        count = int(vertices[index])
        yield subject.find(
            "G12",
            "E" if count > TOO_MANY_VERTICES else "W",
            index,
            f"顶点多达 {count} 个",
            f"it has {count} vertices",
            hint=Text("请抽稀后再提交。", "Simplify it before handing it in."),
            measured=float(count),
            threshold=float(TOO_MANY_VERTICES if count > TOO_MANY_VERTICES else MANY_VERTICES),
        )


def _find_infinite(subject: Subject) -> "NDArray[np.bool_]":
    # Not by their bounds, which leave NaN out.
    points, index = shapely.get_coordinates(subject.shapes, return_index=True)
    infinite = np.zeros(len(subject.shapes), dtype=bool)
    infinite[index[~np.isfinite(points).all(axis=1)]] = True
    return infinite


def _find_reason(reason: str) -> tuple[float, float] | None:
    found = re.search(r"\[(\S+) (\S+)\]", reason)
    return (float(found[1]), float(found[2])) if found else None
