"""A survey is published once, cancelled, fails, or is left by a dead worker."""

import threading

import pytest
from sqlalchemy import text

from geo.boundaries import load
from geo.boundaries.load import (
    answer_survey,
    publish_staged,
    recover_surveys,
)
from geo.boundaries.reviewing.hold import hold_survey
from geo.errors import ConflictError
from geo.surveys import SurveyStatus
from tests.boundaries.lifecycle import LI
from tests.world import spoil


@pytest.mark.parametrize("same", [True, False])
def test_of_twenty_publishers_at_once_one_wins_and_nineteen_are_told(desk, zones, town, same):
    staged = [
        desk.stage(spoil(zones, "works", 小区名称=f"第{n}家")) for n in range(1 if same else 20)
    ]
    ready = threading.Barrier(20)
    outcomes = []

    def publish(number: int) -> None:
        ready.wait(60)
        try:
            outcomes.append(f"release {desk.publish(staged[number % len(staged)])}")
        except ConflictError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert outcomes.count("release 3") == 1
    assert len(outcomes) == 20
    told = {"survey_busy", "survey_state"} if same else {"published_meanwhile"}
    assert set(outcomes) - {"release 3"} <= told
    assert town.one("SELECT count(*) FROM release") == 3
    statuses = town.query("SELECT status, count(*) FROM survey GROUP BY 1 ORDER BY 1")
    expected = {"published": 3} if same else {"published": 3, "staged": 19}
    assert dict(map(tuple, statuses)) == expected


def test_a_publish_that_fails_leaves_the_survey_staged(desk, renamed, town):
    survey_id = desk.stage(renamed)
    before = town.content()

    def fail(_connection, _release):
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        publish_staged(*desk.places, survey_id, 2, LI, fail)
    assert town.content() == before
    assert desk.row(survey_id).status == "staged"
    desk.publish(survey_id)
    assert desk.row(survey_id).status == "published"


# --- Cancelled, and left by a dead worker ----------------------------------------------------


@pytest.mark.parametrize("step", [0, 1, 2, 3])
def test_a_cancelled_reading_leaves_nothing_half_done(desk, renamed, town, step):
    survey_id = desk.receive(renamed)
    before = town.content()

    def cancel(done, _total, _label):
        if done == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.run(survey_id, progress=cancel)
    row = desk.row(survey_id)
    assert (row.status, row.error["code"]) == ("refused", "cancelled")
    for table in ("survey_feature", "survey_finding", "survey_removal", "survey_descent"):
        sql = f"SELECT count(*) FROM {table} WHERE survey_id = :id"
        assert town.one(sql, id=survey_id) == 0
    assert town.content() == before
    answer_survey(town.database, survey_id, {}, LI)
    assert desk.run(survey_id) is SurveyStatus.STAGED


def test_a_program_that_fails_says_so(desk, renamed, monkeypatch):
    survey_id = desk.receive(renamed)
    monkeypatch.setattr(load, "stage_rows", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        desk.run(survey_id)
    assert desk.row(survey_id).error["code"] == "failed"


def test_two_workers_do_not_take_the_same_survey(desk, renamed, town):
    survey_id = desk.receive(renamed)
    with hold_survey(town.database, survey_id):
        with pytest.raises(ConflictError) as busy:
            desk.run(survey_id)
        assert busy.value.code == "survey_busy"
        assert recover_surveys(town.database, desk.store) == [survey_id]
    assert desk.run(survey_id) is SurveyStatus.STAGED


@pytest.mark.parametrize(("left", "found"), [("reading", "queued"), ("publishing", "staged")])
def test_what_a_dead_worker_left_is_put_back(desk, renamed, town, left, found):
    survey_id = desk.stage(renamed)
    with town.database.write() as connection:
        connection.execute(
            text("UPDATE survey SET status = :left WHERE id = :id"),
            {"left": left, "id": survey_id},
        )
    with hold_survey(town.database, survey_id):
        recover_surveys(town.database, desk.store)
        assert desk.row(survey_id).status == left  # its worker lives
    waiting = recover_surveys(town.database, desk.store)
    assert desk.row(survey_id).status == found
    assert waiting == ([survey_id] if found == "queued" else [])
