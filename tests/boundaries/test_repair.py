"""Repairs are proposed with what they change, taken by a person, and never again."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, MultiPolygon

from geo.boundaries.repair import REPAIRS, apply_repairs, propose_repairs
from geo.errors import InputError
from tests.checking import block, make_rows, shape
from tests.world import CHAOYANG

SOUND = block(300, 300, 400, 400)
BOW_TIE = shape((0, 0), (10, 10), (10, 0), (0, 10))
SPIKED = shape((0, 0), (100, 0), (100, 50), (300, 50.5), (100, 51), (100, 100), (0, 100))


def metres(geometry):
    return gpd.GeoSeries([geometry], crs=4490).to_crs(CHAOYANG.srid)[0]


def test_a_bow_tie_has_two_ways_that_differ(profile):
    proposed = propose_repairs(make_rows([SOUND, BOW_TIE]), profile)
    areas = {repair.id: round(repair.area_after_m2, 1) for repair in proposed}
    assert areas == {"make_valid": 50.0, "buffer0": 25.0}
    assert {repair.row for repair in proposed} == {2}
    assert all(repair.changes_much for repair in proposed)
    assert all(round(repair.area_before_m2, 6) == 0 for repair in proposed)


def test_sound_shapes_need_none(profile):
    assert propose_repairs(make_rows([SOUND, None, shapely.Polygon()]), profile) == ()


@pytest.mark.parametrize(
    ("faulty", "wanted", "area"),
    [
        (SPIKED, "vertices", 10_000),
        (shape((0, 0), (100, 0), (100.004, 0), (100, 100), (0, 100)), "vertices", 10_000),
        (GeometryCollection([block(0, 0, 10, 10), shapely.Point(SOUND.centroid)]), "polygons", 100),
        (MultiPolygon([block(0, 0, 10, 10), block(0, 0, 10, 10)]), "make_valid", 100),
        (
            shape((0, 0), (10, 0), (10, 10), (0, 10), holes=[[(50, 50), (60, 50), (60, 60)]]),
            "make_valid",
            150,
        ),
    ],
    ids=["spike", "repeated vertex", "collection", "duplicated part", "hole outside"],
)
def test_each_fault_has_its_repair(profile, faulty, wanted, area):
    rows = make_rows([SOUND, faulty])
    proposed = {repair.id: repair for repair in propose_repairs(rows, profile)}
    assert proposed[wanted].area_after_m2 == pytest.approx(area, rel=0.011)
    repaired = apply_repairs(rows, {2: wanted}, profile)
    made = repaired.geometry.iloc[1]
    assert made.is_valid
    assert metres(made).area == pytest.approx(proposed[wanted].area_after_m2, rel=1e-6)
    assert repaired.geometry.iloc[0].equals_exact(rows.geometry.iloc[0], 0)


def test_a_repair_leaves_other_vertices_exactly_where_they_are(profile):
    rows = make_rows([SPIKED])
    repaired = apply_repairs(rows, {1: "vertices"}, profile)
    before = set(map(tuple, shapely.get_coordinates(rows.geometry.iloc[0])))
    after = set(map(tuple, shapely.get_coordinates(repaired.geometry.iloc[0])))
    assert after < before
    assert len(before - after) == 1


def test_nothing_is_repaired_that_nobody_chose(profile):
    rows = make_rows([SOUND, BOW_TIE])
    assert apply_repairs(rows, {}, profile) is rows
    apply_repairs(rows, {2: "make_valid"}, profile)
    assert not rows.geometry.iloc[1].is_valid


@pytest.mark.parametrize("repairs", [{3: "make_valid"}, {2: "magic"}, {2: "polygons"}])
def test_a_repair_that_does_not_exist_is_refused(profile, repairs):
    with pytest.raises(InputError) as refused:
        apply_repairs(make_rows([SOUND, BOW_TIE]), repairs, profile)
    assert refused.value.code == "repair_unknown"


def test_a_repair_tells_itself_in_plain_values(profile):
    (first, *_) = propose_repairs(make_rows([BOW_TIE]), profile)
    told = first.as_dict()
    assert (told["row"], told["id"], told["area_after_m2"]) == (1, "make_valid", 50.0)
    assert told["geometry"]["type"] == "MultiPolygon"
    assert set(told["title"]) == {"zh", "en"}


def test_a_thousand_close_vertices_leave_one_every_centimetre(profile):
    dense = shapely.segmentize(block(0, 0, 3, 3), 0.003)
    repaired = apply_repairs(make_rows([dense]), {1: "vertices"}, profile)
    kept = shapely.get_num_coordinates(repaired.geometry.iloc[0])
    assert 800 < kept < 1_300
    assert metres(repaired.geometry.iloc[0]).area == pytest.approx(9, rel=1e-3)


coordinates = st.tuples(*[st.integers(0, 12).map(lambda n: n * 7.5)] * 2)


@given(
    corners=st.lists(coordinates, min_size=4, max_size=12), wanted=st.sampled_from(list(REPAIRS))
)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_repair_is_idempotent(profile, corners, wanted):
    rows = make_rows([shape(*corners)])
    proposed = {repair.id for repair in propose_repairs(rows, profile)}
    if wanted not in proposed:
        return
    once = apply_repairs(rows, {1: wanted}, profile)
    assert once.geometry.iloc[0].is_valid
    twice = apply_repairs(once, {1: wanted}, profile)
    assert twice.geometry.iloc[0].equals_exact(once.geometry.iloc[0], 0)
    assert np.array_equal(twice["drawn_area_m2"], once["drawn_area_m2"])
