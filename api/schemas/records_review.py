"""The matching desk: groups of records that wait, decisions, aliases, placements that changed."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from api.schemas.common import BBox, Bilingual, Body, Request

MatchKey = Annotated[str, StringConstraints(pattern="^[0-9a-f]{8,64}$")]
Verdict = Literal["zone", "elsewhere", "unplaceable"]
AliasScope = Literal["district", "street", "source"]
AliasName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=100)]


class ZoneName(Body):
    """A zone by its names."""

    zone_uid: int
    code: str | None
    name: str | None


class BestZone(ZoneName):
    """The zone that most speaks for, and how likely it is."""

    confidence: float


class ReviewItem(Body):
    """Records that say the same place and wait for a person, as one group.

    `said` is what they say, `kinds` how many records of each kind they are, `newest` the newest
    day of an event, `by` the stage that left them open.
    """

    key: str
    said: dict[str, Any]
    kinds: dict[str, int]
    rows: int
    newest: dt.date | None
    best: BestZone | None
    by: str


class ReviewPage(Body):
    """A page of groups, the most rows first; `groups` and `rows` are the sums of all pages."""

    groups: int
    rows: int
    items: list[ReviewItem]
    next: str | None = Field(description="What `after` is for the next page.")


class Candidate(Body):
    """A zone that a group may belong to, with the facts that speak for and against it."""

    zone_uid: int
    code: str
    name: str
    street_name: str | None
    confidence: float
    by: str
    facts: list[Bilingual]
    bbox: BBox | None
    geometry: dict[str, Any] | None = Field(description="GeoJSON in degrees (CGCS2000).")


class WaitingRecord(Body):
    """One record of a group."""

    kind: str
    key: str
    date: dt.date | None
    title: str | None


class ReviewGroup(ReviewItem):
    """A group with its candidates, best first, the points that its records name, some records."""

    candidates: list[Candidate]
    points: list[tuple[float, float]]
    records: list[WaitingRecord]


class Waiting(Body):
    """How many groups and rows wait; `kinds` are the rows by kind, those of the map's mark."""

    groups: int
    rows: int
    kinds: dict[str, int]


class NewAlias(Request):
    """A name under which a zone is to be found from now on.

    It holds in the whole district, in the zone's street, or in workbooks of the same source.
    """

    name: AliasName
    scope: AliasScope


class NewDecision(Request):
    """Where the records of a group belong; a zone may get a new alias by the way.

    With `placed`, also those records are meant that have their place without anybody's word.
    """

    key: MatchKey
    verdict: Verdict
    zone_uid: Annotated[int | None, Field(ge=1, le=2**53 - 1)] = None
    alias: NewAlias | None = None
    placed: bool = False

    @model_validator(mode="after")
    def _fits(self) -> "NewDecision":
        if (self.verdict == "zone") != (self.zone_uid is not None):
            raise ValueError("zone_uid goes with the verdict zone, and with no other")
        if self.alias is not None and self.zone_uid is None:
            raise ValueError("an alias goes with a zone")
        return self


class AlsoChanged(Body):
    """Another group that a decision moves: one that its alias places, or one that stands back.

    Not `placed`: the decided records tell something newer of the same zone.
    """

    key: str
    said: dict[str, Any]
    rows: int
    placed: bool


class DecisionPreview(Body):
    """What a decision would change: rows of the group, and of other groups."""

    rows: int
    also: list[AlsoChanged]


class DecisionMade(DecisionPreview):
    """A decision with the revision that it made."""

    id: int
    revision: int | None


class DecisionUndone(Body):
    """The revision by which a decision was undone, and how many rows it moved."""

    revision: int | None
    rows: int


class Decision(Body):
    """A decision in the history."""

    id: int
    said: dict[str, Any]
    verdict: Verdict
    zone: ZoneName | None
    alias: str | None
    decided_by: str
    decided_at: dt.datetime
    undone_by: str | None
    undone_at: dt.datetime | None
    rows: int


class Alias(Body):
    """A name that a person gave a zone."""

    id: int
    name: str
    zone: ZoneName
    scope: AliasScope
    street_name: str | None
    source: str | None
    created_by: str
    created_at: dt.datetime


class RematchAccepted(Body):
    """Matching again that is worked on; events tell how it went."""

    release: int | None


class PlacementChange(Body):
    """A record whose place changed, from where to where."""

    kind: str
    key: str
    from_zone: ZoneName | None
    to_zone: ZoneName | None
    from_placement: str
    to_placement: str


class PlacementChanges(Body):
    """What a revision, or matching again after a release, moved: sums, and a page of records."""

    revision: int | None
    release: int | None
    gained: int
    lost: int
    moved: int
    changes: list[PlacementChange]
    next: int | None
