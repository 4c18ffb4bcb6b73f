"""Publishes a staged survey: one transaction makes the next release, or nothing happens.

Published rows never change; only their `sys` is closed when a release supersedes them. What a
place was before the survey's date stays readable, as rows whose `valid` ends there.
"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select, update

from geo.db import STATE_CHANNEL, load_sql, lock, notify, take_moment
from geo.errors import ConflictError, Text
from geo.models import Release, StreetVersion, Survey, ZoneVersion
from geo.rows import Actor
from geo.surveys import PlaceKind, PublishHook

_SAYS = "survey_id, code, name, attributes, area_m2, geom"
_NAMES: dict[PlaceKind, dict[str, str]] = {
    PlaceKind.STREET: {
        "place": "street",
        "columns": f"street_uid, {_SAYS}",
        "feature_columns": f"place_uid, {_SAYS}",
    },
    PlaceKind.ZONE: {
        "place": "zone",
        "columns": f"zone_uid, street_uid, {_SAYS}",
        "feature_columns": f"place_uid, street_uid, {_SAYS}",
    },
}


def find_release(connection: Connection) -> int | None:
    """Returns the id of the release in force, or None when nothing was ever published."""
    release: int | None = connection.execute(select(func.max(Release.id))).scalar_one()
    return release


def publish_survey(
    connection: Connection,
    survey_id: int,
    removed: tuple[int, ...],
    expected: int | None,
    actor: Actor,
    hook: PublishHook,
    timezone: str,
) -> int:
    """Makes the next release from a staged survey; returns its id.

    The caller's transaction is the publication: the hook (which builds the tiles) runs inside it,
    and whatever fails undoes everything.

    Args:
        connection: inside a transaction.
        survey_id: a staged survey.
        removed: uids of the places that the survey retires.
        expected: the release that was in force when the survey was compared; None for none.
        actor: who publishes, and why.
        hook: called with the connection and the new release's id before the commit.
        timezone: the district's, in which the day of the survey begins.

    Raises:
        ConflictError: another release than `expected` is in force.
    """
    lock(connection, "onemap-publish")
    current = find_release(connection)
    if current != expected:
        raise ConflictError(
            "published_meanwhile",
            Text(
                f"在您之前已有人发布了第 {current} 版，请核对后重试。",
                f"Somebody published release {current} before you; look again and repeat.",
            ),
        )
    survey = connection.execute(
        select(Survey.kind, Survey.surveyed_on).where(Survey.id == survey_id).with_for_update()
    ).one_or_none()
    if survey is None:
        raise ConflictError(
            "loaded_meanwhile",
            Text(
                "同一份测绘成果正由另一人入库，请稍后重试。",
                "Somebody else is loading the same survey; repeat in a moment.",
            ),
        )
    now = take_moment(connection, Release.published_at)
    _replace_versions(
        connection,
        survey_id,
        PlaceKind(survey.kind),
        removed,
        _begin(survey.surveyed_on, timezone),
        now,
    )
    if survey.kind == PlaceKind.STREET:
        _relocate_zones(connection, now)
    connection.execute(update(Survey).where(Survey.id == survey_id).values(status="published"))
    release_id: int = connection.execute(
        insert(Release)
        .values(
            previous_id=current,
            survey_id=survey_id,
            published_at=now,
            published_by=actor.name,
            reason=actor.reason,
            streets=_count(connection, StreetVersion),
            zones=_count(connection, ZoneVersion),
        )
        .returning(Release.id)
    ).scalar_one()
    connection.execute(load_sql("analyze", table=f"{survey.kind}_version"))
    hook(connection, release_id)
    notify(connection, STATE_CHANNEL)
    return release_id


def _begin(day: dt.date | None, timezone: str) -> dt.datetime | None:
    """Returns when the day of the survey began in the district, or None for an undated survey."""
    return None if day is None else dt.datetime.combine(day, dt.time(), ZoneInfo(timezone))


def _replace_versions(
    connection: Connection,
    survey_id: int,
    kind: PlaceKind,
    removed: tuple[int, ...],
    surveyed: dt.datetime | None,
    now: dt.datetime,
) -> None:
    names = _NAMES[kind]
    since = now if surveyed is None else min(now, surveyed)
    times = {"survey": survey_id, "since": since, "now": now}
    connection.execute(load_sql("number_places", **names), {"survey": survey_id})
    closed = connection.execute(
        load_sql("close_versions", **names), {**times, "removed": list(removed)}
    ).scalars()
    connection.execute(
        load_sql("keep_history", **names), {"since": since, "now": now, "closed": list(closed)}
    )
    connection.execute(
        load_sql("insert_versions", **names), {**times, "dated": surveyed is not None}
    )


def _relocate_zones(connection: Connection, now: dt.datetime) -> None:
    """Says of the zones that lie in another street than before which one that is."""
    moved = connection.execute(load_sql("relocate_zones")).all()
    if not moved:
        return
    ids = [row.id for row in moved]
    connection.execute(
        update(ZoneVersion)
        .where(ZoneVersion.id.in_(ids))
        .values(sys=func.tstzrange(func.lower(ZoneVersion.sys), now))
    )
    streets = [row.street_uid for row in moved]
    connection.execute(load_sql("move_zones"), {"ids": ids, "streets": streets, "now": now})


def _count(connection: Connection, version: Any) -> int:
    """Returns how many places the release will hold."""
    number: int = connection.execute(
        select(func.count()).where(func.upper_inf(version.sys), func.upper_inf(version.valid))
    ).scalar_one()
    return number
