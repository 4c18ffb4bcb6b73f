"""A survey comes in: received, staged, the same again, refused, asked about."""

import json

import pytest

from geo.boundaries import understand
from geo.boundaries.load import (
    answer_survey,
    receive_survey,
    recover_surveys,
)
from geo.boundaries.reviewing.hold import hold_survey
from geo.db import SURVEY_CHANNEL
from geo.errors import ConflictError, InputError, Text
from geo.surveys import PlaceKind, Question, QuestionError, SurveyRequest, SurveyStatus
from tests.boundaries.lifecycle import LI, WANG
from tests.world import bow_tie, spoil


def test_a_survey_is_received_staged_and_published(desk, renamed):
    survey_id = desk.receive(renamed)
    row = desk.row(survey_id)
    assert (row.status, row.run, row.loaded_by) == ("queued", 0, "li")
    kept = desk.store / row.file_sha256 / row.file_name
    assert kept.read_bytes() == (desk.town.folder / row.file_name).read_bytes()
    assert desk.run(survey_id) is SurveyStatus.STAGED
    row = desk.row(survey_id)
    assert (row.status, row.run, row.base_release_id) == ("staged", 1, 2)
    assert row.summary["changes"] == {"unchanged": 8, "attributes": 1}
    assert desk.publish(survey_id) == 3
    row = desk.row(survey_id)
    assert row.status == "published"
    assert row.finished_at is not None
    assert desk.audit()[2:] == [
        ("li", "survey.receive", f"survey {survey_id}"),
        ("li", "survey.publish", "release 3"),
    ]


def test_what_is_staged_changes_nothing_that_is_shown(desk, renamed, town):
    shown = ("zone", "zone_version", "release", "lineage")
    before = {table: town.content()[table] for table in shown}
    desk.stage(renamed)
    assert {table: town.content()[table] for table in shown} == before


def test_every_step_is_told_to_who_listens(desk, renamed):
    with desk.town.database.listen() as listener:
        listener.execute(f"LISTEN {SURVEY_CHANNEL}")
        survey_id = desk.stage(renamed)
        desk.publish(survey_id)
        said = [json.loads(n.payload) for n in listener.notifies(timeout=0.5)]
    states = [(one["status"], one["run"]) for one in said if "status" in one]
    assert states == [
        ("queued", 0), ("reading", 1), ("staged", 1), ("publishing", 1), ("published", 1),
    ]  # fmt: skip
    progress = [one for one in said if "done" in one]
    assert progress
    assert set(progress[0]) == {"id", "done", "total", "label"}
    assert set(progress[0]["label"]) == {"zh", "en"}


def test_progress_is_told_at_most_five_times_a_second(town):
    from geo.boundaries.reviewing.hold import tell_progress
    from geo.rows import no_progress

    with town.database.listen() as listener, hold_survey(town.database, 7) as held:
        listener.execute(f"LISTEN {SURVEY_CHANNEL}")
        tell = tell_progress(held, 7, no_progress)
        for done in range(1000):
            tell(done, 1000, Text("做", "do"))
        assert len(list(listener.notifies(timeout=0.3))) <= 2


def test_the_same_survey_again_brings_nothing_new(desk, zones, town):
    survey_id = desk.receive(zones)
    assert desk.run(survey_id) is SurveyStatus.UNCHANGED
    with pytest.raises(ConflictError, match="brought nothing new"):
        desk.publish(survey_id)
    assert town.one("SELECT count(*) FROM release") == 2


def test_the_same_file_handed_in_again_is_the_same_survey(desk, renamed, town):
    path = town.write(renamed)
    asked = SurveyRequest(PlaceKind.ZONE)
    database = town.database
    first = receive_survey(database, [path], asked, LI, desk.store)
    desk.run(first)
    again = SurveyRequest(PlaceKind.ZONE, partial=True)
    assert receive_survey(database, [path], again, LI, desk.store) == first
    assert (desk.row(first).status, desk.row(first).partial) == ("queued", True)
    assert receive_survey(database, [path], asked, WANG, desk.store) != first
    desk.run(first)
    desk.publish(first)
    assert receive_survey(database, [path], asked, LI, desk.store) != first
    assert len(list(desk.store.iterdir())) == 1


def test_a_folder_and_loose_parts_are_one_survey(desk, renamed, town):
    folder = town.folder / "parts"
    folder.mkdir()
    for ending in ("shp", "shx", "dbf"):
        (folder / f"zones.{ending}").write_text(f"the {ending} of {len(renamed)} zones")
    parts = sorted(folder.iterdir())
    asked = SurveyRequest(PlaceKind.ZONE)
    loose = receive_survey(town.database, parts, asked, LI, desk.store)
    whole = receive_survey(town.database, [folder], asked, LI, desk.store)
    rows = desk.row(loose), desk.row(whole)
    assert rows[0].file_sha256 == rows[1].file_sha256
    for row in rows:
        kept = desk.store / row.file_sha256 / row.file_name
        assert {p.name: p.read_bytes() for p in kept.iterdir()} == {
            p.name: p.read_bytes() for p in parts
        }


