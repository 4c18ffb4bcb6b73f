"""Rates by their definition, for the district and for each street."""

import datetime as dt

from api.schemas.common import Body


class Rate(Body):
    """A rate in percent; `missing` more in the numerator reach the target."""

    indicator: str
    definition: str
    numerator: int
    denominator: int
    rate: float | None
    target: float | None
    missing: int


class DistrictRate(Rate):
    """A rate of the whole district with the source of its target."""

    source: str
    previous_year: float | None = None


class StreetRates(Body):
    """The rates of one street."""

    uid: int
    code: str
    name: str
    rates: list[Rate]
    zones: int
    complaints_12m: int
    households: int | None


class Indicators(Body):
    """The rates of a moment against the targets of its year."""

    as_of: dt.date | None
    year: int | None
    release: int
    revision: int
    rates: list[DistrictRate]
    streets: list[StreetRates]
