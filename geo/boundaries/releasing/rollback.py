"""Goes back to an older release: a new release that shows again what was known then.

Streets, zones and reference layers become known again as they were, in both times: also what was
true on the ground before. No row changes but that `sys` of what is no longer held ends.
"""

from sqlalchemy import Connection, select

from geo.boundaries.releasing.publish import insert_release, require_release
from geo.db import STATE_CHANNEL, load_sql, notify, take_moment
from geo.errors import ConflictError, NotFoundError, Text
from geo.models import Release
from geo.rows import Actor
from geo.surveys import PublishHook

_SAYS = "survey_id, code, name, attributes, area_m2, geom, valid"
_TABLES = {
    "street_version": f"street_uid, {_SAYS}",
    "zone_version": f"zone_uid, street_uid, {_SAYS}",
    "base_feature": "kind, survey_id, row_no, name, rank, geom",
}


def restore_release(
    connection: Connection, release_id: int, expected: int | None, actor: Actor, hook: PublishHook
) -> int:
    """Makes the next release with the content of an older one; returns its id.

    Args:
        connection: inside a transaction, which is the publication.
        release_id: the release whose content comes back.
        expected: the release that the caller saw in force.
        actor: who goes back, and why.
        hook: called with the connection and the new release's id before the commit.

    Raises:
        NotFoundError: release_not_found.
        ConflictError: published_meanwhile, another release than `expected` is in force;
            nothing_to_roll_back, the release in force shows that content already.
    """
    require_release(connection, expected)
    target = connection.execute(
        select(Release.published_at).where(Release.id == release_id)
    ).scalar_one_or_none()
    if target is None:
        raise NotFoundError(
            "release_not_found",
            Text(f"没有第 {release_id} 版。", f"There is no release {release_id}."),
        )
    if _find_content(connection, release_id) == _find_content(connection, expected):
        raise ConflictError(
            "nothing_to_roll_back",
            Text(
                f"现行版本的内容就是第 {release_id} 版。",
                f"The release in force shows release {release_id} already.",
            ),
        )
    now = take_moment(connection, Release.published_at)
    for table, columns in _TABLES.items():
        names = {"table": table, "columns": columns}
        times = {"then": target, "now": now}
        connection.execute(load_sql("close_later", table=table), times)
        connection.execute(load_sql("restore_earlier", **names), times)
        connection.execute(load_sql("analyze", table=table))
    new_id = insert_release(connection, now, actor, content_of=release_id)
    hook(connection, new_id)
    notify(connection, STATE_CHANNEL)
    return new_id


def _find_content(connection: Connection, release_id: int | None) -> int | None:
    """Returns the release that first showed what a release shows."""
    while release_id is not None:
        older: int | None = connection.execute(
            select(Release.content_of).where(Release.id == release_id)
        ).scalar_one()
        if older is None:
            return release_id
        release_id = older
    return None
