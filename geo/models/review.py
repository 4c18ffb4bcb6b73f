"""What people say about the places of records, workbooks on their way, and what moved."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, func, text
from sqlalchemy.orm import Mapped, mapped_column

from geo.models.base import Base, Numbered
from geo.rows import WorkbookStatus

_STATUSES = ", ".join(f"'{status}'" for status in WorkbookStatus)


class ZoneAlias(Numbered, Base):
    """Another name of a zone, given by a person.

    It holds in the whole district, in one street, or in the workbooks of one source.
    """

    __tablename__ = "zone_alias"
    __table_args__ = (
        CheckConstraint("scope IN ('district', 'street', 'source')", name="scope"),
        CheckConstraint("(scope = 'street') = (street_uid IS NOT NULL)", name="street"),
        CheckConstraint("(scope = 'source') = (source IS NOT NULL)", name="source"),
    )

    name: Mapped[str]
    zone_uid: Mapped[int] = mapped_column(ForeignKey("zone.uid"))
    scope: Mapped[str]
    street_uid: Mapped[int | None] = mapped_column(ForeignKey("street.uid"))
    source: Mapped[str | None]
    created_by: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[dt.datetime | None]


class MatchDecision(Numbered, Base):
    """Where the rows of a match key belong, by a person's word; `rows` had waited for it.

    One decision holds for a key until it is undone; later workbooks and matching anew follow it.
    """

    __tablename__ = "match_decision"
    __table_args__ = (
        CheckConstraint("verdict IN ('zone', 'elsewhere', 'unplaceable')", name="verdict"),
        CheckConstraint("(verdict = 'zone') = (zone_uid IS NOT NULL)", name="zone"),
        Index(
            "uq_match_decision_key",
            "match_key",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    match_key: Mapped[str]
    said: Mapped[dict[str, Any]]
    verdict: Mapped[str]
    zone_uid: Mapped[int | None] = mapped_column(ForeignKey("zone.uid"))
    alias_id: Mapped[int | None] = mapped_column(ForeignKey("zone_alias.id"))
    rows: Mapped[int] = mapped_column(Integer)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    decided_by: Mapped[str]
    decided_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    undone_by: Mapped[str | None]
    undone_at: Mapped[dt.datetime | None]


class PlacementChange(Base):
    """A record that a revision moved: from which zone and placement to which."""

    __tablename__ = "placement_change"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    load_id: Mapped[int] = mapped_column(ForeignKey("record_load.id"))
    source_key: Mapped[str]
    from_uid: Mapped[int | None] = mapped_column(ForeignKey("zone.uid"))
    to_uid: Mapped[int | None] = mapped_column(ForeignKey("zone.uid"))
    from_placement: Mapped[str]
    to_placement: Mapped[str]


class RecordMapping(Base):
    """How a person mapped the columns of a kind of workbook, remembered by its headers."""

    __tablename__ = "record_mapping"

    kind: Mapped[str] = mapped_column(primary_key=True)
    signature: Mapped[str] = mapped_column(primary_key=True)
    mapping: Mapped[dict[str, Any]]
    decided_by: Mapped[str]
    decided_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class Workbook(Numbered, Base):
    """A workbook that somebody handed in, until it is loaded or withdrawn.

    `proposal` tells how it is read, `mapping` what a person said of that, `preview` what loading
    it would do, `error` why it was refused; `run` counts how often work on it was begun. Its file
    is kept elsewhere and removed in the end.
    """

    __tablename__ = "workbook"
    __table_args__ = (
        CheckConstraint(f"status IN ({_STATUSES})", name="status"),
        Index("ix_workbook_file", "sha256"),
    )

    kind: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str]
    status: Mapped[str]
    as_of: Mapped[dt.date | None]
    source: Mapped[str | None]
    received_by: Mapped[str]
    received_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    ordered_by: Mapped[str | None]
    finished_at: Mapped[dt.datetime | None]
    run: Mapped[int] = mapped_column(Integer, server_default="0")
    proposal: Mapped[dict[str, Any] | None]
    mapping: Mapped[dict[str, Any] | None]
    preview: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]
    load_id: Mapped[int | None] = mapped_column(ForeignKey("record_load.id"))