def test_the_name_of_a_file_cannot_leave_its_folder(desk, renamed, town):
    path = town.write(renamed)
    asked = SurveyRequest(PlaceKind.ZONE)
    for name in ("../../etc/x.gpkg", "/abs/x.gpkg", "..\\..\\x.gpkg", "x.gpkg\0", ".x.gpkg"):
        survey_id = receive_survey(town.database, [path], asked, LI, desk.store, file_name=name)
        assert desk.row(survey_id).file_name == "x.gpkg"
    long = receive_survey(
        town.database, [path], asked, LI, desk.store, file_name="长" * 300 + ".gpkg"
    )
    assert len(desk.row(long).file_name.encode()) <= 200
    assert desk.row(long).file_name.endswith(".gpkg")
    assert desk.run(long) is SurveyStatus.STAGED


def test_no_file_is_kept_without_its_survey(desk, renamed, town):
    survey_id = desk.receive(renamed)
    strays = [desk.store / ("0" * 64), desk.store / ".receiving-abc"]
    for stray in strays:
        stray.mkdir()
        (stray / "left.gpkg").write_text("left by a killed upload")
    other = desk.store / ".upload-xyz"
    other.mkdir()
    assert recover_surveys(town.database, desk.store) == [survey_id]
    assert {path.name for path in desk.store.iterdir()} == {
        desk.row(survey_id).file_sha256, other.name,
    }  # fmt: skip


def test_a_survey_whose_file_is_lost_is_refused(desk, renamed):
    survey_id = desk.receive(renamed)
    row = desk.row(survey_id)
    (desk.store / row.file_sha256 / row.file_name).unlink()
    assert desk.run(survey_id) is SurveyStatus.REFUSED
    assert desk.row(survey_id).error["code"] == "survey_file_lost"


def test_a_survey_that_cannot_be_taken_is_refused_with_the_reason(desk, town):
    path = town.folder / "bad.gpkg"
    path.write_text("no geopackage")
    asked = SurveyRequest(PlaceKind.ZONE)
    survey_id = receive_survey(town.database, [path], asked, LI, desk.store)
    assert desk.run(survey_id) is SurveyStatus.REFUSED
    error = desk.row(survey_id).error
    assert set(error) == {"code", "message", "hint", "details"}
    assert set(error["message"]) == {"zh", "en"}
    with pytest.raises(ConflictError, match="was refused"):
        desk.publish(survey_id)


def test_shapes_that_are_none_are_staged_with_their_finding(desk, zones, town):
    spoilt = spoil(zones, "works", geometry=None)
    spoilt = spoil(spoilt, "empty", geometry=bow_tie(zones.geometry["empty"]))
    spoilt = spoil(spoilt, "kiosk", 区域编码=None)
    survey_id = desk.stage(spoilt)
    rows = town.query(
        "SELECT row_no, code IS NULL AS no_code, geom IS NULL AS no_shape FROM survey_feature"
        " WHERE survey_id = :id ORDER BY row_no",
        id=survey_id,
    )
    assert len(rows) == 9
    assert [row.row_no for row in rows if row.no_shape] == [5]
    assert [row.row_no for row in rows if row.no_code] == [6]
    found = town.query("SELECT check_id, row_no FROM survey_finding WHERE severity = 'E'")
    assert {("G1", 5), ("G3", 8), ("A1", 6)} <= {tuple(row) for row in found}
    with pytest.raises(InputError) as blocked:
        desk.publish(survey_id)
    assert blocked.value.code == "survey_blocked"
    assert desk.row(survey_id).status == "staged"


# --- Asked -----------------------------------------------------------------------------------


@pytest.fixture
def asks(monkeypatch):
    """A reading that asks for the layer, then for the reference system, one after the other."""
    read = understand.read_survey

    def read_or_ask(path, request, *rest, **how):
        for name, value in (("layer", "界线"), ("srid", 4548)):
            if getattr(request, name) is None:
                question = Question(name, Text("哪一个？", "Which?"), (), value)
                raise QuestionError("asked", Text("请选择", "choose"), questions=(question,))
        return read(path, request, *rest, **how)

    monkeypatch.setattr(understand, "read_survey", read_or_ask)


@pytest.mark.usefixtures("asks")
def test_questions_are_answered_step_by_step(desk, renamed):
    survey_id = desk.receive(renamed)
    for name, value in (("layer", "界线"), ("srid", 4548)):
        assert desk.run(survey_id) is SurveyStatus.ASKED
        (question,) = desk.row(survey_id).questions
        assert (question["id"], question["proposed"]) == (name, value)
        with pytest.raises(ConflictError, match="waits for answers"):
            desk.publish(survey_id)
        answer_survey(desk.town.database, survey_id, {name: value}, WANG)
        assert desk.row(survey_id).status == "queued"
        assert desk.row(survey_id).questions == []
    assert desk.run(survey_id) is SurveyStatus.STAGED
    assert desk.row(survey_id).run == 3
    assert desk.publish(survey_id) == 3
    (detail,) = desk.town.query("SELECT detail FROM audit_entry WHERE action = 'survey.publish'"
                                " ORDER BY id DESC LIMIT 1")[0]  # fmt: skip
    assert detail["decided"] == {"layer": "界线", "srid": 4548}


@pytest.mark.parametrize("answers", [{"kind": "street"}, {"srid": "x"}, {"axes": "up"}])
def test_what_is_no_answer_changes_nothing(desk, renamed, answers):
    survey_id = desk.stage(renamed)
    before = desk.row(survey_id)
    with pytest.raises(InputError) as refused:
        answer_survey(desk.town.database, survey_id, answers, LI)
    assert refused.value.code == "answer_invalid"
    assert refused.value.details == list(answers)
    assert desk.row(survey_id) == before
