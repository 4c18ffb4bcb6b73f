"""Judges findings: which may stand by whose word, and whether a survey may be published.

Loads nothing that handles shapes, so the server can judge as well.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from geo.boundaries.checks.registry import CHECK_RULES
from geo.errors import InputError, Text
from geo.findings import Finding, Waiver

LISTED_FINDINGS = 20
# A place needs a code, a name and a shape that can be measured inside the district: these faults
# can only be mended, by nobody's word.
UNACCEPTABLE = frozenset(
    rule.id for rule in CHECK_RULES.values() if "E" in rule.severity and rule.settled is None
)
# These are settled by the approval of a second person.
REVIEWED = frozenset(rule.id for rule in CHECK_RULES.values() if rule.settled == "approval")


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
    waivers: Iterable[Waiver],
    *,
    approved: bool = False,
) -> None:
    """Lets a survey through when no blocking finding is left that is neither waived nor approved.

    Args:
        findings: all findings about the survey.
        waivers: those in force.
        approved: whether a second person approved the survey.

    Raises:
        InputError: survey_blocked, with the findings that block it.
    """
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
