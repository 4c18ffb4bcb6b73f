"""The 2022 report's figures, computed back from the database of the loaded demo district."""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from geo.cluster import find_cluster
from geo.db import Database
from geo.demo.plan import read_plan
from geo.settings import Settings
from tests.installation import Installation

CURRENT = "upper_inf(sys)"

_MEDIATIONS = (
    "SELECT count(*) FROM mediation WHERE {{now}} AND extract(year FROM mediated_on) = {year}"
)
FIGURES = {
    "zones": "SELECT count(*) FROM zone_version WHERE upper_inf(sys) AND upper_inf(valid)",
    "zones_enterprise": "SELECT count(*) FROM service WHERE {now} AND mode = 'enterprise'",
    "zones_quasi": "SELECT count(*) FROM service WHERE {now} AND mode LIKE 'quasi%'",
    "owners_committees": (
        "SELECT count(*) FROM committee WHERE {now} AND kind = 'owners_committee'"
        " AND oc_status = 'filed'"
    ),
    "property_management_committees": (
        "SELECT count(*) FROM committee WHERE {now} AND kind = 'property_management_committee'"
    ),
    "party_owners_committees": (
        "SELECT count(*) FROM committee c JOIN party_organisation p USING (zone_uid)"
        " WHERE upper_inf(c.sys) AND upper_inf(p.sys) AND p.holder = 'committee'"
        " AND p.status = 'established' AND c.kind = 'owners_committee'"
    ),
    "party_property_management_committees": (
        "SELECT count(*) FROM committee c JOIN party_organisation p USING (zone_uid)"
        " WHERE upper_inf(c.sys) AND upper_inf(p.sys) AND p.holder = 'committee'"
        " AND p.status = 'established' AND c.kind = 'property_management_committee'"
    ),
    "transitions_done": (
        "SELECT count(*) FROM committee WHERE {now} AND transition = 'transitioned'"
    ),
    "transitions_under_way": (
        "SELECT count(*) FROM committee WHERE {now} AND transition = 'in_transition'"
    ),
    "firms": "SELECT count(*) FROM firm WHERE {now}",
    "firms_with_party": (
        "SELECT count(*) FROM party_organisation WHERE {now} AND holder = 'enterprise'"
        " AND status = 'established'"
    ),
    "member_firms": "SELECT count(*) FROM firm WHERE {now} AND association_member",
    "member_zones": (
        "SELECT count(*) FROM service s JOIN firm f ON f.uscc = s.firm_uscc"
        " WHERE upper_inf(s.sys) AND upper_inf(f.sys) AND f.association_member"
    ),
    "housing_ordinary": (
        "SELECT count(*) FROM enforcement WHERE {now} AND authority = 'housing'"
        " AND outcome = 'penalty' AND procedure = 'ordinary'"
    ),
    "housing_simple": (
        "SELECT count(*) FROM enforcement WHERE {now} AND authority = 'housing'"
        " AND outcome = 'penalty' AND procedure = 'simple'"
    ),
    "housing_no_penalty": (
        "SELECT count(*) FROM enforcement WHERE {now} AND authority = 'housing'"
        " AND outcome LIKE 'no_penalty%'"
    ),
    "housing_involved_yuan": (
        "SELECT sum(involved_yuan) FROM enforcement WHERE {now} AND authority = 'housing'"
    ),
    "market_refunded_yuan": (
        "SELECT sum(refunded_yuan) FROM enforcement WHERE {now} AND authority = 'market'"
    ),
    "market_confiscated_yuan": (
        "SELECT sum(confiscated_yuan) FROM enforcement WHERE {now} AND authority = 'market'"
    ),
    "urban_penalties": (
        "SELECT count(*) FROM enforcement WHERE {now} AND authority = 'urban_enforcement'"
        " AND outcome = 'penalty'"
    ),
    "urban_fined_yuan": (
        "SELECT sum(fined_yuan) FROM enforcement WHERE {now} AND authority = 'urban_enforcement'"
    ),
    "urban_corrections": (
        "SELECT count(*) FROM enforcement WHERE {now} AND outcome = 'on_site_correction'"
    ),
    "fire_penalties": "SELECT count(*) FROM enforcement WHERE {now} AND authority = 'fire'",
    "fire_fined_yuan": (
        "SELECT sum(fined_yuan) FROM enforcement WHERE {now} AND authority = 'fire'"
    ),
    "service_ratings": (
        "SELECT count(DISTINCT zone_uid) FROM rating WHERE {now} AND kind = 'service_rating'"
    ),
    "credit_rated_firms": (
        "SELECT count(DISTINCT firm_uscc) FROM rating WHERE {now} AND kind = 'credit_rating'"
    ),
    "focus_estates": "SELECT count(*) FROM list_entry WHERE {now} AND kind = 'focus_estate'",
    "renewal_rewards": "SELECT count(*) FROM list_entry WHERE {now} AND kind = 'old_estate_reward'",
    "black_listed_firms": (
        "SELECT count(DISTINCT firm_uscc) FROM list_entry WHERE {now} AND kind = 'black'"
    ),
    "list_issues": (
        "SELECT count(DISTINCT issue) FROM list_entry WHERE {now} AND kind IN ('red', 'black')"
    ),
    "mediations_2020": _MEDIATIONS.format(year=2020),
    "mediations_2021": _MEDIATIONS.format(year=2021),
    "mediations_2022": _MEDIATIONS.format(year=2022),
    "mediated_fees_yuan": "SELECT sum(settled_yuan) FROM mediation WHERE {now}",
    "funds": "SELECT count(*) FROM fund WHERE {now} AND placement = 'matched'",
    "estates_with_party": (
        "SELECT count(*) FROM party_organisation WHERE {now} AND holder = 'estate'"
        " AND status IN ('established', 'joint')"
    ),
    "complaints": "SELECT count(*) FROM complaint WHERE {now}",
}


