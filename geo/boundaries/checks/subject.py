"""What the checks look at: a survey's rows, their shapes in metres, the places that are known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.boundaries.checks.neighbours import (
    Overlaps,
    Shares,
    find_overlaps,
    find_shares,
    find_sides,
)
from geo.boundaries.outlines import Outlines, trace_outlines
from geo.crs import STORAGE, get_transformer, transform_shapes
from geo.errors import Text
from geo.findings import Finding, Severity
from geo.places import ALL, Places, cut
from geo.profile import Profile
from geo.surveys import PlaceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Stands in a message about two rows for the second one.
OTHER = "{other}"
NO_STREETS = gpd.GeoDataFrame({"uid": [], "code": []}, geometry=[], crs=STORAGE)


@dataclass(frozen=True)
class Subject:
    """A survey under check.

    Attributes:
        kind: street or zone.
        places: the survey's rows.
        streets: the known streets: uid, code, geometry (EPSG:4490).
        profile: the district.
        base: the reference layers (kind, name, geometry in EPSG:4490), if there are any.
        at: the positions of the rows that are looked at; all of a small survey.
    """

    kind: PlaceKind
    places: Places
    streets: gpd.GeoDataFrame
    profile: Profile
    base: gpd.GeoDataFrame | None = None
    at: "slice | NDArray[np.intp]" = field(default_factory=lambda: ALL)

    @cached_property
    def bounds(self) -> "NDArray[np.float64]":
        """The shapes' bounds in degrees, (n, 4), in the order of the rows."""
        bounds: NDArray[np.float64] = self.places.shapes.bounds[self.at]
        return bounds

    @cached_property
    def shapes(self) -> "NDArray[Any]":
        """The shapes in degrees (EPSG:4490), in the order of the rows."""
        return self.places.shapes.take(self.at)

    @cached_property
    def metric(self) -> "NDArray[Any]":
        """The shapes in metres, in the order of the rows."""
        return transform_shapes(self.shapes, STORAGE, self.profile.crs.measure)

    @cached_property
    def present(self) -> "NDArray[np.bool_]":
        """Which shapes are there and finite, whatever they are."""
        missing = shapely.is_missing(self.metric) | shapely.is_empty(self.metric)
        present: NDArray[np.bool_] = ~missing
        points, shape = shapely.get_coordinates(self.metric, return_index=True)
        present[shape[~np.isfinite(points).all(axis=1)]] = False
        return present

    @cached_property
    def drawn(self) -> "NDArray[np.bool_]":
        """Which shapes are polygons that are there and finite, valid or not."""
        drawn: NDArray[np.bool_] = self.present & np.isin(shapely.get_type_id(self.metric), (3, 6))
        return drawn

    @cached_property
    def usable(self) -> "NDArray[np.bool_]":
        """Which shapes can be measured: polygons that are there, finite and valid."""
        usable = self.drawn.copy()
        usable[usable] = shapely.is_valid(self.metric[usable])
        return usable

    @cached_property
    def areas(self) -> "NDArray[np.float64]":
        """The areas in m²; 0 where a shape cannot be measured."""
        areas = np.zeros(len(self.metric))
        areas[self.usable] = shapely.area(self.metric[self.usable])
        return areas

    @cached_property
    def outlines(self) -> Outlines:
        """The vertices (metres) of all drawn shapes, by their position in the rows."""
        shapes = self.metric.copy()
        shapes[~self.drawn] = None
        return trace_outlines(shapes)

    @cached_property
    def sides(self) -> "NDArray[Any]":
        """Of each usable shape the sides that do not fit a neighbour within GAP_M; else None."""
        return find_sides(self.metric, self.usable)

    @cached_property
    def overlaps(self) -> Overlaps:
        """All pairs of usable shapes that share ground."""
        return find_overlaps(self.metric, self.sides)

    @cached_property
    def shares(self) -> Shares | None:
        """The ground that zones share with streets; None of streets, or where none can be told."""
        if self.kind is not PlaceKind.ZONE or self.streets.empty or not self.usable.any():
            return None
        return find_shares(self.metric, self.usable, measure(self.streets, self.profile))

    @cached_property
    def numbers(self) -> list[int]:
        """The rows' numbers in the file, from 1."""
        return self.tell("row_no")

    @cached_property
    def codes(self) -> list[str | None]:
        """The rows' codes; None where there is none."""
        return self.tell("code")

    @cached_property
    def names(self) -> list[str | None]:
        """The rows' names; None where there is none."""
        return self.tell("name")

    def tell(self, name: str) -> list[Any]:
        """Returns what the rows say in a column; None where nothing."""
        return self.places.words.tell(name, self.at)

    def walk(self, name: str) -> Iterator[Any]:
        """Yields what the rows say in a column, without holding all of it."""
        positions = np.arange(len(self.places))[self.at]
        for part in cut(len(positions)):
            yield from self.places.words.tell(name, positions[part])

    @cached_property
    def rank(self) -> "NDArray[np.intp]":
        """The place of each row in the order of the codes.

        A pair of rows is told in that order, so that it keeps its fingerprint whatever the order
        of the file.
        """
        order = sorted(range(len(self.codes)), key=lambda at: (self.codes[at] or "", at))
        rank = np.empty(len(order), dtype=np.intp)
        rank[order] = np.arange(len(order))
        return rank

    def find(
        self, check: str, severity: Severity, index: int | np.intp, zh: str, en: str, **more: Any
    ) -> Finding:
        """Returns a finding about the row at position `index`, with its code and its place."""
        at = int(index)
        number, code = self.numbers[at], self.codes[at]
        return Finding(
            check=check,
            severity=severity,
            row=number,
            code=code,
            message=Text(f"第 {number} 行{name_place(code, self.names[at])}：{zh}", en),
            point=more.pop("point", None) or _find_middle(self.bounds[at]),
            **more,
        )

    def find_pair(
        self, check: str, severity: Severity, pair: Sequence[int], told: Text, **more: Any
    ) -> Finding:
        """Returns a finding about two rows; `told` has OTHER where the second one is named."""
        one, other = int(pair[0]), int(pair[1])
        number, code = self.numbers[other], self.codes[other]
        return self.find(
            check,
            severity,
            one,
            told.zh.replace(OTHER, f"第 {number} 行{name_place(code, self.names[other])}"),
            told.en.replace(OTHER, f"row {number} ({code})"),
            other_row=number,
            other_code=code,
            **more,
        )

    def order_pairs(
        self, one: "NDArray[np.intp]", other: "NDArray[np.intp]"
    ) -> "tuple[NDArray[np.intp], NDArray[np.intp]]":
        """Returns pairs of positions, each in the order of the codes."""
        if not len(one):
            return one, other
        swap = self.rank[one] > self.rank[other]
        return np.where(swap, other, one), np.where(swap, one, other)

    def locate(self, points: "NDArray[np.float64]") -> list[tuple[float, float]]:
        """Returns (longitude, latitude) for (n, 2) coordinates in metres."""
        back = get_transformer(self.profile.crs.measure, STORAGE)
        lon, lat = back.transform(points[:, 0], points[:, 1])
        return list(zip(lon.tolist(), lat.tolist(), strict=True))


def measure(frame: gpd.GeoDataFrame, profile: Profile) -> "NDArray[Any]":
    """Returns a frame's shapes (EPSG:4490) in the profile's metres."""
    shapes: NDArray[Any] = np.asarray(frame.geometry.array, dtype=object)
    return transform_shapes(shapes, STORAGE, profile.crs.measure)


def name_place(code: object, name: object) -> str:
    """Returns （code name） for a message; without what is missing."""
    parts = [part for part in (code, name) if isinstance(part, str)]
    return f"（{' '.join(parts)}）" if parts else ""


def _find_middle(bounds: "NDArray[np.float64]") -> tuple[float, float] | None:
    west, south, east, north = bounds.tolist()
    middle = (west + east) / 2, (south + north) / 2
    return middle if np.isfinite(middle).all() else None
