"""What all tables share: naming, ranges of time, and rows that come from a file."""

import datetime as dt
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, Range
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from geo.crs import STORAGE

Period = Range[dt.datetime]
CURRENT = text("upper_inf(sys)")


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
    `sheet` is missing where the file had one; `content` is the hash of what the source says.
    """

    source_key: Mapped[str]
    load_id: Mapped[int] = mapped_column(ForeignKey("record_load.id"))
    sheet: Mapped[str | None]
    row_no: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(String(32))
    sys: Mapped[Period]


class Placed(Sourced):
    """A row that belongs to a zone: the zone it was matched to, and from which evidence.

    Rows that say the same of their place share a `match_key`, which is what people decide about.
    Where the source's key hangs on the zone, `written_key` is the key that the row has while its
    zone is not known; no two current rows share one.
    """

    zone_uid: Mapped[int | None] = mapped_column(ForeignKey("zone.uid"), index=True)
    placement: Mapped[str]
    evidence: Mapped[dict[str, Any]]
    match_key: Mapped[str | None]
    written_key: Mapped[str | None]


def index_current(name: str) -> Index:
    """Returns the index by which a table has one current row of a key."""
    return Index(f"uq_{name}_current", "source_key", unique=True, postgresql_where=CURRENT)


def index_placed(name: str) -> tuple[Index, ...]:
    """Returns what a table of rows that belong to zones is searched by.

    The last one finds what people decide about, or have decided.
    """
    spoken_of = text("upper_inf(sys) AND (placement <> 'matched' OR evidence ->> 'by' = 'decided')")
    return (
        index_current(name),
        Index(
            f"uq_{name}_written",
            "written_key",
            unique=True,
            postgresql_where=text("upper_inf(sys) AND written_key IS NOT NULL"),
        ),
        Index(f"ix_{name}_spoken_of", "match_key", postgresql_where=spoken_of),
    )
