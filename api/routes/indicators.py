"""The rates of the district and of its streets, by a definition that the person chooses."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import RowMapping
from starlette.concurrency import run_in_threadpool

from api.as_of import CONDITIONAL_AS_OF, MomentAsOf
from api.auth.roles import EVERYBODY
from api.context import Context
from api.deps import Served, allow
from api.errors import bad_parameter
from api.schemas.indicators import DistrictRate, Indicators, Rate, StreetRates
from geo.catalog.figures import FigureRows, read_figures
from geo.catalog.state import Moment
from geo.catalog.streets import list_streets
from geo.errors import Text
from geo.indicators.rates import RateColumns, count_rate
from geo.profile import Indicator, Profile, RateDefinition

router = APIRouter(prefix="/api/v1", tags=["indicators"], dependencies=allow(*EVERYBODY))
Choice = list[tuple[Indicator, RateDefinition]]
_ZONE_ATTRIBUTES = ("service_mode", "committee_kind", "party_committee")


@router.get("/indicators", dependencies=[CONDITIONAL_AS_OF])
async def read_indicators(
    moment: MomentAsOf,
    context: Served,
    definition: Annotated[list[str] | None, Query(max_length=20)] = None,
) -> Indicators:
    """Returns every rate with numerator, denominator and target.

    `definition=indicator:definition` chooses another than the first definition of a rate.
    """
    choice = choose_definitions(context.profile, definition or [])
    key = "figures", moment.release_id, moment.revision_id, moment.valid_at
    figures, streets = await context.kept.get(key, lambda: _read(context, moment))
    return await run_in_threadpool(_describe, moment, choice, figures, streets)


def _read(context: Context, moment: Moment) -> tuple[FigureRows, list[dict[str, Any]]]:
    with context.database.read() as connection:
        figures = read_figures(connection, moment, context.profile.timezone)
        return figures, list_streets(connection, moment)


def _describe(
    moment: Moment, choice: Choice, figures: FigureRows, streets: list[dict[str, Any]]
) -> Indicators:
    year = figures.as_of.year if figures.as_of else None
    by_street: dict[int, list[RowMapping]] = {street["uid"]: [] for street in streets}
    for row in figures.zones:
        by_street.get(row["street_uid"], []).append(row)
    sources = {indicator.id: indicator.source for indicator, _ in choice}
    return Indicators(
        as_of=figures.as_of,
        year=year,
        release=moment.release_id,
        revision=moment.revision_id,
        rates=[
            DistrictRate(**rate.model_dump(), source=sources[rate.indicator])
            for rate in _count(figures, figures.zones, choice, year)
        ],
        streets=[
            _describe_street(street, by_street[street["uid"]], figures, choice, year)
            for street in streets
        ],
    )


def choose_definitions(profile: Profile, wanted: Iterable[str]) -> Choice:
    """Returns each indicator with its wanted definition, or else its first.

    Raises:
        InputError: there is no such indicator or definition.
    """
    known = {
        f"{indicator.id}:{definition.id}": (indicator, definition)
        for indicator in profile.indicators
        for definition in indicator.definitions
    }
    choice = {indicator.id: indicator.definitions[0] for indicator in profile.indicators}
    for name in wanted:
        if name not in known:
            names = "、".join(known)
            raise bad_parameter(
                "definition", Text(f"应为 {names} 之一。", f"takes one of {names}.")
            )
        indicator, definition = known[name]
        choice[indicator.id] = definition
    return [(indicator, choice[indicator.id]) for indicator in profile.indicators]


def _describe_street(
    street: dict[str, Any],
    zones: list[RowMapping],
    figures: FigureRows,
    choice: Choice,
    year: int | None,
) -> StreetRates:
    households = [row["households"] for row in zones if row["households"] is not None]
    return StreetRates(
        uid=street["uid"],
        code=street["code"],
        name=street["name"],
        rates=_count(figures, zones, choice, year),
        zones=len(zones),
        complaints_12m=sum(row["complaints"] for row in zones),
        households=sum(households) if households else None,
    )


def _count(
    figures: FigureRows, zones: Iterable[RowMapping], choice: Choice, year: int | None
) -> list[Rate]:
    rows = list(zones)
    # In a street the firms are those that serve a zone there; in the district all firms.
    whole = len(rows) == len(figures.zones)
    serving = {row["firm_uscc"] for row in rows}
    firms = [row["party_firm"] for row in figures.firms if whole or row["uscc"] in serving]
    columns = RateColumns(
        zones={name: [row[name] for row in rows] for name in _ZONE_ATTRIBUTES},
        firms={"party_firm": firms},
    )
    return [
        Rate.model_validate(count_rate(columns, indicator, definition, year or 0))
        for indicator, definition in choice
    ]
