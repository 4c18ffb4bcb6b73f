"""By what rows are known again: their key follows their zone, and back, for every kind."""

import pandas as pd
import pytest

from geo.models import Base
from geo.records.kinds import KINDS
from geo.records.storing.keys import ZONE, add_keys, drop_repeated

# What a row of any kind may hold; the place columns and the keys of a source.
SAID = {
    "zone_code": "CY-1|x", "zone_name": "written:院", "street_name": None, "address": None,
    "lon": None, "lat": None, "kind": "k", "period": "zone:7", "holder": "committee",
    "firm_uscc": "u", "firm_name": None, "order_no": "1", "decision_no": "1", "case_no": "1",
    "uscc": "1",
}  # fmt: skip


def make_rows(kind, uids, **said):
    names = {*SAID, *(column.name for column in kind.columns)}
    row = {**dict.fromkeys(names), **SAID, **said, "sheet": None, "row_no": 2}
    frame = pd.DataFrame([row] * len(uids), dtype=object)
    return frame.assign(zone_uid=pd.array(uids, dtype="Int64"))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("holder", ["committee", "estate", "enterprise"])
def test_a_key_that_hangs_on_the_zone_ends_with_it(kind, holder):
    """The database makes one of the other when a record moves (see moves_find.sql)."""
    keyed = add_keys(kind, make_rows(kind, [7, 12, pd.NA], holder=holder))
    first, second, written = keyed["source_key"].tolist()
    if pd.isna(keyed["written_key"].iloc[0]):
        assert first == second == written
        return
    assert set(keyed["written_key"]) == {written}
    front = written[: written.index("written:")]
    assert [first, second] == [f"{front}{ZONE}7", f"{front}{ZONE}12"]


def test_of_rows_that_say_the_same_record_the_last_counts():
    kind = KINDS["service"]
    rows = make_rows(kind, [7, 7, pd.NA, 8])
    rows["zone_name"] = ["甲", "乙", "丙", "丁"]
    kept, beaten = drop_repeated(add_keys(kind, rows))
    assert kept["zone_name"].tolist() == ["乙", "丙", "丁"]
    assert beaten["beaten_by"].tolist() == [1]


def test_every_table_of_placed_rows_is_in_the_view(town):
    """What waits and what moves is read through one view; a new table must join it."""
    placed = {t.name for t in Base.metadata.tables.values() if "match_key" in t.columns}
    placed -= {"match_decision"}
    (view,) = town.query("SELECT pg_get_viewdef('placed_record'::regclass)")
    assert {name for name in placed if f"FROM {name}" not in view[0]} == set()
    assert {"complaint", "service", "fund", "mediation"} <= placed
