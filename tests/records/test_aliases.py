"""Names that people give zones: what else they solve, the next load, and taking them back."""

import pytest

from geo.catalog.records_review import list_aliases
from geo.errors import ConflictError, InputError, NotFoundError
from geo.records.reviewing.aliases import withdraw_alias
from tests.office import ACTOR


@pytest.mark.usefixtures("waiting")
def test_a_name_solves_what_else_waits_and_the_next_load(desk, town, load):
    load("service", {"区域编码": None, "小区名称": "春风里", "街道名称": "河东街道"})
    preview = desk.preview("春风里", "works", name="春风里", scope="district")
    before = town.content()
    assert desk.preview("春风里", "works", name="春风里", scope="district") == preview
    assert town.content() == before
    result = desk.decide("春风里", "works", name="春风里", scope="district")
    assert (result.rows, result.also) == (preview.rows, preview.also)
    assert [(m.said["zone_name"], m.rows, m.to_placement) for m in result.also] == [
        ("春风里", 1, "matched")
    ]
    assert desk.places()[f"zone:{town.uid('works')}"] == ("matched", town.uid("works"))
    again = load("enforcement", {"区域编码": None, "小区名称": "春风里"})
    assert again.outcomes["matched"] == 1
    with town.database.read() as connection:
        (alias,) = list_aliases(connection)
    assert (alias["name"], alias["scope"], alias["zone"]["code"]) == (
        "春风里", "district", town.world.code("works")
    )  # fmt: skip


@pytest.mark.usefixtures("waiting")
def test_undoing_takes_the_name_back(desk, town, load):
    load("service", {"区域编码": None, "小区名称": "春风里", "街道名称": "河东街道"})
    before = desk.where()
    result = desk.decide("春风里", "works", name="春风里", scope="district")
    undone = desk.undo(result.decision_id)
    assert (undone.rows, sum(moved.rows for moved in undone.also)) == (3, 1)
    assert desk.where() == before
    with town.database.read() as connection:
        assert list_aliases(connection) == []


@pytest.mark.usefixtures("waiting")
def test_a_withdrawn_name_leaves_the_decision(desk, town, load):
    load("service", {"区域编码": None, "小区名称": "春风里", "街道名称": "河东街道"})
    desk.decide("春风里", "works", name="春风里", scope="district")
    alias = town.one("SELECT id FROM zone_alias")
    result = withdraw_alias(town.database, town.profile, alias, ACTOR)
    assert (result.rows, [m.to_placement for m in result.also]) == (1, ["review"])
    assert desk.places()["GD-1"] == ("matched", town.uid("works"))
    with pytest.raises(ConflictError):
        withdraw_alias(town.database, town.profile, alias, ACTOR)
    with pytest.raises(NotFoundError):
        withdraw_alias(town.database, town.profile, 999, ACTOR)


@pytest.mark.parametrize(("name", "scope"), [("x", "district"), ("春风里", "source")])
@pytest.mark.usefixtures("waiting")
def test_names_that_cannot_be_given(desk, town, name, scope):
    before = town.content()
    with pytest.raises(InputError) as refused:
        desk.decide("春风里", "works", name=name, scope=scope)
    assert refused.value.code == "choice_invalid"
    assert town.content() == before
