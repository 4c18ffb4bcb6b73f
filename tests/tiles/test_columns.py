"""The columns and the series: counted by hand in a tiny town."""

import datetime as dt
import json
import zlib

import pytest

from geo.catalog.state import Moment
from geo.errors import NotFoundError
from geo.models import Service
from tests.tiles.records import Records, committee, complaint, enforcement, party, service
from tests.tiles.town import FIRST_DAY, Town
from tiles.columns import make_columns, make_series


@pytest.fixture
def read(own_town: Town, profile):
    def read(revision: int, make=make_columns, release: int | None = None) -> dict:
        with own_town.database.read() as connection:
            packed = make(connection, Moment(release or own_town.release, revision), profile)
        return json.loads(zlib.decompress(packed, wbits=31))

    return read


def of(document: dict, town: Town, name: str) -> dict:
    """All that a columns document says of one zone."""
    place = document["zones"]["uid"].index(town.zones[name])
    facts = {key: values[place] for key, values in document["zones"].items()}
    for key, column in document["categories"].items():
        facts[key] = column["ids"][column["codes"][place]]
    for key, values in document["measures"].items():
        facts[key] = values[place]
    sparse = document["complaints_by_month"]["sparse"][place]
    facts["by_month"] = {
        document["months"][m]: n for m, n in zip(sparse[::2], sparse[1::2], strict=True)
    }
    return facts


def test_before_any_record_all_is_unknown_and_zero(own_town: Town, read):
    document = read(0)
    assert (document["release"], document["revision"], document["as_of"]) == (1, 0, None)
    assert document["months"] == []
    lengths = {len(values) for values in document["zones"].values()}
    lengths |= {len(column["codes"]) for column in document["categories"].values()}
    lengths |= {len(values) for values in document["measures"].values()}
    assert lengths == {len(own_town.zones)}
    yard = of(document, own_town, "大院")
    assert yard["service_mode"] == yard["committee_kind"] == yard["committee_status"] == "unknown"
    assert (yard["code"], yard["street"], yard["households"]) == ("CY-110105001-001", 1, 100)
    assert (yard["estate_kind"], yard["old_estate"], yard["complaints_total"]) == (
        "commodity",
        0,
        0,
    )
    assert yard["area_m2"] == pytest.approx(800 * 700, rel=0.01)
    assert yard["lon"] == pytest.approx(116.342, abs=0.001)
    lost = of(document, own_town, "无主")
    assert (lost["street"], lost["households"], lost["old_estate"]) == (None, None, None)
    assert lost["estate_kind"] == "unknown"
    assert document["streets"]["name"] == ["北街道", "南地区"]
    assert document["streets"]["zones"] == [6, 3]
    assert all("unknown" in column["ids"] for column in document["categories"].values())


def test_statuses_come_from_the_records_of_the_revision(own_town: Town, read):
    zones, records = own_town.zones, Records(own_town)
    first = records.commit(
        dt.date(2022, 6, 30),
        service(zones["大院"], "enterprise", firm="A"),
        service(zones["邻院"], "quasi_unit", contract_stage="none"),
        service(zones["跨缝"], "none", contract_stage="none"),
        committee(zones["大院"], "owners_committee", oc_status="filed"),
        committee(zones["邻院"], "property_management_committee", pmc_status="formed"),
        committee(zones["跨缝"], "none"),
        party("committee", "established", zones["大院"]),
        party("committee", "none", zones["邻院"]),
        party("enterprise", "joint", firm="A"),
        service(None, "enterprise", placement="review"),
        service(None, "enterprise", placement="out_of_area"),
        committee(None, "owners_committee", placement="review"),
    )
    records.supersede(Service, "1")
    second = records.commit(dt.date(2022, 5, 1), service(zones["大院"], "emergency", firm="B"))

    before = read(first)
    yard = of(before, own_town, "大院")
    assert (yard["service_mode"], yard["service_group"]) == ("enterprise", "entrusted")
    assert (yard["committee_kind"], yard["committee_status"]) == ("owners_committee", "oc:filed")
    assert (yard["party_committee"], yard["party_firm"]) == ("established", "joint")
    neighbour = of(before, own_town, "邻院")
    assert (neighbour["service_group"], neighbour["committee_status"]) == ("quasi", "pmc:formed")
    assert (neighbour["party_committee"], neighbour["party_firm"]) == ("none", "unknown")
    seam = of(before, own_town, "跨缝")
    assert (seam["service_group"], seam["committee_kind"]) == ("none", "none")
    assert (seam["committee_status"], seam["contract_stage"]) == ("none", "none")
    assert of(before, own_town, "夹道")["service_group"] == "unknown"
    assert before["as_of"] == "2022-06-30"
    assert (before["unmatched"]["service"], before["unmatched"]["committee"]) == (1, 1)

    after = read(second)
    yard = of(after, own_town, "大院")
    assert (yard["service_mode"], yard["service_group"], yard["party_firm"]) == (
        "emergency",
        "emergency",
        "unknown",
    )
    # The older revision reaches further; as-of never goes back.
    assert after["as_of"] == "2022-06-30"
    assert read(first) == before


