"""Checks of a survey: small functions with stable ids that yield findings; gathered, then judged.

An id never changes its meaning. E blocks publishing, W is reported and acknowledged.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import STORAGE, get_transformer, transform_shapes
from geo.errors import InputError, Text
from geo.profile import Profile
from geo.rows import Finding, PlaceKind, Severity

if TYPE_CHECKING:
    from numpy.typing import NDArray

OVERLAP_AREA_M2 = 1.0
OVERLAP_WIDTH_M = 0.05
OUTSIDE_SHARE = 0.01
SMALL_AREA_M2 = 50.0
MANY_VERTICES = 50_000
LISTED_FINDINGS = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """What the checks look at: the rows (EPSG:4490), their shapes in metres, the known streets."""

    kind: PlaceKind
    rows: gpd.GeoDataFrame
    metric: "NDArray[Any]"
    streets: gpd.GeoDataFrame
    profile: Profile

    def find(
        self, check: str, severity: Severity, index: int | np.intp, zh: str, en: str, **more: Any
    ) -> Finding:
        """Returns a finding about the row at position `index`, with its code and its place."""
        row = self.rows.iloc[int(index)]
        return Finding(
            check=check,
            severity=severity,
            row=int(row.row_no),
            code=row.code if isinstance(row.code, str) else None,
            message=Text(f"第 {row.row_no} 行{_named(row.code, row['name'])}：{zh}", en),
            point=more.pop("point", None) or _place(row.geometry),
            **more,
        )


Check = Callable[[Subject], Iterator[Finding]]


def check_survey(
    kind: PlaceKind, rows: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, profile: Profile
) -> tuple[Finding, ...]:
    """Returns all findings of all checks, in the order of the checks and then of the rows.

    Shapes that a check cannot judge (missing, invalid, elsewhere) are reported once, by the
    check that owns that fault, and left out of the later ones.
    """
    metric = transform_shapes(rows.geometry.to_numpy(), STORAGE, profile.crs.measure)
    subject = Subject(kind, rows, metric, streets, profile)
    return tuple(finding for check in CHECKS for finding in check(subject))


def require_publishable(findings: tuple[Finding, ...], accepted: dict[str, str]) -> None:
    """Lets a survey through when no blocking finding is left that a person has not accepted.

    Raises:
        InputError: survey_blocked, with the findings that block it.
    """
    blocking = [f for f in findings if f.severity == "E" and f.check not in accepted]
    if not blocking:
        return
    listed = blocking[:LISTED_FINDINGS]
    rest = len(blocking) - len(listed)
    raise InputError(
        "survey_blocked",
        Text(
            f"测绘成果有 {len(blocking)} 处错误，未发布：\n"
            + "\n".join(f"  [{f.check}] {f.message.zh}" for f in listed)
            + (f"\n  ……另有 {rest} 处" if rest else ""),
            f"The survey has {len(blocking)} errors and was not published:\n"
            + "\n".join(f"  [{f.check}] row {f.row}: {f.message.en}" for f in listed)
            + (f"\n  … and {rest} more" if rest else ""),
        ),
        Text(
            "请改正后重新提交；地图未受影响。", "Correct them and load it again; nothing changed."
        ),
        details=[f.as_dict() for f in blocking],
    )


def check_geometry(subject: Subject) -> Iterator[Finding]:
    """G1 missing or empty, G2 not a polygon, G3 invalid with the place, G4 not finite."""
    shapes = subject.rows.geometry.to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6))
    for index in np.flatnonzero(missing):
        yield subject.find("G1", "E", index, "没有图形", "it has no shape")
    for index in np.flatnonzero(~missing & ~polygonal):
        yield subject.find("G2", "E", index, "图形不是面", "its shape is not a polygon")
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
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
            point=_reason_point(reason),
        )


def check_extent(subject: Subject) -> Iterator[Finding]:
    """C1: every shape lies inside the district's box and its margin."""
    west, south, east, north = _box(subject.profile)
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
    usable = _usable(subject)
    shapes = subject.metric[usable]
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    ahead = first < second
    first, second = first[ahead], second[ahead]
    common = shapely.intersection(shapes[first], shapes[second])
    areas = shapely.area(common)
    lengths = shapely.length(common)
    positions = np.flatnonzero(usable)
    for pair in np.flatnonzero(areas > 0.01):
        width = 2 * areas[pair] / lengths[pair]
        wide = areas[pair] > OVERLAP_AREA_M2 and width > OVERLAP_WIDTH_M
        other = subject.rows.iloc[positions[second[pair]]]
        yield subject.find(
            "T1",
            "E" if wide else "W",
            positions[first[pair]],
            f"与第 {other.row_no} 行{_named(other.code, other['name'])}"
            f"重叠 {areas[pair]:.1f} 平方米",
            f"it overlaps row {other.row_no} ({other.code}) by {areas[pair]:.1f} m²",
            measured=float(areas[pair]),
            threshold=OVERLAP_AREA_M2,
            unit="m²",
            other_row=int(other.row_no),
        )


