"""A survey's whole way for the tiny town, and for a district of which the code knows nothing."""

import datetime as dt

import pytest

from geo.errors import InputError
from geo.rows import Text
from geo.surveys import PlaceKind, SurveyRequest


def test_the_town_is_published(office):
    streets = office.survey(office.world.streets(), "street")
    zones = office.survey(office.world.zones())
    assert (streets.changes, zones.changes) == ({"added": 2}, {"added": 9})
    assert (streets.release_id, zones.release_id) == (1, 2)
    assert {f.check for f in zones.findings} == {"C5", "G8", "G11", "T5", "A4", "A6"}
    releases = office.query("SELECT previous_id, streets, zones FROM release ORDER BY id")
    assert releases == [(None, 2, 0), (1, 2, 9)]


def test_a_result_says_what_was_measured(office):
    zones = office.world.zones()
    result = office.survey(zones)
    assert result.features == 9
    assert result.area_m2 == pytest.approx(zones.area.sum(), rel=1e-6)
    assert list(result.seconds) == ["read", "check", "identify", "stage", "publish"]


def test_what_was_decided_is_kept_with_the_survey(office):
    request = {
        "surveyed_on": dt.date(2022, 11, 8),
        "demo": True,
        "note": Text("近似划分", "approximate"),
    }
    office.survey(office.world.zones(), **request)
    (row,) = office.query(
        "SELECT kind, status, srid, encoding, features, surveyed_on, loaded_by, decisions,"
        " (SELECT array_agg(DISTINCT check_id ORDER BY check_id) FROM survey_finding) AS checks"
        " FROM survey"
    )
    assert row[:7] == ("zone", "published", 4548, "UTF-8", 9, dt.date(2022, 11, 8), "tester")
    assert row.decisions["fields"]["households"] == "户数"
    assert row.decisions["srid_from"] == "file"
    assert row.decisions["demo"] is True
    assert row.decisions["note"] == {"zh": "近似划分", "en": "approximate"}
    assert row.checks == ["A4", "C5", "G11", "G8"]


def test_attributes_are_those_of_the_survey(town):
    rows = town.query("SELECT code, attributes FROM zone_version")
    said = dict(map(tuple, rows))
    code = town.world.code
    assert said[code("works")]["aliases"] == ["八号院", "机厂大院"]
    assert said[code("works")]["households"] == 500
    assert "households" not in said[code("empty")]
    (kind,) = {a["kind"] for (a,) in town.query("SELECT attributes FROM street_version")}
    assert kind == "subdistrict"


def test_what_is_not_understood_is_kept_as_it_was_written(office):
    zones = office.world.zones("works").assign(户数="约五百户", 建成年份="1958", 附注="邻铁路")
    office.survey(zones)
    attributes = office.one("SELECT attributes FROM zone_version")
    assert "households" not in attributes
    assert attributes["built_year"] == 1958
    assert attributes["other"] == {"户数": "约五百户", "附注": "邻铁路"}


@pytest.mark.parametrize("number", ["nan", "inf", "-5", "1e400"])
def test_numbers_that_are_none_do_not_come_in(office, number):
    office.survey(office.world.zones("works").assign(户数=number))
    attributes = office.one("SELECT attributes FROM zone_version")
    assert "households" not in attributes
    assert attributes["other"] == {"户数": number}


def test_progress_tells_every_step(office):
    from geo.boundaries.load import STEPS, load_survey
    from tests.office import ACTOR, without_tiles

    told = []
    path = office.write(office.world.zones())
    load_survey(
        office.database, office.profile, path, SurveyRequest(PlaceKind.ZONE), ACTOR,
        without_tiles, lambda done, total, label: told.append((done, total, label)),
    )  # fmt: skip
    assert told == [(at, 5, label) for at, label in enumerate(STEPS)]


def test_publishing_is_audited(town):
    rows = town.query("SELECT actor, action, subject FROM audit_entry ORDER BY id")
    assert rows == [
        ("tester", "survey.publish", "release 1"),
        ("tester", "survey.publish", "release 2"),
    ]


def test_a_hook_that_fails_undoes_the_release(town):
    def fail(_connection, release_id):
        raise OSError(f"no room for {release_id}")

    before = town.content()
    with pytest.raises(OSError, match="no room for 3"):
        town.load(town.write(town.world.zones("works")), partial=False, hook=fail,
                  accepted={"D1": ""})  # fmt: skip
    assert town.content() == before
    assert town.query("SELECT DISTINCT status FROM survey") == [("published",)]


def test_the_columns_of_a_survey_must_be_known(town):
    before = town.content()
    with pytest.raises(InputError) as refused:
        town.survey(town.world.zones().rename(columns={"区域编码": "甲", "小区名称": "乙"}))
    assert refused.value.code == "fields_missing"
    assert "区域编码" in refused.value.message.zh
    assert "小区名称" in refused.value.message.zh
    assert "甲" in refused.value.hint.en
    assert town.content() == before
    assert town.one("SELECT count(*) FROM survey") == 2


def test_a_district_of_which_the_code_knows_nothing(far_office):
    streets = far_office.survey(far_office.world.streets(), "street")
    zones = far_office.survey(far_office.world.zones())
    assert (streets.changes, zones.changes) == ({"added": 2}, {"added": 9})
    assert far_office.query("SELECT DISTINCT attributes ->> 'kind' FROM street_version") == [
        ("town",)
    ]
    assert far_office.one(
        "SELECT attributes -> 'aliases' FROM zone_version WHERE code = :code",
        code=far_office.world.code("works"),
    ) == ["八号院", "机厂大院"]
    assert far_office.survey(far_office.world.zones()).release_id is None


def test_another_districts_codes_and_places_are_refused(far_office, office):
    with pytest.raises(InputError) as refused:
        far_office.load(office.write(office.world.zones()))
    assert refused.value.code == "crs_not_taken"
    moved = far_office.world.zones()
    moved = moved.set_geometry(moved.translate(xoff=-8000))
    with pytest.raises(InputError) as refused:
        far_office.survey(moved.assign(片区编号=[f"CY-{n}" for n in range(9)]))
    assert {f["check"] for f in refused.value.details} == {"C1", "A2"}
