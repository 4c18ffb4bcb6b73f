"""Temporary tables that stand before the real ones by their names, and are undone again.

What runs on them runs as always, holds nothing that anybody else waits for, and uses up no number.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, text, update

from geo.db import load_sql
from geo.models import SurveyFeature

_NOTHING_EARLIER = dt.datetime.max.replace(tzinfo=dt.UTC)


@contextmanager
def undo_shadows(connection: Connection) -> Iterator[None]:
    """Undoes at its end all that was written on the way, and with it all shadows."""
    undone = connection.begin_nested()
    try:
        yield
    finally:
        undone.rollback()
        _forget_plans(connection)


def shadow_places(connection: Connection, since: dt.datetime = _NOTHING_EARLIER) -> None:
    """Puts copies of the places in force, with all releases, before the real tables.

    Args:
        connection: inside `undo_shadows`.
        since: what was still known after that moment is copied as well.
    """
    setting = text("SELECT set_config('onemap.shadow_since', :since, true)")
    connection.execute(setting, {"since": since.isoformat()})
    connection.execute(load_sql("shadow_places"))
    _forget_plans(connection)


def shadow_survey(connection: Connection) -> None:
    """Puts empty tables before those that hold the rows of staged surveys."""
    connection.execute(load_sql("shadow_survey"))
    _forget_plans(connection)


def take_faulty(connection: Connection, survey_id: int) -> None:
    """Makes rows publishable that are not; what has no shape is left out."""
    connection.execute(load_sql("mend_staged"), {"survey": survey_id})
    connection.execute(load_sql("drop_undrawable"), {"survey": survey_id})
    named = update(SurveyFeature).where(SurveyFeature.survey_id == survey_id)
    said = {name: func.coalesce(getattr(SurveyFeature, name), "") for name in ("code", "name")}
    connection.execute(named.values(said))


def _forget_plans(connection: Connection) -> None:
    """Makes prepared statements look up again which tables their names mean."""
    connection.execute(text("DISCARD PLANS"))
