"""The ledger of a zone and the rows behind its figures: a street official's own street only."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.as_of import CONDITIONAL_AS_OF, ReadingAsOf, allow_records_as_of
from api.auth.roles import RECORD_READERS
from api.deps import Served, Uid
from api.errors import bad_parameter
from api.schemas.ledger import Ledger
from api.schemas.ledger_rows import ComplaintPage, EnforcementPage, PlacedKind, WhyHere
from geo.catalog.ledger import read_ledger
from geo.catalog.records import ComplaintFilter, list_complaints, list_enforcement
from geo.catalog.zones import find_zone_street
from geo.errors import Text
from geo.periods import read_month
from geo.records.reviewing.placed import find_placed

router = APIRouter(
    prefix="/api/v1/zones/{uid}",
    tags=["ledger"],
    dependencies=[*allow_records_as_of(*RECORD_READERS), CONDITIONAL_AS_OF],
)
Limit = Annotated[int, Query(ge=1, le=500)]
After = Annotated[int | None, Query(ge=1, le=2**53 - 1)]


def read_complaint_filter(
    context: Served,
    month: Annotated[str | None, Query(pattern=r"^[0-9]{4}-[0-9]{2}$")] = None,
    category: Annotated[str | None, Query(max_length=50)] = None,
) -> ComplaintFilter:
    """Returns which work orders are wanted.

    Raises:
        InputError: the month or the category is none.
    """
    try:
        days = read_month(month) if month else None
    except ValueError as error:
        raise bad_parameter("month", Text("应为 2022-03 这样的月份。", "is no month.")) from error
    if category is not None and category not in context.profile.enum("complaint_category").ids:
        raise bad_parameter("category", Text("不是已知类别。", "is no known category."))
    return ComplaintFilter(days, category)


@router.get("/ledger")
def read_zone_ledger(uid: Uid, reading: ReadingAsOf, context: Served) -> Ledger:
    """Returns the ledger (台账) of a zone, section by section."""
    return Ledger.model_validate(
        read_ledger(reading.connection, reading.moment, context.profile, uid)
    )


@router.get("/complaints")
def read_complaints(
    uid: Uid,
    reading: ReadingAsOf,
    context: Served,
    wanted: Annotated[ComplaintFilter, Depends(read_complaint_filter)],
    limit: Limit = 50,
    after: After = None,
) -> ComplaintPage:
    """Returns a page of a zone's work orders, newest first."""
    find_zone_street(reading.connection, reading.moment, uid)
    page = list_complaints(
        reading.connection,
        reading.moment,
        context.profile.timezone,
        uid,
        limit=limit,
        after=after,
        wanted=wanted,
    )
    return ComplaintPage.model_validate(page)


@router.get("/enforcement")
def read_enforcement(
    uid: Uid, reading: ReadingAsOf, limit: Limit = 50, after: After = None
) -> EnforcementPage:
    """Returns a page of a zone's enforcement, newest first."""
    find_zone_street(reading.connection, reading.moment, uid)
    page = list_enforcement(reading.connection, reading.moment, uid, limit=limit, after=after)
    return EnforcementPage.model_validate(page)


@router.get("/why")
def read_why(
    uid: Uid,
    reading: ReadingAsOf,
    kind: PlacedKind,
    key: Annotated[str, Query(min_length=1, max_length=200, description="Its own number.")],
) -> WhyHere:
    """Returns why a record is in a zone's ledger: what was found, how sure, what else it may be."""
    return WhyHere.model_validate(find_placed(reading.connection, reading.moment, uid, kind, key))
