"""Checks a survey: all findings are gathered, then judged once (geo.boundaries.judge).

A check is a small function of geo.boundaries.checks with ids that never change their meaning
(checks/registry.py, docs/checks.md). E blocks publishing, W is reported.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import geopandas as gpd

from geo.boundaries.checks import attributes, context, geometry, topology
from geo.boundaries.checks.subject import Subject
from geo.errors import Text
from geo.profile import Profile
from geo.surveys import Finding, PlaceKind

MOST_FINDINGS = 10_000
Check = Callable[[Subject], Iterator[Finding]]

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
    attributes.check_values,
)
CHECKS = (*LOCAL_CHECKS, *GLOBAL_CHECKS)


def check_survey(
    kind: PlaceKind,
    rows: gpd.GeoDataFrame,
    streets: gpd.GeoDataFrame,
    profile: Profile,
    *,
    base: gpd.GeoDataFrame | None = None,
) -> tuple[Finding, ...]:
    """Returns all findings of all checks, in the order of the checks and then of the rows.

    Shapes that a check cannot judge (missing, invalid, elsewhere) are reported once, by the
    check that owns that fault, and left out of the later ones: validity is judged first. Of one
    check at most MOST_FINDINGS are listed; a last finding says how many more there are.

    Args:
        kind: street or zone.
        rows: the survey's rows (EPSG:4490): row_no, code, name, attributes, geometry.
        streets: the known streets: uid, code, geometry (EPSG:4490).
        profile: the district.
        base: the reference layers: kind, name, geometry (EPSG:4490), roads as lines or polygons.
    """
    subject = Subject(kind, rows, streets, profile, base)
    return cap_findings(finding for check in CHECKS for finding in check(subject))


def check_against(
    staying: gpd.GeoDataFrame, kind: PlaceKind, rows: gpd.GeoDataFrame, profile: Profile
) -> tuple[Finding, ...]:
    """Returns where a survey of a part overlaps the known places that it leaves as they are."""
    if staying.empty:
        return ()
    return cap_findings(topology.check_staying(Subject(kind, rows, staying, profile), staying))


def cap_findings(findings: Iterable[Finding], most: int = MOST_FINDINGS) -> tuple[Finding, ...]:
    """Returns the findings, of each check and severity at most so many, and how many are left out.

    What is left out is told by one more finding of the same check and severity, without a row.
    """
    counts: Counter[tuple[str, str]] = Counter()
    kept, last = [], {}
    for finding in findings:
        key = finding.check, finding.severity
        counts[key] += 1
        if counts[key] <= most:
            kept.append(finding)
        else:
            last[key] = finding
    for key, finding in last.items():
        rest = counts[key] - most
        kept.append(
            Finding(
                check=finding.check,
                severity=finding.severity,
                row=None,
                code=None,
                message=Text(
                    f"检查 {finding.check} 另有 {rest} 处未逐一列出",
                    f"{rest} more findings of {finding.check} are not listed one by one",
                ),
                measured=float(rest),
                threshold=float(most),
            )
        )
    return tuple(kept)
