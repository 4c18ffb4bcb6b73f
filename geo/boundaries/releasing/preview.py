"""The preview of a staged survey: the release that it would make, undone once it is drawn.

The publish runs on temporary tables that hold the places in force and stand before the real ones.
So nobody waits for a preview, however long its tiles take, and no number is used up.
"""

from typing import Any

from sqlalchemy import Connection, Row, text

from geo.boundaries.releasing.publish import make_release
from geo.db import load_sql
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
        connection.execute(load_sql("shadow_places"))
        _forget_plans(connection)
        make_release(connection, survey, Actor("preview"), hook, timezone)
    finally:
        undone.rollback()
    _forget_plans(connection)


def _forget_plans(connection: Connection) -> None:
    """Makes prepared statements look up again which tables their names mean."""
    connection.execute(text("DISCARD PLANS"))
