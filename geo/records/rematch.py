"""Matches stored records again, from what they say, to the boundaries that are in force now."""

from dataclasses import dataclass

from sqlalchemy import Connection

from geo.audit import append_audit
from geo.catalog.rematch import needs_rematch, read_matched
from geo.db import Database, load_sql, lock
from geo.errors import Text
from geo.placements import RematchResult
from geo.profile import Profile
from geo.records.reviewing.anew import match_asked
from geo.records.reviewing.known import Known, read_concern, read_known, read_stamp
from geo.records.storing.moves import (
    Answer,
    Sums,
    apply_moves,
    ask_all,
    ask_texts,
    ask_zones,
    begin_moves,
    forget_asked,
    list_groups,
    list_moves,
    list_tables,
    list_texts,
    settle_moves,
    take_answers,
)
from geo.records.storing.revisions import RECORDS_LOCK, take_revision_moment, write_revision
from geo.rows import Actor, Progress, no_progress

__all__ = ["find_moves", "needs_rematch", "rematch_records"]

_ASKING = Text("查找受影响的记录", "Finding the records concerned")
_WRITING = Text("入库", "Storing")
_SHOWN = 200


def rematch_records(
    database: Database,
    profile: Profile,
    actor: Actor,
    *,
    release_id: int | None = None,
    dry_run: bool = False,
    progress: Progress = no_progress,
) -> RematchResult:
    """Matches records again from their stored evidence, as one revision.

    Decisions and names that people gave hold. A record whose key hangs on its zone is known by
    its new zone. Nothing is written in a dry run, or when nothing moves and no release is new.

    Args:
        database: where the records are.
        profile: the district's.
        actor: who has it done.
        release_id: as `needs_rematch` told it: only the records are asked that may be concerned by
            what changed since they were last matched; None asks all.
        dry_run: tell what would change.
        progress: is told how much is matched; raises to cancel, which leaves nothing.
    """
    with database.attempt() if dry_run else database.write() as connection:
        begin_moves(connection)
        asked = _ask(connection, profile, release_id, progress)
        if not dry_run:
            lock(connection, RECORDS_LOCK)
            if read_stamp(connection) != asked.known.stamp:
                # A release, or a person's word, came between: it counts as well.
                asked = _ask(connection, profile, release_id, progress)
        known = asked.known
        progress(1, 1, _WRITING)
        take_answers(connection, asked.answers, profile.timezone, by_source=known.by_source)
        sums = settle_moves(connection)
        changes = tuple(list_groups(connection, _SHOWN))
        revision_id = None
        if not dry_run and (asked.due or list_tables(connection)):
            revision_id = _write(connection, known, sums, actor)
    return RematchResult(
        release_id=known.release_id,
        revision_id=revision_id,
        gained=sums.gained,
        lost=sums.lost,
        moved=sums.moved,
        others=sums.others,
        unchanged=sums.asked - sums.changed,
        changes=changes,
    )


def find_moves(connection: Connection, profile: Profile) -> Sums:
    """Finds what a rematch to the release in force would move, in the caller's transaction.

    The moves stay in its temporary tables (geo.records.storing.moves); no record is written.
    """
    begin_moves(connection)
    asked = _ask(connection, profile, read_matched(connection).current, no_progress)
    by_source = asked.known.by_source
    take_answers(connection, asked.answers, profile.timezone, by_source=by_source)
    return settle_moves(connection)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where the asked rows belong under what is known; `due`: they had been matched to others."""

    known: Known
    answers: list[Answer]
    due: bool


def _ask(
    connection: Connection, profile: Profile, release_id: int | None, progress: Progress
) -> _Asked:
    progress(0, 1, _ASKING)
    forget_asked(connection)
    matched = read_matched(connection)
    known = read_known(connection, profile)
    if release_id is None:
        ask_all(connection)
    else:
        concern = read_concern(connection, matched.since, known.gazetteer, profile)
        ask_zones(connection, concern.zones, matched.since)
        ask_texts(connection, filter(concern.touches, list_texts(connection)))
    return _Asked(known, match_asked(connection, known, profile, progress), matched.due)


def _write(connection: Connection, known: Known, sums: Sums, actor: Actor) -> int:
    now = take_revision_moment(connection)
    apply_moves(connection, now)
    for table in list_tables(connection):
        connection.execute(load_sql("analyze", table=table))
    revision_id = write_revision(connection, "rematch", now, actor, release_id=known.release_id)
    list_moves(connection, revision_id)
    detail = {"release": known.release_id, "gained": sums.gained, "lost": sums.lost}
    append_audit(
        connection,
        actor.name,
        "records.rematch",
        f"revision {revision_id}",
        {**detail, "moved": sums.moved, "others": sums.others},
    )
    return revision_id
