"""Matches records anew as if somebody's word were said, or taken back."""

from typing import Any

from sqlalchemy import Connection, Row

from geo.placements import Choice
from geo.profile import Profile
from geo.records.reviewing.anew import match_asked
from geo.records.reviewing.known import Overlay, read_known
from geo.records.storing.moves import ask_key, ask_name, take_answers


def suppose_alias(
    connection: Connection, profile: Profile, choice: Choice, alias: dict[str, Any]
) -> None:
    """Moves, in temporary tables, what a choice with another name for its zone moves."""
    own = choice.key if choice.placed else None
    ask_name(connection, alias["name"], alias["zone_uid"], own)
    overlay = Overlay(decided={choice.key: choice.decided}, aliases=(alias,))
    _suppose(connection, profile, overlay)


def suppose_without(
    connection: Connection, profile: Profile, key: str | None, alias: Row[Any] | None
) -> None:
    """Moves, in temporary tables, what moves without a decision, a name, or both."""
    if alias is not None:
        ask_name(connection, alias.name, alias.zone_uid, key)
    elif key is not None:
        ask_key(connection, key)
    overlay = Overlay(
        without=frozenset() if key is None else frozenset({key}),
        without_alias=None if alias is None else alias.id,
    )
    _suppose(connection, profile, overlay)


def _suppose(connection: Connection, profile: Profile, overlay: Overlay) -> None:
    known = read_known(connection, profile, overlay)
    answers = match_asked(connection, known, profile)
    take_answers(connection, answers, profile.timezone, by_source=known.by_source)
