"""Places: streets and zones, their versions in two times, releases, lineage, reference layers."""

import datetime as dt
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import ForeignKey, Identity, Index, Integer, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo.crs import STORAGE
from geo.models.base import Base, Numbered, Period, make_polygons


class Release(Numbered, Base):
    """What the boundaries are from `published_at` until the next release.

    A release's rows are the versions whose `sys` holds its `published_at`. Rolling back makes a
    new release with the content of an older one. One release follows another: `previous_id` is
    unique, so two people cannot both publish after the same one.
    """

    __tablename__ = "release"

    previous_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"), unique=True)
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))
    content_of: Mapped[int | None] = mapped_column(ForeignKey("release.id"))
    published_at: Mapped[dt.datetime] = mapped_column(unique=True)
    published_by: Mapped[str]
    reason: Mapped[str | None]
    streets: Mapped[int] = mapped_column(Integer)
    zones: Mapped[int] = mapped_column(Integer)
    archive_sha256: Mapped[str | None]


class Street(Base):
    """A subdistrict or township, whatever its code, name and shape are at a time."""

    __tablename__ = "street"

    uid: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))


class Zone(Base):
    """A property management zone; its uid is the feature id of the tiles and never reused."""

    __tablename__ = "zone"

    uid: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))


class PlaceVersion(Numbered):
    """What a place is: `valid` on the ground, `sys` in our releases. Only `sys` is ever closed."""

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    code: Mapped[str]
    name: Mapped[str]
    attributes: Mapped[dict[str, Any]]
    area_m2: Mapped[float]
    geom: Mapped[WKBElement] = mapped_column(make_polygons())
    valid: Mapped[Period]
    sys: Mapped[Period]


class StreetVersion(PlaceVersion, Base):
    """A version of a street."""

    __tablename__ = "street_version"
    __table_args__ = (
        ExcludeConstraint(
            ("street_uid", "="), ("valid", "&&"), ("sys", "&&"), name="street_version_no_overlap"
        ),
        Index("ix_street_version_geom", "geom", postgresql_using="gist"),
        Index("ix_street_version_sys", "sys", postgresql_using="gist"),
    )

    street_uid: Mapped[int] = mapped_column(ForeignKey("street.uid"))


class ZoneVersion(PlaceVersion, Base):
    """A version of a zone, with the street that it lies in."""

    __tablename__ = "zone_version"
    __table_args__ = (
        ExcludeConstraint(
            ("zone_uid", "="), ("valid", "&&"), ("sys", "&&"), name="zone_version_no_overlap"
        ),
        Index("ix_zone_version_geom", "geom", postgresql_using="gist"),
        Index("ix_zone_version_sys", "sys", postgresql_using="gist"),
        Index(
            "ix_zone_version_name",
            "name",
            postgresql_using="gin",
            postgresql_ops={"name": "gin_trgm_ops"},
        ),
        Index("ix_zone_version_code", "code", postgresql_where=text("upper_inf(sys)")),
    )

    zone_uid: Mapped[int] = mapped_column(ForeignKey("zone.uid"))
    street_uid: Mapped[int | None] = mapped_column(ForeignKey("street.uid"))


class Lineage(Base):
    """How one zone came from another: `share` of the parent's area that the child took over."""

    __tablename__ = "lineage"

    parent_uid: Mapped[int] = mapped_column(ForeignKey("zone.uid"), primary_key=True)
    child_uid: Mapped[int] = mapped_column(ForeignKey("zone.uid"), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    share: Mapped[float]


class BaseFeature(Numbered, Base):
    """A road, water, green space, building or community of a reference layer.

    Loading a layer again closes `sys` of the rows before it.
    """

    __tablename__ = "base_feature"
    __table_args__ = (
        Index("ix_base_feature_geom", "geom", postgresql_using="gist"),
        Index("ix_base_feature_sys", "sys", postgresql_using="gist"),
    )

    kind: Mapped[str]
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    row_no: Mapped[int] = mapped_column(Integer)
    name: Mapped[str | None]
    rank: Mapped[int] = mapped_column(Integer, server_default="0")
    geom: Mapped[WKBElement] = mapped_column(
        Geometry("GEOMETRY", srid=STORAGE, spatial_index=False)
    )
    sys: Mapped[Period]
