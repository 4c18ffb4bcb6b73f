"""Which zone a record's point says, and when nobody should believe it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.crs import STORAGE, get_transformer
from geo.gcj02 import wgs84_to_bd09, wgs84_to_gcj02
from geo.records.matching.explain import TEMPLATES
from geo.records.matching.levels import EDGE_M
from geo.records.matching.pinpoint import place_points
from tests.resurvey import METRIC, make_town

DISPLACE = {"CGCS2000": lambda p: p, "GCJ-02": wgs84_to_gcj02, "BD-09": wgs84_to_bd09}
COUNT = 80


@pytest.fixture(scope="module")
def zones():
    return make_town(COUNT).geometry.to_numpy()


def draw(zones, rows, spread_m=15.0, seed=1):
    """Returns points so far from the middles of zones, in degrees, and the zones."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, len(zones), rows)
    middles = shapely.get_coordinates(shapely.centroid(zones))[truth]
    return middles + rng.normal(0, spread_m / 100_000, (rows, 2)), truth


def place(points, zones, profile, known=None, **columns):
    rows = pd.DataFrame({"lon": points[:, 0], "lat": points[:, 1], **columns})
    known = np.full(len(rows), -1) if known is None else known
    return place_points(rows, pd.Series(known, rows.index), zones, profile)


def list_facts(placed) -> set[str]:
    return {fact[0] for facts in placed["facts"] for fact in facts}


@pytest.mark.parametrize("crs", DISPLACE)
def test_unnamed_coordinates_are_recognised(zones, profile, crs):
    points, truth = draw(zones, 200)
    known = np.where(np.arange(200) < 60, truth, -1)
    placed = place(DISPLACE[crs](points), zones, profile, known, geocoder_level="门牌号")
    assert set(placed["crs"]) == {crs}
    assert placed["decides"].mean() > 0.9
    right = placed["position"] == truth
    assert right[placed["decides"]].all()
    east, north = get_transformer(STORAGE, METRIC).transform(placed["lon"], placed["lat"])
    was_east, was_north = get_transformer(STORAGE, METRIC).transform(*points.T)
    assert np.hypot(east - was_east, north - was_north).max() < 1e-3


def test_unnamed_coordinates_without_evidence_only_propose(zones, profile):
    points, truth = draw(zones, 50)
    placed = place(wgs84_to_gcj02(points), zones, profile, geocoder_level="门牌号")
    assert not placed["decides"].any()
    assert placed["crs"].isna().all()
    assert list_facts(placed) >= {"crs_unknown"}
    proposed = [[zone for zone, *_ in found] for found in placed["candidates"]]
    assert all(zone in found for zone, found in zip(truth, proposed, strict=True))
    assert {d for found in placed["candidates"] for *_, d in found} == {
        "as_declared",
        "gcj02",
        "bd09",
    }


@pytest.mark.parametrize("text", ["高德", "火星坐标", "GCJ-02"])
def test_named_coordinates_need_no_evidence(zones, profile, text):
    points, truth = draw(zones, 5)
    placed = place(wgs84_to_gcj02(points), zones, profile, geocoder_level="兴趣点", point_crs=text)
    assert placed["decides"].all()
    assert placed["position"].tolist() == truth.tolist()


def test_a_wrong_name_is_corrected_by_many_and_doubted_by_few(zones, profile):
    points, truth = draw(zones, 100)
    said = {"geocoder_level": "门牌号", "point_crs": "WGS84"}
    moved = wgs84_to_gcj02(points)
    many = place(moved, zones, profile, np.where(np.arange(100) < 40, truth, -1), **said)
    assert set(many["crs"]) == {"GCJ-02"}
    assert (many["position"] == truth)[many["decides"]].all()
    few = place(moved, zones, profile, np.where(np.arange(100) < 3, truth, -1), **said)
    assert not few["decides"].any()
    assert "crs_doubted" in list_facts(few)


def test_swapped_axes_and_metres_in_one_workbook(zones, profile):
    points, truth = draw(zones, 12)
    metres = np.column_stack(get_transformer(STORAGE, 4527).transform(*points.T))
    mixed = np.vstack([points[:4], points[4:8, ::-1], metres[8:, ::-1]])
    placed = place(mixed, zones, profile, geocoder_level="门牌号", point_crs="国家2000")
    assert placed["decides"].all()
    assert placed["position"].tolist() == truth.tolist()
    assert placed["crs"].tolist() == ["CGCS2000"] * 8 + ["EPSG:4527"] * 4
    swapped = [("axes_swapped",) in facts for facts in placed["facts"]]
    assert swapped == [False] * 4 + [True] * 8


