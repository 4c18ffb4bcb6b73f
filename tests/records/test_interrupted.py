"""kill -9 of a workbook's load: the old revision stays in force, and the load runs again."""

import dataclasses
import random

import pytest

from tests.conftest import CHAOYANG
from tests.interrupted import Order, kill_after, kill_at_its_step, run_through
from tests.world import write_csv


@pytest.fixture
def order(town, load, sheets):
    """A load of 2,000 work orders, of which one is there already and is corrected."""
    load("complaint", {"工单编号": "GD-0", "是否解决": "是"})
    sheet = sheets["complaint"]
    rows = [sheet.row(工单编号=f"GD-{n}") for n in range(2_000)]
    path = write_csv(town.new_path("csv"), sheet.header, rows)
    url = town.database.url.set(drivername="postgresql").render_as_string()
    return Order(url, CHAOYANG, path, "complaint")


def assert_complete(town, order) -> None:
    assert town.load_records("complaint", order.path).revision_id is None
    assert town.one("SELECT count(*) FROM complaint WHERE upper_inf(sys)") == 2_000
    assert town.one("SELECT count(*) FROM complaint") == 2_001
    assert town.one("SELECT count(*) FROM revision") == 2


@pytest.mark.parametrize("step", [0, 1, 2, 2.5])
def test_killed_at_a_step(town, order, step):
    before = town.content()
    kill_at_its_step(dataclasses.replace(order, step=step))
    assert town.content() == before
    assert town.one("SELECT count(*) FROM record_load") == 1
    result = town.load_records("complaint", order.path)
    assert (result.revision_id is not None, result.changed) == (True, 2_000)
    assert_complete(town, order)


def test_killed_when_all_is_done(town, order):
    kill_at_its_step(dataclasses.replace(order, step=3))
    assert_complete(town, order)


def test_killed_at_fifteen_random_moments(town, order):
    seconds = run_through(order)
    rows = town.one("SELECT count(*) FROM complaint")
    rng = random.Random(12345)
    undone = 0
    for number in range(15):
        # The same workbook is nothing new, so each try takes back what the last one said.
        with town.database.write() as connection:
            from sqlalchemy import text

            connection.execute(text("UPDATE complaint SET content = 'x' WHERE upper_inf(sys)"))
        before = town.content()
        kill_after(rng.uniform(0, seconds), order)
        after = town.content()
        current = town.one("SELECT count(*) FROM complaint WHERE upper_inf(sys)")
        assert current == 2_000, number
        if after == before:
            undone += 1
            continue
        added = town.one("SELECT count(*) FROM complaint") - rows
        assert added == 2_000
        rows += added
    assert undone
    town.load_records("complaint", order.path)
    assert town.load_records("complaint", order.path).revision_id is None
