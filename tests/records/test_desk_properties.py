"""Whatever is loaded, decided, named, undone, published and taken back: no record is ever lost.

After every step each record stands in one place, all counts of it agree, and matching everything
anew would move nothing: what people decide is what later workbooks and releases go by.
"""

import json
import random
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.boundaries.load import roll_back
from geo.catalog.columns import read_columns
from geo.catalog.figures import read_figures
from geo.catalog.history import list_loads
from geo.catalog.ledger import read_ledger
from geo.catalog.rematch import needs_rematch
from geo.catalog.state import read_state
from geo.placements import Choice, NewAlias
from geo.records.reviewing.aliases import withdraw_alias
from geo.records.reviewing.decide import decide
from geo.records.reviewing.groups import count_waiting
from tests import world
from tests.office import ACTOR, Office, without_tiles
from tests.records.desk import Desk
from tests.world import ZONES, spoil
from tiles.columns import make_series

OWN = [zone[0] for zone in ZONES.values()]
NAMES = [*OWN, "八号院", "春风里", "春风里二期", "秋月坊", "青石院",
         "机床厂", "", "石苑"]  # fmt: skip
CODES = ["", "", "", "CY-110105901-001", "CY-110105902-005", "CY-110105901-999"]
STREETS = ["", "河西街道", "河东街道"]
HOUSES = ["", "", "", "阜荣街10号", "东里12号"]
CALLED = ["春风里", "秋月坊", "工友新村", "石苑", "八号院", "机床厂宿舍", "青石苑二期"]
SPOTS = [None, None, (-800, 175), (500, 600), (-580, 920)]
values = (NAMES, CODES, STREETS, HOUSES, SPOTS)
name, code, street, house, spot = map(st.sampled_from, values)
order = st.tuples(st.integers(0, 25), name, code, street, house, spot)
contract = st.tuples(name, code, street, st.sampled_from(["失管", "企业管理"]))
pick = st.integers(0, 10**6)
# Each name, an address, a name beside another zone's code, one whose point lies in no zone.
START = [
    *((n, name, "", "", "", None) for n, name in enumerate(NAMES)),
    (20, "", "", "", "阜荣街10号", None),
    (21, "春风里", "CY-110105901-001", "", "", None),
    (22, "机床厂宿舍", "", "河东街道", "", (-580, 920)),
]
step = st.one_of(
    st.tuples(st.just("orders"), st.lists(order, min_size=1, max_size=8)),
    st.tuples(st.just("contracts"), st.lists(contract, min_size=1, max_size=6)),
    st.tuples(st.just("decide"), pick),
    st.tuples(st.just("decide"), pick),
    st.tuples(st.just("name"), pick),
    st.tuples(st.just("undo"), pick),
    st.tuples(st.just("withdraw"), pick),
    st.tuples(st.just("publish"), pick),
    st.tuples(st.just("back"), pick),
)


