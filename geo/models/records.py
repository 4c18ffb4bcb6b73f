"""What happened: complaints, enforcement, mediation, ratings, lists; and what brought them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Numeric, func
from sqlalchemy.orm import Mapped, mapped_column

from geo.models.base import Base, Numbered, Placed, index_placed
from geo.models.services import YUAN

_CAUSES = "'load', 'decision', 'alias', 'undo', 'rematch'"


class RecordLoad(Numbered, Base):
    """A workbook as it was loaded; matched + review + rejected + out_of_area = rows.

    `source` is who writes workbooks like it, `release_id` the boundaries that it was matched to.
    """

    __tablename__ = "record_load"

    kind: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    rows: Mapped[int] = mapped_column(Integer)
    matched: Mapped[int] = mapped_column(Integer)
    review: Mapped[int] = mapped_column(Integer)
    rejected: Mapped[int] = mapped_column(Integer)
    out_of_area: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    loaded_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    loaded_by: Mapped[str]
    decisions: Mapped[dict[str, Any]]
    source: Mapped[str | None]
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))


class Revision(Numbered, Base):
    """What the records say from `committed_at` until the next revision.

    A load brings a revision, and so does everything by which records change their place: a
    decision, a name that is given or withdrawn, what is undone, and matching again to a release.
    """

    __tablename__ = "revision"
    __table_args__ = (
        CheckConstraint(f"cause IN ({_CAUSES})", name="cause"),
        CheckConstraint("cause <> 'load' OR load_id IS NOT NULL", name="load"),
    )

    cause: Mapped[str] = mapped_column(server_default="load")
    load_id: Mapped[int | None] = mapped_column(ForeignKey("record_load.id"))
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))
    committed_at: Mapped[dt.datetime] = mapped_column(unique=True)
    committed_by: Mapped[str]
    as_of: Mapped[dt.date | None]


class RejectedRow(Base):
    """A row that could not be taken, kept with its reason so that it can be corrected.

    `sheet` is empty where the file had one.
    """

    __tablename__ = "rejected_row"

    load_id: Mapped[int] = mapped_column(ForeignKey("record_load.id"), primary_key=True)
    sheet: Mapped[str] = mapped_column(primary_key=True, server_default="")
    row_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    column: Mapped[str | None]
    reason_zh: Mapped[str]
    reason_en: Mapped[str]
    values: Mapped[dict[str, Any]]


class Complaint(Placed, Base):
    """A work order of the citizen hotline, without anything about the caller.

    The time limit stands on the order itself and is never computed (hotline regulation, 13).
    """

    __tablename__ = "complaint"
    __table_args__ = (
        *index_placed("complaint"),
        Index("ix_complaint_zone_received", "zone_uid", "received_at"),
    )

    order_no: Mapped[str]
    order_kind: Mapped[str]
    order_nature: Mapped[str | None]
    order_status: Mapped[str | None]
    category: Mapped[str]
    category_path: Mapped[str | None]
    monthly_topic: Mapped[str | None]
    title: Mapped[str | None]
    received_at: Mapped[dt.datetime]
    deadline_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    street_name: Mapped[str | None]
    host_unit: Mapped[str | None]
    company_name: Mapped[str | None]
    supervised: Mapped[bool | None]
    callback_valid: Mapped[bool | None]
    contacted: Mapped[bool | None]
    resolved: Mapped[bool | None]
    satisfaction: Mapped[str]


class Enforcement(Placed, Base):
    """A penalty or another measure; four amounts in yuan that are never added to each other.

    `penalty_kinds` are ids joined by commas: one decision may warn and fine.
    """

    __tablename__ = "enforcement"
    __table_args__ = index_placed("enforcement")

    decision_no: Mapped[str]
    authority: Mapped[str]
    authority_name: Mapped[str | None]
    party_name: Mapped[str | None]
    party_uscc: Mapped[str | None]
    violation: Mapped[str | None]
    article: Mapped[str | None]
    decided_on: Mapped[dt.date]
    procedure: Mapped[str]
    outcome: Mapped[str]
    penalty_kinds: Mapped[str | None]
    published_until: Mapped[dt.date | None]
    fined_yuan: Mapped[Decimal | None] = mapped_column(YUAN)
    confiscated_yuan: Mapped[Decimal | None] = mapped_column(YUAN)
    refunded_yuan: Mapped[Decimal | None] = mapped_column(YUAN)
    involved_yuan: Mapped[Decimal | None] = mapped_column(YUAN)


class Mediation(Placed, Base):
    """A dispute that people's mediation took up, without its parties; the amount is in yuan."""

    __tablename__ = "mediation"
    __table_args__ = index_placed("mediation")

    case_no: Mapped[str]
    mediated_on: Mapped[dt.date]
    kind: Mapped[str]
    outcome: Mapped[str]
    organisation: Mapped[str | None]
    title: Mapped[str | None]
    settled_yuan: Mapped[Decimal | None] = mapped_column(YUAN)


class Rating(Placed, Base):
    """A rating of a zone's service or of a firm's credit.

    `dimensions` are the scores of which a credit rating is made, by the profile's ids.
    """

    __tablename__ = "rating"
    __table_args__ = index_placed("rating")

    kind: Mapped[str]
    period: Mapped[str]
    firm_name: Mapped[str | None]
    firm_uscc: Mapped[str | None] = mapped_column(index=True)
    score: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    grade: Mapped[str | None]
    dimensions: Mapped[dict[str, Any] | None]


class ListEntry(Placed, Base):
    """A place on the red or black list, the city's top hundred, or a special programme."""

    __tablename__ = "list_entry"
    __table_args__ = index_placed("list_entry")

    kind: Mapped[str]
    issue: Mapped[str]
    firm_name: Mapped[str | None]
    firm_uscc: Mapped[str | None] = mapped_column(index=True)
    listed_on: Mapped[dt.date | None]
    rank: Mapped[int | None] = mapped_column(Integer)
    amount_yuan: Mapped[Decimal | None] = mapped_column(YUAN)
    note: Mapped[str | None]
