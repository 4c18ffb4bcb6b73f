"""People decide where records belong: all that say the same at once, and every later workbook.

A decision without another name for its zone runs in the database alone. Whatever has to be matched
anew for it (a name, or undoing what later workbooks followed) takes frames, which are imported
only then.
"""

from typing import Any

from sqlalchemy import Connection, Row, exists, func, insert, select, update

from geo.audit import append_audit
from geo.db import Database, load_sql, lock
from geo.models import MatchDecision, Revision, ZoneVersion
from geo.placements import Choice, DecisionResult, Moved
from geo.profile import Profile
from geo.records.reviewing.errors import (
    decided_meanwhile,
    no_such_decision,
    no_such_group,
    no_such_zone,
    not_a_choice,
    undone_already,
)
from geo.records.reviewing.names import describe_alias, end_alias, find_alias, write_alias
from geo.records.storing.moves import (
    apply_moves,
    begin_moves,
    list_groups,
    list_moves,
    list_tables,
    settle_moves,
    take_back,
    take_choice,
)
from geo.records.storing.revisions import (
    RECORDS_LOCK,
    Cause,
    take_revision_moment,
    write_revision,
)
from geo.rows import Actor

# What says a place: of records with none of it, no zone can be decided for all.
_PLACES = {"zone_code", "zone_name", "address", "lon"}


def decide(database: Database, profile: Profile, choice: Choice, actor: Actor) -> DecisionResult:
    """Settles all rows that a choice is about, as one revision; returns what it changed.

    With another name for the zone, whatever that name places moves too, in the same revision.

    Args:
        database: where they wait.
        profile: the district's.
        choice: which key, whether what is placed already is meant, and where its rows belong.
        actor: who decides.

    Raises:
        NotFoundError: group_not_found, zone_not_found.
        ConflictError: decided_meanwhile, somebody else was first.
        InputError: choice_invalid, it contradicts itself.
    """
    with database.write() as connection:
        lock(connection, RECORDS_LOCK)
        group, alias = _require(connection, choice)
        also = _suppose(connection, profile, choice, alias)
        revision_id = end_moves(connection, "decision", actor)
        alias_id = None if alias is None else write_alias(connection, alias, actor)
        # What was decided of a zone that is no more holds no longer, and is decided anew.
        _end_decisions(connection, actor, MatchDecision.match_key == choice.key)
        decision_id: int = connection.execute(
            insert(MatchDecision)
            .values(
                match_key=choice.key,
                said=group.said,
                verdict=choice.verdict,
                zone_uid=choice.zone_uid,
                alias_id=alias_id,
                rows=group.rows,
                revision_id=revision_id,
                decided_by=actor.name,
                decided_at=func.clock_timestamp(),
            )
            .returning(MatchDecision.id)
        ).scalar_one()
        detail = {"key": choice.key, "verdict": choice.verdict, "zone": choice.zone_uid}
        detail |= {"rows": group.rows, "alias": alias_id, "also": sum(m.rows for m in also)}
        detail |= {"placed": True} if choice.placed else {}
        subject = f"decision {decision_id}"
        append_audit(connection, actor.name, "records.decide", subject, detail)
    return DecisionResult(decision_id, revision_id, group.rows, also)


def preview_decision(database: Database, profile: Profile, choice: Choice) -> DecisionResult:
    """Returns what a decision would change; writes nothing. Raises what `decide` raises."""
    with database.attempt() as connection:
        group, alias = _require(connection, choice)
        also = _suppose(connection, profile, choice, alias)
    return DecisionResult(None, None, group.rows, also)


def undo_decision(
    database: Database, profile: Profile, decision_id: int, actor: Actor
) -> DecisionResult:
    """Undoes a decision and the name that came with it: records are as if it had not been.

    Raises:
        NotFoundError: decision_not_found.
        ConflictError: decision_undone, somebody else was first.
    """
    with database.write() as connection:
        lock(connection, RECORDS_LOCK)
        decision = _take_decision(connection, decision_id)
        begin_moves(connection)
        if needs_matching(connection, decision_id):
            _match_without(connection, profile, decision)
        else:
            moment = select(Revision.committed_at).where(Revision.id == decision.revision_id)
            take_back(connection, decision.match_key, connection.execute(moment).scalar_one())
        settle_moves(connection)
        rows, also = _split(list_groups(connection), decision.match_key)
        revision_id = end_moves(connection, "undo", actor) if list_tables(connection) else None
        _end_decisions(connection, actor, MatchDecision.id == decision_id)
        if decision.alias_id is not None:
            end_alias(connection, decision.alias_id, actor)
        detail = {"key": decision.match_key, "rows": rows, "also": sum(m.rows for m in also)}
        subject = f"decision {decision_id}"
        append_audit(connection, actor.name, "records.undo", subject, detail)
    return DecisionResult(decision_id, revision_id, rows, also)


