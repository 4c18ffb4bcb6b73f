"""Boundary surveys for their reviewers: state, findings, changes, features, reports, events."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse

from api.auth.roles import HISTORY_READERS, REVIEWERS, Access
from api.context import Context
from api.deps import ReadConnection, Served, Signed, allow
from api.reports import MEDIA_TYPES, find_report, list_reports, read_proposed
from api.reviewing import tell_possible
from api.schemas.survey_pages import (
    ChangePage,
    ChangeRow,
    FeaturePage,
    FeatureShapes,
    Finding,
    FindingPage,
    FindingShapes,
    Repairs,
    SurveyFeature,
)
from api.schemas.surveys import ReportFormat, Survey, SurveyItem
from geo.boundaries.checks.registry import CHECK_RULES, CHECK_TITLES
from geo.catalog.state import find_current_release
from geo.catalog.surveys import (
    FindingFilter,
    count_by_check,
    find_extent,
    find_feature,
    find_finding,
    find_survey,
    list_changes,
    list_features,
    list_findings,
    list_surveys,
    stamp_waivers,
)
from geo.errors import NotFoundError, Text
from geo.findings import Severity
from geo.surveys import Change
from tiles.archive import find_preview

router = APIRouter(prefix="/api/v1/surveys", tags=["surveys"])
SurveyId = Annotated[int, Path(ge=1, le=2**53 - 1, description="Number of the survey.")]
Row = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the row, from 1.")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the finding, from 1.")]
Limit = Annotated[int, Query(ge=1, le=1000)]
After = Annotated[int, Query(ge=0, le=2**31 - 1)]
REVIEWED = allow(*REVIEWERS)
APPROVED = frozenset(rule.id for rule in CHECK_RULES.values() if rule.settled == "approval")


def read_finding_filter(
    check: Annotated[str | None, Query(pattern=r"^[A-Z]\d{1,2}$")] = None,
    severity: Severity | None = None,
    open: Annotated[bool | None, Query(description="Without a waiver.")] = None,  # noqa: A002
) -> FindingFilter:
    """Returns which findings are wanted."""
    return FindingFilter(check, severity, open)


@router.get("", dependencies=allow(*HISTORY_READERS))
def read_surveys(connection: ReadConnection, response: Response) -> list[SurveyItem]:
    """Returns the newest boundary surveys with the counts of what was found."""
    response.headers["Cache-Control"] = "no-store"
    return [_make_item(row) for row in list_surveys(connection, APPROVED)]


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    dependencies=REVIEWED,
)
async def follow_surveys(request: Request, context: Served, access: Signed) -> StreamingResponse:
    """Streams what happens to surveys: each change of state and how far work has come."""

    async def is_allowed() -> bool:
        current = await context.sessions.find(request.scope, touch=False)
        return (
            isinstance(current, Access)
            and current.account == access.account
            and current.role in REVIEWERS
        )

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        context.feed.stream(is_allowed), media_type="text/event-stream", headers=headers
    )


@router.get("/{survey}", dependencies=allow(*HISTORY_READERS))
def read_survey(
    survey: SurveyId,
    connection: ReadConnection,
    context: Served,
    access: Signed,
    response: Response,
) -> Survey:
    """Returns one boundary survey: what was decided from which evidence, what may be done."""
    response.headers["Cache-Control"] = "no-store"
    found = find_survey(connection, survey, APPROVED)
    current = find_current_release(connection)
    return Survey.model_validate(
        {
            **found,
            "error": found["error"] or None,
            "by_check": [_make_count(row) for row in count_by_check(connection, survey)],
            "bbox": find_extent(connection, survey),
            "current_release": current,
            "preview": _find_preview(context, found),
            "reports": list_reports(context.settings.reports, found),
            "can": tell_possible(found, access, current),
        }
    )


@router.get("/{survey}/findings", dependencies=REVIEWED)
def read_findings(
    survey: SurveyId,
    connection: ReadConnection,
    wanted: Annotated[FindingFilter, Depends(read_finding_filter)],
    limit: Limit = 200,
    after: After = 0,
) -> FindingPage:
    """Returns a page of a survey's findings, in the order of the checks."""
    find_survey(connection, survey)
    page = list_findings(connection, survey, wanted, limit=limit, after=after)
    rows = [_make_finding(row) for row in page.rows]
    return FindingPage(findings=rows, next=page.next, total=page.total)


@router.get("/{survey}/findings/{number}", dependencies=REVIEWED)
def read_finding(survey: SurveyId, number: Number, connection: ReadConnection) -> FindingShapes:
    """Returns one finding with the shapes that it speaks of."""
    found = find_finding(connection, survey, number)
    return FindingShapes.model_validate({"finding": _make_finding(found), **found["shapes"]})


