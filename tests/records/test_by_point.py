"""Stage S2 in the cascade: what a point decides, supports, contradicts and leaves open."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.crs import STORAGE
from geo.gcj02 import wgs84_to_gcj02
from geo.records.matching.by_point import UNREAD
from geo.records.matching.gazetteer import ALIAS_COLUMNS, LINEAGE_COLUMNS, build_gazetteer
from geo.records.matching.match import match_records
from tests.resurvey import METRIC

COUNT = 48
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫"
FLOWERS = "梅兰竹菊"


@pytest.fixture(scope="module")
def gazetteer(profile):
    """Zones of 200 m, 100 m apart, each with a name unlike all others."""
    corners = [(446_000 + 300 * (n % 8), 4_416_000 + 300 * (n // 8)) for n in range(COUNT)]
    shapes = [shapely.box(x, y, x + 200, y + 200) for x, y in corners]
    zones = pd.DataFrame(
        {
            "uid": np.arange(101, 101 + COUNT),
            "code": [f"CY-110105001-{n + 1:03d}" for n in range(COUNT)],
            "name": [f"{SURNAMES[n % 12]}{FLOWERS[n // 12]}园" for n in range(COUNT)],
            "street_uid": 1,
            "street_code": "110105001",
            "street_name": "河西街道",
            "attributes": [{} for _ in range(COUNT)],
            "since": pd.Timestamp("2020-01-01"),
            "until": pd.NaT,
            "current": True,
        }
    )
    geometry = gpd.GeoSeries(shapes, crs=METRIC).to_crs(STORAGE)
    empty = [pd.DataFrame(columns=list(names)) for names in (ALIAS_COLUMNS, LINEAGE_COLUMNS)]
    return build_gazetteer(gpd.GeoDataFrame(zones, geometry=geometry), *empty, profile)


@pytest.fixture(scope="module")
def middles(gazetteer):
    return shapely.get_coordinates(shapely.centroid(gazetteer.zones.geometry.to_numpy()))


@pytest.fixture
def match(gazetteer, profile):
    def run(points, **said):
        rows = pd.DataFrame({"lon": points[:, 0], "lat": points[:, 1], **said})
        return match_records(rows, gazetteer, profile, place_optional=False)

    return run


EXACT = {"point_crs": "CGCS2000", "geocoder_level": "门牌号"}


def test_a_point_alone_decides(match, middles):
    found = match(middles, **EXACT)
    assert found["zone_uid"].tolist() == list(range(101, 101 + COUNT))
    evidence = found["evidence"][3]
    assert evidence["by"] == "point"
    assert evidence["facts"][0] == ["point_inside", "100"]
    assert evidence["point"] == pytest.approx(middles[3], abs=1e-7)
    assert evidence["said"]["crs_read"] == "CGCS2000"


def test_a_name_and_its_point_agree(match, gazetteer, middles):
    found = match(middles, zone_name=gazetteer.zones["name"].tolist(), **EXACT)
    assert found["zone_uid"].tolist() == list(range(101, 101 + COUNT))
    assert set(found["placement"]) == {"matched"}


def test_a_name_and_the_point_of_another_zone_wait(match, gazetteer, middles):
    names = gazetteer.zones["name"].tolist()
    names[0] = names[1]
    found = match(middles, zone_name=names, **EXACT)
    assert found["placement"].tolist() == ["review"] + ["matched"] * (COUNT - 1)
    evidence = found["evidence"][0]
    assert evidence["by"] == "conflict"
    assert {candidate["zone"] for candidate in evidence["candidates"]} == {101, 102}


def test_a_code_and_the_point_of_another_zone_wait(match, gazetteer, middles):
    codes = gazetteer.zones["code"].tolist()
    codes[0] = codes[1]
    found = match(middles, zone_code=codes, **EXACT)
    assert found["placement"].tolist() == ["review"] + ["matched"] * (COUNT - 1)


def test_a_point_that_does_not_decide_contradicts_nothing(match, gazetteer, middles):
    names = np.roll(gazetteer.zones["name"], 1).tolist()
    found = match(middles, zone_name=names, point_crs="CGCS2000", geocoder_level="道路")
    assert set(found["placement"]) == {"matched"}
    assert found["evidence"][5]["by"] == "name"


def test_named_rows_make_out_the_coordinates_of_all(match, gazetteer, middles):
    names = [*gazetteer.zones["name"], *[None] * COUNT]
    twice = wgs84_to_gcj02(np.vstack([middles, middles + 1e-4]))
    found = match(twice, zone_name=names, geocoder_level="兴趣点")
    assert found["zone_uid"].tolist() == list(range(101, 101 + COUNT)) * 2
    assert found["evidence"][COUNT]["by"] == "point"
    assert {e["said"]["crs_read"] for e in found["evidence"]} == {"GCJ-02"}


def test_unknown_coordinates_propose_what_each_reading_finds(match, middles):
    found = match(wgs84_to_gcj02(middles), geocoder_level="兴趣点")
    assert set(found["placement"]) == {"review"}
    for n, evidence in enumerate(found["evidence"]):
        assert 101 + n in {candidate["zone"] for candidate in evidence["candidates"]}
        assert evidence["said"]["crs_read"] == UNREAD
        assert "point" not in evidence


def test_what_was_understood_is_kept_when_records_are_matched_anew(match, gazetteer, middles):
    """Then rows of many workbooks stand together, and some were never understood."""
    names = gazetteer.zones["name"].tolist()
    first = match(wgs84_to_gcj02(middles), zone_name=names, geocoder_level="兴趣点")
    unread = match(wgs84_to_gcj02(middles[:9]), geocoder_level="兴趣点")
    said = [e["said"] for e in (*first["evidence"], *unread["evidence"])]
    for one in said[:10]:
        one.pop("zone_name", None)
    again = match(
        np.array([(one["lon"], one["lat"]) for one in said]),
        **{
            name: [one.get(name) for one in said]
            for name in ("zone_name", "geocoder_level", "crs_read")
        },
    )
    assert again["zone_uid"].tolist()[:COUNT] == list(range(101, 101 + COUNT))
    assert set(again["placement"][COUNT:]) == {"review"}
    assert [e["said"]["crs_read"] for e in again["evidence"]] == [one["crs_read"] for one in said]


def test_rows_without_points_are_as_before(match, gazetteer):
    nothing = np.full((COUNT, 2), np.nan)
    found = match(nothing, zone_name=gazetteer.zones["name"].tolist())
    assert set(found["placement"]) == {"matched"}
    assert all("crs_read" not in e["said"] and "point" not in e for e in found["evidence"])
