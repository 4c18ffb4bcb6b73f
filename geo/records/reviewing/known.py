"""What records are matched against, as the database knows it: zones, names, people's decisions."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection

from geo.crs import STORAGE
from geo.db import load_sql
from geo.profile import Profile
from geo.records.matching.concern import Concern, find_concern
from geo.records.matching.gazetteer import (
    ALIAS_COLUMNS,
    LINEAGE_COLUMNS,
    ZONE_COLUMNS,
    Gazetteer,
    build_gazetteer,
)
from geo.rows import Decided

Stamp = tuple[int, ...]

_ALIAS_TYPES = {"zone_uid": "Int64", "street_uid": "Int64", "name": "string", "source": "string"}


@dataclass(frozen=True, slots=True)
class Known:
    """The gazetteer of a release with the decisions by match key; `stamp` changes with them.

    `by_source` tells whether a name holds in the workbooks of one source alone.
    """

    gazetteer: Gazetteer
    decided: Mapping[str, Decided]
    by_source: bool
    release_id: int | None
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is to be supposed beside what the database says: words added, or taken back."""

    decided: Mapping[str, Decided] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    aliases: tuple[Mapping[str, Any], ...] = ()
    without_alias: int | None = None


def read_known(connection: Connection, profile: Profile, overlay: Overlay | None = None) -> Known:
    """Returns what records are matched against now, or would be under an overlay."""
    overlay = overlay or Overlay()
    stamp = read_stamp(connection)
    zones = _read_zones(connection, profile.timezone)
    aliases = _read_aliases(connection)
    aliases = aliases[aliases["id"] != (overlay.without_alias or 0)][list(ALIAS_COLUMNS)]
    supposed = pd.DataFrame(list(overlay.aliases), columns=list(ALIAS_COLUMNS))
    aliases = pd.concat([aliases, supposed], ignore_index=True) if len(supposed) else aliases
    lineage = _read(connection, "gazetteer_lineage", LINEAGE_COLUMNS)
    gazetteer = build_gazetteer(zones, aliases.astype(_ALIAS_TYPES), lineage, profile)
    decided = {
        row.match_key: Decided(row.verdict, row.zone_uid)
        for row in connection.execute(load_sql("gazetteer_decided"))
        if row.match_key not in overlay.without
    }
    return Known(
        gazetteer,
        {**decided, **overlay.decided},
        by_source=bool((aliases["scope"] == "source").any()),
        release_id=stamp[0] or None,
        stamp=stamp,
    )


def read_concern(
    connection: Connection, since: dt.datetime, gazetteer: Gazetteer, profile: Profile
) -> Concern:
    """Returns what the zones and streets that changed since a moment may concern."""
    looks = _read(connection, "zones_changed", ZONE_COLUMNS, since=since)
    types = {"uid": "Int64", "street_uid": "Int64", "street_name": "string"}
    aliases = _read_aliases(connection).astype(_ALIAS_TYPES)
    return find_concern(looks.astype(types), aliases, gazetteer, profile)


def read_stamp(connection: Connection) -> Stamp:
    """Returns numbers that are others as soon as records are to be matched otherwise."""
    row = connection.execute(load_sql("gazetteer_stamp")).one()
    return tuple(number or 0 for number in row)


def _read_zones(connection: Connection, timezone: str) -> gpd.GeoDataFrame:
    rows = connection.execute(load_sql("gazetteer_zones")).all()
    zones = pd.DataFrame(rows, columns=[*ZONE_COLUMNS, "geometry"])
    for name in ("since", "until"):
        local = pd.to_datetime(zones[name], utc=True).dt.tz_convert(timezone)
        zones[name] = local.dt.tz_localize(None).dt.normalize()
    types = {"uid": "Int64", "street_uid": "Int64", "street_name": "string"}
    shapes = gpd.GeoSeries.from_wkb(zones["geometry"], crs=STORAGE)
    return gpd.GeoDataFrame(zones.astype(types), geometry=shapes)


def _read_aliases(connection: Connection) -> pd.DataFrame:
    return _read(connection, "gazetteer_aliases", ("id", *ALIAS_COLUMNS))


def _read(
    connection: Connection, statement: str, names: tuple[str, ...], **bound: Any
) -> pd.DataFrame:
    rows = connection.execute(load_sql(statement), bound).all()
    return pd.DataFrame(rows, columns=list(names))
