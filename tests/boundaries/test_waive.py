"""How far a waiver reaches: a place's fault for the surveys to come, a file's for that file."""

import pytest
from sqlalchemy import text

from geo.boundaries.load import (
    approve_survey,
    publish_staged,
    receive_survey,
    run_survey,
    waive_findings,
)
from geo.errors import InputError
from geo.rows import Actor
from geo.surveys import PlaceKind, SurveyRequest, SurveyStatus
from tests.office import Office, without_tiles

LI = Actor("li", "the yearly survey")
WANG = Actor("wang", "looked at it")


def stage(town: Office, frame) -> int:
    asked = SurveyRequest(PlaceKind.ZONE)
    store = town.folder / "surveys"
    survey_id = receive_survey(town.database, [town.write(frame)], asked, LI, store)
    status = run_survey(town.database, town.profile, survey_id, store)
    assert status is SurveyStatus.STAGED
    return survey_id


def read_prints(town: Office, survey_id: int) -> dict[str, str]:
    rows = town.query(
        "SELECT check_id, fingerprint FROM survey_finding WHERE survey_id = :id AND severity = 'E'",
        id=survey_id,
    )
    return dict(tuple(row) for row in rows)


def test_a_shift_that_one_survey_may_have_is_no_word_for_the_next(town):
    zones = town.world.zones()
    one = stage(town, zones.set_geometry(zones.geometry.translate(xoff=4)))
    two = stage(town, zones.set_geometry(zones.geometry.translate(xoff=4.5)))
    first, second = read_prints(town, one), read_prints(town, two)
    assert first.keys() == second.keys() == {"C6", "D1"}
    assert not set(first.values()) & set(second.values())
    waive_findings(town.database, one, [first["C6"]], "the new base station", WANG)
    for survey_id in (one, two):
        approve_survey(town.database, survey_id, WANG, "all of it moved")
    with pytest.raises(InputError) as refused:
        publish_staged(town.database, town.profile, two, 2, LI, without_tiles)
    assert refused.value.code == "survey_blocked"
    assert publish_staged(town.database, town.profile, one, 2, LI, without_tiles) == 3
    with town.database.read() as connection:
        waived = connection.execute(text("SELECT check_id FROM finding_waiver")).scalars().all()
    assert waived == ["C6"]