class Month:
    """A month at one office: does what it is told, and checks all counts after each step."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.desk = Desk(office)
        self.numbers: set[str] = set()

    def do(self, action: str, how) -> None:
        getattr(self, action)(random.Random(how) if isinstance(how, int) else how)
        self.check(action)

    def orders(self, rows) -> None:
        header = ("工单编号", "小区点位", "区域编码", "被反映街乡镇", "地址",
                  "经度", "纬度", "坐标系", "来电时间")  # fmt: skip
        # Some in the newest month, which is not over, and some in the year before it.
        days = ("2022-05-01", "2022-03-15", "2021-04-30")
        cells = [(f"GD-{n}", *said, *self.tell(at), days[n % 3]) for n, *said, at in rows]
        result = self.office.records("complaint", header, cells)
        self.numbers |= {cell[0] for cell in cells}
        assert sum(result.outcomes.values()) == result.rows == len(rows)
        assert result.new + result.corrected + result.unchanged == len({n for n, *_ in rows})

    def tell(self, spot) -> tuple[float | None, float | None, str | None]:
        """Returns longitude and latitude of a place in the town, and their system."""
        if spot is None:
            return None, None, None
        shape = self.office.world.block(*spot, *spot)
        (point,) = gpd.GeoSeries([shape.centroid], crs=self.office.world.srid).to_crs(4490)
        return point.x, point.y, "CGCS2000"

    def contracts(self, rows) -> None:
        header = ("小区名称", "区域编码", "街道名称", "服务方式")
        result = self.office.records("service", header, [list(row) for row in rows])
        assert sum(result.outcomes.values()) == result.rows == len(rows)

    def decide(self, rng, alias: NewAlias | None = None) -> None:
        waiting = sorted(self.desk.groups().values(), key=lambda group: group["key"])
        if not waiting:
            return
        group = rng.choice(waiting)
        says = group["said"].keys() & {"zone_code", "zone_name", "address"}
        verdict = rng.choice(["zone", "zone", "elsewhere", "unplaceable"]) if says else "elsewhere"
        verdict = "zone" if alias and says else verdict
        uid = rng.choice(sorted(self.office.uids().values())) if verdict == "zone" else None
        choice = Choice(group["key"], verdict, uid, alias if uid else None)
        result = decide(self.office.database, self.office.profile, choice, ACTOR)
        assert result.rows == group["rows"]
        assert group["key"] not in {g["key"] for g in self.desk.groups().values()}

    def name(self, rng) -> None:
        self.decide(rng, NewAlias(rng.choice(["春风里", "秋月坊", "机床厂", "石苑"]), "district"))

    def undo(self, rng) -> None:
        made = self.office.query(
            "SELECT id FROM match_decision WHERE undone_at IS NULL ORDER BY id"
        )
        if made:
            self.desk.undo(rng.choice(made).id)

    def withdraw(self, rng) -> None:
        given_ = self.office.query(
            "SELECT id FROM zone_alias WHERE withdrawn_at IS NULL ORDER BY id"
        )
        if given_:
            alias = rng.choice(given_).id
            withdraw_alias(self.office.database, self.office.profile, alias, ACTOR)

    def publish(self, rng) -> None:
        zones = self.office.world.zones()
        gone = rng.sample(sorted(zones.index), rng.randint(0, 3))
        zones = zones.drop(index=gone)
        zones["地址"] = None
        if rng.random() < 0.5 and "empty" in zones.index:
            zones = spoil(zones, "empty", geometry=self.office.world.block(-600, 900, -560, 940))
        for key in rng.sample(sorted(zones.index), 2):
            zones = spoil(zones, key, 小区名称=rng.choice(CALLED), 地址=rng.choice(HOUSES) or None)
        self.office.survey(zones, accepted={"D1": "a town", "A5": "a town"})
        self.follow()

    def back(self, rng) -> None:
        newest = self.office.one("SELECT max(id) FROM release")
        older = rng.randint(2, newest)
        shown = (
            "SELECT md5(string_agg(concat(zone_uid, code, name), ',' ORDER BY zone_uid))"
            " FROM zone_version WHERE sys @> (SELECT published_at FROM release WHERE id = :id)"
        )
        if self.office.one(shown, id=older) != self.office.one(shown, id=newest):
            roll_back(self.office.database, older, newest, ACTOR, without_tiles)
            self.follow()

    def follow(self) -> None:
        before = sum(self.desk.count().values())
        with self.office.database.read() as connection:
            release = needs_rematch(connection)
        if release is not None:
            whole = self.desk.rematch(dry_run=True)
            part = self.desk.rematch(release_id=release)
            assert replace(part, revision_id=None, unchanged=0) == replace(whole, unchanged=0)
            assert part.unchanged <= whole.unchanged
        assert sum(self.desk.count().values()) == before

    def check(self, action: str) -> None:
        again = self.desk.rematch(dry_run=True)
        moved = again.gained, again.lost, again.moved, again.others
        assert moved == (0, 0, 0, 0), (action, again.changes)
        count = self.office.one("SELECT count(*) FROM complaint WHERE upper_inf(sys)")
        assert count == len(self.numbers)
        twice = "SELECT count(*) FROM (SELECT FROM service WHERE upper_inf(sys) AND zone_uid IS" \
                " NOT NULL GROUP BY zone_uid HAVING count(*) > 1) AS twice"  # fmt: skip
        assert self.office.one(twice) == 0
        placed = "SELECT count(*) FROM placed_record WHERE upper_inf(sys) AND"
        assert self.office.one(f"{placed} (zone_uid IS NULL) = (placement = 'matched')") == 0
        waiting = self.desk.count().get("review", 0)
        with self.office.database.read() as connection:
            told = count_waiting(connection)
            loads = list_loads(connection)
            assert (told["rows"], sum(told["kinds"].values())) == (waiting, waiting)
            assert sum(group["rows"] for group in self.desk.groups().values()) <= waiting
            assert sum(load["waiting"] for load in loads) == waiting
        for load in loads:
            parts = ("matched", "review", "rejected", "out_of_area")
            assert sum(load[part] for part in parts) == load["rows"]
        assert count_shown(self.office) == len(self.numbers)


def count_shown(office: Office) -> int:
    """How many complaints every page shows: on the map, in ledgers, series and figures alike."""
    profile = office.profile
    with office.database.read() as connection:
        moment = read_state(connection).moment
        columns = read_columns(connection, moment, profile)
        series = json.loads(zlib.decompress(make_series(connection, moment, profile), wbits=31))
        figures = read_figures(connection, moment, profile.timezone).zones
        ledgers = [
            read_ledger(connection, moment, profile, uid)["sections"]["complaints"]
            for uid in columns.zones["uid"]
        ]
    totals, yearly = columns.measures["complaints_total"], columns.measures["complaints_12m"]
    assert [ledger["total"] for ledger in ledgers] == totals
    assert [ledger["last_12_months"] for ledger in ledgers] == yearly
    assert {row["zone_uid"]: row["complaints"] for row in figures} == dict(
        zip(columns.zones["uid"], yearly, strict=True)
    )
    unmatched, elsewhere = columns.unmatched["complaints"], columns.out_of_area["complaints"]
    assert (sum(series["unmatched"]), sum(series["out_of_area"])) == (unmatched, elsewhere)
    assert sum(series["total"]) == sum(totals) + unmatched
    assert sum(map(sum, series["streets"]["rows"])) == sum(totals)
    return sum(totals) + unmatched + elsewhere


@pytest.fixture
def open_month(make_database, town_template, profile, tmp_path):
    """Opens a month at an office of its own."""

    @contextmanager
    def opened() -> Iterator[Month]:
        database = make_database(town_template)
        folder = tmp_path / database.url.database
        folder.mkdir()
        try:
            yield Month(Office(database, profile, world.CHAOYANG, folder))
        finally:
            make_database.drop(database)

    return opened


@pytest.mark.timeout(600)
def test_no_record_is_ever_lost(open_month):
    @given(steps=st.lists(step, min_size=3, max_size=10))
    @settings(
        max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    def holds(steps):
        with open_month() as month:
            month.do("orders", START)
            for action, how in steps:
                month.do(action, how)

    holds()