@pytest.mark.parametrize("level", ["道路", "村庄", "区县", None, "60"])
def test_a_coarse_or_missing_level_only_proposes(zones, profile, level):
    points, truth = draw(zones, 10)
    placed = place(points, zones, profile, geocoder_level=level, point_crs="CGCS2000")
    assert not placed["decides"].any()
    assert set(placed["level"]) == {"missing" if level is None else "coarse"}
    assert [found[0][0] for found in placed["candidates"]] == truth.tolist()


def test_coarse_points_do_not_tell_the_datum(zones, profile):
    points, truth = draw(zones, 100)
    placed = place(points, zones, profile, truth, geocoder_level="道路")
    assert placed["crs"].isna().all()


def test_sources_are_understood_apart(zones, profile):
    points, truth = draw(zones, 120)
    points[60:] = wgs84_to_gcj02(points[60:])
    source = np.repeat(["甲", "乙"], 60)
    placed = place(points, zones, profile, truth, geocoder_level="门牌号", source=source)
    assert placed["crs"].tolist() == ["CGCS2000"] * 60 + ["GCJ-02"] * 60
    together = place(points, zones, profile, truth, geocoder_level="门牌号")
    assert together["crs"].isna().all()


def test_points_that_disagree_with_known_zones_never_decide(zones, profile):
    points, truth = draw(zones, 200)
    wrong = truth.copy()
    wrong[:20] = (truth[:20] + 1) % COUNT
    placed = place(points, zones, profile, wrong, geocoder_level="门牌号", point_crs="CGCS2000")
    assert not placed["decides"].any()
    assert "points_astray" in list_facts(placed)
    assert set(placed["crs"]) == {"CGCS2000"}


def test_one_estate_put_wrong_does_not_silence_all_others(zones, profile):
    points, truth = draw(zones, 400)
    known = truth.copy()
    known[truth == truth[0]] = (truth[0] + 1) % COUNT
    again = np.append(np.arange(400), np.flatnonzero(truth == truth[0]).repeat(50))
    placed = place(
        points[again], zones, profile, known[again], geocoder_level="门牌号", point_crs="CGCS2000"
    )
    assert placed["decides"].mean() > 0.9


def test_near_a_wall_on_a_wall_and_outside(profile):
    both = [shapely.box(x, 4_420_000, x + 200, 4_420_200) for x in (450_000, 450_200)]
    box = gpd.GeoSeries(both, crs=METRIC)
    east = np.array([450_100, 450_186, 450_184, 450_200, 449_950, 449_000])
    to_degrees = get_transformer(METRIC, STORAGE).transform
    points = np.column_stack(to_degrees(east, np.full(6, 4_420_100)))
    zones = box.to_crs(STORAGE).to_numpy()
    placed = place(points, zones, profile, geocoder_level="门牌号", point_crs="CGCS2000")
    assert placed["decides"].tolist() == [True, False, True, False, False, False]
    np.testing.assert_allclose(placed["edge_m"][:3], [100, 14, 16], atol=0.01)
    assert [facts[0][0] for facts in placed["facts"]][-2:] == ["point_outside_zones"] * 2
    assert [[zone for zone, *_ in found] for found in placed["candidates"]] == [
        [], [0, 1], [], [0, 1], [0], []
    ]  # fmt: skip
    assert placed["candidates"][4][0][1] == pytest.approx(50, abs=0.01)


def test_overlapping_zones_leave_it_open(profile):
    box = gpd.GeoSeries([shapely.box(450_000, 4_420_000, 450_200, 4_420_200)] * 2, crs=METRIC)
    zones = box.to_crs(STORAGE).to_numpy()
    points = shapely.get_coordinates(shapely.centroid(zones[:1]))
    placed = place(points, zones, profile, geocoder_level="门牌号", point_crs="CGCS2000")
    assert not placed["decides"].any()
    assert placed["facts"][0][0] == ("point_shared",)


def test_no_point_no_word(zones, profile):
    points = np.array([[np.nan, 39.9], [116.4, np.nan], [0.0, 0.0]])
    placed = place(points, zones, profile, geocoder_level="门牌号", point_crs="CGCS2000")
    assert placed["facts"].tolist()[:2] == [(), ()]
    assert placed["facts"][2][-1] == ("point_outside",)
    assert placed["position"].tolist() == [-1] * 3


