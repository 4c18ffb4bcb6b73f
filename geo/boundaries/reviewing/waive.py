"""Waivers and approvals: which findings of a survey may stand, by whose word and why.

A waiver keys on a finding's fingerprint, so it holds for later readings and later surveys too; of
what is about a whole file, such as its reference system, for that file only.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from geo.boundaries.judge import accept_checks, keep_valid, require_waivable
from geo.boundaries.reviewing.requests import unpack_request
from geo.errors import AccessError, InputError, Text
from geo.findings import Finding, Waiver
from geo.models import FindingWaiver, Survey, SurveyFinding
from geo.rows import Actor


def read_findings(connection: Connection, survey_id: int) -> tuple[Finding, ...]:
    """Returns what was found about a survey, in the order of the checks."""
    rows = connection.execute(
        select(SurveyFinding.__table__, Survey.file_sha256)
        .join(Survey, Survey.id == SurveyFinding.survey_id)
        .where(SurveyFinding.survey_id == survey_id)
        .order_by(SurveyFinding.number)
    ).all()
    return tuple(
        Finding(
            check=row.check_id,
            severity=row.severity,
            row=row.row_no,
            code=row.code,
            message=Text(**row.message),
            hint=Text(**row.hint) if row.hint else None,
            measured=row.measured,
            threshold=row.threshold,
            unit=row.unit,
            point=None if row.lon is None else (row.lon, row.lat),
            other_row=row.other_row_no,
            place=row.place_uid,
            other_code=row.other_code,
        ).tied_to(row.file_sha256)
        for row in rows
    )


def read_waivers(connection: Connection) -> tuple[Waiver, ...]:
    """Returns all waivers that hold today."""
    rows = connection.execute(
        select(FindingWaiver.__table__).order_by(FindingWaiver.fingerprint)
    ).all()
    today = connection.execute(select(func.current_date())).scalar_one()
    waivers = (Waiver(r.fingerprint, r.check_id, r.reason, r.waived_by, r.until) for r in rows)
    return keep_valid(waivers, today)


def find_waived(
    connection: Connection, survey: Row[Any], findings: Sequence[Finding]
) -> tuple[Waiver, ...]:
    """Returns the waivers that hold today for the findings of a survey.

    What was accepted with the file holds for all findings of a check.
    """
    accepted = unpack_request(survey.request).accepted
    prints = {finding.fingerprint for finding in findings}
    kept = [waiver for waiver in read_waivers(connection) if waiver.fingerprint in prints]
    return (*kept, *accept_checks(findings, accepted, survey.loaded_by))


def count_waived(waivers: Sequence[Waiver]) -> list[dict[str, Any]]:
    """Returns how many findings of which check whose word let stand, and why."""
    counts = Counter((waiver.check, waiver.by, waiver.reason) for waiver in waivers)
    return [
        {"check": check, "by": by, "reason": reason, "findings": count}
        for (check, by, reason), count in sorted(counts.items())
    ]


def write_waivers(
    connection: Connection,
    survey_id: int,
    findings: Sequence[Finding],
    actor: Actor,
    until: dt.date | None,
) -> None:
    """Writes that these findings may stand, `until` that day; a newer word replaces an older."""
    rows = {
        finding.fingerprint: {
            "fingerprint": finding.fingerprint,
            "check_id": finding.check,
            "reason": actor.reason,
            "waived_by": actor.name,
            "until": until,
            "survey_id": survey_id,
        }
        for finding in findings
    }
    statement = insert(FindingWaiver)
    renewed = {name: statement.excluded[name] for name in next(iter(rows.values()))}
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["fingerprint"],
            set_={**renewed, "waived_at": func.clock_timestamp()},
        ),
        list(rows.values()),
    )


def remove_waiver(connection: Connection, fingerprint: str) -> bool:
    """Takes a waiver back; returns whether there was one."""
    done = connection.execute(delete(FindingWaiver).where(FindingWaiver.fingerprint == fingerprint))
    return bool(done.rowcount)


def pick_findings(findings: Sequence[Finding], fingerprints: Sequence[str]) -> list[Finding]:
    """Returns the findings that a person wants to waive.

    Raises:
        InputError: finding_unknown, when a fingerprint is none of this survey's; not_acceptable,
            when a finding's check is one that nobody can let through.
    """
    wanted = set(fingerprints)
    picked = [finding for finding in findings if finding.fingerprint in wanted]
    if not wanted or wanted - {finding.fingerprint for finding in picked}:
        raise InputError(
            "finding_unknown",
            Text("该测绘成果没有这样的检查结果。", "The survey has no such finding."),
        )
    require_waivable({finding.check for finding in picked})
    return picked


def require_reason(actor: Actor) -> None:
    """Passes when the actor says why.

    Raises:
        InputError: reason_missing.
    """
    if not (actor.reason or "").strip():
        raise InputError(
            "reason_missing",
            Text("请说明理由。", "Say why."),
            Text("理由会记入历史。", "The reason is kept in the history."),
        )


def require_ahead(connection: Connection, until: dt.date | None) -> None:
    """Passes when a waiver that ends at all ends today or later.

    Raises:
        InputError: day_past.
    """
    if until is not None and until < connection.execute(select(func.current_date())).scalar_one():
        raise InputError(
            "day_past",
            Text(f"有效期 {until} 已过。", f"The last day, {until}, is past."),
            Text("请填今天或以后的日期，或不填。", "Give a day from today on, or none."),
        )


def require_second_person(loaded_by: str, approver: str) -> None:
    """Passes when another person approves than the one who handed in the survey.

    A user of the command line, cli:NAME, is taken for the account of that name.

    Raises:
        AccessError: same_person.
    """
    names = {name.strip().casefold().removeprefix("cli:") for name in (loaded_by, approver)}
    if len(names) == 1:
        raise AccessError(
            "same_person",
            Text(
                "入库人不能审核自己的测绘成果。",
                "Who handed in a survey cannot approve it as well.",
            ),
            Text("请由另一人审核。", "Ask a second person."),
        )
