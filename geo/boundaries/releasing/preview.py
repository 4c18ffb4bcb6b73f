"""The preview of a staged survey: the release that it would make, undone once it is drawn.

The publish runs on temporary tables that hold the places in force and stand before the real ones.
So nobody waits for a preview, however long its tiles take, and no number is used up.
"""

from typing import Any

from sqlalchemy import Connection, Row

from geo.boundaries.releasing.publish import Staged, make_release
from geo.boundaries.releasing.shadow import shadow_places, take_faulty, undo_shadows
from geo.rows import Actor
from geo.surveys import PlaceKind, PublishHook


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
    staged = Staged(survey.id, PlaceKind(survey.kind), survey.surveyed_on)
    with undo_shadows(connection):
        take_faulty(connection, survey.id)
        shadow_places(connection)
        make_release(connection, staged, Actor("preview"), hook, timezone)
