"""Checks of shapes against each other: apart, without slits, with the same vertices."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.boundaries.checks.neighbours import GAP_M, OVERLAP_AREA_M2
from geo.boundaries.checks.subject import OTHER, Subject
from geo.boundaries.outlines import CLOSE_M
from geo.errors import Text
from geo.findings import Finding, Severity
from geo.surveys import PlaceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

OVERLAP_NOISE_M2 = 0.01
SAME_SHARE = 0.99
GAP_NOISE_M = 0.001
STREET_GAP_M = 100.0


def check_overlaps(subject: Subject) -> Iterator[Finding]:
    """T1: shapes overlap by > 1 m² and > 5 cm of width (E), or by less (W)."""
    found = subject.overlaps
    plain = (found.area > OVERLAP_NOISE_M2) & ~_find_contained(subject)
    yield from _tell_pairs(subject, "T1", plain)


def check_duplicates(subject: Subject) -> Iterator[Finding]:
    """T3: a shape is drawn twice, or lies inside another one (E): 99 % of it is common ground."""
    yield from _tell_pairs(subject, "T3", _find_contained(subject))


def _find_contained(subject: Subject) -> "NDArray[np.bool_]":
    found = subject.overlaps
    smaller = np.minimum(subject.areas[found.one], subject.areas[found.other])
    contained: NDArray[np.bool_] = (found.area > OVERLAP_NOISE_M2) & (
        found.area >= SAME_SHARE * smaller
    )
    return contained


def _tell_pairs(subject: Subject, check: str, chosen: "NDArray[np.bool_]") -> Iterator[Finding]:
    found = subject.overlaps
    pairs = np.flatnonzero(chosen)
    one, other = subject.order_pairs(found.one[pairs], found.other[pairs])
    points = subject.locate(found.middle[pairs])
    for at in np.lexsort((other, one)):
        pair, area = pairs[at], float(found.area[pairs[at]])
        told, severity = judge_overlap(area, wide=found.wide[pair])
        if check == "T3":
            same = area >= SAME_SHARE * max(subject.areas[one[at]], subject.areas[other[at]])
            told, severity = _name_containment(subject, (one[at], other[at]), same=same), "E"
        yield subject.find_pair(
            check,
            severity,
            (one[at], other[at]),
            told,
            measured=area,
            threshold=OVERLAP_AREA_M2,
            unit="m²",
            point=points[at],
        )


def judge_overlap(area: float, *, wide: bool) -> tuple[Text, Severity]:
    """Returns what is told of an overlap with OTHER, and how severe it is."""
    told = Text(f"与{OTHER}重叠 {area:.1f} 平方米", f"it overlaps {OTHER} by {area:.1f} m²")
    return told, "E" if wide else "W"


def _name_containment(subject: Subject, pair: tuple[int, int], *, same: bool) -> Text:
    if same:
        return Text(f"与{OTHER}是同一图形", f"its shape is that of {OTHER} too")
    inside = subject.areas[pair[0]] < subject.areas[pair[1]]
    return (
        Text(f"位于{OTHER}之内", f"it lies inside {OTHER}")
        if inside
        else Text(f"包含{OTHER}", f"it contains {OTHER}")
    )


def check_gaps(subject: Subject) -> Iterator[Finding]:
    """T2: a gap narrower than 0.5 m to a neighbour (W); between streets, any below 100 m (W)."""
    one, other, width, points = find_gaps(subject)
    one, other = subject.order_pairs(one, other)
    chosen = choose_widest(one, other, width, points)
    places = subject.locate(points[chosen])
    for pair, point in zip(chosen, places, strict=True):
        yield subject.find_pair(
            "T2",
            "W",
            (one[pair], other[pair]),
            describe_gap(width[pair]),
            measured=float(width[pair]),
            threshold=limit_gaps(subject),
            unit="m",
            point=point,
        )


def find_gaps(subject: Subject) -> "list[NDArray[Any]]":
    """Returns one, other (positions), width and (n, 2) middle of gaps; some pairs several times."""
    at = np.flatnonzero(subject.usable)
    gaps = _find_slits(subject, at)
    if subject.kind is PlaceKind.STREET:
        gaps = [np.concatenate(both) for both in zip(gaps, _find_voids(subject, at), strict=True)]
    return gaps


def choose_widest(
    one: "NDArray[np.intp]",
    other: "NDArray[np.intp]",
    width: "NDArray[np.float64]",
    points: "NDArray[np.float64]",
) -> "NDArray[np.intp]":
    """Returns of each pair the widest gap; where both sides tell the same, the western one."""
    order = np.lexsort((points[:, 0], -width.round(3), other, one))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(one[order]) != 0) | (np.diff(other[order]) != 0)
    return order[first]


def describe_gap(width: float) -> Text:
    """Returns what is told of a gap to OTHER."""
    return Text(
        f"与{OTHER}之间有宽 {width:.2f} 米的缝隙",
        f"a gap {width:.2f} m wide lies between it and {OTHER}",
    )


def limit_gaps(subject: Subject) -> float:
    """Returns below which width (m) a gap is told."""
    return STREET_GAP_M if subject.kind is PlaceKind.STREET else GAP_M


def _find_slits(subject: Subject, at: "NDArray[np.intp]") -> "list[NDArray[Any]]":
    """Returns one, other, width and (n, 2) middle of the slits along two shapes' sides."""
    shapes = subject.metric[at]
    untidy = np.flatnonzero(~shapely.is_empty(subject.sides[at]))
    lines, side = shapely.get_parts(subject.sides[at[untidy]], return_index=True)
    side = untidy[side]
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    point, other = shapely.STRtree(shapes).query(middles, predicate="dwithin", distance=GAP_M)
    width = shapely.distance(middles[point], shapes[other])
    # Zero where the sides cross or only differ in their vertices: those are T1 and T6.
    crossed = np.zeros(len(lines), dtype=bool)
    crossed[point[(side[point] != other) & (width <= GAP_NOISE_M)]] = True
    open_ = (side[point] != other) & ~crossed[point]
    point, other, width = point[open_], other[open_], width[open_]
    return [at[side[point]], at[other], width, shapely.get_coordinates(middles[point])]


