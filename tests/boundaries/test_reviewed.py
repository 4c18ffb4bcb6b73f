"""A staged survey is looked at: approved by a second person, waived, withdrawn."""

import datetime as dt

import pytest
from sqlalchemy import text

from geo.boundaries.load import (
    answer_survey,
    approve_survey,
    waive_findings,
    withdraw_survey,
    withdraw_waiver,
)
from geo.errors import AccessError, ConflictError, InputError, NotFoundError
from geo.rows import Actor
from geo.surveys import SurveyStatus
from tests.boundaries.lifecycle import LI, WANG
from tests.world import bow_tie, spoil


def test_a_survey_that_removes_much_needs_a_second_person(desk, zones, town):
    survey_id = desk.stage(zones.drop(["works", "kiosk"]))
    (review,) = desk.row(survey_id).reviews
    assert set(review) == {"zh", "en"}
    with pytest.raises(InputError) as blocked:
        desk.publish(survey_id)
    assert {finding["check"] for finding in blocked.value.details} == {"D1"}
    for same in ("li", "LI "):
        with pytest.raises(AccessError) as refused:
            approve_survey(town.database, survey_id, Actor(same), "mine")
        assert refused.value.code == "same_person"
    with pytest.raises(InputError) as refused:
        approve_survey(town.database, survey_id, WANG, " ")
    assert refused.value.code == "reason_missing"
    approve_survey(town.database, survey_id, WANG, "they were torn down")
    row = desk.row(survey_id)
    assert (row.approved_by, row.approval_reason) == ("wang", "they were torn down")
    assert desk.publish(survey_id) == 3
    detail = town.query("SELECT detail FROM audit_entry ORDER BY id DESC LIMIT 1")[0][0]
    assert detail["approved_by"] == "wang"


def test_an_approval_holds_for_what_was_seen(desk, zones, town):
    survey_id = desk.stage(zones.drop(["works", "kiosk"]))
    approve_survey(town.database, survey_id, WANG, "fine")
    answer_survey(town.database, survey_id, {}, LI)
    assert desk.run(survey_id) is SurveyStatus.STAGED
    assert desk.row(survey_id).approved_by is None
    with pytest.raises(InputError):
        desk.publish(survey_id)


@pytest.fixture
def overlapping(zones, town):
    """A survey in which 机床厂宿舍 reaches into its neighbour by 200 m²."""
    grown = zones.geometry["stone_west"].union(town.world.block(-700, 100, -590, 120))
    return spoil(zones, "stone_west", geometry=grown)


def read_blocking(town, survey_id: int) -> list[str]:
    rows = town.query(
        "SELECT DISTINCT fingerprint FROM survey_finding WHERE survey_id = :id AND severity = 'E'",
        id=survey_id,
    )
    return [row.fingerprint for row in rows]


def test_a_waiver_lets_a_finding_stand_also_when_read_again(desk, overlapping, town):
    survey_id = desk.stage(overlapping)
    prints = read_blocking(town, survey_id)
    assert prints
    with pytest.raises(InputError):
        desk.publish(survey_id)
    waive_findings(town.database, survey_id, prints, "an agreed right of way", WANG)
    answer_survey(town.database, survey_id, {}, LI)
    assert desk.run(survey_id) is SurveyStatus.STAGED
    assert read_blocking(town, survey_id) == prints
    assert desk.publish(survey_id) == 3
    detail = town.query("SELECT detail FROM audit_entry ORDER BY id DESC LIMIT 1")[0][0]
    assert [(w["by"], w["reason"]) for w in detail["waived"]] == [
        ("wang", "an agreed right of way")
    ] * len(detail["waived"])


def test_a_waiver_ends_with_its_day_or_when_it_is_withdrawn(desk, overlapping, town):
    survey_id = desk.stage(overlapping)
    prints = read_blocking(town, survey_id)
    today = dt.datetime.now(dt.UTC).date()
    yesterday = today - dt.timedelta(days=2)
    with pytest.raises(InputError) as refused:
        waive_findings(town.database, survey_id, prints, "too late", WANG, until=yesterday)
    assert refused.value.code == "day_past"
    waive_findings(town.database, survey_id, prints, "a while", WANG, until=today + dt.timedelta(1))
    with town.database.write() as connection:
        connection.execute(text("UPDATE finding_waiver SET until = :day"), {"day": yesterday})
    with pytest.raises(InputError):
        desk.publish(survey_id)
    waive_findings(town.database, survey_id, prints, "for good", WANG)
    for fingerprint in prints:
        withdraw_waiver(town.database, survey_id, fingerprint, WANG)
    with pytest.raises(InputError):
        desk.publish(survey_id)
    with pytest.raises(NotFoundError):
        withdraw_waiver(town.database, survey_id, prints[0], WANG)


def test_what_cannot_be_waived(desk, zones, town):
    survey_id = desk.stage(spoil(zones, "works", geometry=bow_tie(zones.geometry["works"])))
    (bow,) = town.query("SELECT fingerprint FROM survey_finding WHERE check_id = 'G3'")
    for fingerprints, reason, code in (
        ([bow.fingerprint], "because", "not_acceptable"),
        ([bow.fingerprint], "  ", "reason_missing"),
        (["0" * 16], "because", "finding_unknown"),
        ([], "because", "finding_unknown"),
    ):
        with pytest.raises(InputError) as refused:
            waive_findings(town.database, survey_id, fingerprints, reason, WANG)
        assert refused.value.code == code
    assert town.one("SELECT count(*) FROM finding_waiver") == 0


def test_a_withdrawn_survey_stays_in_the_history_only(desk, renamed, town):
    survey_id = desk.stage(renamed)
    withdraw_survey(town.database, survey_id, LI, "the wrong file")
    row = desk.row(survey_id)
    assert (row.status, row.withdrawn_by, row.withdrawal_reason) == (
        "withdrawn", "li", "the wrong file",
    )  # fmt: skip
    for step in (
        lambda: desk.publish(survey_id),
        lambda: answer_survey(town.database, survey_id, {}, LI),
        lambda: approve_survey(town.database, survey_id, WANG, "ok"),
        lambda: withdraw_survey(town.database, survey_id, LI, "again"),
    ):
        with pytest.raises(ConflictError, match="was withdrawn"):
            step()
    assert desk.run(survey_id) is SurveyStatus.WITHDRAWN


def test_a_survey_that_is_none(desk, town):
    for step in (lambda: desk.run(99), lambda: desk.publish(99),
                 lambda: answer_survey(town.database, 99, {}, LI)):  # fmt: skip
        with pytest.raises(NotFoundError):
            step()


def test_a_survey_compared_with_an_older_release_is_read_again(desk, renamed, zones, town):
    first, second = desk.stage(renamed), desk.stage(spoil(zones, "kiosk", 户数=2))
    assert desk.publish(first) == 3
    with pytest.raises(ConflictError) as lost:
        desk.publish(second, expected=2)
    assert lost.value.code == "published_meanwhile"
    with pytest.raises(ConflictError) as old:
        desk.publish(second, expected=3)
    assert old.value.code == "survey_outdated"
    assert desk.row(second).status == "staged"
    assert desk.row(second).error["code"] == "survey_outdated"
    answer_survey(town.database, second, {}, LI)
    assert desk.run(second) is SurveyStatus.STAGED
    assert desk.row(second).summary["changes"] == {"unchanged": 7, "attributes": 2}
    assert desk.publish(second, expected=3) == 4
