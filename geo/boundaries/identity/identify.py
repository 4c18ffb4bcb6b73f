"""Identity: which known place each row of a survey is, and what it changes.

Never by code or name alone: pairs measures how much ground they share (after the common shift is
taken out), decide and lineage judge these numbers, compare says what is different. No database.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.boundaries.checks.subject import Subject
from geo.boundaries.coordinates.shift import find_common_shift
from geo.boundaries.identity.compare import compare_places
from geo.boundaries.identity.decide import Decision, decide_identity
from geo.boundaries.identity.differences import judge_changes, judge_extent, judge_identity
from geo.boundaries.identity.locate import compare_streets, locate_zones
from geo.boundaries.identity.pairs import measure_pairs
from geo.crs import STORAGE, transform_shapes
from geo.profile import Profile
from geo.surveys import Change, Descent, Identified, PlaceKind, Removal

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Columns of a file that are no field of ours are kept under this name.
OTHER = "other"


def identify_places(
    kind: PlaceKind,
    rows: gpd.GeoDataFrame,
    known: gpd.GeoDataFrame,
    streets: gpd.GeoDataFrame,
    profile: Profile,
    *,
    partial: bool,
    said: Collection[str] | None = None,
) -> Identified:
    """Returns whom each row of a checked survey is and what it changes.

    Args:
        kind: street or zone.
        rows: the survey's rows (EPSG:4490); one without a valid polygon is nobody known.
        known: the current versions: uid, code, name, street_uid, attributes, geometry.
        streets: the current streets: uid, code, geometry.
        profile: for the metric system.
        partial: whether places that the survey does not show stay. Then only those go that it
            shows to be split or merged, and those whose code it gives to another place.
        said: the fields and other columns that the survey has, also where all cells are empty;
            what is known of a place beside these stays. None: it speaks of everything.
    """
    rows, known = rows.reset_index(drop=True), known.reset_index(drop=True)
    subject = Subject(kind, rows, streets, profile)
    drawn, before = _measure(rows, profile), _measure(known, profile)
    shift = find_common_shift(rows, known, profile)
    pairs = measure_pairs(rows, known, drawn if shift is None else shift.remove(drawn), before)
    decision = decide_identity(pairs, len(rows), len(known), partial=partial)
    located = _locate(kind, drawn, streets, profile)
    out = rows.assign(
        place_uid=_uids(known, decision.place),
        street_uid=located,
        area_m2=np.nan_to_num(shapely.area(drawn)),
        by=decision.by,
        iou=decision.iou,
    )
    if said is not None:
        out["attributes"] = _keep_unsaid(rows, known, decision.place, said)
    compared = compare_places(out, known, drawn, before, decision.place)
    out[compared.columns] = compared
    for change, by in ((Change.SPLIT, "split"), (Change.MERGED, "merge")):
        out.loc[out["by"] == by, "change"] = change
    removed = _retire(known, before, decision)
    findings = [
        *compare_streets(subject, located, streets),
        *judge_extent(out, removed, len(known)),
        *judge_identity(subject, known, decision),
        *judge_changes(subject, out),
    ]
    return Identified(out, removed, _descend(rows, known, decision), tuple(findings))


def _keep_unsaid(
    rows: gpd.GeoDataFrame,
    known: gpd.GeoDataFrame,
    place: "NDArray[np.intp]",
    said: Collection[str],
) -> "pd.Series[Any]":
    """Returns the attributes with what the survey has no column for, kept from the known places.

    A survey without a column of addresses, or a boundary moved by hand, takes no address away.
    """
    kept = [_leave_out(before, said) for before in known["attributes"]]
    if not any(kept):
        return rows["attributes"]
    filled = [
        _join_attributes(kept[at], mine) if at >= 0 else mine
        for at, mine in zip(place.tolist(), rows["attributes"], strict=True)
    ]
    return pd.Series(filled, index=rows.index, dtype=object)


def _leave_out(attributes: Mapping[str, Any], said: Collection[str]) -> dict[str, Any]:
    """Returns what a place says beside these fields and columns."""
    kept = {name: value for name, value in attributes.items() if name not in said}
    other = {column: value for column, value in kept.pop(OTHER, {}).items() if column not in said}
    return {**kept, OTHER: other} if other else kept


def _join_attributes(kept: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, Any]:
    other = {**kept.get(OTHER, {}), **mine.get(OTHER, {})}
    return {**kept, **mine, OTHER: other} if other else {**kept, **mine}


def _measure(frame: gpd.GeoDataFrame, profile: Profile) -> "NDArray[Any]":
    """Returns the shapes in metres; None for those that cannot be compared."""
    shapes = transform_shapes(frame.geometry.to_numpy(), STORAGE, profile.crs.measure)
    usable = np.isin(shapely.get_type_id(shapes), (3, 6)) & shapely.is_valid(shapes)
    comparable: NDArray[Any] = shapes.copy()
    comparable[~usable] = None
    return comparable


def _uids(known: gpd.GeoDataFrame, place: "NDArray[np.intp]") -> "pd.arrays.IntegerArray":
    uids = np.append(known["uid"].to_numpy(np.int64), 0)
    return pd.arrays.IntegerArray(uids[place], place < 0)


def _locate(
    kind: PlaceKind, drawn: "NDArray[Any]", streets: gpd.GeoDataFrame, profile: Profile
) -> "pd.arrays.IntegerArray":
    """Returns the uid of each zone's street; a street lies in none."""
    if kind is PlaceKind.STREET:
        streets = streets.iloc[:0]
    return locate_zones(drawn, streets, _measure(streets, profile))


def _retire(
    known: gpd.GeoDataFrame, before: "NDArray[Any]", decision: Decision
) -> tuple[Removal, ...]:
    change = np.full(len(known), Change.REMOVED, dtype=object)
    change[decision.lineage["place"]] = decision.lineage["change"]
    at = np.flatnonzero(decision.gone)
    return tuple(
        Removal(uid, code, name, Change(what), area)
        for uid, code, name, what, area in zip(
            known["uid"].to_numpy()[at].tolist(),
            known["code"].to_numpy(object)[at],
            known["name"].to_numpy(object)[at],
            change[at],
            shapely.area(before[at]).tolist(),
            strict=True,
        )
    )


def _descend(
    rows: gpd.GeoDataFrame, known: gpd.GeoDataFrame, decision: Decision
) -> tuple[Descent, ...]:
    lineage = decision.lineage
    return tuple(
        Descent(*what)
        for what in zip(
            known["uid"].to_numpy()[lineage["place"]].tolist(),
            rows["row_no"].to_numpy()[lineage["row"]].tolist(),
            lineage["share"].tolist(),
            strict=True,
        )
    )
