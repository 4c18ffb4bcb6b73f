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


def answer(requests: pd.DataFrame, gazetteer: Gazetteer, profile: Profile) -> pd.DataFrame:
    """Returns the requests with auto (the zone's code or ""), offered (codes), confidence, by."""
    asked = requests[["zone_name", "street_name"]]
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
