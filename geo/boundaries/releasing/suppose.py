"""Supposes that a survey were published, so that it can be asked what would then be so."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from geo.boundaries.releasing.publish import Staged, make_release
from geo.boundaries.releasing.shadow import (
    shadow_places,
    shadow_survey,
    take_faulty,
    undo_shadows,
)
from geo.boundaries.releasing.stage import stage_rows
from geo.rows import Actor
from geo.surveys import SurveyReport

# Surveys are numbered from 1.
_SUPPOSED = 0


@contextmanager
def suppose_release(
    connection: Connection,
    report: SurveyReport,
    since: dt.datetime,
    surveyed_on: dt.date | None,
    timezone: str,
) -> Iterator[int]:
    """Yields the id of the release that a survey would make; all is undone at the end.

    Args:
        connection: inside a transaction, in which the release is there for that time.
        report: the survey as understood; it need not be staged.
        since: what was known of the places after that moment can be asked, and what is known now.
        surveyed_on: the day of the survey.
        timezone: the district's.
    """
    with undo_shadows(connection):
        shadow_survey(connection)
        stage_rows(connection, _SUPPOSED, report)
        take_faulty(connection, _SUPPOSED)
        shadow_places(connection, since)
        staged = Staged(_SUPPOSED, report.survey.kind, surveyed_on)
        yield make_release(connection, staged, Actor("preview"), _draw_nothing, timezone)


def _draw_nothing(_connection: Connection, _release_id: int) -> None:
    """Stands for the tiles, which nobody asks for."""