def test_complaints_are_counted_by_local_month_and_all_tie_out(own_town: Town, read):
    zones, records = own_town.zones, Records(own_town)
    revision = records.commit(
        dt.date(2022, 6, 15),
        complaint(zones["大院"], "2021-03-31T23:59"),
        complaint(zones["大院"], "2021-06-01T00:10"),
        complaint(zones["大院"], "2022-05-31T23:50"),
        complaint(zones["大院"], "2022-05-20T12:00"),
        complaint(zones["大院"], "2022-06-02T12:00"),
        complaint(zones["飞地"], "2022-04-02T12:00"),
        complaint(zones["无主"], "2022-04-03T12:00"),
        complaint(None, "2022-04-04T12:00", placement="review"),
        complaint(None, "2022-04-05T12:00", placement="out_of_area"),
        complaint(None, "2021-05-05T12:00", placement="out_of_area"),
        service(None, "enterprise", placement="out_of_area"),
        enforcement(None, 7, placement="out_of_area"),
        enforcement(zones["大院"], 30000.5),
        enforcement(zones["大院"], None),
        enforcement(None, 5, placement="review"),
    )
    document = read(revision)
    assert (document["months"][0], document["months"][-1]) == ("2021-03", "2022-06")
    assert len(document["months"]) == 16
    yard = of(document, own_town, "大院")
    assert yard["by_month"] == {"2021-03": 1, "2021-06": 1, "2022-05": 2, "2022-06": 1}
    # June is not over on the 15th: the twelve full months are June 2021 to May 2022.
    assert (yard["complaints_total"], yard["complaints_12m"]) == (5, 3)
    assert (yard["enforcement_total"], yard["fined_yuan"]) == (2, 30000.5)
    assert document["unmatched"] == {
        "complaints": 1,
        "complaints_12m": 1,
        "service": 0,
        "committee": 0,
        "enforcement": 1,
    }
    assert document["out_of_area"] == {
        "complaints": 2,
        "complaints_12m": 1,
        "service": 1,
        "committee": 0,
        "enforcement": 1,
    }

    series = read(revision, make_series)
    april = series["months"].index("2022-04")
    assert sum(series["total"]) == 8 == sum(document["measures"]["complaints_total"]) + 1
    assert (series["total"][april], series["unmatched"][april]) == (3, 1)
    assert (sum(series["out_of_area"]), series["out_of_area"][april]) == (2, 1)
    rows = dict(zip(series["streets"]["uid"], series["streets"]["rows"], strict=True))
    assert sum(rows[own_town.streets["110105001"]]) == 5
    assert rows[own_town.streets["110105002"]][april] == 1
    assert series["incomplete_last"] is True


def test_a_month_that_is_over_counts(own_town: Town, read):
    records = Records(own_town)
    revision = records.commit(
        dt.date(2022, 6, 30),
        complaint(own_town.zones["大院"], "2021-06-30T12:00"),
        complaint(own_town.zones["大院"], "2021-07-01T12:00"),
        complaint(own_town.zones["大院"], "2022-06-30T12:00"),
    )
    assert of(read(revision), own_town, "大院")["complaints_12m"] == 2
    assert read(revision, make_series)["incomplete_last"] is False


def test_records_of_a_zone_that_a_release_lacks_are_unmatched_there(own_town: Town, read):
    records = Records(own_town)
    revision = records.commit(
        dt.date(2022, 6, 30),
        complaint(own_town.zones["针尖"], "2022-06-01T12:00"),
        service(own_town.zones["针尖"], "enterprise"),
        enforcement(own_town.zones["针尖"], 1),
    )
    later = FIRST_DAY + dt.timedelta(days=30)
    own_town.remove("针尖", later)
    second = own_town.publish(later)
    assert read(revision)["unmatched"]["complaints"] == 0
    document = read(revision, release=second)
    assert own_town.zones["针尖"] not in document["zones"]["uid"]
    assert document["unmatched"] == {
        "complaints": 1,
        "complaints_12m": 1,
        "service": 1,
        "committee": 0,
        "enforcement": 1,
    }


@pytest.mark.parametrize(("release", "revision"), [(99, 0), (1, 99)])
@pytest.mark.parametrize("make", [make_columns, make_series])
def test_a_moment_that_never_was_is_not_found(town: Town, profile, make, release, revision):
    with town.database.read() as connection, pytest.raises(NotFoundError):
        make(connection, Moment(release, revision), profile)


def test_equal_moments_give_equal_bytes(own_town: Town, profile):
    made = set()
    for _ in range(3):
        with own_town.database.read() as connection:
            made.add(make_columns(connection, Moment(own_town.release, 0), profile))
    assert len(made) == 1
