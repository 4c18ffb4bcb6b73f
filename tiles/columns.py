"""The documents that colour the map: all attributes of a moment, and its monthly series.

A release and a revision never change, so neither do these: they are made once and kept.
"""

import json
import zlib
from typing import Any

from sqlalchemy import Connection

from geo.catalog.columns import (
    UNKNOWN,
    Columns,
    check_moment,
    read_columns,
    read_complaints,
    read_zone_streets,
)
from geo.catalog.state import Moment
from geo.profile import Profile

_NONE = "none"


def make_columns(connection: Connection, moment: Moment, profile: Profile) -> bytes:
    """Returns the columns document of a moment: JSON in UTF-8, gzip-compressed.

    Raises:
        NotFoundError: there is no such release or revision.
    """
    return _pack(describe_columns(read_columns(connection, moment, profile), profile))


def make_series(connection: Connection, moment: Moment, profile: Profile) -> bytes:
    """Returns the monthly complaints of a moment's streets: JSON in UTF-8, gzip-compressed.

    `total` includes the unmatched, and the complaints of zones that lie in no street.

    Raises:
        NotFoundError: there is no such release or revision.
    """
    check_moment(connection, moment)
    complaints = read_complaints(connection, moment, profile)
    streets = read_zone_streets(connection, moment)
    places = range(len(complaints.months))

    def count(zones: list[int]) -> list[int]:
        found = [complaints.by_zone[uid] for uid in zones if uid in complaints.by_zone]
        return [sum(counts.get(place, 0) for counts in found) for place in places]

    placed = count(list(complaints.by_zone))
    return _pack(
        {
            "release": moment.release_id,
            "revision": moment.revision_id,
            "months": complaints.months,
            "incomplete_last": complaints.incomplete_last,
            "total": [a + b for a, b in zip(placed, complaints.unmatched, strict=True)],
            "unmatched": complaints.unmatched,
            "unplaceable": complaints.unplaceable,
            "out_of_area": complaints.out_of_area,
            "streets": {
                "uid": list(streets),
                "rows": [count(zones) for zones in streets.values()],
            },
        }
    )


def describe_columns(columns: Columns, profile: Profile) -> dict[str, Any]:
    """Returns the columns document as plain JSON values."""
    complaints = columns.complaints
    sparse = [
        [number for pair in sorted(complaints.by_zone.get(uid, {}).items()) for number in pair]
        for uid in columns.zones["uid"]
    ]
    return {
        "release": columns.moment.release_id,
        "revision": columns.moment.revision_id,
        "as_of": columns.as_of.isoformat() if columns.as_of else None,
        "zones": columns.zones,
        "categories": {
            name: _encode(values, _list_ids(name, profile))
            for name, values in columns.categories.items()
        },
        "measures": columns.measures,
        "months": complaints.months,
        "complaints_by_month": {"sparse": sparse},
        "streets": columns.streets,
        "unmatched": columns.unmatched,
        "unplaceable": columns.unplaceable,
        "out_of_area": columns.out_of_area,
    }


def _list_ids(attribute: str, profile: Profile) -> list[str]:
    if attribute == "committee_status":
        return [
            *(f"{kind}:{i}" for kind in ("oc", "pmc") for i in profile.enum(f"{kind}_status").ids),
            _NONE,
        ]
    # The Party organisations of committees and of firms share one enumeration.
    name = "party_organisation" if attribute.startswith("party_") else attribute
    return list(profile.enum(name).ids)


def _encode(values: list[str], ids: list[str]) -> dict[str, list[Any]]:
    """Returns {"ids": …, "codes": …}: for each value its place in the list of ids."""
    complete = list(dict.fromkeys([*ids, UNKNOWN, *values]))
    place_of = {value: place for place, value in enumerate(complete)}
    return {"ids": complete, "codes": [place_of[value] for value in values]}


def _pack(document: dict[str, Any]) -> bytes:
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(content, 9, wbits=31)
