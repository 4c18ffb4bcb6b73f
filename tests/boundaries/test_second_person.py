"""Who handed in a survey does not approve it, by whatever name; the audit says who typed it."""

import pytest

from geo.boundaries.load import approve_survey, receive_survey, run_survey
from geo.boundaries.reviewing.waive import require_second_person
from geo.errors import AccessError
from geo.rows import Actor
from geo.surveys import PlaceKind, SurveyRequest


@pytest.mark.parametrize(
    ("loaded_by", "approver"),
    [("ying", "ying"), ("cli:ying", "ying"), ("ying", "cli:ying"), ("cli:Ying", " ying ")],
)
def test_the_same_person_by_another_name_is_refused(loaded_by, approver):
    with pytest.raises(AccessError) as refused:
        require_second_person(loaded_by, approver)
    assert refused.value.code == "same_person"


def test_another_person_may(town):
    require_second_person("cli:ying", "min")
    path = town.write(town.world.zones().drop("works"))
    request = SurveyRequest(PlaceKind.ZONE)
    number = receive_survey(town.database, [path], request, Actor("cli:ying"), town.folder / "kept")
    run_survey(town.database, town.profile, number, town.folder / "kept")
    with pytest.raises(AccessError):
        approve_survey(town.database, number, Actor("ying"), "seen", "cli:ying")
    approve_survey(town.database, number, Actor("min"), "seen", "cli:ying")
    (entry,) = town.query("SELECT actor, detail FROM audit_entry WHERE action = 'survey.approve'")
    assert (entry.actor, entry.detail["typed_by"]) == ("min", "cli:ying")
