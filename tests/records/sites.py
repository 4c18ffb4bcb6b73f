"""The shared data of four listing sites: zones as a gazetteer, requests, pairs of names."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.profile import Profile
from geo.records.matching.gazetteer import ZONE_COLUMNS, Gazetteer
from geo.records.matching.match import match_records
from tests.gazetteers import make_gazetteer


def read_zones(shared: Path) -> pd.DataFrame:
    """Returns the zones as the gazetteer takes them, numbered from 1, current, without shapes."""
    sites = gpd.read_file(shared / "real" / "zones.gpkg", ignore_geometry=True)
    said = [
        {
            "aliases": [alias] if isinstance(alias, str) else [],
            "address": address if isinstance(address, str) else "",
            "firm": firm if isinstance(firm, str) else "",
        }
        for alias, address, firm in zip(
            sites["aliases"], sites["address"], sites["company"], strict=True
        )
    ]
    zones = pd.DataFrame(
        {
            "uid": range(1, len(sites) + 1),
            "code": sites["zone_code"],
            "name": sites["name"],
            "street_uid": None,
            "street_code": sites["street_code"],
            "street_name": sites["street_name"],
            "attributes": said,
            "since": None,
            "until": None,
            "current": True,
        }
    )
    return zones.astype({"uid": "Int64", "street_uid": "Int64"})[list(ZONE_COLUMNS)]


def read_requests(shared: Path, name: str) -> pd.DataFrame:
    """Returns a file of requests; zone_name and street_name as match_records takes them."""
    requests = pd.read_csv(shared / "real" / f"{name}.csv", dtype=str, keep_default_na=False)
    return requests.rename(columns={"town": "street_name", "location_point": "zone_name"})


def arrange(requests: pd.DataFrame, columns: str) -> pd.DataFrame:
    """Returns requests as other workbooks have them.

    Args:
        requests: with the whole text as zone_name; the note names the estate in 「」.
        columns: "name": as they are; "address": the text is an address, and there are no names;
            "both": the estate's name alone, if there is one, and the text is its address.
    """
    if columns == "name":
        return requests
    moved = requests.rename(columns={"zone_name": "address"})
    if columns == "address":
        return moved
    names = requests["note"].str.extract("「(.*?)」")[0]
    return moved.assign(zone_name=names.where(requests["stratum"] != "address_only"))


def answer(requests: pd.DataFrame, gazetteer: Gazetteer, profile: Profile) -> pd.DataFrame:
    """Returns the requests with auto (the zone's code or ""), offered (codes), confidence, by.

    Args:
        requests: with street_name, and zone_name or address or both.
        gazetteer: the district's.
        profile: the district's.
    """
    asked = requests[[c for c in ("zone_name", "address", "street_name") if c in requests]]
    found = match_records(asked, gazetteer, profile, place_optional=False)
    codes = {place.uid: place.code for place in gazetteer.places.values()}
    evidence = found["evidence"]
    return requests.assign(
        auto=[codes.get(uid, "") for uid in found["zone_uid"].fillna(0)],
        offered=[[codes[c["zone"]] for c in one["candidates"]] for one in evidence],
        confidence=[one["confidence"] for one in evidence],
        by=[one["by"] for one in evidence],
    )


def make_single(profile: Profile, row: Any, side: str) -> Gazetteer:
    """Returns a gazetteer of one zone: one side of a pair."""
    zone = (1, "P-1", row[f"name_{side}"], None, None, row[f"street_{side}"])
    said = {"address": row[f"address_{side}"], "firm": row[f"company_{side}"]}
    frame = pd.DataFrame([(*zone, said, None, None, True)], columns=list(ZONE_COLUMNS))
    return make_gazetteer(frame.astype({"uid": "Int64", "street_uid": "Int64"}), profile)