@pytest.fixture(scope="module")
def connection(demo: Installation) -> Iterator[Connection]:
    settings = Settings(data=demo.data, database_url=None)
    database = Database(find_cluster(settings).url)
    with database.read() as opened:
        yield opened
    database.close()


@pytest.mark.parametrize("name", FIGURES)
def test_the_database_says_what_the_report_says(connection: Connection, name: str) -> None:
    found = connection.execute(text(FIGURES[name].format(now=CURRENT))).scalar_one()
    assert found == read_plan().total(name)


@pytest.mark.parametrize(
    ("name", "year"), [("topic_complaints", 2022), ("topic_complaints_year_before", 2021)]
)
def test_monthly_topics_fall_by_the_printed_share(
    connection: Connection, name: str, year: int
) -> None:
    found = connection.execute(
        text(
            "SELECT count(*), count(DISTINCT monthly_topic) FROM complaint"
            " WHERE upper_inf(sys) AND monthly_topic IS NOT NULL"
            " AND (received_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN :first AND :last"
        ),
        {"first": dt.date(year, 1, 1), "last": dt.date(year, 9, 30)},
    ).one()
    assert found[0] == read_plan().total(name)
    assert found[1] == 8


def test_every_row_of_every_workbook_is_accounted_for(connection: Connection) -> None:
    loads = connection.execute(
        text("SELECT kind, rows, matched + review + rejected + out_of_area FROM record_load")
    ).all()
    assert len({kind for kind, _, _ in loads}) == 10
    assert all(rows == accounted for _, rows, accounted in loads)


def test_estates_that_no_survey_knows_wait_and_are_counted(connection: Connection) -> None:
    waiting = connection.execute(
        text("SELECT count(*) FROM complaint WHERE upper_inf(sys) AND placement = 'review'")
    ).scalar_one()
    assert 100 <= waiting <= 200
