"""What all tables share: naming, ranges of time, and rows that come from a file."""

import datetime as dt
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Integer, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, Range
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from geo.crs import STORAGE

Period = Range[dt.datetime]


def make_polygons() -> Geometry:
    """Returns the type of a column of multipolygons; indexes are named where they are wanted."""
    return Geometry("MULTIPOLYGON", srid=STORAGE, spatial_index=False)


class Base(DeclarativeBase):
    """The declarative base; constraints are named so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain class attribute
        dt.datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        Period: TSTZRANGE,
        int: BigInteger,
        str: String,
    }


class Numbered:
    """A table whose rows are numbered by the database."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)


class Sourced(Numbered):
    """A row of a workbook: its key in the source, where it stood, and while it was current.

    A corrected row closes `sys` of the one it supersedes; nothing else of a row ever changes.
    """

    source_key: Mapped[str]
    load_id: Mapped[int] = mapped_column(ForeignKey("record_load.id"))
    row_no: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(String(32))
    sys: Mapped[Period]


class Placed(Sourced):
    """A row that belongs to a zone: the zone it was matched to, and from which evidence."""

    zone_uid: Mapped[int | None] = mapped_column(ForeignKey("zone.uid"), index=True)
    placement: Mapped[str]
    evidence: Mapped[dict[str, Any]]
