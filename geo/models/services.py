"""Who serves a zone and who speaks for its owners. Amounts in yuan, dates local to the district."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from geo.models.base import Base, Placed, Sourced, index_current, index_placed

YUAN = Numeric(16, 2)


class Firm(Sourced, Base):
    """A property service enterprise; its key is the unified social credit code."""

    __tablename__ = "firm"
    __table_args__ = (index_current("firm"),)

    name: Mapped[str]
    uscc: Mapped[str]
    association_member: Mapped[bool | None]


class Service(Placed, Base):
    """How a zone is served, by whom, under which contract."""

    __tablename__ = "service"
    __table_args__ = index_placed("service")

    mode: Mapped[str]
    firm_name: Mapped[str | None]
    firm_uscc: Mapped[str | None] = mapped_column(index=True)
    contract_stage: Mapped[str]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    fee_yuan_m2_month: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))


class Committee(Placed, Base):
    """The owners' committee or property management committee of a zone."""

    __tablename__ = "committee"
    __table_args__ = index_placed("committee")

    kind: Mapped[str]
    oc_status: Mapped[str | None]
    pmc_status: Mapped[str | None]
    pmc_ground: Mapped[str | None]
    transition: Mapped[str | None]
    formed_on: Mapped[dt.date | None]
    filed_on: Mapped[dt.date | None]
    filing_no: Mapped[str | None]
    term_end: Mapped[dt.date | None]
    members: Mapped[int | None]


class PartyOrganisation(Placed, Base):
    """Whether a committee, an enterprise or an estate has a Party organisation; kept apart."""

    __tablename__ = "party_organisation"
    __table_args__ = index_placed("party_organisation")

    holder: Mapped[str]
    firm_uscc: Mapped[str | None] = mapped_column(index=True)
    status: Mapped[str]
    name: Mapped[str | None]
    formed_on: Mapped[dt.date | None]
    members: Mapped[int | None]


class Fund(Placed, Base):
    """The special maintenance fund of a zone, as of `counted_on`; amounts in yuan.

    `low_balance` follows rule F2: the balance is below the profile's share of the first raise.
    """

    __tablename__ = "fund"
    __table_args__ = index_placed("fund")

    set_up: Mapped[bool | None]
    custody: Mapped[str]
    raised_yuan: Mapped[Decimal | None] = mapped_column(YUAN)
    balance_yuan: Mapped[Decimal | None] = mapped_column(YUAN)
    counted_on: Mapped[dt.date | None]
    low_balance: Mapped[bool | None]
    replenishment: Mapped[str]
    replenished_on: Mapped[dt.date | None]
    replenished_yuan: Mapped[Decimal | None] = mapped_column(YUAN)
