"""A boundary survey's way: read -> check -> identify -> stage -> publish. The only writer."""

import time
from pathlib import Path

import geopandas as gpd
import shapely
from sqlalchemy import Connection

from geo.audit import append_audit
from geo.boundaries.check import check_against, check_survey, require_publishable
from geo.boundaries.identify import identify_places
from geo.boundaries.publish import find_release, publish_survey
from geo.boundaries.read import read_survey
from geo.boundaries.stage import close_unchanged, stage_survey
from geo.crs import STORAGE
from geo.db import Database, load_sql
from geo.errors import Text
from geo.profile import Profile
from geo.rows import Actor, Progress, no_progress
from geo.surveys import Change, Identified, PlaceKind, PublishHook, SurveyRequest, SurveyResult

STEPS = (
    Text("读取", "Reading"),
    Text("检查", "Checking"),
    Text("比对身份", "Identifying"),
    Text("暂存", "Staging"),
    Text("发布与制图", "Publishing, drawing tiles"),
    Text("完成", "Done"),
)


def load_survey(
    database: Database,
    profile: Profile,
    path: Path,
    request: SurveyRequest,
    actor: Actor,
    hook: PublishHook,
    progress: Progress = no_progress,
) -> SurveyResult:
    """Loads a survey file and publishes it as the next release.

    Nothing is written before the file has been read, checked and identified; the release is one
    transaction. Loading the same file again changes nothing and makes no release.

    Raises:
        InputError: the file cannot be taken, or findings block it; the map stays as it is.
        ConflictError: somebody published while this survey was being checked.
    """
    clock = _Clock(progress)
    survey = read_survey(path, request, profile)
    clock.step("read")
    with database.read() as connection:
        expected = find_release(connection)
        known = read_places(connection, request.kind)
        streets = read_places(connection, PlaceKind.STREET)
    findings = check_survey(request.kind, survey.rows, streets, profile)
    require_publishable(findings, request.accepted)
    clock.step("check")
    identified = identify_places(
        request.kind, survey.rows, known, streets, profile, partial=request.partial
    )
    staying = find_staying(known, identified)
    findings += (
        *identified.findings,
        *check_against(staying, request.kind, survey.rows, profile),
    )
    require_publishable(findings, request.accepted)
    clock.step("identify")
    with database.write() as connection:
        survey_id = stage_survey(connection, survey, identified, findings, request, actor)
    clock.step("stage")
    changes = identified.count_changes()
    release_id = None
    with database.write() as connection:
        if changes.keys() <= {Change.UNCHANGED.value}:
            close_unchanged(connection, survey_id)
        else:
            release_id = publish_survey(
                connection,
                survey_id,
                tuple(removal.uid for removal in identified.removed),
                expected,
                actor,
                hook,
                profile.timezone,
            )
            detail = {"file": survey.file_name, "sha256": survey.sha256, "changes": changes}
            append_audit(connection, actor.name, "survey.publish", f"release {release_id}", detail)
    clock.step("publish")
    return SurveyResult(
        survey_id=survey_id,
        release_id=release_id,
        kind=request.kind,
        features=len(survey.rows),
        area_m2=float(identified.rows["area_m2"].sum()),
        changes=changes,
        findings=findings,
        seconds=clock.seconds,
    )


def read_places(connection: Connection, kind: PlaceKind) -> gpd.GeoDataFrame:
    """Returns the current places: uid, code, name, street_uid, attributes, geometry (4490).

    A zone's street_uid is the street that it lies in; a street lies in none.
    """
    rows = connection.execute(load_sql("current_places", place=kind.value)).all()
    columns = ("uid", "code", "name", "street_uid", "attributes", "wkb")
    data = {name: [row[at] for row in rows] for at, name in enumerate(columns)}
    if kind is PlaceKind.STREET:
        data["street_uid"] = [None] * len(rows)
    geometry = shapely.from_wkb([bytes(wkb) for wkb in data.pop("wkb")])
    return gpd.GeoDataFrame(data, geometry=geometry, crs=STORAGE)


def find_staying(known: gpd.GeoDataFrame, identified: Identified) -> gpd.GeoDataFrame:
    """Returns the known places that a survey neither shows nor removes."""
    shown = set(identified.rows["place_uid"].dropna())
    return known[~known["uid"].isin(shown | {removal.uid for removal in identified.removed})]


class _Clock:
    """Tells the progress and keeps how long each step took."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}
        self.started = time.perf_counter()
        progress(0, len(STEPS) - 1, STEPS[0])

    def step(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = round(now - self.started, 3)
        self.started = now
        done = len(self.seconds)
        self.progress(done, len(STEPS) - 1, STEPS[done])
