"""From lines to areas: closing, nesting, and which text stands in which area."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Ends of lines that are nearer than this meet (a centimetre, in a drawing's metres).
SNAP = 0.01


@dataclass(frozen=True, slots=True)
class Label:
    """A text of a drawing and where it stands."""

    x: float
    y: float
    text: str


def build_areas(lines: "Sequence[NDArray[np.float64]]") -> "NDArray[Any]":
    """Returns the areas that lines enclose, each as a polygon; the same one only once.

    A line whose ends meet is taken as drawn. Open lines are cut where they cross and joined where
    their ends are within SNAP.
    """
    finite = [line for line in lines if np.isfinite(line).all()]
    closed = [line for line in finite if is_closed(line)]
    loose = [line for line in finite if not is_closed(line)]
    areas: list[Any] = [shapely.Polygon(line) for line in closed]
    if loose:
        snapped = shapely.multilinestrings(
            [shapely.LineString(np.round(line / SNAP) * SNAP) for line in loose]
        )
        faces = shapely.polygonize([shapely.node(snapped)])
        outlines = shapely.get_exterior_ring(shapely.get_parts(faces))
        areas.extend(shapely.Polygon(outline) for outline in outlines)
    kept: dict[bytes, shapely.Geometry] = {}
    for area in areas:
        # By the corners alone: an outline that crosses itself is kept for a check to tell.
        corners = shapely.transform(area, lambda points: np.round(points / SNAP))
        kept.setdefault(shapely.to_wkb(shapely.normalize(corners)), area)
    return np.array([area for area in kept.values() if shapely.area(area) > 0], dtype=object)


def is_closed(line: "NDArray[np.float64]") -> bool:
    """Returns whether a line of three corners or more ends where it begins."""
    return len(line) >= 4 and bool(np.hypot(*(line[0] - line[-1])) <= SNAP)


def label_areas(
    areas: "NDArray[Any]", labels: Sequence[Label], codes: Sequence[str]
) -> tuple[dict[str, list[Any]], "NDArray[Any]"]:
    """Returns the areas that are zones as columns (code, name, text) and shapes.

    A text belongs to the smallest area around it. An area inside another is cut out of that one;
    if it has no text it is only a hole. Areas with the same code are parts of one zone. The code
    is the text that has the form of one; a drawing without any has no column of codes.
    """
    parents = _find_parents(areas)
    texts = _assign(areas, labels)
    depth = _count_depth(parents)
    children: dict[int, list[int]] = {}
    for at, parent in enumerate(parents):
        children.setdefault(int(parent), []).append(at)
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    by_code: dict[str, int] = {}
    for at, area in enumerate(areas):
        if depth[at] % 2 and not texts[at]:
            continue
        shape = _cut_out(area, [areas[child] for child in children.get(at, [])])
        row = _read_texts(texts[at], codes)
        if row["code"] in by_code:
            first = by_code[row["code"]]
            shapes[first] = _join(shapes[first], shape)
            continue
        if row["code"] is not None:
            by_code[row["code"]] = len(rows)
        rows.append(row)
        shapes.append(shape)
    names = ("code", "name", "text") if by_code else ("name", "text")
    return {name: [row[name] for row in rows] for name in names}, np.array(shapes, dtype=object)


def _find_parents(areas: "NDArray[Any]") -> "NDArray[np.int64]":
    """Returns for each area the smallest one around it, or -1."""
    sizes = shapely.area(areas)
    parents = np.full(len(areas), -1)
    tree = shapely.STRtree(areas)
    # A point well inside tells which areas are around; shared borders do not matter then.
    inner, outer = tree.query(shapely.point_on_surface(areas), predicate="within")
    for at, around in zip(inner, outer, strict=True):
        if sizes[around] > sizes[at] and _mostly_inside(areas[at], areas[around]):
            best = parents[at]
            if best < 0 or sizes[around] < sizes[best]:
                parents[at] = around
    return parents


def _mostly_inside(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    try:
        return bool(shapely.area(shapely.intersection(one, other)) > 0.99 * shapely.area(one))
    except shapely.errors.GEOSException:
        return False  # an outline that crosses itself; a check will say so


def _count_depth(parents: "NDArray[np.int64]") -> list[int]:
    depths = []
    for at in range(len(parents)):
        depth, up = 0, parents[at]
        while up >= 0:
            depth, up = depth + 1, parents[up]
        depths.append(depth)
    return depths


def _assign(areas: "NDArray[Any]", labels: Sequence[Label]) -> list[list[str]]:
    texts: list[list[str]] = [[] for _ in areas]
    if not labels:
        return texts
    points = shapely.points([(label.x, label.y) for label in labels])
    sizes = shapely.area(areas)
    smallest = np.full(len(labels), -1)
    for label, area in zip(*shapely.STRtree(areas).query(points, predicate="within"), strict=True):
        if smallest[label] < 0 or sizes[area] < sizes[smallest[label]]:
            smallest[label] = area
    for label, area in enumerate(smallest):
        if area >= 0:
            texts[area].append(labels[label].text)
    return texts


def _cut_out(area: shapely.Geometry, inside: list[shapely.Geometry]) -> shapely.Geometry:
    if not inside:
        return area
    try:
        return shapely.difference(area, shapely.union_all(inside))
    except shapely.errors.GEOSException:
        return area  # an outline that crosses itself; a check will say so


def _join(one: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    try:
        return shapely.union(one, other)
    except shapely.errors.GEOSException:
        # One of them crosses itself; side by side, a check will say so.
        return shapely.MultiPolygon([*shapely.get_parts(one), *shapely.get_parts(other)])


def find_lost_codes(
    labels: Sequence[Label], columns: dict[str, list[Any]], codes: Sequence[str]
) -> list[str]:
    """Returns the codes that texts say and no area has: an outline is open or lies elsewhere."""
    words = dict.fromkeys(word for label in labels for word in label.text.split())
    taken = set(columns.get("code", ()))
    return [w for w in words if w not in taken and any(re.fullmatch(form, w) for form in codes)]


def _read_texts(texts: list[str], codes: Sequence[str]) -> dict[str, str | None]:
    words = [word for text in texts for word in text.split()]
    code = next((w for w in words for form in codes if re.fullmatch(form, w)), None)
    name = " ".join(word for word in words if word != code)
    return {"code": code, "name": name or None, "text": " ".join(texts) or None}