def test_texts_for_numbers_empty_frames_and_any_index(zones, profile):
    points, truth = draw(zones, 3)
    rows = pd.DataFrame({"lon": points[:, 0].astype(str), "lat": points[:, 1].astype(str)})
    rows = rows.assign(point_crs="CGCS2000", geocoder_level="门牌号").set_index(pd.Index([7, 7, 3]))
    placed = place_points(rows, pd.Series([-1] * 3, rows.index), zones, profile)
    assert placed.index.tolist() == [7, 7, 3]
    assert placed["position"].tolist() == truth.tolist()
    empty = place_points(rows[:0], pd.Series([], dtype=int), zones, profile)
    assert len(empty) == 0
    nowhere = place_points(rows, pd.Series([-1] * 3), np.array([], object), profile)
    assert not nowhere["decides"].any()


def test_every_fact_has_words(zones, profile):
    points, truth = draw(zones, 60)
    texts = np.resize(["高德", None, "北京54", "EPSG:4547", "经纬度"], 60)
    levels = np.resize(["门牌号", "道路", None], 60)
    placed = place(points, zones, profile, truth, point_crs=texts, geocoder_level=levels)
    assert list_facts(placed) <= TEMPLATES.keys()


@pytest.mark.parametrize("error_m", [0, 10, 20, 50])
def test_real_zones(shared, profile, error_m):
    """Points of known places, put so far beside them by an unnamed geocoder."""
    metric = gpd.read_file(shared / "real" / "zones.gpkg").to_crs(METRIC).geometry
    rng = np.random.default_rng(1)
    truth = rng.integers(0, len(metric), 6_000)
    boxes = metric.bounds.to_numpy()[truth]
    there = rng.uniform(boxes[:, :2], boxes[:, 2:])
    inside = shapely.contains_xy(metric.to_numpy()[truth], *there.T)
    there, truth = there[inside], truth[inside]
    put = there + rng.normal(0, error_m / np.sqrt(2), there.shape)
    points = wgs84_to_gcj02(np.column_stack(get_transformer(METRIC, STORAGE).transform(*put.T)))
    known = np.where(np.arange(len(truth)) % 5 == 0, truth, -1)
    zones = metric.to_crs(STORAGE).to_numpy()
    placed = place(points, zones, profile, known, geocoder_level="兴趣点")
    assert set(placed["crs"]) == {"GCJ-02"}
    if error_m < 50:
        assert placed["decides"].mean() > 0.6
        assert (placed["position"] == truth)[placed["decides"]].mean() > 0.997
    else:
        assert not placed["decides"].any()
    open_rows = np.flatnonzero(~placed["decides"] & (known < 0))
    offered = [truth[n] in {zone for zone, *_ in placed["candidates"].iloc[n]} for n in open_rows]
    assert np.mean(offered) > 0.98


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(sorted(DISPLACE)),
    st.lists(st.tuples(st.integers(0, 10**6), st.floats(0, 2 * np.pi), st.floats(0, EDGE_M)),
             min_size=1, max_size=60),
)  # fmt: skip
def test_never_a_wrong_zone_while_points_are_15_m_off_at_most(zones, profile, crs, drawn):
    """The truth is a place in a zone; the point was put up to 15 m beside it."""
    middles = shapely.get_coordinates(gpd.GeoSeries(zones, crs=STORAGE).to_crs(METRIC).envelope)
    low, high = middles.min(axis=0), middles.max(axis=0)
    there = np.array(
        [low + (high - low) * ((n % 1000) / 1000, n // 1000 / 1000) for n, *_ in drawn]
    )
    step = np.array([(m * np.cos(a), m * np.sin(a)) for _, a, m in drawn])
    truth = gpd.GeoSeries(zones, crs=STORAGE).to_crs(METRIC).to_numpy()
    degrees = get_transformer(METRIC, STORAGE).transform(*(there + step).T)
    points = DISPLACE[crs](np.column_stack(degrees))
    placed = place(points, zones, profile, geocoder_level="门牌号", point_crs=crs)
    for zone, decides, at in zip(placed["position"], placed["decides"], there, strict=True):
        assert not decides or shapely.dwithin(truth[zone], shapely.Point(at), 1e-3)
