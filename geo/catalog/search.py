"""Search of zones and streets by name, code, alias and address, as people type."""

from typing import Any

from sqlalchemy import Connection

from geo.catalog.state import Moment
from geo.db import load_sql

_LIKENESS = 0.3


def search_places(
    connection: Connection, moment: Moment, words: str, limit: int
) -> list[dict[str, Any]]:
    """Returns up to `limit` hits, best first: whole, then beginning, then inside, then alike.

    Each has kind (zone or street), uid, code, name, street_name, lon and lat of a point inside,
    bbox (degrees) and in what it `matched` (name, code, alias or address).
    """
    wanted = words.strip()
    if not wanted:
        return []
    literal = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    parameters = {
        "release": moment.release_id,
        "valid_at": moment.valid_at,
        "q": wanted,
        "prefix": f"{literal}%",
        "inside": f"%{literal}%",
        "likeness": _LIKENESS,
        "limit": limit,
    }
    return [dict(row) for row in connection.execute(load_sql("search"), parameters).mappings()]