@router.get("/{survey}/changes", dependencies=REVIEWED)
def read_changes(
    survey: SurveyId,
    connection: ReadConnection,
    change: Change | None = None,
    limit: Limit = 200,
    after: After = 0,
) -> ChangePage:
    """Returns a page of what a survey changes: its rows, then the places that it retires."""
    page = list_changes(connection, survey, change, limit=limit, after=after)
    rows = [ChangeRow.model_validate({**row, "shift_m": _pair(row)}) for row in page.rows]
    return ChangePage(changes=rows, next=page.next, total=page.total)


@router.get("/{survey}/features", dependencies=REVIEWED)
def read_features(
    survey: SurveyId,
    connection: ReadConnection,
    q: Annotated[str | None, Query(max_length=100)] = None,
    limit: Limit = 200,
    after: After = 0,
) -> FeaturePage:
    """Returns a page of a survey's attribute table; `q` is in a code or a name, old or new."""
    find_survey(connection, survey)
    page = list_features(connection, survey, q, limit=limit, after=after)
    rows = [SurveyFeature.model_validate(row) for row in page.rows]
    return FeaturePage(features=rows, next=page.next, total=page.total)


@router.get("/{survey}/features/{row}", dependencies=REVIEWED)
def read_feature(survey: SurveyId, row: Row, connection: ReadConnection) -> FeatureShapes:
    """Returns a row's place as it is known and as it was surveyed."""
    return FeatureShapes.model_validate(find_feature(connection, survey, row))


@router.get("/{survey}/repairs", dependencies=REVIEWED)
def read_repairs(survey: SurveyId, connection: ReadConnection, context: Served) -> Repairs:
    """Returns the repairs that are proposed for a survey's shapes."""
    found = find_survey(connection, survey)
    return Repairs.model_validate({"repairs": read_proposed(context.settings.reports, found)})


@router.get(
    "/{survey}/report.{ending}",
    dependencies=REVIEWED,
    response_class=FileResponse,
    responses={
        200: {"content": {kind: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()}}
    },
)
async def read_report(survey: SurveyId, ending: ReportFormat, context: Served) -> FileResponse:
    """Returns the report of a survey's last reading as a file, with the waivers that hold now."""
    async with context.gate:
        found, stamp = await asyncio.to_thread(_find_reported, context, survey)
    await context.reports.renew(found, stamp)
    path = find_report(context.settings.reports, found, ending)
    if path is None:
        raise NotFoundError(
            "report_not_found",
            Text("还没有这份检查报告。", "There is no such report yet."),
            Text("检查完成后即可下载。", "It can be had when the survey was checked."),
        )
    headers = {"Cache-Control": "no-store"}
    name = f"survey-{survey}-{found['run']}.{ending}"
    return FileResponse(path, media_type=MEDIA_TYPES[ending], filename=name, headers=headers)


def _find_reported(context: Context, survey: int) -> tuple[dict[str, Any], str]:
    with context.database.read() as connection:
        return find_survey(connection, survey), stamp_waivers(connection, survey)


def _make_item(row: dict[str, Any]) -> SurveyItem:
    counts = {"questions": len(row["questions"]), "reviews": len(row["reviews"])}
    return SurveyItem.model_validate({**row, **counts, "error": row["error"] or None})


def _make_count(row: dict[str, Any]) -> dict[str, Any]:
    check = row["check_id"]
    return {
        **row,
        "check": check,
        "title": CHECK_TITLES[check],
        "waivable": CHECK_RULES[check].waivable,
    }


def _make_finding(row: dict[str, Any]) -> Finding:
    point = None if row["lon"] is None else (row["lon"], row["lat"])
    check = row["check_id"]
    named = {"row": row["row_no"], "other_row": row["other_row_no"], "check": check}
    return Finding.model_validate({**row, **named, "point": point, "title": CHECK_TITLES[check]})


def _pair(row: dict[str, Any]) -> tuple[float, float] | None:
    east, north = row["shift_east_m"], row["shift_north_m"]
    return None if east is None or north is None else (east, north)


def _find_preview(context: Context, survey: dict[str, Any]) -> dict[str, Any] | None:
    number, run = survey["id"], survey["run"]
    if not find_preview(context.settings.archives, number, run).is_file():
        return None
    zooms = context.profile.map
    return {
        "tiles": f"/tiles/survey/{number}-{run}/{{z}}/{{x}}/{{y}}",
        "min_zoom": zooms.zone_min_zoom,
        "max_zoom": zooms.max_zoom,
    }