def needs_matching(connection: Connection, decision_id: int) -> bool:
    """Returns whether undoing a decision takes matching anew, which takes frames and seconds."""
    simple = connection.execute(load_sql("decision_simple"), {"decision": decision_id})
    return not simple.scalar_one_or_none()


def end_moves(connection: Connection, cause: Cause, actor: Actor) -> int:
    """Writes the moves of this transaction as a revision; returns its id."""
    now = take_revision_moment(connection)
    apply_moves(connection, now)
    revision_id = write_revision(connection, cause, now, actor)
    list_moves(connection, revision_id)
    return revision_id


def _require(connection: Connection, choice: Choice) -> tuple[Row[Any], dict[str, Any] | None]:
    """Returns what waits under a key, and the new name, when the choice can be made."""
    if (choice.verdict == "zone") != (choice.zone_uid is not None):
        raise not_a_choice("区域与决定不符。", "A zone goes with the verdict zone alone.")
    if choice.alias is not None and choice.zone_uid is None:
        raise not_a_choice("别名须指向一个区域。", "Another name goes with a zone.")
    asked = {"key": choice.key, "placed": choice.placed}
    group = connection.execute(load_sql("decision_group"), asked).one()
    if not group.rows:
        raise _find_decided(connection, choice.key) or no_such_group(choice.key)
    if choice.zone_uid is not None:
        if not _PLACES & group.said.keys():
            raise not_a_choice(
                "这些记录没有写明任何位置，不能归入一个区域。",
                "These records say nothing of their place; no zone can be decided for all.",
            )
        current = func.upper_inf(ZoneVersion.sys) & func.upper_inf(ZoneVersion.valid)
        known = exists().where(ZoneVersion.zone_uid == choice.zone_uid, current)
        if not connection.execute(select(known)).scalar_one():
            raise no_such_zone(choice.zone_uid)
    if choice.alias is None or choice.zone_uid is None:
        return group, None
    return group, describe_alias(connection, choice.alias, choice.zone_uid, group.source)


def _find_decided(connection: Connection, key: str) -> Exception | None:
    wanted = select(MatchDecision.__table__).where(
        MatchDecision.match_key == key, MatchDecision.undone_at.is_(None)
    )
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return None
    return decided_meanwhile(row.id, row.decided_by, row.decided_at, row.verdict, row.zone_uid)


def _suppose(
    connection: Connection, profile: Profile, choice: Choice, alias: dict[str, Any] | None
) -> tuple[Moved, ...]:
    """Moves what a choice moves, in temporary tables; returns what it moves besides its group."""
    begin_moves(connection)
    if alias is None:
        take_choice(connection, choice)
    else:
        from geo.records.reviewing.suppose import suppose_alias  # noqa: PLC0415 - takes frames

        suppose_alias(connection, profile, choice, alias)
    settle_moves(connection)
    return _split(list_groups(connection), choice.key)[1]


def _match_without(connection: Connection, profile: Profile, decision: Row[Any]) -> None:
    from geo.records.reviewing.suppose import suppose_without  # noqa: PLC0415 - takes frames

    alias = None if decision.alias_id is None else find_alias(connection, decision.alias_id)
    suppose_without(connection, profile, decision.match_key, alias)


def _split(groups: list[Moved], key: str) -> tuple[int, tuple[Moved, ...]]:
    """Returns how many rows of a key moved, and the groups of other keys."""
    own = sum(group.rows for group in groups if group.key == key)
    return own, tuple(group for group in groups if group.key != key)


def _take_decision(connection: Connection, decision_id: int) -> Row[Any]:
    wanted = (
        select(MatchDecision.__table__).where(MatchDecision.id == decision_id).with_for_update()
    )
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise no_such_decision(decision_id)
    if row.undone_at is not None:
        raise undone_already(decision_id, row.undone_by)
    return row


def _end_decisions(connection: Connection, actor: Actor, which: Any) -> None:
    connection.execute(
        update(MatchDecision)
        .where(which, MatchDecision.undone_at.is_(None))
        .values(undone_by=actor.name, undone_at=func.clock_timestamp())
    )
