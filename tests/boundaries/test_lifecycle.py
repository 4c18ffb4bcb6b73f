"""A survey's way step by step: received, asked, staged, reviewed, published, withdrawn."""

import datetime as dt
import json
import threading

import pytest
from sqlalchemy import text

from geo.boundaries import load, understand
from geo.boundaries.load import (
    answer_survey,
    approve_survey,
    publish_staged,
    receive_survey,
    recover_surveys,
    run_survey,
    waive_findings,
    withdraw_survey,
    withdraw_waiver,
)
from geo.boundaries.reviewing.hold import hold_survey
from geo.db import SURVEY_CHANNEL
from geo.errors import AccessError, ConflictError, InputError, NotFoundError, Text
from geo.rows import Actor
from geo.surveys import PlaceKind, Question, QuestionError, SurveyRequest, SurveyStatus
from tests.office import without_tiles
from tests.world import bow_tie, spoil

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


@pytest.fixture
def desk(town) -> Desk:
    return Desk(town)


@pytest.fixture
def zones(town):
    return town.world.zones()


@pytest.fixture
def renamed(zones):
    return spoil(zones, "works", 小区名称="新名")


# --- Received and staged ---------------------------------------------------------------------


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


# --- Reviewed --------------------------------------------------------------------------------


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


# --- Published, or not -----------------------------------------------------------------------


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
