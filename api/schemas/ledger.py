"""The ledger of a zone, section by section. Areas in square metres, amounts in yuan."""

import datetime as dt
from typing import Literal

from api.schemas.common import BBox, Bilingual, Body, Fraction
from api.schemas.ledger_rows import (
    ComplaintRow,
    EnforcementRow,
    ListRow,
    MediationRow,
    RatingRow,
)


class LedgerStreet(Body):
    """The street that the zone lies in."""

    uid: int
    code: str
    name: str


class Version(Body):
    """Which release and survey the zone's boundary comes from."""

    release: int
    valid_from: dt.datetime | None
    surveyed_on: dt.date | None
    survey_id: int
    survey_file: str


class Basics(Body):
    """What the survey says of the zone."""

    code: str
    name: str
    aliases: list[str]
    former_names: list[str]
    street: LedgerStreet | None
    community: str | None
    address: str | None
    estate_kind: str
    old_estate: bool | None
    built_year: int | None
    households: int | None
    buildings: int | None
    floor_area_m2: float | None
    area_m2: float
    bbox: BBox
    version: Version


class LedgerFirm(Body):
    """The enterprise that serves the zone."""

    name: str
    uscc: str | None
    party_organisation: str


class Service(Body):
    """Property service: mode, firm, contract. Days left count from the ledger's date."""

    mode: str
    group: str
    firm: LedgerFirm | None
    contract_stage: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    days_left: int | None
    fee_yuan_m2_month: float | None
    source: str


class Committee(Body):
    """The owners' committee or the property management committee."""

    kind: str
    status: str | None
    status_enum: Literal["oc_status", "pmc_status"] | None
    ground: str | None
    formed_on: dt.date | None
    filed_on: dt.date | None
    filing_no: str | None
    term_end: dt.date | None
    days_left: int | None
    members: int | None
    party_organisation: str
    source: str


class EstateParty(Body):
    """The Party organisation of the estate itself."""

    status: str
    name: str | None
    formed_on: dt.date | None
    members: int | None
    source: str


class Party(Body):
    """Party organisations of the committee, of the firm and of the estate, kept apart."""

    committee: str
    firm: str
    estate: EstateParty | None


class Fund(Body):
    """The special maintenance fund as of `counted_on`; low is below the profile's share."""

    set_up: bool | None
    custody: str
    raised_yuan: float | None
    balance_yuan: float | None
    balance_percent: float | None
    counted_on: dt.date | None
    low_balance: bool | None
    replenishment: str
    replenished_on: dt.date | None
    replenished_yuan: float | None
    source: str


class MonthCount(Body):
    """Work orders of one month."""

    month: str
    count: int


class CategoryCount(Body):
    """Work orders of one category."""

    category: str
    count: int


class TopicCount(Body):
    """Work orders of one monthly topic."""

    topic: str
    count: int


class Complaints(Body):
    """Counts of the hotline's work orders and the newest of them."""

    total: int
    last_12_months: int
    per_100_households: float | None
    household_basis: int | None
    by_month: list[MonthCount]
    by_category: list[CategoryCount]
    monthly_topics: list[TopicCount]
    resolved: Fraction
    satisfied: Fraction
    recent: list[ComplaintRow]
    source: str | None


class Enforcement(Body):
    """Enforcement in the zone, with the sums of its four amounts."""

    total: int
    fined_yuan: float
    confiscated_yuan: float
    refunded_yuan: float
    involved_yuan: float
    rows: list[EnforcementRow]
    source: str | None


class Ratings(Body):
    """Ratings, newest first."""

    rows: list[RatingRow]


class Lists(Body):
    """Lists, newest first."""

    rows: list[ListRow]


class Mediation(Body):
    """Mediation in the zone: how often, how often settled, and the newest of it."""

    total: int
    settled: int
    settled_yuan: float
    rows: list[MediationRow]
    source: str | None


class Source(Body):
    """A file from which figures of this ledger come."""

    what: Bilingual
    file: str
    loaded_at: dt.datetime
    revision: int | None


class Sections(Body):
    """All sections; one without records is null or has no rows."""

    basics: Basics
    service: Service | None
    committee: Committee | None
    party: Party
    fund: Fund | None
    complaints: Complaints
    enforcement: Enforcement
    ratings: Ratings
    lists: Lists
    mediation: Mediation
    sources: list[Source]


class Ledger(Body):
    """The ledger of one zone as of the date that the records reach."""

    uid: int
    as_of: dt.date | None
    sections: Sections
