"""A large survey is checked block by block, and says the same as when it is checked as a whole."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.boundaries import check as checking
from geo.boundaries.checks.blocks import REACH_DEGREES, split_rows, surround
from geo.crs import STORAGE
from geo.profile import Profile
from geo.surveys import PlaceKind
from tests.packing import pack
from tests.resurvey import METRIC, Resurvey, make_town


@pytest.fixture(scope="module")
def spoilt() -> gpd.GeoDataFrame:
    """A town with all that a survey can have wrong with its shapes, row after row."""
    made = Resurvey(make_town(400), 3)
    made.trim(40, -2.0)
    made.trim(40, 0.2)
    rows = made.finish().to_crs(METRIC)
    shapes = rows.geometry.to_numpy().copy()
    shapes[7] = None
    shapes[8] = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    shapes[9] = shapes[10]
    shapes[11] = shapely.Point(446_500, 4_412_500)
    shapes[12] = shapely.set_precision(shapes[12], 0.5)
    rows.loc[20, "code"] = rows.loc[21, "code"]
    return rows.set_geometry(shapes, crs=METRIC).to_crs(STORAGE)


@pytest.fixture(scope="module")
def streets() -> gpd.GeoDataFrame:
    """Two streets with a border in the town's middle; far in the east there is none."""
    west, south, east, north = make_town(400).total_bounds
    middle = (west + east) / 2
    shapes = [
        shapely.box(west, south, middle, north),
        shapely.box(middle, south, middle + 0.002, north),
    ]
    codes = ["110105901", "110105902"]
    return gpd.GeoDataFrame({"uid": [1, 2], "code": codes}, geometry=shapes, crs=STORAGE)


@pytest.mark.parametrize("kind", list(PlaceKind))
def test_blocks_find_what_the_whole_finds(kind, spoilt, streets, profile: Profile, monkeypatch):
    whole = checking.check_survey(kind, pack(spoilt), streets, profile).findings
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(checking, "split_rows", lambda bounds: split_rows(bounds, 60))
    parts = checking.check_survey(
        kind, pack(spoilt), streets, profile, checked=lambda *far: told.append(far)
    ).findings
    assert {"G1", "G2", "G3", "T1", "T2", "T3", "A1"} <= {finding.check for finding in whole}
    assert ("T4" in {finding.check for finding in whole}) is (kind is PlaceKind.ZONE)
    assert sorted(map(repr, parts)) == sorted(map(repr, whole))
    assert len(told) >= 7
    assert told[-1] == (len(spoilt), len(spoilt))


def test_every_row_is_one_block_s_own(spoilt):
    bounds = spoilt.bounds.to_numpy()
    owns = split_rows(bounds, 60)
    assert sorted(np.concatenate(owns).tolist()) == list(range(len(spoilt)))
    assert all(len(own) <= 60 for own in owns)
    blocks = [surround(own, bounds, REACH_DEGREES[PlaceKind.ZONE]) for own in owns]
    assert all(set(block.own.tolist()) <= set(block.all.tolist()) for block in blocks)
    assert len(spoilt) < sum(len(block.all) for block in blocks) < 3 * len(spoilt)


def test_a_survey_is_cancelled_between_two_blocks(spoilt, streets, profile, monkeypatch):
    class CancelledError(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        assert done < total
        raise CancelledError

    monkeypatch.setattr(checking, "split_rows", lambda bounds: split_rows(bounds, 60))
    with pytest.raises(CancelledError):
        checking.check_survey(PlaceKind.ZONE, pack(spoilt), streets, profile, checked=cancel)


def test_many_findings_of_blocks_are_capped_and_counted(spoilt, streets, profile, monkeypatch):
    whole = checking.check_survey(PlaceKind.ZONE, pack(spoilt), streets, profile).findings
    monkeypatch.setattr(checking, "split_rows", lambda bounds: split_rows(bounds, 60))
    cap = checking.cap_findings
    monkeypatch.setattr(checking, "cap_findings", lambda found: cap(found, 5))
    capped = checking.check_survey(PlaceKind.ZONE, pack(spoilt), streets, profile).findings
    for check, severity in {(f.check, f.severity) for f in whole}:
        expected = sum((f.check, f.severity) == (check, severity) for f in whole)
        kept = [f for f in capped if (f.check, f.severity) == (check, severity)]
        rest = [f for f in kept if expected > 5 and f.row is None]
        assert len(kept) - len(rest) == min(expected, 5)
        assert sum(f.measured for f in rest) == max(expected - 5, 0)
