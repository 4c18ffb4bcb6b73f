"""The ledger of 大院 and the rows behind its figures; see fill_records for what it holds."""

import pytest

from tests.api.conftest import sign_in


@pytest.fixture(scope="module")
def client(office, app):
    return sign_in(office, app, "viewer")


@pytest.fixture(scope="module")
def ledger(client, office):
    return client.get(f"/api/v1/zones/{office.zone('大院')}/ledger").json()


def test_deadlines_count_from_the_day_that_the_records_reach(ledger):
    assert ledger["as_of"] == "2022-09-30"
    assert ledger["sections"]["service"]["days_left"] == 92
    assert ledger["sections"]["committee"]["days_left"] == 10


def test_service_names_the_firm_as_the_list_of_firms_does(ledger):
    service = ledger["sections"]["service"]
    assert (service["mode"], service["group"]) == ("enterprise", "entrusted")
    assert service["firm"]["name"] == "安居物业有限公司"
    assert service["firm"]["party_organisation"] == "established"
    assert service["fee_yuan_m2_month"] == 2.5


def test_committee_and_party_are_kept_apart(ledger):
    committee = ledger["sections"]["committee"]
    assert (committee["status"], committee["status_enum"]) == ("filed", "oc_status")
    assert ledger["sections"]["party"] == {
        "committee": "established",
        "firm": "established",
        "estate": None,
    }


def test_complaints_are_counted_in_the_districts_own_months(ledger):
    complaints = ledger["sections"]["complaints"]
    assert complaints["total"] == 5
    # 2021-09-30 23:59 in the district is before the last twelve whole months.
    assert complaints["last_12_months"] == 4
    assert (complaints["per_100_households"], complaints["household_basis"]) == (4.0, 100)
    assert complaints["by_month"] == [
        {"month": "2021-09", "count": 1},
        {"month": "2021-10", "count": 1},
        {"month": "2022-03", "count": 1},
        {"month": "2022-09", "count": 2},
    ]
    assert complaints["by_category"][0] == {"category": "lift", "count": 4}
    assert complaints["monthly_topics"] == [{"topic": "leak", "count": 1}]
    assert complaints["resolved"] == {"numerator": 1, "denominator": 2}
    assert complaints["satisfied"] == {"numerator": 1, "denominator": 2}
    assert [row["received_on"] for row in complaints["recent"]][:2] == ["2022-09-29", "2022-09-02"]


def test_the_four_amounts_stay_apart(ledger):
    enforcement = ledger["sections"]["enforcement"]
    assert enforcement["total"] == 2
    assert (enforcement["fined_yuan"], enforcement["involved_yuan"]) == (3000, 12000)
    assert (enforcement["refunded_yuan"], enforcement["confiscated_yuan"]) == (800.5, 0)
    assert [row["decision_no"] for row in enforcement["rows"]] == ["A2", "A1"]
    assert enforcement["rows"][0]["fined_yuan"] is None


def test_ratings_of_the_zone_and_of_its_firm(ledger):
    rows = ledger["sections"]["ratings"]["rows"]
    assert [(row["kind"], row["subject"]) for row in rows] == [
        ("service_rating", "大院"),
        ("credit_rating", "安居物业"),
    ]
    assert ledger["sections"]["lists"]["rows"][0]["kind"] == "red"


def test_sources_name_the_survey_and_the_workbooks(ledger):
    sources = ledger["sections"]["sources"]
    assert sources[0]["file"] == "town.geojson"
    assert sources[1]["file"] == "test.xlsx"
    assert sources[1]["revision"] == 1


def test_a_zone_without_records_has_empty_sections(client, office):
    sections = client.get(f"/api/v1/zones/{office.zone('夹道')}/ledger").json()["sections"]
    assert sections["service"] is None
    assert sections["committee"] is None
    assert sections["party"] == {"committee": "unknown", "firm": "unknown", "estate": None}
    assert sections["complaints"]["total"] == 0
    assert sections["complaints"]["recent"] == []
    assert sections["enforcement"]["rows"] == []
    assert len(sections["sources"]) == 1


