"""Boundary surveys as their reviewers read them: state, findings, changes, features, shapes."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from geo.crs import STORAGE
from geo.db import load_sql
from geo.errors import NotFoundError, Text
from geo.surveys import PlaceKind

# The file beside a survey's report that holds the stamp of the waivers which it tells of.
REPORT_STAMP = "waivers"
_LIMIT = 500
_MOST = 1_000_000
# Places that a survey retires follow its rows, which are fewer than this.
_BEYOND_ROWS = 1_000_000_000
_COUNTS = {"E": "errors", "W": "warnings", "waived": "waived", "open": "open"}


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order, the key after which the next page begins, and how many match in all."""

    rows: list[dict[str, Any]]
    next: int | None
    total: int


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which findings are wanted; None lets everything through. `open`: without a waiver."""

    check: str | None = None
    severity: str | None = None
    open: bool | None = None


def list_surveys(connection: Connection, reviewed: Collection[str] = ()) -> list[dict[str, Any]]:
    """Returns the newest surveys with the counts of their findings and changes.

    Args:
        connection: to read from.
        reviewed: ids of the checks whose findings an approval settles.
    """
    return _list(connection, reviewed, None)


def find_survey(
    connection: Connection, survey_id: int, reviewed: Collection[str] = ()
) -> dict[str, Any]:
    """Returns one survey, as `list_surveys` does.

    Raises:
        NotFoundError: there is no such survey.
    """
    rows = _list(connection, reviewed, survey_id)
    if not rows:
        raise NotFoundError(
            "survey_not_found",
            Text(f"没有编号为 {survey_id} 的测绘成果。", f"There is no survey {survey_id}."),
        )
    return rows[0]


def count_by_check(connection: Connection, survey_id: int) -> list[dict[str, Any]]:
    """Returns check_id, severity, count and waived of a survey's findings, in their order."""
    return _read(connection, "survey_checks", survey=survey_id)


def find_extent(connection: Connection, survey_id: int) -> tuple[float, float, float, float] | None:
    """Returns west, south, east, north of a survey's rows in degrees; None without rows."""
    box = connection.execute(load_sql("survey_extent"), {"survey": survey_id}).one()
    return None if box.west is None else (box.west, box.south, box.east, box.north)


def list_findings(
    connection: Connection,
    survey_id: int,
    wanted: FindingFilter,
    *,
    limit: int = _LIMIT,
    after: int = 0,
) -> Page:
    """Returns a page of a survey's findings, each with the waiver under which it may stand."""
    bound: dict[str, object] = {
        "check": wanted.check,
        "severity": wanted.severity,
        "open": wanted.open,
    }
    bound |= {"number": None}
    return _page(connection, "survey_findings", "number", survey_id, limit, after, **bound)


def list_fingerprints(connection: Connection, survey_id: int, check: str) -> set[str]:
    """Returns the fingerprints of a survey's findings of a check that no waiver covers."""
    wanted = FindingFilter(check=check, open=True)
    page = list_findings(connection, survey_id, wanted, limit=_MOST)
    return {row["fingerprint"] for row in page.rows}


def stamp_waivers(connection: Connection, survey_id: int) -> str:
    """Returns a stamp of the waivers that hold today for a survey: another one, other waivers."""
    held = _read(connection, "survey_waivers", survey=survey_id)
    said = json.dumps(held, default=str, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def find_finding(connection: Connection, survey_id: int, number: int) -> dict[str, Any]:
    """Returns a finding by its number, with its shapes: old, new, other, error as GeoJSON.

    `error` is what two shapes have in common, or the point of the finding.

    Raises:
        NotFoundError: the survey, or its finding, is not there.
    """
    kind = find_survey(connection, survey_id)["kind"]
    every = {"check": None, "severity": None, "open": None, "after": 0, "limit": 1}
    found = _read(connection, "survey_findings", survey=survey_id, number=number, **every)
    if not found:
        raise _not_there("finding_not_found", Text("问题", "finding"), number)
    shapes = connection.execute(
        load_sql("survey_finding_shapes", place=_place(kind)),
        {"survey": survey_id, "number": number, "srid": STORAGE},
    )
    return {**found[0], "shapes": dict(shapes.mappings().one())}


def list_changes(
    connection: Connection, survey_id: int, change: str | None, *, limit: int, after: int
) -> Page:
    """Returns a page of what a survey changes: its rows, then the places that it retires.

    Raises:
        NotFoundError: there is no such survey.
    """
    place = _place(find_survey(connection, survey_id)["kind"])
    bound = {"change": change, "beyond": _BEYOND_ROWS, "place": place}
    return _page(connection, "survey_changes", "number", survey_id, limit, after, **bound)


def list_features(
    connection: Connection, survey_id: int, words: str | None, *, limit: int, after: int
) -> Page:
    """Returns a page of a survey's rows with their attributes; `words` are in code or name."""
    inside = None
    if words and words.strip():
        literal = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        inside = f"%{literal}%"
    return _page(connection, "survey_features", "row", survey_id, limit, after, inside=inside)


def find_feature(connection: Connection, survey_id: int, row: int) -> dict[str, Any]:
    """Returns a row's place as known and as surveyed, as GeoJSON geometries in degrees.

    Raises:
        NotFoundError: the survey, or its row, is not there.
    """
    place = _place(find_survey(connection, survey_id)["kind"])
    rows = _read(connection, "survey_feature_shapes", place=place, survey=survey_id, row=row)
    if not rows:
        raise _not_there("feature_not_found", Text("要素", "feature"), row)
    return rows[0]


def _list(
    connection: Connection, reviewed: Collection[str], survey_id: int | None
) -> list[dict[str, Any]]:
    rows = _read(connection, "survey_list", reviewed=list(reviewed), id=survey_id, limit=_LIMIT)
    return [
        {
            **row,
            "title": row["request"].get("title"),
            "findings": {k: row[v] for k, v in _COUNTS.items()},
        }
        for row in rows
    ]


def _page(
    connection: Connection,
    statement: str,
    key: str,
    survey_id: int,
    limit: int,
    after: int,
    **bound: object,
) -> Page:
    asked = {**bound, "survey": survey_id, "after": after, "limit": limit + 1}
    rows = _read(connection, statement, **asked)
    page = rows[:limit]
    if not rows and after:
        # A page behind the last row holds none that could carry the count.
        first = _read(connection, statement, **{**asked, "after": 0, "limit": 1})
        return Page([], None, first[0]["total"] if first else 0)
    following = page[-1][key] if len(rows) > limit else None
    return Page(page, following, rows[0]["total"] if rows else 0)


def _read(connection: Connection, statement: str, **bound: Any) -> list[dict[str, Any]]:
    """Returns the rows of a statement; `place` names whose versions it reads, the rest is bound."""
    names = {"place": bound.pop("place")} if "place" in bound else {}
    rows = connection.execute(load_sql(statement, **names), bound).mappings()
    return [dict(row) for row in rows]


def _place(kind: str) -> str:
    """Returns whose versions are a survey's old shapes; a reference layer has none."""
    return PlaceKind.STREET.value if kind == PlaceKind.STREET else PlaceKind.ZONE.value


def _not_there(code: str, what: Text, number: int) -> NotFoundError:
    return NotFoundError(
        code,
        Text(
            f"该测绘成果没有编号为 {number} 的{what.zh}。",
            f"The survey has no {what.en} {number}.",
        ),
        Text("它可能已重新检查，请刷新。", "It may have been checked again; reload the page."),
    )
