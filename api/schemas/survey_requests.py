"""What reviewers send about surveys: answers, waivers, reasons, edits."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.common import Request
from geo.surveys import Axes, Datum, PlaceKind

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500)]
Fingerprint = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
Uid = Annotated[int, Field(ge=1, le=2**53 - 1)]
ReleaseId = Annotated[int, Field(ge=1, le=2**53 - 1)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Ring = Annotated[list[tuple[Longitude, Latitude]], Field(min_length=4, max_length=50_000)]
Rings = Annotated[list[Ring], Field(min_length=1, max_length=1_000)]
MAX_EDITED = 500


class UploadFields(Request):
    """The plain fields of the form with a survey's files."""

    kind: PlaceKind
    surveyed_on: dt.date | None = None
    partial: bool = False


class Answers(Request):
    """Answers to a survey's questions; what is left out stays as it was decided."""

    layer: str | None = None
    srid: Annotated[int | None, Field(ge=0, le=998_999)] = None
    axes: Axes | None = None
    datum: Datum | None = None
    encoding: Literal["UTF-8", "GB18030"] | None = None
    fields: Annotated[dict[str, str] | None, Field(max_length=50)] = None
    polygonise: bool | None = None
    partial: bool | None = None
    surveyed_on: dt.date | None = None
    repairs: Annotated[dict[int, str] | None, Field(max_length=10_000)] = None


class NewWaivers(Request):
    """Findings that may stand, by their fingerprints, or all open ones of a check."""

    fingerprints: Annotated[list[Fingerprint], Field(max_length=10_000, default_factory=list)]
    check: Annotated[str | None, Field(pattern=r"^[A-Z]\d{1,2}$")] = None
    reason: Reason
    until: dt.date | None = None


class Statement(Request):
    """Why somebody does something; for the history."""

    reason: Reason


class Order(Request):
    """An order to change the map, given that this release is still the one in force."""

    expected_release: ReleaseId | None
    reason: Reason


class EditedPolygon(Request):
    """A GeoJSON polygon in CGCS2000 degrees."""

    type: Literal["Polygon"]
    coordinates: Rings


class EditedMultiPolygon(Request):
    """A GeoJSON multipolygon in CGCS2000 degrees."""

    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[Rings], Field(min_length=1, max_length=1_000)]


class EditedProperties(BaseModel):
    """What the place is; `uid` where it is known. Further attributes are as in a survey file."""

    model_config = ConfigDict(extra="allow", str_max_length=500)
    __pydantic_extra__: dict[str, str | int | float | bool | None]

    uid: Uid | None = None
    code: Annotated[str, Field(min_length=1, max_length=100)]
    name: Annotated[str, Field(min_length=1, max_length=200)]


class EditedFeature(Request):
    """A drawn place as a GeoJSON feature.

    `parents` are the places that it was split off or merged from; what is known of them, or else
    of the place itself, stays with it.
    """

    type: Literal["Feature"]
    id: int | str | None = None
    parents: Annotated[list[Uid], Field(max_length=MAX_EDITED, default_factory=list)]
    geometry: Annotated[EditedPolygon | EditedMultiPolygon, Field(discriminator="type")]
    properties: EditedProperties


class EditedFeatures(Request):
    """The drawn places."""

    type: Literal["FeatureCollection"]
    features: Annotated[list[EditedFeature], Field(min_length=1, max_length=MAX_EDITED)]


class Edits(Request):
    """A small survey drawn in the browser on `base_release`; other places stay as they are."""

    kind: PlaceKind
    base_release: ReleaseId
    reason: Reason
    features: EditedFeatures
