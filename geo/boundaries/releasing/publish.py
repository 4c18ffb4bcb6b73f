"""Publishes a staged survey: one transaction makes the next release, or nothing happens.

Published rows never change; only their `sys` is closed when a release supersedes them. What a
place was before the survey's date stays readable, as rows whose `valid` ends there.
"""

import datetime as dt
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, insert, select, text, update

from geo.boundaries.reviewing.known import find_release
from geo.boundaries.reviewing.status import set_status
from geo.db import STATE_CHANNEL, load_sql, lock, notify, take_moment
from geo.errors import ConflictError, Text
from geo.models import Release, StreetVersion, ZoneVersion
from geo.rows import Actor
from geo.surveys import PlaceKind, PublishHook, SurveyStatus

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


class Staged(NamedTuple):
    """What a release is made of: the staged rows of a survey, and the day that it is of."""

    id: int
    kind: PlaceKind
    surveyed_on: dt.date | None


def require_release(connection: Connection, expected: int | None) -> None:
    """Keeps everybody else from publishing until the transaction ends, if nobody has done so.

    Args:
        connection: inside the transaction that publishes.
        expected: the release that was in force when the publisher looked; None for none.

    Raises:
        ConflictError: published_meanwhile, another release is in force.
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
            details=[current],
        )


def publish_survey(
    connection: Connection,
    survey: Row[Any],
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
        survey: the row of the staged survey, held by this transaction.
        expected: the release that the publisher saw in force; None for none.
        actor: who publishes, and why.
        hook: called with the connection and the new release's id before the commit.
        timezone: the district's, in which the day of the survey begins.

    Raises:
        ConflictError: published_meanwhile, another release than `expected` is in force;
            survey_outdated, the survey was compared with an older one.
    """
    require_release(connection, expected)
    if survey.base_release_id != expected:
        raise ConflictError(
            "survey_outdated",
            Text(
                f"测绘成果 {survey.id} 是与第 {survey.base_release_id or 0} 版比对的，"
                f"现行为第 {expected} 版，请重新检查后再发布。",
                f"Survey {survey.id} was compared with release {survey.base_release_id or 0}, but "
                f"{expected} is in force; run its checks again before you publish it.",
            ),
        )
    staged = Staged(survey.id, PlaceKind(survey.kind), survey.surveyed_on)
    release_id = make_release(connection, staged, actor, hook, timezone)
    set_status(connection, survey.id, SurveyStatus.PUBLISHED)
    return release_id


def make_release(
    connection: Connection, survey: Staged, actor: Actor, hook: PublishHook, timezone: str
) -> int:
    """Writes what a survey changes and the release that shows it; returns the release's id."""
    now = take_moment(connection, Release.published_at)
    kind = survey.kind
    _replace_versions(connection, survey.id, kind, _begin(survey.surveyed_on, timezone), now)
    if kind is PlaceKind.STREET:
        _relocate_zones(connection, now)
    release_id = insert_release(connection, now, actor, survey_id=survey.id)
    if kind is PlaceKind.ZONE:
        connection.execute(load_sql("insert_lineage"), {"survey": survey.id, "release": release_id})
    connection.execute(load_sql("analyze", table=f"{kind}_version"))
    hook(connection, release_id)
    notify(connection, STATE_CHANNEL)
    return release_id


def insert_release(
    connection: Connection,
    now: dt.datetime,
    actor: Actor,
    *,
    survey_id: int | None = None,
    content_of: int | None = None,
) -> int:
    """Writes the next release, which shows what is known at `now`; returns its id."""
    release_id: int = connection.execute(
        insert(Release)
        .values(
            previous_id=find_release(connection),
            survey_id=survey_id,
            content_of=content_of,
            published_at=now,
            published_by=actor.name,
            reason=actor.reason,
            streets=_count(connection, StreetVersion),
            zones=_count(connection, ZoneVersion),
        )
        .returning(Release.id)
    ).scalar_one()
    return release_id


def _begin(day: dt.date | None, timezone: str) -> dt.datetime | None:
    """Returns when the day of the survey began in the district, or None for an undated survey."""
    return None if day is None else dt.datetime.combine(day, dt.time(), ZoneInfo(timezone))


def _replace_versions(
    connection: Connection,
    survey_id: int,
    kind: PlaceKind,
    surveyed: dt.datetime | None,
    now: dt.datetime,
) -> None:
    names = _NAMES[kind]
    since = now if surveyed is None else min(now, surveyed)
    times = {"survey": survey_id, "since": since, "now": now}
    # The planner takes freshly staged rows for a few, and would run through all of them for each.
    # Statistics would hold the table against everybody else until a preview is drawn.
    connection.execute(text("SET LOCAL enable_nestloop = off"))
    connection.execute(load_sql("number_places", **names), {"survey": survey_id})
    closed = connection.execute(load_sql("close_versions", **names), times).scalars().all()
    connection.execute(text("SET LOCAL enable_nestloop = on"))
    connection.execute(
        load_sql("keep_history", **names), {"since": since, "now": now, "closed": closed}
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
