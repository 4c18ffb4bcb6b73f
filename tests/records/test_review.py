"""People decide where records belong: all that say the same, at once, and not again."""

import threading

import pytest

from geo.catalog.history import list_loads
from geo.catalog.records_review import list_decisions, list_placement_changes
from geo.errors import ConflictError, InputError, NotFoundError
from geo.placements import Choice, ReviewFilter
from geo.records.reviewing.decide import decide, needs_matching
from geo.records.reviewing.groups import count_waiting
from tests.office import ACTOR
from tests.records.conftest import NOWHERE


@pytest.mark.usefixtures("waiting")
def test_what_waits_is_grouped_by_what_it_says(desk):
    groups = desk.groups()
    assert list(groups) == ["秋月坊", "春风里"]
    group = groups["春风里"]
    assert (group["rows"], group["kinds"]) == (3, {"complaint": 3})
    assert str(group["newest"]) == "2022-05-03"
    found = desk.find("春风里")
    assert [(r["kind"], r["key"], r["title"]) for r in found["records"]] == [
        ("complaint", "GD-2", "电梯又停了"),
        ("complaint", "GD-3", "灯坏了"),
        ("complaint", "GD-1", "电梯又停了"),
    ]


def test_pages_follow_each_other(town, load):
    rows = [{"区域编码": None, "小区点位": f"无名{n}里", "工单编号": f"GD-{n}"} for n in range(7)]
    load("complaint", *rows)
    from geo.records.reviewing.groups import list_review

    seen, after = [], None
    with town.database.read() as connection:
        while True:
            page = list_review(connection, town.profile.timezone, after=after, limit=3)
            assert (page.groups, page.rows) == (7, 7)
            seen += [item["key"] for item in page.items]
            after = page.next
            if after is None:
                break
        beyond = list_review(connection, town.profile.timezone, after="0~1990-01-01~x", limit=3)
    assert len(seen) == len(set(seen)) == 7
    assert (beyond.items, beyond.groups, beyond.next) == ([], 7, None)


@pytest.mark.usefixtures("waiting")
def test_what_waits_of_a_kind_and_of_a_street(desk, town, load):
    load("service", {"区域编码": None, "小区名称": "冬雪苑", "街道名称": "河东街道"})
    assert list(desk.groups(wanted=ReviewFilter(kind="service"))) == ["冬雪苑"]
    east = town.world.street_codes["east"]
    assert list(desk.groups(wanted=ReviewFilter(street=east))) == ["冬雪苑"]
    assert desk.groups(wanted=ReviewFilter(street="none")) == {}
    with town.database.read() as connection:
        assert count_waiting(connection) == {
            "groups": 3, "rows": 5, "kinds": {"complaint": 4, "service": 1}
        }  # fmt: skip
        assert count_waiting(connection, east)["rows"] == 1


def test_a_decision_settles_all_that_say_the_same(desk, town, waiting):
    before = desk.count()
    result = desk.decide("春风里", "works")
    assert (result.rows, result.also) == (3, ())
    assert result.revision_id == waiting.revision_id + 1
    assert desk.places() == {
        "GD-1": ("matched", town.uid("works")),
        "GD-2": ("matched", town.uid("works")),
        "GD-3": ("matched", town.uid("works")),
        "GD-4": ("review", None),
        "GD-5": ("matched", town.uid("works")),
    }
    assert desk.count() == {"matched": before["matched"] + 3, "review": before["review"] - 3}
    (cause,) = town.query("SELECT cause, load_id FROM revision ORDER BY id DESC LIMIT 1")
    assert cause == ("decision", None)


@pytest.mark.usefixtures("waiting")
def test_the_revision_before_still_says_what_was_known(desk, town):
    desk.decide("春风里", "works")
    known = town.query(
        "SELECT v.id, count(*) FILTER (WHERE c.placement = 'review') FROM revision v"
        " JOIN complaint c ON c.sys @> v.committed_at GROUP BY v.id ORDER BY v.id"
    )
    assert known == [(1, 4), (2, 1)]


@pytest.mark.parametrize(
    ("verdict", "placement"), [("elsewhere", "out_of_area"), ("unplaceable", "rejected")]
)
@pytest.mark.usefixtures("waiting")
def test_a_decision_that_it_is_no_zone_of_ours(desk, load, verdict, placement):
    desk.decide("春风里", verdict=verdict)
    assert desk.places()["GD-1"] == (placement, None)
    again = load("complaint", {**NOWHERE, "工单编号": "GD-9"})
    assert again.outcomes[placement] == 1
    assert sum(again.outcomes.values()) == again.rows
    assert list(desk.groups()) == ["秋月坊"]


@pytest.mark.usefixtures("waiting")
def test_what_is_decided_is_never_asked_again(desk, town, load):
    desk.decide("春风里", "works")
    again = load("complaint", {**NOWHERE, "工单编号": "GD-1"}, {**NOWHERE, "工单编号": "GD-8"})
    assert (again.new, again.corrected, again.unchanged) == (1, 0, 1)
    assert desk.places()["GD-8"] == ("matched", town.uid("works"))
    assert "春风里" not in desk.groups()
    rematched = desk.rematch()
    assert (rematched.gained, rematched.lost, rematched.moved) == (0, 0, 0)
    assert rematched.revision_id is None


