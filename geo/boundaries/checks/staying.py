"""Checks of a survey of a part against the known places that it leaves as they are."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely

from geo.boundaries.checks.neighbours import OVERLAP_AREA_M2, measure_common
from geo.boundaries.checks.subject import NO_STREETS, OTHER, Subject, measure, name_place
from geo.boundaries.checks.topology import (
    OVERLAP_NOISE_M2,
    choose_widest,
    count_pairs,
    describe_gap,
    describe_unmatched,
    find_gaps,
    find_unmatched,
    judge_overlap,
    limit_gaps,
)
from geo.errors import Text
from geo.findings import Finding, Severity
from geo.places import Places, Words, pack_shapes

if TYPE_CHECKING:
    from numpy.typing import NDArray


def check_staying(subject: Subject, staying: gpd.GeoDataFrame) -> Iterator[Finding]:
    """T1, T2 and T6 between the rows and the known places that stay: code, name, geometry."""
    yield from _check_overlaps(subject, staying)
    own = len(subject.metric)
    shapes = np.append(subject.shapes, np.asarray(staying.geometry.array, dtype=object))
    both = Subject(
        subject.kind,
        Places(Words(pa.table({})), pack_shapes(shapes)),
        NO_STREETS,
        subject.profile,
    )
    yield from _check_gaps(subject, staying, both, own)
    yield from _check_vertices(subject, staying, both, own)


def _check_overlaps(subject: Subject, staying: gpd.GeoDataFrame) -> Iterator[Finding]:
    at = np.flatnonzero(subject.usable)
    known = measure(staying, subject.profile)
    row, place = shapely.STRtree(known).query(subject.metric[at], predicate="intersects")
    row = at[row]
    area, wide, common = measure_common(subject.metric[row], known[place])
    told = np.flatnonzero(area > OVERLAP_NOISE_M2)
    points = subject.locate(shapely.get_coordinates(shapely.point_on_surface(common[told])))
    for pair, point in zip(told, points, strict=True):
        sentence, severity = judge_overlap(float(area[pair]), wide=wide[pair])
        yield _find(
            subject,
            "T1",
            severity,
            (int(row[pair]), staying.iloc[place[pair]]),
            sentence,
            measured=float(area[pair]),
            threshold=OVERLAP_AREA_M2,
            unit="m²",
            point=point,
        )


def _check_gaps(
    subject: Subject, staying: gpd.GeoDataFrame, both: Subject, own: int
) -> Iterator[Finding]:
    one, other, width, points = find_gaps(both)
    row, place, mixed = _pair_own(one, other, own)
    width, points = width[mixed], points[mixed]
    chosen = choose_widest(row, place, width, points)
    for pair, point in zip(chosen, subject.locate(points[chosen]), strict=True):
        yield _find(
            subject,
            "T2",
            "W",
            (int(row[pair]), staying.iloc[place[pair]]),
            describe_gap(width[pair]),
            measured=float(width[pair]),
            threshold=limit_gaps(subject),
            unit="m",
            point=point,
        )


def _check_vertices(
    subject: Subject, staying: gpd.GeoDataFrame, both: Subject, own: int
) -> Iterator[Finding]:
    one, other, vertex = find_unmatched(both)
    row, place, mixed = _pair_own(one, other, own)
    points = both.outlines.points[vertex[mixed]]
    pairs, first, counts = count_pairs(row, place, points)
    for pair, count, point in zip(pairs, counts, subject.locate(points[first]), strict=True):
        yield _find(
            subject,
            "T6",
            "W",
            (int(pair[0]), staying.iloc[pair[1]]),
            describe_unmatched(count),
            measured=float(count),
            threshold=0.0,
            point=point,
        )


def _pair_own(
    one: "NDArray[np.intp]", other: "NDArray[np.intp]", own: int
) -> "tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]":
    """Returns row and staying place of the pairs of one of each, and which pairs these are."""
    mixed: NDArray[np.bool_] = (one < own) != (other < own)
    one, other = one[mixed], other[mixed]
    return np.minimum(one, other), np.maximum(one, other) - own, mixed


def _find(
    subject: Subject,
    check: str,
    severity: Severity,
    pair: tuple[int, Any],
    told: Text,
    **more: Any,
) -> Finding:
    """Returns a finding about a row and a place that stays, which `told` names as OTHER."""
    row, other = pair
    return subject.find(
        check,
        severity,
        row,
        told.zh.replace(OTHER, f"现有的{name_place(other.code, other['name'])}"),
        told.en.replace(OTHER, f"{other.code}, which stays,"),
        other_code=other.code,
        **more,
    )