def _find_voids(subject: Subject, at: "NDArray[np.intp]") -> "list[NDArray[Any]]":
    """Returns the same of streets that lie close to each other with no street between."""
    shapes = subject.metric[at]
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="dwithin", distance=STREET_GAP_M)
    one, other = one[one < other], other[one < other]
    width = shapely.distance(shapes[one], shapes[other])
    apart = width > GAP_NOISE_M
    one, other, width = one[apart], other[apart], width[apart]
    middles = shapely.line_interpolate_point(
        shapely.shortest_line(shapes[one], shapes[other]), 0.5, normalized=True
    )
    filled = np.zeros(len(one), dtype=bool)
    filled[tree.query(middles, predicate="intersects")[0]] = True
    # A street that is drawn wrongly is there all the same: it is reported for that.
    faulty = shapely.make_valid(subject.metric[subject.present & ~subject.usable])
    filled[shapely.STRtree(faulty).query(middles, predicate="intersects")[0]] = True
    void = ~filled
    points = shapely.get_coordinates(middles[void])
    return [at[one[void]], at[other[void]], width[void], points]


def check_shared_vertices(subject: Subject) -> Iterator[Finding]:
    """T6: a vertex lies on the neighbour's side, which has none there (W); one a pair."""
    one, other, vertex = find_unmatched(subject)
    one, other = subject.order_pairs(one, other)
    points = subject.outlines.points[vertex]
    pairs, first, counts = count_pairs(one, other, points)
    places = subject.locate(points[first])
    for pair, count, place in zip(pairs, counts, places, strict=True):
        told = describe_unmatched(count)
        yield subject.find_pair(
            "T6", "W", pair, told, measured=float(count), threshold=0.0, point=place
        )


def count_pairs(
    one: "NDArray[np.intp]", other: "NDArray[np.intp]", points: "NDArray[np.float64]"
) -> "tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]":
    """Returns the different pairs (n, 2), the position of each one's westernmost point, counts."""
    order = np.lexsort((points[:, 0], other, one))
    pairs, first, counts = np.unique(
        np.column_stack([one, other])[order], axis=0, return_index=True, return_counts=True
    )
    return pairs, order[first], counts


def describe_unmatched(count: int) -> Text:
    """Returns what is told of vertices that OTHER lacks, or has too many."""
    return Text(
        f"与{OTHER}的公共边上有 {count} 个顶点不对应",
        f"{count} vertices of the side that it shares with {OTHER} are not matched",
    )


def find_unmatched(
    subject: Subject,
) -> "tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]":
    """Returns (shape, neighbour, vertex) where the neighbour's side lacks the shape's vertex."""
    outlines, untidy = subject.outlines, subject.overlaps.untidy
    one, other = _pair_untidy(subject)
    # The vertices of the one that lie within the other's box.
    counts = np.bincount(outlines.shape, minlength=len(untidy))
    starts = np.cumsum(counts) - counts
    pair = np.repeat(np.arange(len(one)), counts[one])
    step = np.arange(len(pair)) - np.repeat(np.cumsum(counts[one]) - counts[one], counts[one])
    vertex = starts[one[pair]] + step
    points, box = outlines.points[vertex], shapely.bounds(subject.metric)[other[pair]]
    near = ((points >= box[:, :2] - CLOSE_M) & (points <= box[:, 2:] + CLOSE_M)).all(axis=1)
    pair, vertex = pair[near], vertex[near]
    shapes = subject.metric[other[pair]]
    shapely.prepare(shapes)
    touching = shapely.dwithin(shapes, shapely.points(outlines.points[vertex]), CLOSE_M)
    pair, vertex = pair[touching], vertex[touching]
    corners = np.full(len(untidy), None, dtype=object)
    needed = np.isin(outlines.shape, other[pair])
    corner: NDArray[Any] = np.asarray(shapely.points(outlines.points[needed]))
    shapely.multipoints(corner, indices=outlines.shape[needed], out=corners)
    lacking = ~shapely.dwithin(
        shapely.points(outlines.points[vertex]), corners[other[pair]], CLOSE_M
    )
    pair, vertex = pair[lacking], vertex[lacking]
    return one[pair], other[pair], vertex


def _pair_untidy(subject: Subject) -> "tuple[NDArray[np.intp], NDArray[np.intp]]":
    """Returns all pairs that touch, in both orders, where one is untidy; without overlaps."""
    at = np.flatnonzero(subject.usable)
    chosen = at[subject.overlaps.untidy[at]]
    one, other = shapely.STRtree(subject.metric[at]).query(
        subject.metric[chosen], predicate="dwithin", distance=CLOSE_M
    )
    one, other = chosen[one], at[other]
    both = np.column_stack([np.append(one, other), np.append(other, one)])
    found, size = subject.overlaps, len(subject.metric)
    wide = found.area > OVERLAP_NOISE_M2
    keys = np.append(
        found.one[wide] * size + found.other[wide], found.other[wide] * size + found.one[wide]
    )
    key = np.unique(both[:, 0] * size + both[:, 1])
    key = key[(key // size != key % size) & ~np.isin(key, keys)]
    return key // size, key % size
