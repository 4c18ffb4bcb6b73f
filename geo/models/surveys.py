"""Surveys: what was handed in, how it was understood, what was found, who let it through."""

import datetime as dt
from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from geo.models.base import Base, Numbered, make_polygons
from geo.surveys import BaseKind, PlaceKind, SurveyStatus

_KINDS = ", ".join(f"'{kind}'" for kind in (*PlaceKind, *BaseKind))
_STATUSES = ", ".join(f"'{status}'" for status in SurveyStatus)


class Survey(Numbered, Base):
    """A boundary file: what was asked of it, how it was understood, what became of it.

    `request` holds a person's decisions, `decisions` what was decided from which evidence,
    `questions` what must still be answered, `error` why it was refused. `base_release_id` is the
    release that it was compared with, `run` counts its readings, `summary` holds the changes by
    class and their effect on the records, `reviews` the reasons for which a second person has to
    approve.
    """

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint(f"status IN ({_STATUSES})", name="status"),
        Index("ix_survey_file", "file_sha256"),
    )

    kind: Mapped[str]
    status: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    layer: Mapped[str | None]
    encoding: Mapped[str | None]
    srid: Mapped[int | None] = mapped_column(Integer)
    features: Mapped[int | None] = mapped_column(Integer)
    partial: Mapped[bool]
    surveyed_on: Mapped[dt.date | None]
    loaded_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    loaded_by: Mapped[str]
    finished_at: Mapped[dt.datetime | None]
    run: Mapped[int] = mapped_column(Integer, server_default="0")
    request: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    decisions: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    questions: Mapped[list[Any]] = mapped_column(server_default="[]")
    error: Mapped[dict[str, Any] | None]
    summary: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    reviews: Mapped[list[Any]] = mapped_column(server_default="[]")
    # No foreign key: a release already names its survey, and two tables in a circle sort badly.
    base_release_id: Mapped[int | None]
    approved_by: Mapped[str | None]
    approved_at: Mapped[dt.datetime | None]
    approval_reason: Mapped[str | None]
    withdrawn_by: Mapped[str | None]
    withdrawal_reason: Mapped[str | None]


class SurveyFeature(Base):
    """One feature of a survey, staged: what it says, whom it is, what it would change.

    Its code, name or polygon may be missing; then a finding says so and it cannot be published.
    """

    __tablename__ = "survey_feature"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    row_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    place_uid: Mapped[int | None]
    street_uid: Mapped[int | None]
    change: Mapped[str]
    identified_by: Mapped[str | None]
    iou: Mapped[float | None]
    code: Mapped[str | None]
    name: Mapped[str | None]
    attributes: Mapped[dict[str, Any]]
    area_m2: Mapped[float]
    old_code: Mapped[str | None]
    old_name: Mapped[str | None]
    old_area_m2: Mapped[float | None]
    distance_m: Mapped[float | None]
    shift_east_m: Mapped[float | None]
    shift_north_m: Mapped[float | None]
    complaints: Mapped[int] = mapped_column(Integer, server_default="0")
    geom: Mapped[WKBElement | None] = mapped_column(make_polygons())


class SurveyRemoval(Base):
    """A known place that a staged survey would retire: removed, split or merged."""

    __tablename__ = "survey_removal"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    place_uid: Mapped[int] = mapped_column(primary_key=True)
    change: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    area_m2: Mapped[float]
    complaints: Mapped[int] = mapped_column(Integer, server_default="0")


class SurveyDescent(Base):
    """Which staged feature would come from which known place; becomes lineage when published."""

    __tablename__ = "survey_descent"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    parent_uid: Mapped[int] = mapped_column(primary_key=True)
    row_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    share: Mapped[float]


class SurveyFinding(Base):
    """One finding of a check about a survey, in the order of the checks."""

    __tablename__ = "survey_finding"
    __table_args__ = (Index("ix_survey_finding_fingerprint", "fingerprint"),)

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    check_id: Mapped[str]
    severity: Mapped[str] = mapped_column(String(1))
    fingerprint: Mapped[str]
    row_no: Mapped[int | None] = mapped_column(Integer)
    code: Mapped[str | None]
    place_uid: Mapped[int | None]
    other_row_no: Mapped[int | None] = mapped_column(Integer)
    other_code: Mapped[str | None]
    measured: Mapped[float | None]
    threshold: Mapped[float | None]
    unit: Mapped[str | None]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    message: Mapped[dict[str, Any]]
    hint: Mapped[dict[str, Any] | None]


class FindingWaiver(Numbered, Base):
    """A person's word that a finding may stand; it holds for later surveys too, until its day."""

    __tablename__ = "finding_waiver"

    fingerprint: Mapped[str] = mapped_column(unique=True)
    check_id: Mapped[str]
    reason: Mapped[str]
    waived_by: Mapped[str]
    waived_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    until: Mapped[dt.date | None]
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))


class FieldMapping(Base):
    """How a person mapped the columns of a kind of file, remembered by the columns' names."""

    __tablename__ = "field_mapping"

    kind: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[list[str]] = mapped_column(ARRAY(String), primary_key=True)
    fields: Mapped[dict[str, Any]]
    decided_by: Mapped[str]
    decided_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
