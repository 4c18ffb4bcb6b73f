"""The preview of a staged survey: the release that it would make, undone once it is drawn.

The publish runs on temporary tables that hold the places in force and stand before the real ones.
So nobody waits for a preview, however long its tiles take, and no number is used up.
"""

from typing import Any

from sqlalchemy import Connection, Row, func, text, update

from geo.boundaries.releasing.publish import make_release
from geo.db import load_sql
from geo.models import SurveyFeature
from geo.rows import Actor
from geo.surveys import PublishHook


def preview_survey(
    connection: Connection, survey: Row[Any], hook: PublishHook, timezone: str
) -> None:
    """Draws the release that a staged survey would make; leaves nothing in the database.

    Args:
        connection: inside the transaction that stages the survey.
        survey: its row.
        hook: called as when publishing, with the id that the release would have.
        timezone: the district's.
    """
    undone = connection.begin_nested()
    try:
        _take_faulty(connection, survey.id)
        connection.execute(load_sql("shadow_places"))
        _forget_plans(connection)
        make_release(connection, survey, Actor("preview"), hook, timezone)
    finally:
        undone.rollback()
    _forget_plans(connection)


def _take_faulty(connection: Connection, survey_id: int) -> None:
    """Makes the preview take rows that could not be published; what has no shape is left out."""
    connection.execute(load_sql("mend_staged"), {"survey": survey_id})
    connection.execute(load_sql("drop_undrawable"), {"survey": survey_id})
    named = update(SurveyFeature).where(SurveyFeature.survey_id == survey_id)
    said = {name: func.coalesce(getattr(SurveyFeature, name), "") for name in ("code", "name")}
    connection.execute(named.values(said))


def _forget_plans(connection: Connection) -> None:
    """Makes prepared statements look up again which tables their names mean."""
    connection.execute(text("DISCARD PLANS"))
