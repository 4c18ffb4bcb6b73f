"""Checks a survey: all findings are gathered, then judged once.

A check is a small function of geo.boundaries.checks with ids that never change their meaning
(checks/registry.py, docs/checks.md). E blocks publishing, W is reported.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

import geopandas as gpd

from geo.boundaries.checks import attributes, context, geometry, topology
from geo.boundaries.checks.registry import CHECK_RULES
from geo.boundaries.checks.subject import Subject
from geo.errors import InputError, Text
from geo.profile import Profile
from geo.surveys import Finding, PlaceKind, Waiver

LISTED_FINDINGS = 20
MOST_FINDINGS = 10_000
# A place needs a code, a name and a shape that can be measured inside the district: these faults
# can only be mended, by nobody's word.
UNACCEPTABLE = frozenset(
    rule.id for rule in CHECK_RULES.values() if "E" in rule.severity and rule.settled is None
)
# These are settled by the approval of a second person.
REVIEWED = frozenset(rule.id for rule in CHECK_RULES.values() if rule.settled == "approval")

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
    geometry.check_direction,
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


def accept_checks(
    findings: Iterable[Finding], accepted: Mapping[str, str], by: str
) -> tuple[Waiver, ...]:
    """Returns a waiver for every blocking finding of the checks that a person accepts as a whole.

    Args:
        findings: the survey's findings.
        accepted: check id -> reason, as the command line takes it.
        by: who accepts them.

    Raises:
        InputError: not_acceptable, when a check is named that nobody can let through.
    """
    require_waivable(accepted)
    return tuple(
        Waiver(finding.fingerprint, finding.check, accepted[finding.check], by)
        for finding in findings
        if finding.blocks and finding.check in accepted and finding.check not in REVIEWED
    )


def require_waivable(checks: Iterable[str]) -> None:
    """Lets checks through whose findings a person may waive, or a second person approve.

    Raises:
        InputError: not_acceptable, naming those that can only be corrected.
    """
    if refused := sorted(UNACCEPTABLE.intersection(checks)):
        raise InputError(
            "not_acceptable",
            Text(
                f"检查 {'、'.join(refused)} 的错误不能放行。",
                f"Errors of {', '.join(refused)} cannot be let through.",
            ),
            Text("请改正测绘成果。", "Correct the survey."),
        )


def keep_valid(waivers: Iterable[Waiver], day: dt.date) -> tuple[Waiver, ...]:
    """Returns the waivers that still hold on a day; the last day counts."""
    return tuple(waiver for waiver in waivers if waiver.until is None or day <= waiver.until)


def open_findings(
    findings: Iterable[Finding], waivers: Iterable[Waiver], *, approved: bool = False
) -> tuple[Finding, ...]:
    """Returns the findings that still block: E, not waived and not settled by an approval.

    A waiver counts for the finding of its fingerprint, never for a check that only can be
    corrected or that a second person has to approve.
    """
    waived = {(waiver.fingerprint, waiver.check) for waiver in waivers}
    return tuple(
        finding
        for finding in findings
        if finding.blocks
        and not (approved and finding.check in REVIEWED)
        and (
            finding.check in UNACCEPTABLE | REVIEWED
            or (finding.fingerprint, finding.check) not in waived
        )
    )


def require_publishable(
    findings: tuple[Finding, ...],
    waivers: Iterable[Waiver] | Mapping[str, str],
    *,
    approved: bool = False,
) -> None:
    """Lets a survey through when no blocking finding is left that is neither waived nor approved.

    Args:
        findings: all findings about the survey.
        waivers: those in force; or check id -> reason, as the command line accepts checks, where
            the reason given for a check that a second person approves stands for the approval.
        approved: whether a second person approved the survey.

    Raises:
        InputError: not_acceptable, when a check is named that nobody can let through;
            survey_blocked, with the findings that block it.
    """
    if isinstance(waivers, Mapping):
        approved = approved or not REVIEWED.isdisjoint(waivers)
        waivers = accept_checks(findings, waivers, "")
    blocking = open_findings(findings, waivers, approved=approved)
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
            + "\n".join(f"  [{f.check}] {_name_row(f)}{f.message.en}" for f in listed)
            + (f"\n  … and {rest} more" if rest else ""),
        ),
        listed[0].hint
        or Text(
            "请改正后重新提交；地图未受影响。", "Correct them and load it again; nothing changed."
        ),
        details=[f.as_dict() for f in blocking],
    )


def _name_row(finding: Finding) -> str:
    return "" if finding.row is None else f"row {finding.row}: "
