"""Checks a survey: all findings are gathered, then judged once (geo.boundaries.judge).

A check is a small function of geo.boundaries.checks with ids that never change their meaning
(checks/registry.py, docs/checks.md). E blocks publishing, W is reported.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from geo.boundaries.checks import attributes, context, geometry, staying, topology
from geo.boundaries.checks.blocks import (
    REACH_DEGREES,
    find_touching,
    split_rows,
    surround,
    take_block,
)
from geo.boundaries.checks.cap import cap_findings
from geo.boundaries.checks.measured import Measured, measure_rows
from geo.boundaries.checks.registry import CHECK_RULES
from geo.boundaries.checks.subject import NO_STREETS, Subject
from geo.findings import Finding
from geo.places import Places
from geo.profile import Profile
from geo.surveys import PlaceKind
from geo.threads import work_through

if TYPE_CHECKING:
    from numpy.typing import NDArray

Check = Callable[[Subject], Iterator[Finding]]
# Is told how many of how many rows were checked; raises to cancel.
Told = Callable[[int, int], None]

# Each of these looks at a row and at the rows whose boxes touch it, no further.
LOCAL_CHECKS: tuple[Check, ...] = (
    geometry.check_shapes,
    geometry.check_validity,
    geometry.check_repairs,
    context.check_extent,
    topology.check_overlaps,
    topology.check_duplicates,
    topology.check_gaps,
    topology.check_shared_vertices,
    context.check_street_cover,
    context.check_straddling,
    context.check_public_ground,
    geometry.check_size,
    geometry.check_close_vertices,
    geometry.check_spikes,
    geometry.check_parts,
    geometry.check_vertex_number,
)
# These compare all rows of the survey.
GLOBAL_CHECKS: tuple[Check, ...] = (
    attributes.check_codes,
    attributes.check_code_format,
    attributes.check_names,
    attributes.check_same_names,
    attributes.check_garbled_names,
    attributes.check_garbled_texts,
    attributes.check_values,
)
CHECKS = (*LOCAL_CHECKS, *GLOBAL_CHECKS)


@dataclass(frozen=True, slots=True)
class Checked:
    """All findings of a survey's checks, and what was measured for them."""

    findings: tuple[Finding, ...]
    measured: Measured


def check_survey(
    kind: PlaceKind,
    rows: Places,
    streets: gpd.GeoDataFrame,
    profile: Profile,
    *,
    base: gpd.GeoDataFrame | None = None,
    checked: Told | None = None,
) -> Checked:
    """Returns all findings of all checks, in the order of the checks and then of the rows.

    A large survey is checked block by block, several at once.

    Shapes that a check cannot judge (missing, invalid, elsewhere) are reported once, by the
    check that owns that fault, and left out of the later ones: validity is judged first. Of one
    check at most MOST_FINDINGS are listed; a last finding says how many more there are.

    Args:
        kind: street or zone.
        rows: the survey's rows: row_no, code, name, attributes and shapes.
        streets: the known streets: uid, code, geometry (EPSG:4490).
        profile: the district.
        base: the reference layers: kind, name, geometry (EPSG:4490), roads as lines or polygons.
        checked: is told after every block of a large survey.
    """
    survey = Subject(kind, rows, streets, profile, base)
    blocks = split_rows(rows.shapes.bounds)
    if len(blocks) == 1:
        found = (finding for check in CHECKS for finding in check(survey))
        return Checked(cap_findings(found), measure_rows(survey))
    findings, measured = _check_blocks(survey, blocks, checked)
    return Checked(tuple(sorted(findings, key=_find_place)), measured)


def _check_blocks(
    survey: Subject, blocks: "Sequence[NDArray[np.intp]]", checked: Told | None
) -> tuple[tuple[Finding, ...], Measured]:
    """Returns the findings and measures of a large survey, block by block."""
    measured = Measured.make(len(survey.places))

    def work(own_rows: "NDArray[np.intp]") -> list[Finding]:
        block = surround(own_rows, survey.places.shapes.bounds, REACH_DEGREES[survey.kind])
        part = take_block(survey, block)
        inside = np.searchsorted(block.all, block.own)
        measured.put(block.own, measure_rows(part).pick(inside))
        own = {part.numbers[row] for row in inside.tolist()}
        return [f for check in LOCAL_CHECKS for f in check(part) if f.row in own]

    def work_on() -> Iterator[list[Finding]]:
        done = 0
        for block, found in zip(blocks, work_through(work, blocks), strict=True):
            yield found
            done += len(block)
            if checked is not None:
                checked(done, len(survey.places))

    # Made once, before several blocks ask for it.
    _ = survey.streets.sindex, survey.base is not None and survey.base.sindex
    # What compares all rows goes on beside the blocks, which leave Python time for it.
    with ThreadPoolExecutor(1) as beside:
        overall = beside.submit(_check_all, survey)
        found = cap_findings(chain.from_iterable(work_on()))
        return (*found, *overall.result()), measured


def _check_all(survey: Subject) -> tuple[Finding, ...]:
    return cap_findings(found for check in GLOBAL_CHECKS for found in check(survey))


_ORDER = {check: place for place, check in enumerate(CHECK_RULES)}


def _find_place(finding: Finding) -> tuple[int, bool, int, int]:
    """Returns a finding's place in the order of the checks and then of the rows."""
    row, other = finding.row or 0, finding.other_row or 0
    return _ORDER[finding.check], finding.row is None, row, other


def check_against(
    left: "NDArray[np.intp]", known: Places, kind: PlaceKind, rows: Places, profile: Profile
) -> tuple[Finding, ...]:
    """Returns where a survey of a part does not fit the known places that it leaves as they are.

    Args:
        left: the positions of these places.
        known: all known places.
        kind: street or zone.
        rows: the survey's rows.
        profile: the district.
    """
    if not len(left):
        return ()
    found = chain.from_iterable(
        staying.check_staying(part, known.unpack(near))
        for part, near in _pair_blocks(left, known, Subject(kind, rows, NO_STREETS, profile))
    )
    return cap_findings(sorted(found, key=_find_place))


def _pair_blocks(
    left: "NDArray[np.intp]", known: Places, survey: Subject
) -> "Iterator[tuple[Subject, NDArray[np.intp]]]":
    """Yields the survey block by block, with the places around that it leaves."""
    bounds = known.shapes.bounds[left]
    for own in split_rows(survey.places.shapes.bounds):
        reach = survey.places.shapes.bounds[own] + REACH_DEGREES[survey.kind]
        near = find_touching(bounds, reach[np.isfinite(reach).all(axis=1)])
        if len(near):
            yield replace(survey, at=own), left[near]
