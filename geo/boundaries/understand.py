"""Understands a survey: read -> check -> identify, against what is in force. Writes nothing."""

import time
from dataclasses import replace
from pathlib import Path

import geopandas as gpd

from geo.boundaries.check import check_against, check_survey
from geo.boundaries.checks.cap import cap_findings
from geo.boundaries.checks.relocation import (
    check_known_zones,
    find_relocations,
    redraw_streets,
)
from geo.boundaries.identity.effects import (
    count_complaints,
    describe_relocations,
    judge_relocations,
)
from geo.boundaries.identity.identify import identify_places
from geo.boundaries.reading.read import read_survey
from geo.boundaries.repair import repair_places
from geo.boundaries.reviewing.known import (
    find_release,
    find_staying,
    read_mappings,
    read_places,
    read_public_ground,
)
from geo.db import Database
from geo.errors import Text
from geo.profile import Profile
from geo.rows import Progress, no_progress
from geo.surveys import PlaceKind, SurveyReport, SurveyRequest

STEPS = (
    Text("读取", "Reading"),
    Text("检查", "Checking"),
    Text("比对身份", "Identifying"),
    Text("暂存", "Staging"),
    Text("发布与制图", "Publishing, drawing tiles"),
    Text("完成", "Done"),
)


def understand_survey(
    database: Database,
    profile: Profile,
    path: Path,
    request: SurveyRequest,
    progress: Progress = no_progress,
) -> SurveyReport:
    """Returns a survey as read, checked and compared with what is in force, without its effects.

    Raises:
        InputError: the file cannot be taken.
        QuestionError: it cannot be understood without a person's answer.
    """
    tell_step(progress, 0)
    with database.read() as connection:
        base = find_release(connection)
        known = read_places(connection, request.kind)
        streets = read_places(connection, PlaceKind.STREET).unpack()
        mappings = read_mappings(connection, request.kind)
    survey = read_survey(path, request, profile, known, mappings)
    survey = replace(survey, rows=repair_places(survey.rows, request.repairs, profile))
    with database.read() as connection:
        ground = read_public_ground(connection, survey.rows.shapes)
    tell_step(progress, 1)
    checked = check_survey(
        request.kind,
        survey.rows,
        streets,
        profile,
        base=ground,
        checked=lambda done, total: _tell_checked(progress, done, total),
    )
    tell_step(progress, 2)
    # A register joined to known places says nothing of those that it does not name.
    partial = request.partial or bool(survey.decisions.get("partial"))
    identified = identify_places(survey, known, streets, profile, checked.measured, partial=partial)
    staying = find_staying(known, identified)
    against = check_against(staying, known, request.kind, survey.rows, profile)
    report = SurveyReport(
        survey, identified, (*survey.findings, *checked.findings, *identified.findings), base
    )
    if request.kind is PlaceKind.STREET:
        after = redraw_streets(survey.rows, identified, streets, staying)
        report = _look_at_zones(database, profile, report, streets, after)
    told = (finding.tied_to(survey.sha256) for finding in (*report.findings, *against))
    tell_step(progress, 3)
    return replace(report, findings=tuple(told))


def _look_at_zones(
    database: Database,
    profile: Profile,
    report: SurveyReport,
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
) -> SurveyReport:
    """Returns a survey of streets with what it does to the known zones and their complaints."""
    with database.read() as connection:
        zones = read_places(connection, PlaceKind.ZONE)
        relocations = find_relocations(zones, before, after, profile)
        complaints = count_complaints(connection, [one.uid for one in relocations])
    faults = cap_findings(check_known_zones(zones, before, after, profile))
    moving = judge_relocations(relocations, complaints)
    summary = describe_relocations(relocations, complaints)
    return replace(report, findings=(*report.findings, *faults, *moving), summary=summary)


def tell_step(progress: Progress, done: int) -> None:
    """Tells how many of the steps are done, and which comes now."""
    progress(done, len(STEPS) - 1, STEPS[done])


def _tell_checked(progress: Progress, done: int, total: int) -> None:
    """Tells how many rows of a large survey are checked, while that goes on."""
    label = Text(f"检查（{done:,} / {total:,}）", f"Checking ({done:,} of {total:,})")
    progress(1, len(STEPS) - 1, label)


class Clock:
    """Passes the progress on and keeps how long each step took."""

    _NAMES = ("read", "check", "identify", "stage", "publish")

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}
        self.started = time.perf_counter()
        self.done = 0

    def __call__(self, done: int, total: int, label: Text) -> None:
        """Takes that `done` steps are done; the same number again tells of the one going on."""
        if done > self.done:
            now = time.perf_counter()
            self.seconds[self._NAMES[done - 1]] = round(now - self.started, 3)
            self.done, self.started = done, now
        self.progress(done, total, label)
