"""Zones, streets and search, as the map and other programs ask for them."""

import pytest
import shapely
from sqlalchemy import text

from geo.catalog.search import search_places
from geo.catalog.state import Moment
from tests.api.conftest import SOUTH, sign_in


@pytest.fixture(scope="module")
def client(office, app):
    return sign_in(office, app, "viewer")


def names(collection) -> list[str]:
    return [feature["properties"]["name"] for feature in collection["features"]]


def test_pages_hold_every_zone_once(client):
    seen, after = [], 0
    while after is not None:
        page = client.get("/api/v1/zones", params={"limit": 3, "after": after}).json()
        assert page["numberMatched"] == 10
        assert page["numberReturned"] == len(page["features"]) <= 3
        seen += [feature["id"] for feature in page["features"]]
        after = page["next"]
    assert seen == sorted(set(seen))
    assert len(seen) == 10
    behind = client.get("/api/v1/zones", params={"after": seen[-1]}).json()
    assert (behind["numberMatched"], behind["numberReturned"], behind["next"]) == (10, 0, None)


def test_filters(client, office):
    def ask(**wanted):
        return names(client.get("/api/v1/zones", params=wanted).json())

    assert ask(service_mode="enterprise") == ["大院", "邻院"]
    assert ask(service_mode="none") == ["天井"]
    assert ask(committee_kind="owners_committee") == ["大院"]
    assert ask(street=SOUTH) == ["飞地", "天井", "一线"]
    assert ask(street=SOUTH, service_mode="none") == ["天井"]
    assert ask(street="999") == []
    west, south, east, north = client.get(f"/api/v1/zones/{office.zone('天井')}").json()["bbox"]
    inside = (west + 0.0001, south + 0.0001, east - 0.0001, north - 0.0001)
    assert ask(bbox=",".join(map(str, inside))) == ["天井"]


def test_features_are_geojson_as_the_standard_says(client, office):
    page = client.get("/api/v1/zones").json()
    assert set(page) == {"type", "features", "numberMatched", "numberReturned", "next"}
    for feature in page["features"]:
        assert set(feature) == {"type", "id", "bbox", "geometry", "properties"}
        assert "crs" not in feature["geometry"]
        shape = shapely.geometry.shape(feature["geometry"])
        for polygon in shape.geoms:
            assert polygon.exterior.is_ccw or polygon.area < 1e-12
            assert not any(ring.is_ccw for ring in polygon.interiors)
        flat = shapely.get_coordinates(shape).ravel().tolist()
        assert all(round(value, 7) == value for value in flat)
        assert shape.bounds == pytest.approx(feature["bbox"], abs=1e-7)
    court = client.get(f"/api/v1/zones/{office.zone('天井')}").json()
    assert len(court["geometry"]["coordinates"][0]) == 2
    far = client.get(f"/api/v1/zones/{office.zone('飞地')}").json()
    assert len(far["geometry"]["coordinates"]) == 2


def test_a_zone_says_what_is_known_and_null_for_the_rest(client, office):
    known = client.get(f"/api/v1/zones/{office.zone('大院')}").json()["properties"]
    assert known["street_name"] == "北街道"
    assert (known["households"], known["old_estate"]) == (100, False)
    nothing = client.get(f"/api/v1/zones/{office.zone('无主')}").json()["properties"]
    assert nothing["street_code"] is None
    assert nothing["households"] is None
    assert nothing["aliases"] == []
    assert nothing["service_mode"] == nothing["committee_kind"] == "unknown"


def test_streets(client):
    streets = client.get("/api/v1/streets").json()
    assert [(street["name"], street["zones"]) for street in streets] == [
        ("北街道", 6),
        ("南地区", 3),
    ]
    assert streets[1]["kind"] == "area_township"
    assert client.get(f"/api/v1/streets/{streets[1]['uid']}").json() == streets[1]
    outlines = client.get("/api/v1/streets/outlines").json()["features"]
    assert [one["id"] for one in outlines] == [street["uid"] for street in streets]
    for one, street in zip(outlines, streets, strict=True):
        assert one["properties"] == {n: street[n] for n in ("code", "name", "kind", "area_m2")}
        shape = shapely.geometry.shape(one["geometry"])
        assert shape.is_valid
        assert shape.bounds == pytest.approx(street["bbox"], abs=1e-7)


@pytest.mark.parametrize(
    ("words", "first", "matched"),
    [
        ("大院", "大院", "name"),
        ("院", "大院", "name"),
        ("CY-110105001-002", "邻院", "code"),
        ("cy-110105001-002", "邻院", "code"),
        ("002-003", "天井", "code"),
        ("南地", "南地区", "name"),
        ("旧名苑", "大院", "alias"),
        ("旧名", "大院", "alias"),
        ("八号", "天井", "address"),
        ("  大院  ", "大院", "name"),
        ("幸福里二号苑", "幸福里二号院", "name"),
    ],
)
def test_search(words, first, matched, searched):
    hits = searched(words)
    assert (hits[0]["name"], hits[0]["matched"]) == (first, matched)
    hit = hits[0]
    west, south, east, north = hit["bbox"]
    # 一线 is thinner than the seventh decimal.
    assert west - 1e-7 <= hit["lon"] <= east + 1e-7
    assert south - 1e-7 <= hit["lat"] <= north + 1e-7


@pytest.fixture(scope="module")
def searched(make_office):
    office = make_office()
    with office.database.write() as connection:
        for name, attributes in (
            ("大院", '{"aliases": ["旧名苑"]}'),
            ("天井", '{"address": "南街八号"}'),
        ):
            connection.execute(
                text("UPDATE zone_version SET attributes = CAST(:a AS jsonb) WHERE name = :n"),
                {"a": attributes, "n": name},
            )
        connection.execute(
            text("UPDATE zone_version SET name = '幸福里二号院' WHERE name = '一线'")
        )

    def search(words: str):
        with office.database.read() as connection:
            return search_places(connection, Moment(1, 1), words, 10)

    return search


def test_search_takes_words_literally(searched):
    for words in ("%", "_", "\\", "'; DROP TABLE zone; --", "   "):
        assert searched(words) == []


def test_the_ledger_of_a_renamed_zone_knows_its_former_name(make_office):
    import datetime as dt

    office = make_office()
    at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    office.town.rename("大院", "新院", at)
    assert office.town.publish(at) == 2
    with office.client() as client:
        signed = sign_in(office, client.app, "viewer")
        basics = signed.get(f"/api/v1/zones/{office.zone('大院')}/ledger").json()["sections"][
            "basics"
        ]
        assert (basics["name"], basics["former_names"]) == ("新院", ["大院"])
        assert basics["version"]["release"] == 2
