"""Reading as of another time: what was so on the ground then, and what we knew of it then.

`valid_at` asks about the ground, `known_at` about our knowledge; without them, now. Either is a
moment (2022-11-08T09:30:00+08:00; without an offset, the district's own time) or a day, which
means its end in the district: all that began or was published on that day is counted.
"""

import asyncio
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from api.auth.roles import Role
from api.context import Context
from api.deps import CurrentMoment, Reading, Served, Signed, Uid, allow, check_etag, take_slot
from api.errors import bad_parameter
from geo.catalog.state import WHEN, Moment, read_moment
from geo.catalog.zones import find_zone_street
from geo.errors import NotFoundError
from geo.periods import read_when

_TOLD = "ISO 8601 day (its end in the district) or moment; now, if it is left out."
When = Annotated[str | None, Query(max_length=40, description=_TOLD)]


def read_time(name: str, said: str, timezone: str) -> dt.datetime:
    """Returns the moment that a parameter means.

    Raises:
        InputError: it is neither a day nor a moment.
    """
    try:
        return read_when(said, timezone)
    except ValueError as error:
        raise bad_parameter(name, WHEN) from error


async def find_moment(
    context: Served,
    current: CurrentMoment,
    response: Response,
    valid_at: When = None,
    known_at: When = None,
) -> Moment:
    """Returns the release and the revision to read, and the time on the ground.

    The answer's headers say which were used.

    Raises:
        InputError: a parameter is no time.
        NotFoundError: not_known_yet, no boundaries had been published by then.
    """
    timezone = context.profile.timezone
    moment = current
    if known_at is not None:
        known = read_time("known_at", known_at, timezone)
        async with context.gate:
            moment = await asyncio.to_thread(_read_moment, context, known)
    if valid_at is not None:
        moment = replace(moment, valid_at=read_time("valid_at", valid_at, timezone))
    response.headers["OneMap-Release"] = str(moment.release_id)
    response.headers["OneMap-Revision"] = str(moment.revision_id)
    if moment.valid_at is not None:
        response.headers["OneMap-Valid-At"] = moment.valid_at.isoformat()
    return moment


def _read_moment(context: Context, known_at: dt.datetime) -> Moment:
    with context.database.read() as connection:
        return read_moment(connection, known_at)


MomentAsOf = Annotated[Moment, Depends(find_moment)]


def _open_reading(
    context: Served,
    moment: MomentAsOf,
    _: Annotated[None, Depends(take_slot, scope="function")],
) -> Iterator[Reading]:
    with context.database.read() as connection:
        yield Reading(connection, moment)


ReadingAsOf = Annotated[Reading, Depends(_open_reading, scope="function")]


def check_own_street(
    uid: Uid, access: Signed, reading: ReadingAsOf, current: CurrentMoment
) -> None:
    """Passes when this account may read the records of the zone as of that time.

    A zone that lay in the official's street then, and lies in another one now, is not theirs.

    Raises:
        AccessError: it is a street official's account, and the zone is or was in another street.
        NotFoundError: there was no such zone.
    """
    if access.role is not Role.STREET_OFFICIAL:
        return
    access.require_street(find_zone_street(reading.connection, reading.moment, uid))
    try:
        street = find_zone_street(reading.connection, current, uid)
    except NotFoundError:
        return
    access.require_street(street)


def allow_records_as_of(*roles: Role) -> list[Any]:
    """Returns the dependencies of a route with the records of the zone :uid as of a time."""
    return [*allow(*roles, own_street=True), Depends(check_own_street)]


def _check_etag(request: Request, response: Response, access: Signed, moment: MomentAsOf) -> None:
    check_etag(request, response, access, moment)


CONDITIONAL_AS_OF = Depends(_check_etag)
