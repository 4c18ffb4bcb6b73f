"""Surveys of one office on their way, step by step."""

from geo.boundaries.load import (
    publish_staged,
    receive_survey,
    run_survey,
)
from geo.rows import Actor
from geo.surveys import PlaceKind, SurveyRequest, SurveyStatus
from tests.office import without_tiles

LI = Actor("li", "the yearly survey")
WANG = Actor("wang", "looked at it")


class Desk:
    """Brings surveys of one office through their steps."""

    def __init__(self, town) -> None:
        self.town = town
        self.store = town.folder / "surveys"
        self.places = town.database, town.profile

    def receive(self, frame, actor=LI, **request) -> int:
        path = self.town.write(frame)
        asked = SurveyRequest(PlaceKind.ZONE, **request)
        return receive_survey(self.town.database, [path], asked, actor, self.store)

    def run(self, survey_id: int, **how) -> SurveyStatus:
        return run_survey(*self.places, survey_id, self.store, **how)

    def stage(self, frame, actor=LI, **request) -> int:
        survey_id = self.receive(frame, actor, **request)
        assert self.run(survey_id) is SurveyStatus.STAGED
        return survey_id

    def publish(self, survey_id: int, expected: int | None = 2, actor=LI) -> int:
        return publish_staged(*self.places, survey_id, expected, actor, without_tiles)

    def row(self, survey_id: int):
        (row,) = self.town.query("SELECT * FROM survey WHERE id = :id", id=survey_id)
        return row

    def audit(self) -> list[tuple[str, str, str]]:
        rows = self.town.query("SELECT actor, action, subject FROM audit_entry ORDER BY id")
        return [tuple(row) for row in rows]
