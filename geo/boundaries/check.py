"""Checks a survey: all findings are gathered, then judged once.

A check is a small function of geo.boundaries.checks with ids that never change their meaning
(docs/checks.md). E blocks publishing, W is reported.
"""

from collections.abc import Callable, Iterator, Mapping

import geopandas as gpd

from geo.boundaries.checks import shapes, words
from geo.boundaries.checks.subject import Subject
from geo.errors import InputError, Text
from geo.profile import Profile
from geo.surveys import Finding, PlaceKind

LISTED_FINDINGS = 20
# A place needs a code, a name and a shape that can be measured inside the district: these faults
# can only be mended, by nobody's word.
UNACCEPTABLE = frozenset({"A1", "A3", "C1", "G1", "G2", "G3", "G4"})

Check = Callable[[Subject], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    shapes.check_geometry,
    shapes.check_extent,
    shapes.check_overlaps,
    shapes.check_street_cover,
    shapes.check_size,
    words.check_codes,
    words.check_names,
)


def check_survey(
    kind: PlaceKind, rows: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, profile: Profile
) -> tuple[Finding, ...]:
    """Returns all findings of all checks, in the order of the checks and then of the rows.

    Shapes that a check cannot judge (missing, invalid, elsewhere) are reported once, by the
    check that owns that fault, and left out of the later ones.
    """
    subject = Subject(kind, rows, streets, profile)
    return tuple(finding for check in CHECKS for finding in check(subject))


def check_against(
    staying: gpd.GeoDataFrame, kind: PlaceKind, rows: gpd.GeoDataFrame, profile: Profile
) -> tuple[Finding, ...]:
    """Returns where a survey of a part overlaps the known places that it leaves as they are."""
    if staying.empty:
        return ()
    return tuple(shapes.check_staying(Subject(kind, rows, staying, profile), staying))


def require_publishable(findings: tuple[Finding, ...], accepted: Mapping[str, str]) -> None:
    """Lets a survey through when no blocking finding is left that a person has not accepted.

    Raises:
        InputError: not_acceptable, when a check is named that nobody can let through;
            survey_blocked, with the findings that block it.
    """
    if refused := sorted(UNACCEPTABLE & accepted.keys()):
        raise InputError(
            "not_acceptable",
            Text(
                f"检查 {'、'.join(refused)} 的错误不能放行。",
                f"Errors of {', '.join(refused)} cannot be let through.",
            ),
            Text("请改正测绘成果。", "Correct the survey."),
        )
    blocking = [f for f in findings if f.blocks and f.check not in accepted]
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
