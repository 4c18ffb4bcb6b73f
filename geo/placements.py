"""What people decide about the places of records, and what moves when records change theirs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from geo.rows import Decided, Verdict

AliasScope = Literal["district", "street", "source"]


@dataclass(frozen=True, slots=True)
class NewAlias:
    """A name under which a zone is to be found from now on.

    It holds in the whole district, in the zone's street, or in the workbooks of one source.
    """

    name: str
    scope: AliasScope
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a person says that the rows of a match key belong; `zone_uid` goes with "zone".

    With `placed`, also those rows are meant that have their place without anybody's word.
    """

    key: str
    verdict: Verdict
    zone_uid: int | None = None
    alias: NewAlias | None = None
    placed: bool = False

    @property
    def decided(self) -> Decided:
        """The choice as matching takes it."""
        return Decided(self.verdict, self.zone_uid)


@dataclass(frozen=True, slots=True)
class Moved:
    """Records that say the same of their place and change it together: from where to where."""

    key: str
    said: dict[str, Any]
    rows: int
    from_uid: int | None
    to_uid: int | None
    from_placement: str
    to_placement: str


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """What a decision, or undoing one, changed: rows of its own group, and of others.

    A preview has no ids; without a revision nothing moved.
    """

    decision_id: int | None
    revision_id: int | None
    rows: int
    also: tuple[Moved, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Returns plain values: id, revision, rows, and of the other groups what they say.

        `placed` tells groups that now have a zone from those that stand back for newer records.
        """
        also = [
            {"key": o.key, "said": o.said, "rows": o.rows, "placed": o.to_uid is not None}
            for o in self.also
        ]
        return {
            "id": self.decision_id,
            "revision": self.revision_id,
            "rows": self.rows,
            "also": also,
        }


@dataclass(frozen=True, slots=True)
class RematchResult:
    """What matching again changed. Each record counts once: gained a zone, lost it, or moved.

    `others` changed their placement without a zone before or after; `changes` are the greatest
    groups. `release_id` is what they were matched to.
    """

    release_id: int | None
    revision_id: int | None
    gained: int
    lost: int
    moved: int
    others: int
    unchanged: int
    changes: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which waiting groups are wanted; None lets everything through. `street` is its code.

    `said` are the ways in which records write a street: what writes it otherwise, or names none,
    is left out.
    """

    kind: str | None = None
    street: str | None = None
    said: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Groups that wait, the most rows first; `groups` and `rows` are the sums of all pages."""

    items: list[dict[str, Any]]
    next: str | None
    groups: int
    rows: int


@dataclass(frozen=True, slots=True)
class Settled:
    """Who decided what about a group, told to whoever comes second."""

    decision_id: int
    verdict: Verdict
    zone_uid: int | None
    decided_by: str
    decided_at: dt.datetime
