"""Places: streets and zones, their versions in two times, surveys, releases, lineage."""

import datetime as dt
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Integer, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo.crs import STORAGE
from geo.models.base import Base, Numbered, Period


def _polygons() -> Geometry:
    return Geometry("MULTIPOLYGON", srid=STORAGE, spatial_index=False)


class Survey(Numbered, Base):
    """A boundary file as it was read and understood; its features are in SurveyFeature."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("kind IN ('street', 'zone')", name="kind"),
        CheckConstraint("status IN ('staged', 'published', 'unchanged')", name="status"),
    )

    kind: Mapped[str]
    status: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    layer: Mapped[str]
    encoding: Mapped[str]
    srid: Mapped[int] = mapped_column(Integer)
    features: Mapped[int] = mapped_column(Integer)
    partial: Mapped[bool]
    surveyed_on: Mapped[dt.date | None]
    loaded_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    loaded_by: Mapped[str]
    decisions: Mapped[dict[str, Any]]
    findings: Mapped[list[Any]]


class SurveyFeature(Base):
    """One feature of a survey, staged: what it says, whom it is, what it would change."""

    __tablename__ = "survey_feature"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    row_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    place_uid: Mapped[int | None]
    street_uid: Mapped[int | None]
    change: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    attributes: Mapped[dict[str, Any]]
    area_m2: Mapped[float]
    geom: Mapped[WKBElement] = mapped_column(_polygons())


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
    geom: Mapped[WKBElement] = mapped_column(_polygons())
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
