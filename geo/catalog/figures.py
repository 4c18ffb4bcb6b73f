"""What the indicators are counted from, read once per moment: one value per zone and per firm."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, text

from geo.catalog.state import Moment, read_as_of
from geo.db import load_sql
from geo.periods import Span, last_whole_months

_WINDOW_MONTHS = 12


@dataclass(frozen=True, slots=True)
class FigureRows:
    """Rows per zone (uids, households, ids of statuses, complaints) and per firm."""

    as_of: dt.date | None
    zones: Sequence[RowMapping]
    firms: Sequence[RowMapping]


def read_figures(connection: Connection, moment: Moment, timezone: str) -> FigureRows:
    """Returns the rows of a moment; complaints are those of the last twelve whole months."""
    # Whole tables are joined: right after a load, without statistics, rows would be searched for
    # one by one.
    connection.execute(text("SET LOCAL enable_nestloop = off"))
    as_of = read_as_of(connection, moment)
    window = last_whole_months(as_of, _WINDOW_MONTHS) if as_of else Span(dt.date.max, dt.date.max)
    parameters = {
        **moment.parameters,
        "timezone": timezone,
        "start": window.start,
        "end": window.end,
    }
    return FigureRows(
        as_of,
        connection.execute(load_sql("rate_zones"), parameters).mappings().all(),
        connection.execute(load_sql("rate_firms"), moment.parameters).mappings().all(),
    )
