"""The rows behind the figures of a ledger. Amounts in yuan, days the district's own."""

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from api.schemas.common import Bilingual, Body

PlacedKind = Literal["complaint", "enforcement", "mediation"]


class ComplaintRow(Body):
    """A work order, without anything about the caller."""

    order_no: str
    received_on: dt.date
    category: str
    title: str | None
    resolved: bool | None
    satisfaction: str
    order_status: str | None
    host_unit: str | None
    supervised: bool | None
    deadline_on: dt.date | None
    closed_on: dt.date | None


class EnforcementRow(Body):
    """A penalty or another measure; the four amounts are never added to each other."""

    decision_no: str
    decided_on: dt.date
    authority: str
    authority_name: str | None
    violation: str | None
    article: str | None
    procedure: str
    outcome: str
    penalty_kinds: list[str] | None
    published_until: dt.date | None
    fined_yuan: float | None
    confiscated_yuan: float | None
    refunded_yuan: float | None
    involved_yuan: float | None
    party: str | None


class RatingRow(Body):
    """A rating of the zone, or of the firm that serves it (`subject`).

    `dimensions` are the scores of a credit rating by the ids of the profile's credit_dimension.
    """

    kind: str
    period: str
    score: float | None
    grade: str | None
    dimensions: dict[str, float] | None
    subject: str | None


class ListRow(Body):
    """A list on which the zone, or the firm that serves it, stands."""

    kind: str
    issue: str
    listed_on: dt.date | None
    rank: int | None
    amount_yuan: float | None
    note: str | None


class MediationRow(Body):
    """A dispute that people's mediation took up, without its parties."""

    case_no: str
    mediated_on: dt.date
    kind: str
    outcome: str
    organisation: str | None
    title: str | None
    settled_yuan: float | None


class ComplaintPage(Body):
    """A page of work orders; `next` is the `after` of the following page."""

    total: int
    rows: list[ComplaintRow]
    next: int | None


class EnforcementPage(Body):
    """A page of enforcement; `next` is the `after` of the following page."""

    total: int
    rows: list[EnforcementRow]
    next: int | None


class RunnerUp(Body):
    """The zone to which a record would have come next."""

    zone_uid: int
    code: str
    name: str
    street_name: str | None
    confidence: float
    by: str
    facts: list[Bilingual]


class WhyHere(Body):
    """Why a record is in a zone's ledger: the stage that placed it, how sure, the facts.

    `said` is what it says of its place, without personal data. `margin` is by how much this zone is
    likelier than the runner-up.
    """

    key: str | None = Field(description="Under which a decision about it is made.")
    said: dict[str, Any]
    by: str
    confidence: float
    facts: list[Bilingual]
    runner_up: RunnerUp | None
    margin: float | None
    open: bool = Field(description="It stands so, and nobody has decided.")
