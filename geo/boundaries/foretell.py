"""Looks at a survey whole: understands it, and foretells what it would do to records and rates.

Writes nothing: the survey is supposed to be published, and the records are matched to that.
"""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, select

from geo.boundaries.identity.effects import (
    Figures,
    compare_rates,
    describe_moves,
    judge_moves,
    mark_complaints,
    mark_removed,
    name_origins,
)
from geo.boundaries.releasing.suppose import suppose_release
from geo.boundaries.understand import understand_survey
from geo.catalog.figures import FigureRows, read_groups
from geo.catalog.rematch import read_matched
from geo.catalog.state import NO_RECORDS, Moment, State, read_state
from geo.db import Database
from geo.models import RecordLoad
from geo.profile import Profile
from geo.records.supposed import Move, suppose_moved, suppose_rematch
from geo.rows import Progress, no_progress
from geo.surveys import PlaceKind, SurveyReport, SurveyRequest


def check_file(
    database: Database,
    profile: Profile,
    path: Path,
    request: SurveyRequest,
    progress: Progress = no_progress,
) -> SurveyReport:
    """Returns a survey as read, checked and compared with what is in force, with its effects.

    Raises:
        InputError: the file cannot be taken.
        QuestionError: it cannot be understood without a person's answer.
    """
    report = understand_survey(database, profile, path, request, progress)
    with database.attempt() as connection:
        return _foretell(connection, report, request.surveyed_on, profile)


def _foretell(
    connection: Connection, report: SurveyReport, surveyed_on: dt.date | None, profile: Profile
) -> SurveyReport:
    """Returns the survey with the effect that its release would have on the records and rates."""
    kind = report.survey.kind
    report = replace(report, identified=mark_complaints(connection, kind, report.identified))
    state = read_state(connection)
    before = _read_figures(connection, state.moment, profile)
    moves: tuple[Move, ...] = ()
    after = _count_unknown(before, report)
    if report.changes_anything and _has_records(connection):
        since = read_matched(connection).since
        with suppose_release(connection, report, since, surveyed_on, profile.timezone) as release:
            moves = suppose_rematch(connection, profile)
            after = _read_moved(connection, release, state, profile)
    origins = name_origins(connection, moves)
    identified = mark_removed(report.identified, moves)
    rates = compare_rates(before, after, profile)
    if state.moment is None:
        rates["rates"] = []
    return replace(
        report,
        identified=identified,
        findings=(*report.findings, *judge_moves(identified, moves, origins)),
        summary={**report.summary, **describe_moves(moves, origins), **rates},
    )


def _has_records(connection: Connection) -> bool:
    return connection.execute(select(RecordLoad.id).limit(1)).first() is not None


def _read_figures(connection: Connection, moment: Moment | None, profile: Profile) -> Figures:
    if moment is None:
        return Figures(FigureRows(None, (), ()))
    return Figures(read_groups(connection, moment, profile.timezone))


def _read_moved(connection: Connection, release: int, state: State, profile: Profile) -> Figures:
    """Returns the figures of the supposed release, with the records where they would be."""
    if state.committed_at is not None:
        suppose_moved(connection, state.committed_at)
    moment = Moment(release, state.revision or NO_RECORDS)
    return _read_figures(connection, moment, profile)


def _count_unknown(before: Figures, report: SurveyReport) -> Figures:
    """Returns the figures after a survey while there are no records, or it changes nothing."""
    if report.survey.kind is not PlaceKind.ZONE or not report.changes_anything:
        return before
    added = int(report.identified.rows["place_uid"].isna().sum())
    zones = before.zones - len(report.identified.removed) + added
    return Figures(FigureRows(before.rows.as_of, (), before.rows.firms), zones)
