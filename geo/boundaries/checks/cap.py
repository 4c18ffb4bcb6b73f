"""Keeps findings to a number that people can look at, and says how many more there are."""

from collections import Counter
from collections.abc import Iterable

from geo.errors import Text
from geo.findings import Finding

MOST_FINDINGS = 10_000


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
