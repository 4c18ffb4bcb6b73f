"""What a survey of streets does to the known zones: which it pushes out, and into which others.

A zone that stays as it is lies in another street all the same when the streets are drawn anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.boundaries.checks.blocks import split_rows
from geo.boundaries.checks.context import check_straddling, check_street_cover
from geo.boundaries.checks.measured import measure_rows
from geo.boundaries.checks.subject import Subject
from geo.crs import STORAGE
from geo.errors import Text
from geo.findings import Finding
from geo.places import Places, Words
from geo.profile import Profile
from geo.surveys import Identified, PlaceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

Street = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Relocation:
    """A known zone that comes to lie in another street: code and name of both; None for none."""

    uid: int
    code: str
    name: str
    old: Street | None
    new: Street | None
    point: tuple[float, float]


def redraw_streets(
    rows: Places, identified: Identified, known: gpd.GeoDataFrame, staying: "NDArray[np.intp]"
) -> gpd.GeoDataFrame:
    """Returns the streets as they will be: uid (negative of a new one), code, name, geometry.

    Args:
        rows: the survey's rows.
        identified: who they are.
        known: the known streets.
        staying: the positions of those that the survey leaves as they are.
    """
    drawn = rows.unpack()
    uids = identified.rows["place_uid"].to_numpy(dtype=np.float64, na_value=np.nan)
    drawn["uid"] = np.where(np.isnan(uids), -1.0 - np.arange(len(uids)), uids).astype(np.int64)
    columns = ["uid", "code", "name", "geometry"]
    valid = drawn.geometry.notna() & drawn.geometry.is_valid & ~drawn.geometry.is_empty
    both = pd.concat([drawn.loc[valid, columns], known.iloc[staying][columns]], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=STORAGE)


def check_known_zones(
    zones: Places, before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, profile: Profile
) -> Iterator[Finding]:
    """T4 and T5 of the known zones, where the streets drawn anew make it so, or worse.

    Args:
        zones: the known ones.
        before: the streets as known: uid, code, geometry (EPSG:4490).
        after: the same as they will be.
        profile: the district.
    """
    for subject in _list_blocks(zones, before, profile):
        known = {_name_fault(f): f.measured or 0.0 for f in _check(subject)}
        for finding in _check(replace(subject, streets=after)):
            measured, threshold = finding.measured or 0.0, finding.threshold or 0.0
            if measured > known.get(_name_fault(finding), 0.0) + threshold or (
                _name_fault(finding) not in known
            ):
                yield _tell_known(finding)


def find_relocations(
    zones: Places, before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, profile: Profile
) -> list[Relocation]:
    """Returns the known zones that come to lie in another street, or in none, or from none."""
    old, new = (_name_streets(streets) for streets in (before, after))
    found = []
    for subject in _list_blocks(zones, after, profile):
        was = [-1 if uid is None else uid for uid in subject.tell("street_uid")]
        homes = measure_rows(subject).home.tolist()
        uids = subject.tell("uid")
        for at, (uid, one, other) in enumerate(zip(uids, was, homes, strict=True)):
            if one != other:
                west, south, east, north = subject.bounds[at].tolist()
                middle = (west + east) / 2, (south + north) / 2
                code, name = subject.codes[at] or "", subject.names[at] or ""
                found.append(Relocation(uid, code, name, old.get(one), new.get(other), middle))
    return found


def _name_streets(streets: gpd.GeoDataFrame) -> dict[int, Street]:
    columns = (streets[name].tolist() for name in ("uid", "code", "name"))
    return {uid: (code, name) for uid, code, name in zip(*columns, strict=True)}


def _list_blocks(zones: Places, streets: gpd.GeoDataFrame, profile: Profile) -> Iterator[Subject]:
    # What a check tells of a row is told of a zone by its uid.
    table = zones.words.table
    table = table.append_column("row_no", table.column("uid"))
    places = Places(Words(table), zones.shapes)
    for own in split_rows(zones.shapes.bounds) if len(zones) else ():
        yield Subject(PlaceKind.ZONE, places, streets, profile, at=own)


def _check(subject: Subject) -> Iterator[Finding]:
    return chain(check_street_cover(subject), check_straddling(subject))


def _name_fault(finding: Finding) -> tuple[str, int | None, str | None]:
    return finding.check, finding.row, finding.other_code


def _tell_known(finding: Finding) -> Finding:
    """Returns a finding about a known zone, which is no row of the survey."""
    told = Text(
        "现有小区" + finding.message.zh.removeprefix(f"第 {finding.row} 行"),
        f"known zone {finding.code}: {finding.message.en}",
    )
    return replace(finding, row=None, message=told)
