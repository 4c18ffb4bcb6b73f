"""Withdraws a name that somebody gave a zone: what it placed is matched anew. Takes frames."""

from geo.audit import append_audit
from geo.db import Database, lock
from geo.placements import DecisionResult
from geo.profile import Profile
from geo.records.reviewing.decide import end_moves
from geo.records.reviewing.names import end_alias, take_alias
from geo.records.reviewing.suppose import suppose_without
from geo.records.storing.moves import begin_moves, list_groups, list_tables, settle_moves
from geo.records.storing.revisions import RECORDS_LOCK
from geo.rows import Actor


def withdraw_alias(
    database: Database, profile: Profile, alias_id: int, actor: Actor
) -> DecisionResult:
    """Withdraws a name; returns what moves. The decision that it came with still holds.

    Raises:
        NotFoundError: alias_not_found.
        ConflictError: alias_withdrawn, somebody else was first.
    """
    with database.write() as connection:
        lock(connection, RECORDS_LOCK)
        alias = take_alias(connection, alias_id)
        begin_moves(connection)
        suppose_without(connection, profile, None, alias)
        settle_moves(connection)
        also = tuple(list_groups(connection))
        revision_id = end_moves(connection, "alias", actor) if list_tables(connection) else None
        end_alias(connection, alias_id, actor)
        rows = sum(moved.rows for moved in also)
        detail = {"name": alias.name, "zone": alias.zone_uid, "rows": rows}
        append_audit(connection, actor.name, "records.withdraw", f"alias {alias_id}", detail)
    return DecisionResult(None, revision_id, rows, also)
