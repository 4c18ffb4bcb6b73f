"""The current state, and the immutable documents that it points to."""

import datetime as dt

from pydantic import Field

from api.schemas.common import Bilingual, Body


class State(Body):
    """What the map shows, and where it is fetched; release is null in an empty database.

    `opened_at` is when the first release came out; `valid_at` the last change on the ground that
    the boundaries are of, where they are asked for as of another time than the release's own.
    """

    release: int | None
    revision: int | None
    as_of: dt.date | None
    published_at: dt.datetime | None
    committed_at: dt.datetime | None
    opened_at: dt.datetime | None
    valid_at: dt.datetime | None
    demo: bool
    boundaries_note: Bilingual | None
    zones: int
    streets: int
    tiles: str | None
    tilejson: str | None
    columns: str | None
    series: str | None


class ZoneColumns(Body):
    """One array per fact of the survey; all have one element per zone, in the same order."""

    uid: list[int]
    code: list[str]
    name: list[str]
    street: list[int | None]
    lon: list[float]
    lat: list[float]
    area_m2: list[float]
    households: list[int | None]
    buildings: list[int | None]
    built_year: list[int | None]
    old_estate: list[int | None]


class CategoryColumn(Body):
    """For each zone the place of its value in `ids`."""

    ids: list[str]
    codes: list[int]


class StreetColumns(Body):
    """One array per fact of the streets."""

    uid: list[int]
    code: list[str]
    name: list[str]
    kind: list[str | None]
    lon: list[float]
    lat: list[float]
    area_m2: list[float]
    zones: list[int]


class MonthlyColumn(Body):
    """For each zone index of a month, count, index of a month, count and so on."""

    sparse: list[list[int]]


class Columns(Body):
    """All attributes of a moment's zones, and the records that wait for a zone."""

    release: int
    revision: int
    as_of: dt.date | None
    zones: ZoneColumns
    categories: dict[str, CategoryColumn]
    measures: dict[str, list[float]]
    months: list[str]
    complaints_by_month: MonthlyColumn
    streets: StreetColumns
    unmatched: dict[str, int]
    unplaceable: dict[str, int] = Field(description="Of the unmatched: by a person's word.")
    out_of_area: dict[str, int] = Field(description="Of other districts; in no other count.")


class StreetSeries(Body):
    """For each street the counts of every month."""

    uid: list[int]
    rows: list[list[int]]


class Series(Body):
    """Counts by month; `total` includes the unmatched."""

    release: int
    revision: int
    months: list[str]
    incomplete_last: bool
    total: list[int]
    unmatched: list[int]
    unplaceable: list[int]
    out_of_area: list[int] = Field(description="Of other districts; not in the total.")
    streets: StreetSeries
