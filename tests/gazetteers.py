"""Small gazetteers for tests: zones in a line or two."""

from typing import Any

import pandas as pd

from geo.profile import Profile
from geo.records.matching.gazetteer import (
    ALIAS_COLUMNS,
    LINEAGE_COLUMNS,
    ZONE_COLUMNS,
    Gazetteer,
    build_gazetteer,
)
from geo.records.matching.match import match_records


def make_zones(*zones: tuple[str, ...]) -> pd.DataFrame:
    """Returns current zones numbered from 1: (code, name, street, aliases by 、, address)."""
    rows = []
    for uid, zone in enumerate(zones, 1):
        code, name, street, aliases, address = (*zone, "", "", "")[:5]
        said: dict[str, Any] = {"aliases": aliases.split("、") if aliases else []}
        said |= {"address": address} if address else {}
        rows.append((uid, code, name, None, None, street or None, said, None, None, True))
    frame = pd.DataFrame(rows, columns=list(ZONE_COLUMNS))
    return frame.astype({"uid": "Int64", "street_uid": "Int64", "street_name": "string"})


def make_gazetteer(
    zones: pd.DataFrame,
    profile: Profile,
    aliases: list[tuple[Any, ...]] | None = None,
    lineage: list[tuple[Any, ...]] | None = None,
) -> Gazetteer:
    """Returns the gazetteer of `zones`, with aliases and lineage as tuples of their columns."""
    return build_gazetteer(
        zones,
        pd.DataFrame(aliases or [], columns=list(ALIAS_COLUMNS)),
        pd.DataFrame(lineage or [], columns=list(LINEAGE_COLUMNS)),
        profile,
    )


def match_one(
    gazetteer: Gazetteer, profile: Profile, **said: Any
) -> tuple[int | None, dict[str, Any]]:
    """Returns where one record belongs, the zone's number or None, and the evidence."""
    found = match_records(pd.DataFrame([said]), gazetteer, profile, place_optional=False)
    zone, evidence = found["zone_uid"][0], found["evidence"][0]
    return (None if pd.isna(zone) else int(zone)), evidence