def check_street_cover(subject: Subject) -> Iterator[Finding]:
    """T4: over 1 % of a zone lies outside every street (E), when streets are known."""
    if subject.kind is not PlaceKind.ZONE or subject.streets.empty:
        return
    streets = transform_shapes(
        subject.streets.geometry.to_numpy(), STORAGE, subject.profile.crs.measure
    )
    usable = np.flatnonzero(_usable(subject))
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
    areas = shapely.area(subject.metric)
    vertices = shapely.get_num_coordinates(subject.metric)
    for index in np.flatnonzero(_usable(subject) & (areas < SMALL_AREA_M2)):
        yield subject.find(
            "G8",
            "W",
            index,
            f"面积只有 {areas[index]:.1f} 平方米",
            f"its area is only {areas[index]:.1f} m²",
            measured=float(areas[index]),
            threshold=SMALL_AREA_M2,
            unit="m²",
        )
    for index in np.flatnonzero(vertices > MANY_VERTICES):
        zh, en = f"顶点多达 {vertices[index]} 个", f"it has {vertices[index]} vertices"
        yield subject.find("G12", "W", index, zh, en, measured=float(vertices[index]))


def check_codes(subject: Subject) -> Iterator[Finding]:
    """A1 code missing or used twice, A2 code not of the district's form."""
    codes = subject.rows["code"]
    pattern = getattr(subject.profile.codes, subject.kind.value)
    seen: dict[str, int] = {}
    for index, code in enumerate(codes.tolist()):
        if not isinstance(code, str):
            yield subject.find("A1", "E", index, "没有编码", "it has no code")
        elif code in seen:
            first = int(subject.rows.iloc[seen[code]].row_no)
            yield subject.find(
                "A1",
                "E",
                index,
                f"编码与第 {first} 行重复",
                f"its code {code} is used by row {first} too",
                other_row=first,
            )
        else:
            seen[code] = index
            if not re.fullmatch(pattern, code):
                yield subject.find(
                    "A2",
                    "E",
                    index,
                    f"编码格式不符（应为 {pattern}）",
                    f"its code {code} is not {pattern}",
                )


def check_names(subject: Subject) -> Iterator[Finding]:
    """A3 name missing, A4 a name used twice (W), A5 a name that was decoded wrongly."""
    seen: dict[str, int] = {}
    for index, name in enumerate(subject.rows["name"].tolist()):
        if not isinstance(name, str):
            yield subject.find("A3", "E", index, "没有名称", "it has no name")
            continue
        if "\ufffd" in name or re.search(r"[\u0080-\u00ff]{3,}", name):
            zh, en = f"名称是乱码（{name}）", f"its name is garbled ({name})"
            yield subject.find("A5", "E", index, zh, en)
        if name in seen:
            row = int(subject.rows.iloc[seen[name]].row_no)
            zh, en = f"与第 {row} 行同名", f"its name {name} is that of row {row} too"
            yield subject.find("A4", "W", index, zh, en, other_row=row)
        seen.setdefault(name, index)


CHECKS: tuple[Check, ...] = (
    check_geometry,
    check_extent,
    check_overlaps,
    check_street_cover,
    check_size,
    check_codes,
    check_names,
)


def _usable(subject: Subject) -> "NDArray[np.bool_]":
    shapes = subject.metric
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    usable: NDArray[np.bool_] = polygonal & finite
    usable[usable] = shapely.is_valid(shapes[usable])
    return usable


def _box(profile: Profile) -> tuple[float, float, float, float]:
    west, south, east, north = profile.extent.bounds
    transformer = get_transformer(STORAGE, profile.crs.measure)
    x0, y0, x1, y1 = transformer.transform_bounds(west, south, east, north)
    margin = profile.extent.margin_m
    return x0 - margin, y0 - margin, x1 + margin, y1 + margin


def _named(code: object, name: object) -> str:
    parts = [part for part in (code, name) if isinstance(part, str)]
    return f"（{' '.join(parts)}）" if parts else ""


def _place(shape: shapely.Geometry | None) -> tuple[float, float] | None:
    if shape is None or shapely.is_empty(shape):
        return None
    west, south, east, north = shapely.bounds(shape)
    middle = (west + east) / 2, (south + north) / 2
    return middle if np.isfinite(middle).all() else None


def _reason_point(reason: str) -> tuple[float, float] | None:
    found = re.search(r"\[(\S+) (\S+)\]", reason)
    return (float(found[1]), float(found[2])) if found else None
