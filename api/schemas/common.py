"""What several bodies share: bilingual text, errors, boxes, pages."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

BBox = Annotated[
    tuple[float, float, float, float],
    Field(description="West, south, east, north in degrees (CGCS2000)."),
]


class Body(BaseModel):
    """A body that we send; read from rows and from our own types alike."""

    model_config = ConfigDict(from_attributes=True)


class Request(BaseModel):
    """A body that we receive; unknown fields are errors, so that a typing slip is found."""

    model_config = ConfigDict(extra="forbid", str_max_length=500)


class Bilingual(Body):
    """A text in Chinese and English."""

    zh: str
    en: str


class ErrorDetail(Body):
    """What went wrong, what to do, and the number to tell an administrator."""

    code: str
    message: Bilingual
    hint: Bilingual | None
    details: list[Any]
    request_id: str | None


class ErrorBody(Body):
    """The one body of every failure."""

    error: ErrorDetail


class Fraction(Body):
    """Both parts of a rate."""

    numerator: int
    denominator: int
