"""Matches stored records anew: what they say of their places is all that it takes."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from geo.errors import Text
from geo.profile import Profile
from geo.records.kinds import KINDS
from geo.records.matching.match import match_records
from geo.records.reviewing.known import Known
from geo.records.storing.moves import Answer, Said, list_said
from geo.rows import Progress, no_progress

MATCHING = Text("重新匹配", "Matching anew")
_AT_ONCE = 20_000


def match_asked(
    connection: Connection, known: Known, profile: Profile, progress: Progress = no_progress
) -> list[Answer]:
    """Returns where the rows belong that are asked in this transaction, under what is known.

    `progress` is told how much of what they say has been matched, and may raise to cancel.
    """
    said = list_said(connection, profile.timezone, by_source=known.by_source)
    answers: list[Answer] = []
    for start in range(0, len(said), _AT_ONCE):
        progress(start, len(said), MATCHING)
        answers += match_said(said[start : start + _AT_ONCE], known, profile)
    return answers


def match_said(said: Sequence[Said], known: Known, profile: Profile) -> Iterator[Answer]:
    """Yields where rows belong that say the same, under what is known; in any order."""
    for optional in (False, True):
        mine = [one for one in said if _is_optional(one.kind) is optional]
        if mine:
            yield from _match(mine, known, profile, optional=optional)


def _is_optional(kind: str) -> bool:
    """Returns whether rows of a kind need no place, since they may concern a firm."""
    found = KINDS.get(kind)
    return found is not None and (found.place_optional or not found.placed)


def _match(
    said: Sequence[Said], known: Known, profile: Profile, *, optional: bool
) -> Iterator[Answer]:
    rows = pd.DataFrame([one.words for one in said])
    rows["on"] = pd.Series([one.day for one in said], rows.index, dtype=object)
    rows["source"] = pd.Series([one.source for one in said], rows.index, dtype=object)
    matched = match_records(
        rows, known.gazetteer, profile, place_optional=optional, decided=known.decided
    )
    names = ("zone_uid", "placement", "evidence", "match_key")
    answers = (matched[name].tolist() for name in names)
    for one, uid, placement, evidence, key in zip(said, *answers, strict=True):
        yield Answer(one.number, _plain(uid), placement, evidence, _plain(key))


def _plain(value: Any) -> Any:
    """Returns a cell as the driver takes it."""
    return None if pd.isna(value) else value
