"""Checks of the shapes against what is known: the district, its streets, the reference layers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.boundaries.checks.subject import Subject, measure
from geo.crs import STORAGE, get_transformer
from geo.errors import Text
from geo.findings import Finding
from geo.profile import Profile
from geo.surveys import BaseKind, PlaceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUTSIDE_SHARE = 0.01
ASTRIDE_SHARE = 0.01
# Public ground is not expected to fit a zone's outline to the centimetre: what lies within two
# metres of the outline is let be, and so are small corners.
OUTLINE_M = 2.0
PUBLIC_SHARE = 0.01
PUBLIC_AREA_M2 = 20.0
PUBLIC_LENGTH_M = 20.0
_PUBLIC = {
    BaseKind.ROAD.value: Text("道路", "road"),
    BaseKind.WATER.value: Text("河湖", "water"),
    BaseKind.GREEN.value: Text("绿地", "green"),
}


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
    present = ~(shapely.is_missing(subject.shapes) | shapely.is_empty(subject.shapes))
    outside |= ~np.isfinite(bounds).all(axis=1)
    name = subject.profile.short_name
    for index in np.flatnonzero(present & outside):
        lon, lat = subject.bounds[index, :2]
        yield subject.find(
            "C1",
            "E",
            index,
            f"不在{name.zh}范围内（{lon:.4f}, {lat:.4f}）",
            f"it lies outside {name.en} ({lon:.4f}, {lat:.4f})",
            hint=Text("请核对坐标系与中央子午线。", "Check the reference system and its meridian."),
        )


def check_street_cover(subject: Subject) -> Iterator[Finding]:
    """T4: over 1 % of a zone lies outside every street (E), when streets are known."""
    shares = subject.shares
    if shares is None:
        return
    inside = np.bincount(shares.zone, shares.area, minlength=len(subject.metric))
    outside = np.where(subject.usable, 1 - inside / np.maximum(subject.areas, 1e-9), 0.0)
    for index in np.flatnonzero(outside > OUTSIDE_SHARE):
        yield subject.find(
            "T4",
            "E",
            index,
            f"有 {outside[index]:.1%} 在所有街乡范围之外",
            f"{outside[index]:.1%} of it lies outside every street",
            measured=float(outside[index]) * 100,
            threshold=OUTSIDE_SHARE * 100,
            unit="%",
        )


def check_straddling(subject: Subject) -> Iterator[Finding]:
    """T5: over 1 % of a zone lies in a second street (W); one finding for each such street."""
    shares = subject.shares
    if shares is None:
        return
    share = shares.area / np.maximum(subject.areas[shares.zone], 1e-9)
    order = np.lexsort((shares.street, -share, shares.zone))
    order = order[(np.bincount(shares.zone) > 1)[shares.zone[order]]]
    codes = subject.streets["code"].tolist()
    main: dict[int, int] = {}
    for at in order:
        zone, street = int(shares.zone[at]), int(shares.street[at])
        home = main.setdefault(zone, street)
        if home == street or share[at] <= ASTRIDE_SHARE:
            continue
        yield subject.find(
            "T5",
            "W",
            zone,
            f"跨街乡：主体在 {codes[home]}，另有 {share[at]:.1%} 在 {codes[street]}",
            f"it lies in street {codes[home]}, but {share[at]:.1%} of it in {codes[street]}",
            measured=float(share[at]) * 100,
            threshold=ASTRIDE_SHARE * 100,
            unit="%",
            other_code=codes[street],
        )


def check_public_ground(subject: Subject) -> Iterator[Finding]:
    """Z1: a public road, green or river lies inside a zone (W).

    Roads and rivers may be lines. Rule: 北京市物业管理条例, article 15: a zone holds no planned
    city road, public green or river.
    """
    if subject.base is None or subject.kind is not PlaceKind.ZONE:
        return
    base = subject.base[subject.base["kind"].isin(list(_PUBLIC))]
    if base.empty or not subject.usable.any():
        return
    found = _cut_public(subject, measure(base, subject.profile))
    found["kind"] = base["kind"].to_numpy()[found["feature"]]
    found["name"] = base["name"].where(base["name"].notna(), "").to_numpy()[found["feature"]]
    # A road comes in many pieces: they count together, by its name.
    by_name = found.groupby(["zone", "kind", "name"], sort=True)
    sums = by_name.agg(length=("length", "sum"), area=("area", "sum"), largest=("size", "idxmax"))
    for (zone, kind, name), length, area, largest in sums.itertuples():
        share = area / subject.areas[zone]
        if length > PUBLIC_LENGTH_M or (area > PUBLIC_AREA_M2 and share > PUBLIC_SHARE):
            point = subject.locate(found.loc[[largest], ["x", "y"]].to_numpy())[0]
            told = area if area > PUBLIC_AREA_M2 else length
            unit = "m²" if area > PUBLIC_AREA_M2 else "m"
            what = _PUBLIC[kind]
            yield subject.find(
                "Z1",
                "W",
                zone,
                f"区域内有{what.zh}{f'“{name}”' if name else ''}（{told:.0f} "
                f"{'平方米' if unit == 'm²' else '米'}）",
                f"{told:.0f} {unit} of {what.en}{f' “{name}”' if name else ''} lie inside it",
                measured=float(told),
                threshold=PUBLIC_AREA_M2 if unit == "m²" else PUBLIC_LENGTH_M,
                unit=unit,
                point=point,
                other_code=name or None,
            )


def _cut_public(subject: Subject, ground: "NDArray[Any]") -> pd.DataFrame:
    """Returns what lies inside of zones: zone, feature (positions), length, area, size, x, y."""
    at = np.flatnonzero(subject.usable)
    feature, zone = shapely.STRtree(subject.metric[at]).query(ground, predicate="intersects")
    touched = np.unique(zone)
    inner = np.full(len(at), None, dtype=object)
    inner[touched] = shapely.buffer(subject.metric[at[touched]], -OUTLINE_M)
    common = shapely.intersection(inner[zone], ground[feature])
    inside = ~shapely.is_empty(common)
    common = common[inside]
    area = shapely.area(common)
    length = np.where(area > 0, 0.0, shapely.length(common))
    middle = shapely.get_coordinates(shapely.point_on_surface(common))
    return pd.DataFrame(
        {
            "zone": at[zone[inside]],
            "feature": feature[inside],
            "length": length,
            "area": area,
            "size": area + length,
            "x": middle[:, 0],
            "y": middle[:, 1],
        }
    )


def _find_box(profile: Profile) -> tuple[float, float, float, float]:
    west, south, east, north = profile.extent.bounds
    transformer = get_transformer(STORAGE, profile.crs.measure)
    x0, y0, x1, y1 = transformer.transform_bounds(west, south, east, north)
    margin = profile.extent.margin_m
    return x0 - margin, y0 - margin, x1 + margin, y1 + margin
