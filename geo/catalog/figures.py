"""What the indicators are counted from, read once per moment: one value per zone and per firm."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, RowMapping, column, func, select, text

from geo.catalog.state import Moment, read_as_of
from geo.db import load_sql
from geo.periods import Span, last_whole_months

_WINDOW_MONTHS = 12
# What rates are counted from: columns of rate_zones.
STATUSES = ("service_mode", "committee_kind", "party_committee")


@dataclass(frozen=True, slots=True)
class FigureRows:
    """Rows per zone (uids, households, ids of statuses, complaints) and per firm."""

    as_of: dt.date | None
    zones: Sequence[RowMapping]
    firms: Sequence[RowMapping]


def read_figures(connection: Connection, moment: Moment, timezone: str) -> FigureRows:
    """Returns the rows of a moment; complaints are those of the last twelve whole months."""
    as_of, parameters = _prepare(connection, moment, timezone)
    return FigureRows(
        as_of,
        connection.execute(load_sql("rate_zones"), parameters).mappings().all(),
        connection.execute(load_sql("rate_firms"), moment.parameters).mappings().all(),
    )


def read_groups(connection: Connection, moment: Moment, timezone: str) -> FigureRows:
    """Returns the same with one row for all zones of the same statuses: `n` tells how many."""
    as_of, parameters = _prepare(connection, moment, timezone)
    names = [column("zone_uid", BigInteger), *(column(name) for name in STATUSES)]
    zones = load_sql("rate_zones").columns(*names).subquery("zones")
    statuses = [zones.c[name] for name in STATUSES]
    grouped = select(*statuses, func.count().label("n")).group_by(*statuses)
    return FigureRows(
        as_of,
        connection.execute(grouped, parameters).mappings().all(),
        connection.execute(load_sql("rate_firms"), moment.parameters).mappings().all(),
    )


def _prepare(
    connection: Connection, moment: Moment, timezone: str
) -> tuple[dt.date | None, dict[str, Any]]:
    """Returns the day that the records reach to, and the parameters of rate_zones."""
    # Whole tables are joined: right after a load, without statistics, rows would be searched for
    # one by one.
    connection.execute(text("SET LOCAL enable_nestloop = off"))
    as_of = read_as_of(connection, moment)
    window = last_whole_months(as_of, _WINDOW_MONTHS) if as_of else Span(dt.date.max, dt.date.max)
    span = {"timezone": timezone, "start": window.start, "end": window.end}
    return as_of, {**moment.parameters, **span}
