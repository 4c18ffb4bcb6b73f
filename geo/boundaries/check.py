"""Checks a survey: all findings are gathered, then judged once (geo.boundaries.judge).

A check is a small function of geo.boundaries.checks with ids that never change their meaning
(checks/registry.py, docs/checks.md). E blocks publishing, W is reported.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

import geopandas as gpd

from geo.boundaries.checks import attributes, context, geometry, topology
from geo.boundaries.checks.blocks import Block, split_rows, take_block
from geo.boundaries.checks.registry import CHECK_RULES
from geo.boundaries.checks.subject import Subject
from geo.errors import Text
from geo.profile import Profile
from geo.surveys import Finding, PlaceKind
from geo.threads import work_through

MOST_FINDINGS = 10_000
Check = Callable[[Subject], Iterator[Finding]]
# Is told how many of how many rows were checked; raises to cancel.
Checked = Callable[[int, int], None]

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
    checked: Checked | None = None,
) -> tuple[Finding, ...]:
    """Returns all findings of all checks, in the order of the checks and then of the rows.

    A large survey is checked block by block, several at once.

    Shapes that a check cannot judge (missing, invalid, elsewhere) are reported once, by the
    check that owns that fault, and left out of the later ones: validity is judged first. Of one
    check at most MOST_FINDINGS are listed; a last finding says how many more there are.

    Args:
        kind: street or zone.
        rows: the survey's rows (EPSG:4490): row_no, code, name, attributes, geometry.
        streets: the known streets: uid, code, geometry (EPSG:4490).
        profile: the district.
        base: the reference layers: kind, name, geometry (EPSG:4490), roads as lines or polygons.
        checked: is told after every block of a large survey.
    """
    subject = Subject(kind, rows, streets, profile, base)
    blocks = split_rows(subject.shapes)
    overall = (finding for check in GLOBAL_CHECKS for finding in check(subject))
    if len(blocks) == 1:
        return cap_findings(chain(_check_local(subject), overall))
    found = chain.from_iterable(_check_blocks(subject, blocks, checked))
    return tuple(sorted(cap_findings(chain(found, overall)), key=_find_place))


def _check_local(subject: Subject) -> Iterator[Finding]:
    return (finding for check in LOCAL_CHECKS for finding in check(subject))


def _check_blocks(
    survey: Subject, blocks: Sequence[Block], checked: Checked | None
) -> Iterator[list[Finding]]:
    """Yields the findings about the own rows of each block."""

    def work(block: Block) -> list[Finding]:
        own = {survey.numbers[row] for row in block.own.tolist()}
        return [found for found in _check_local(take_block(survey, block)) if found.row in own]

    # Made once, before several blocks ask for it.
    _ = survey.numbers, survey.streets.sindex, survey.base is not None and survey.base.sindex
    done = 0
    for block, findings in zip(blocks, work_through(work, blocks), strict=True):
        yield findings
        done += len(block.own)
        if checked is not None:
            checked(done, len(survey.rows))


_ORDER = {check: place for place, check in enumerate(CHECK_RULES)}


def _find_place(finding: Finding) -> tuple[int, bool, int, int]:
    """Returns a finding's place in the order of the checks and then of the rows."""
    row, other = finding.row or 0, finding.other_row or 0
    return _ORDER[finding.check], finding.row is None, row, other


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
