"""Re-surveys whose truth is known: who keeps his uid, and whether every split and merger is named.

`python -m tests.bench.bench_identity` prints the figures.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pytest

from geo.profile import Profile
from geo.surveys import Change, Identified
from tests.packing import identify
from tests.resurvey import Resurvey, make_known, make_town

SEEDS = range(2)

# What is done to so many of a hundred places, before all vertices are moved by 0.1-0.5 m.
SCENARIOS = {
    "noise": {},
    "renamed": {"rename": 20},
    "recoded": {"recode": 20},
    "renamed and recoded": {"rename_and_recode": 20},
    "trimmed": {"trim": 20},
    "split": {"split": 10},
    "merged": {"merge": 10},
    "removed and added": {"remove": 10, "add_some": 3},
    "all of it": {
        "rename": 8, "recode": 8, "rename_and_recode": 5, "trim": 8, "split": 8, "merge": 8,
        "remove": 5, "add_some": 3,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Score:
    """What became of a re-survey, against the truth."""

    kept: int
    right: int
    wrong: int
    families: int
    named: int
    doubtful: int
    seconds: float

    @property
    def share(self) -> float:
        return self.right / self.kept


def survey(known: gpd.GeoDataFrame, seed: int, shift_m: float, steps: dict[str, int]) -> Resurvey:
    made = Resurvey(known, seed)
    for step, of_hundred in steps.items():
        getattr(made, step)(max(1, len(known) * of_hundred // 100))
    made.shake()
    made.shift(shift_m)
    return made


def score(made: Resurvey, known: gpd.GeoDataFrame, profile: Profile) -> Score:
    rows = made.finish()
    started = time.perf_counter()
    found = identify(rows, known, profile)
    seconds = time.perf_counter() - started
    out = found.rows
    uid = out["place_uid"].fillna(0).astype(int)
    kept = out["truth"] > 0
    asked = out["row_no"].isin({f.row for f in found.findings if f.check in {"D3", "D4"}})
    wrong = (uid > 0) & (uid != out["truth"]) & ~asked
    return Score(
        kept=int(kept.sum()),
        right=int((kept & (uid == out["truth"])).sum()),
        wrong=int(wrong.sum()),
        families=len(made.families),
        named=sum(names(found, *family) for family in made.families),
        doubtful=int(asked.sum()),
        seconds=seconds,
    )


def names(found: Identified, parents: set[int], children: set[int]) -> bool:
    """Whether a family is told whole: lineage, retired parents, the children's change."""
    change = Change.SPLIT if len(children) > 1 else Change.MERGED
    key = dict(zip(found.rows["row_no"], found.rows["key"], strict=True))
    pairs = {(d.parent, key[d.row]) for d in found.lineage}
    told = {pair for pair in pairs if pair[0] in parents or pair[1] in children}
    retired = {r.uid for r in found.removed if r.change is change}
    mine = found.rows[found.rows["key"].isin(children)]
    return (
        told == {(parent, child) for parent in parents for child in children}
        and parents <= retired
        and set(mine["change"]) == {change}
        and mine["place_uid"].isna().all()
    )


@pytest.fixture(scope="module")
def made_up():
    return make_town(200)


def read_real(folder: Path) -> gpd.GeoDataFrame:
    zones = gpd.read_file(folder / "real" / "zones.gpkg")
    return make_known(zones.geometry, zones["name"])


@pytest.fixture(scope="module")
def real(shared):
    return read_real(shared)


def test_the_score_tells_a_wrong_identity(made_up, profile):
    """The yardstick itself: of a survey whose truth says otherwise, nothing is right."""
    made = survey(made_up, 1, 0, {"split": 2})
    made.rows["truth"] = made.rows["truth"].where(made.rows["truth"] == 0, made.rows["truth"] + 1)
    made.families = [({1}, children) for _, children in made.families]
    found = score(made, made_up, profile)
    assert (found.right, found.named, found.families) == (0, 0, 4)
    assert found.wrong == found.kept


def assert_good(found: Score) -> None:
    assert found.share >= 0.99
    assert found.wrong == 0
    assert found.named == found.families
    assert found.doubtful <= found.kept / 100


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shift_m", [0, 1, 3, 5])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_made_up_town_surveyed_again(made_up, profile, scenario, shift_m, seed):
    made = survey(made_up, seed, shift_m, SCENARIOS[scenario])
    assert_good(score(made, made_up, profile))


@pytest.mark.shared
@pytest.mark.parametrize("shift_m", [0, 1, 3, 5])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_real_zones_surveyed_again(real, profile, scenario, shift_m):
    made = survey(real, 7, shift_m, SCENARIOS[scenario])
    assert_good(score(made, real, profile))


@pytest.mark.parametrize("shift_m", [0, 5])
def test_what_is_removed_added_and_renamed_is_told(made_up, profile, shift_m):
    made = survey(made_up, 3, shift_m, {"remove": 10, "add_some": 3, "rename": 5, "recode": 5})
    found = identify(made.finish(), made_up, profile)
    assert {r.uid for r in found.removed if r.change is Change.REMOVED} == made.gone
    assert set(found.rows.loc[found.rows["change"] == Change.ADDED, "key"]) == set(
        range(-made.new, 0)
    )
    assert sum(f.check == "D5" for f in found.findings) == 10
    assert (found.rows["change"] == Change.CODE_CHANGED).sum() == 10
    assert found.lineage == ()


def test_thirty_two_thousand_are_told_in_seconds(profile):
    known = make_town(32_000, cell_m=110)
    made = Resurvey(known, 1)
    made.shake()
    begun = time.process_time()
    found = score(made, known, profile)
    assert (found.right, found.wrong) == (32_000, 0)
    # Of the processor, whatever else the machine does: some 6 s on a slow core.
    assert time.process_time() - begun < 20