def test_unknown_households_give_no_density(client, office):
    sections = client.get(f"/api/v1/zones/{office.zone('无主')}/ledger").json()["sections"]
    assert sections["complaints"]["per_100_households"] is None


def test_text_travels_as_text(client, office):
    answer = client.get(f"/api/v1/zones/{office.zone('大院')}/complaints?month=2022-03")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["rows"][0]["title"] == "<script>alert(1)</script>"


def test_rows_by_page(client, office):
    address = f"/api/v1/zones/{office.zone('大院')}/complaints"
    seen, after = [], None
    while True:
        page = client.get(address, params={"limit": 2, **({"after": after} if after else {})})
        seen += [row["order_no"] for row in page.json()["rows"]]
        assert page.json()["total"] == 5
        after = page.json()["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [({"month": "2022-09"}, 2), ({"category": "leak"}, 1), ({"month": "2021-09"}, 1)],
)
def test_rows_by_filter(client, office, wanted, count):
    page = client.get(f"/api/v1/zones/{office.zone('大院')}/complaints", params=wanted).json()
    assert page["total"] == len(page["rows"]) == count


def test_enforcement_rows_by_page(client, office):
    address = f"/api/v1/zones/{office.zone('大院')}/enforcement"
    first = client.get(address, params={"limit": 1}).json()
    second = client.get(address, params={"limit": 1, "after": first["next"]}).json()
    assert first["rows"][0]["decision_no"] == "A2"
    assert second["rows"][0]["decision_no"] == "A1"
    assert (first["total"], second["next"]) == (2, None)


def test_indicators_by_definition(client):
    rates = client.get("/api/v1/indicators").json()
    assert rates["year"] == 2022
    found = {rate["indicator"]: rate for rate in rates["rates"]}
    assert found["committee_rate"]["numerator"] == 1
    assert found["committee_rate"]["denominator"] == 10
    assert found["service_rate"]["rate"] == 20.0
    north, south = rates["streets"]
    assert (north["zones"], south["zones"]) == (6, 3)
    assert (north["complaints_12m"], south["complaints_12m"]) == (4, 1)
    assert north["households"] == 2300
    query = "definition=party_rate:by_firm&definition=service_rate:enterprise_only"
    chosen = client.get(f"/api/v1/indicators?{query}").json()
    found = {rate["indicator"]: rate for rate in chosen["rates"]}
    # Two firms in the district, one of them serving 北街道 alone.
    assert found["party_rate"]["numerator"] == 1
    assert found["party_rate"]["denominator"] == 2
    north, south = (street["rates"][2] for street in chosen["streets"])
    assert (north["numerator"], north["denominator"]) == (1, 1)
    assert (south["rate"], south["denominator"]) == (None, 0)


def test_rates_equal_the_columns(client):
    columns = client.get("/api/v1/columns/1/1").json()
    category = columns["categories"]["committee_kind"]
    formed = [category["ids"][code] for code in category["codes"]].count("owners_committee")
    rate = client.get("/api/v1/indicators").json()["rates"][0]
    assert rate["numerator"] == formed
    assert rate["denominator"] == len(columns["zones"]["uid"])
    total = sum(columns["measures"]["complaints_12m"])
    streets = client.get("/api/v1/indicators").json()["streets"]
    assert total == sum(street["complaints_12m"] for street in streets)


def test_history(office, app):
    client = sign_in(office, app, "data_staff")
    load = client.get("/api/v1/loads").json()[0]
    outcomes = ("matched", "review", "rejected", "out_of_area")
    assert sum(load[name] for name in outcomes) == load["rows"]
    assert (load["revision"], load["as_of"]) == (1, "2022-09-30")
    item = client.get("/api/v1/surveys").json()[0]
    survey = client.get(f"/api/v1/surveys/{item['id']}").json()
    assert item == {
        **{name: survey[name] for name in item},
        "questions": len(survey["questions"]),
        "reviews": len(survey["reviews"]),
    }
    assert client.get("/api/v1/releases").json()[0]["zones"] == 10