@pytest.mark.usefixtures("waiting")
def test_undoing_restores_exactly(desk, town):
    before = desk.where()
    for verdict in ({"zone": "works"}, {"verdict": "elsewhere"}, {"verdict": "unplaceable"}):
        result = desk.decide("春风里", **verdict)
        with town.database.read() as connection:
            assert not needs_matching(connection, result.decision_id)
        undone = desk.undo(result.decision_id)
        assert (undone.rows, undone.also) == (3, ())
        assert desk.where() == before
    assert town.query("SELECT cause FROM revision ORDER BY id")[1:] == [
        ("decision",), ("undo",)
    ] * 3  # fmt: skip


@pytest.mark.usefixtures("waiting")
def test_undoing_frees_what_came_later_too(desk, town, load):
    result = desk.decide("春风里", "works")
    load("complaint", {**NOWHERE, "工单编号": "GD-9"})
    with town.database.read() as connection:
        assert needs_matching(connection, result.decision_id)
    assert desk.undo(result.decision_id).rows == 4
    assert desk.groups()["春风里"]["rows"] == 4
    again = desk.decide("春风里", "kiosk")
    assert again.rows == 4


@pytest.mark.usefixtures("waiting")
def test_a_decision_is_undone_once(desk):
    number = desk.decide("春风里", "works").decision_id
    desk.undo(number)
    with pytest.raises(ConflictError) as refused:
        desk.undo(number)
    assert refused.value.code == "decision_undone"
    with pytest.raises(NotFoundError):
        desk.undo(999)


@pytest.mark.usefixtures("waiting")
def test_who_comes_second_is_told(desk, town):
    choice = desk.choose("春风里", "works")
    desk.decide("春风里", "kiosk")
    with pytest.raises(ConflictError) as refused:
        decide(town.database, town.profile, choice, ACTOR)
    assert refused.value.code == "decided_meanwhile"
    assert refused.value.details[0]["zone_uid"] == town.uid("kiosk")
    assert desk.places()["GD-1"] == ("matched", town.uid("kiosk"))


@pytest.mark.usefixtures("waiting")
def test_two_at_the_same_time(desk, town):
    """Eight people decide the same group at once: one is heard, seven are told."""
    zones = ["works", "kiosk", "astride", "empty"] * 2
    choices = [desk.choose("春风里", zone) for zone in zones]
    barrier = threading.Barrier(len(choices))
    told: list[object] = []

    def run(choice: Choice) -> None:
        barrier.wait()
        try:
            told.append(decide(town.database, town.profile, choice, ACTOR).decision_id)
        except ConflictError as error:
            told.append(error.code)

    threads = [threading.Thread(target=run, args=(choice,)) for choice in choices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, told)) == ["1", *["decided_meanwhile"] * 7]
    assert town.one("SELECT count(*) FROM revision WHERE cause = 'decision'") == 1


@pytest.mark.parametrize(
    ("choice", "error"),
    [
        (Choice("0123456789abcdef", "zone", 1), NotFoundError),
        (Choice("春风里", "zone"), InputError),
        (Choice("春风里", "elsewhere", 1), InputError),
        (Choice("春风里", "zone", 999_999), NotFoundError),
    ],
)
@pytest.mark.usefixtures("waiting")
def test_what_cannot_be_decided_changes_nothing(desk, town, choice, error):
    before = town.content()
    key = desk.key("春风里") if choice.key == "春风里" else choice.key
    with pytest.raises(error):
        decide(town.database, town.profile, Choice(key, choice.verdict, choice.zone_uid), ACTOR)
    assert town.content() == before


@pytest.mark.usefixtures("waiting")
def test_decisions_are_listed_and_audited(desk, town):
    first = desk.decide("春风里", "works")
    second = desk.decide("秋月坊", verdict="elsewhere")
    desk.undo(second.decision_id)
    with town.database.read() as connection:
        newest, oldest = list_decisions(connection)
        assert list_decisions(connection, by="nobody") == []
    assert oldest["zone"]["name"] == "机床厂宿舍"
    assert oldest["said"]["zone_name"] == "春风里"
    assert (oldest["rows"], oldest["revision"]) == (3, first.revision_id)
    assert (newest["verdict"], newest["zone"], newest["undone_by"]) == (
        "elsewhere", None, ACTOR.name
    )  # fmt: skip
    actions = [row.action for row in town.query("SELECT action FROM audit_entry ORDER BY id")]
    assert actions[-3:] == ["records.decide", "records.decide", "records.undo"]


@pytest.mark.usefixtures("waiting")
def test_what_moved_is_listed(desk, town):
    result = desk.decide("春风里", "works")
    with town.database.read() as connection:
        moved = list_placement_changes(connection, revision=result.revision_id, limit=2)
        rest = list_placement_changes(connection, revision=result.revision_id, after=moved["next"])
        with pytest.raises(NotFoundError):
            list_placement_changes(connection, revision=999)
    assert (moved["gained"], moved["lost"], moved["moved"]) == (3, 0, 0)
    assert [change["key"] for change in moved["changes"] + rest["changes"]] == [
        "GD-1", "GD-2", "GD-3"
    ]  # fmt: skip
    assert moved["changes"][0]["to_zone"]["zone_uid"] == town.uid("works")
    assert (moved["changes"][0]["from_zone"], rest["next"]) == (None, None)


@pytest.mark.usefixtures("waiting")
def test_loads_tell_how_much_of_them_still_waits(desk, town):
    def read():
        with town.database.read() as connection:
            return list_loads(connection)[0]

    load = read()
    assert (load["waiting"], load["review"]) == (4, 4)
    desk.decide("春风里", "works")
    load = read()
    assert (load["waiting"], load["review"]) == (1, 4)
    assert sum(load[o] for o in ("matched", "review", "rejected", "out_of_area")) == load["rows"]
