"""The district's own gazetteer: every zone that was ever known here, and all its names."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.profile import Profile

ZONE_COLUMNS = (
    "uid",
    "code",
    "name",
    "street_uid",
    "street_code",
    "street_name",
    "attributes",
    "since",
    "until",
    "current",
)
ALIAS_COLUMNS = ("name", "zone_uid", "scope", "street_uid", "source")
LINEAGE_COLUMNS = ("parent_uid", "child_uid", "share")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What records are matched against; made once per load by `build_gazetteer`.

    `zones` has one row per version of a zone as it is known now (see `build_gazetteer`), `names`
    one row per name of a current zone: uid, name, street_name.
    """

    zones: pd.DataFrame
    aliases: pd.DataFrame
    lineage: pd.DataFrame
    names: pd.DataFrame


def build_gazetteer(
    zones: pd.DataFrame, aliases: pd.DataFrame, lineage: pd.DataFrame, profile: Profile
) -> Gazetteer:
    """Returns the gazetteer of a district.

    Args:
        zones: one row per version of a zone as it is known now: uid, code, name, street_uid,
            street_code, street_name (NA where none), attributes (dict: aliases, address,
            community, firm …), since and until (days; until is NA while it lasts), current (bool)
            and, for matching points, geometry (EPSG:4490) of the current ones.
        aliases: names that people gave: name, zone_uid, scope ("district", "street" or "source"),
            street_uid, source.
        lineage: parent_uid, child_uid, share of the parent's area.
        profile: the district's.
    """
    _ = profile
    current = zones[zones["current"].astype(bool)]
    rows = [
        (uid, name, street)
        for uid, own, street, attributes in zip(
            current["uid"],
            current["name"],
            current["street_name"],
            current["attributes"],
            strict=True,
        )
        for name in (own, *list_aliases(attributes))
    ]
    names = pd.DataFrame(rows, columns=["uid", "name", "street_name"])
    names = names.astype({"uid": "Int64", "name": "string", "street_name": "string"})
    return Gazetteer(zones, aliases, lineage, names.drop_duplicates(ignore_index=True))


def list_aliases(attributes: Any) -> list[str]:
    """Returns the other names that a survey gives a zone."""
    found = attributes.get("aliases") if isinstance(attributes, dict) else None
    return [str(name) for name in found] if isinstance(found, list) else []
