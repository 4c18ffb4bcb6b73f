"""The rows of records behind a zone's figures, page by page, newest first."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from geo.catalog.state import Moment
from geo.db import load_sql
from geo.periods import Span


@dataclass(frozen=True, slots=True)
class RowPage:
    """One page of rows, how many there are in all, and the key of the next page."""

    rows: list[dict[str, Any]]
    total: int
    next: int | None


@dataclass(frozen=True, slots=True)
class ComplaintFilter:
    """Which work orders are wanted; None lets everything through."""

    days: Span | None = None
    category: str | None = None


def list_complaints(
    connection: Connection,
    moment: Moment,
    timezone: str,
    uid: int,
    *,
    limit: int,
    after: int | None = None,
    wanted: ComplaintFilter | None = None,
) -> RowPage:
    """Returns a page of a zone's work orders; `after` is the `next` of the page before."""
    chosen = wanted or ComplaintFilter()
    parameters = {
        "timezone": timezone,
        "start": chosen.days.start if chosen.days else None,
        "end": chosen.days.end if chosen.days else None,
        "category": chosen.category,
    }
    return _read(connection, moment, "complaint_rows", uid, limit, {**parameters, "after": after})


def list_enforcement(
    connection: Connection, moment: Moment, uid: int, *, limit: int, after: int | None = None
) -> RowPage:
    """Returns a page of a zone's enforcement, amounts in yuan."""
    return _read(connection, moment, "enforcement_rows", uid, limit, {"after": after})


def _read(
    connection: Connection,
    moment: Moment,
    statement: str,
    uid: int,
    limit: int,
    parameters: dict[str, Any],
) -> RowPage:
    bound = {**moment.parameters, "uid": uid, "limit": limit + 1, **parameters}
    found = [dict(row) for row in connection.execute(load_sql(statement), bound).mappings()]
    total = found[0]["matched"] if found else 0
    page = found[:limit]
    return RowPage(page, total, page[-1]["id"] if len(found) > limit else None)
