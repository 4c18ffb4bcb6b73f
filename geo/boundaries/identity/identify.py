"""Identity: which known place each row of a survey is, and what it changes.

Never by code or name alone: pairs measures how much ground they share (after the common shift is
taken out), decide and lineage judge these numbers, compare says what is different. No database.
"""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.boundaries.checks.cap import cap_findings
from geo.boundaries.checks.measured import Measured
from geo.boundaries.checks.subject import Subject
from geo.boundaries.coordinates.shift import find_common_shift
from geo.boundaries.identity.compare import Sides, compare_places
from geo.boundaries.identity.decide import Decision, decide_identity
from geo.boundaries.identity.differences import (
    judge_areas,
    judge_extent,
    judge_identity,
    judge_names,
    judge_streets,
)
from geo.boundaries.identity.ground import Ground
from geo.boundaries.identity.pairs import measure_pairs, number_names
from geo.boundaries.identity.unsaid import Attributes
from geo.places import Places
from geo.profile import Profile
from geo.surveys import Change, Descent, Identified, Removal, SurveyRows

if TYPE_CHECKING:
    from numpy.typing import NDArray


def identify_places(
    survey: SurveyRows,
    known: Places,
    streets: gpd.GeoDataFrame,
    profile: Profile,
    measured: Measured,
    *,
    partial: bool,
) -> Identified:
    """Returns whom each row of a checked survey is and what it changes.

    Args:
        survey: as read; a row without a valid polygon is nobody known.
        known: the current versions: uid, code, name, street_uid, attributes and shapes.
        streets: the current streets: uid, code, geometry (EPSG:4490).
        profile: for the metric system.
        measured: what the checks measured of the rows.
        partial: whether places that the survey does not show stay. Then only those go that it
            shows to be split or merged, and those whose code it gives to another place.
    """
    rows = survey.rows
    shift = find_common_shift(rows, known, profile)
    drawn, before = Ground(rows.shapes, profile), Ground(known.shapes, profile)
    names = number_names(rows, known)
    pairs = measure_pairs(rows, known, Ground(rows.shapes, profile, shift), before, names)
    decision = decide_identity(pairs, len(rows), len(known), partial=partial)
    place = decision.place
    attributes = Attributes(rows.words, known.words, place, survey.said)
    out = pd.DataFrame(
        {
            **{name: rows.words.column(name) for name in ("row_no", "code", "name")},
            "place_uid": _find_uids(known, place),
            "street_uid": measured.street_uid,
            "area_m2": measured.area,
            "by": decision.by,
            "iou": decision.iou,
        }
    )
    compared = compare_places(Sides(rows, known, drawn, before, place, measured, attributes))
    out[compared.columns] = compared
    for change, by in ((Change.SPLIT, "split"), (Change.MERGED, "merge")):
        out.loc[out["by"] == by, "change"] = change
    removed = tuple(_retire(known, before, decision))
    subject = Subject(survey.kind, rows, streets, profile)
    findings = chain(
        judge_streets(subject, measured),
        judge_extent(out, removed, len(known)),
        judge_identity(subject, known, decision, measured),
        judge_areas(subject, out),
        judge_names(subject, out, _find_renamed(names, place)),
    )
    lineage = tuple(_descend(rows, known, decision))
    return Identified(out, removed, lineage, cap_findings(findings), attributes.take)


def _find_uids(known: Places, place: "NDArray[np.intp]") -> "pd.arrays.IntegerArray":
    uids = np.append(known.words.column("uid").to_numpy(np.int64), 0)
    return pd.arrays.IntegerArray(uids[place], place < 0)


def _find_renamed(
    names: "tuple[NDArray[np.intp], NDArray[np.intp]]", place: "NDArray[np.intp]"
) -> "NDArray[np.bool_]":
    """Returns which rows have another name than the place that they are; both have one."""
    name, old_name = names[0], np.append(names[1], -1)[place]
    renamed: NDArray[np.bool_] = (name >= 0) & (old_name >= 0) & (name != old_name)
    return renamed


def _retire(known: Places, before: Ground, decision: Decision) -> Iterator[Removal]:
    change = np.full(len(known), Change.REMOVED, dtype=object)
    change[decision.lineage["place"]] = decision.lineage["change"]
    for at in np.array_split(np.flatnonzero(decision.gone), decision.gone.sum() // _CHUNK + 1):
        uids, codes, names = (known.words.tell(name, at) for name in ("uid", "code", "name"))
        areas = shapely.area(before.take(at)).tolist()
        for uid, code, name, what, area in zip(uids, codes, names, change[at], areas, strict=True):
            yield Removal(uid, code, name, Change(what), area)


_CHUNK = 4_000


def _descend(rows: Places, known: Places, decision: Decision) -> Iterator[Descent]:
    lineage = decision.lineage
    parents = known.words.tell("uid", lineage["place"].to_numpy(np.intp))
    numbers = rows.words.tell("row_no", lineage["row"].to_numpy(np.intp))
    return map(Descent, parents, numbers, lineage["share"].tolist())
