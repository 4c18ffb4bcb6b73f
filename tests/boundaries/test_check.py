"""Each check of a survey finds its own fault, and only that, in the tiny town."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon

from geo.boundaries.check import check_against, check_survey
from geo.boundaries.judge import require_publishable
from geo.boundaries.reading.fields import plan_fields
from geo.boundaries.reading.words import read_words
from geo.crs import STORAGE, transform_shapes
from geo.errors import InputError
from geo.places import Places, Words, pack_shapes
from geo.surveys import PlaceKind
from tests.world import CHAOYANG, bow_tie, spoil


def understand(frame: gpd.GeoDataFrame, kind: PlaceKind, profile) -> Places:
    """The frame as the reader hands it on: our field names, EPSG:4490."""
    table = pa.Table.from_pandas(pd.DataFrame(frame.drop(columns="geometry")), preserve_index=False)
    plan = plan_fields(table.column_names, kind, profile)
    words = pa.Table.from_batches([read_words(table, 1, plan.fields, kind, profile)])
    moved = transform_shapes(frame.geometry.to_numpy(), frame.crs.to_epsg(), STORAGE)
    return Places(Words(words), pack_shapes(moved, STORAGE))


@pytest.fixture
def check(profile):
    """Checks a survey of zones against the town's two streets."""

    def run(frame: gpd.GeoDataFrame, *, streets: bool = True):
        known = understand(CHAOYANG.streets(), PlaceKind.STREET, profile)
        known = known.unpack().assign(uid=[1, 2])[: None if streets else 0]
        rows = understand(frame, PlaceKind.ZONE, profile)
        return check_survey(PlaceKind.ZONE, rows, known, profile).findings

    return run


@pytest.fixture
def zones():
    """Four zones at which no check has anything to say."""
    return CHAOYANG.zones("stone_west", "river_1", "river_2", "works")


def reach_east(shape, metres: float) -> Polygon:
    west, south, east, north = shape.bounds
    return shapely.box(west, south, east + metres, north)


def blocks(findings):
    return sorted({f.check for f in findings if f.blocks})


def test_sound_zones_have_no_findings(check, zones):
    assert check(zones) == ()


@pytest.mark.parametrize("shape", [None, Polygon(), MultiPolygon()])
def test_g1_a_zone_without_a_shape(check, zones, shape):
    (finding,) = check(spoil(zones, "works", geometry=shape))
    assert (finding.check, finding.severity, finding.row) == ("G1", "E", 4)


@pytest.mark.parametrize("shape", ["point", "line", "collection"])
def test_g2_a_shape_that_is_no_polygon(check, zones, shape):
    block = zones.geometry["works"]
    shapes = {
        "point": block.centroid,
        "line": block.exterior,
        "collection": shapely.GeometryCollection([block, block.centroid]),
    }
    (finding,) = check(spoil(zones, "works", geometry=shapes[shape]))
    assert (finding.check, finding.severity, finding.code) == ("G2", "E", "CY-110105902-005")


def test_g3_a_zone_whose_sides_cross_says_where(check, zones):
    finding, _ = check(spoil(zones, "works", geometry=bow_tie(zones.geometry["works"])))
    assert (finding.check, finding.severity) == ("G3", "E")
    middle = shapely.centroid(zones.to_crs(4490).geometry["works"])
    assert finding.point == pytest.approx((middle.x, middle.y), abs=1e-6)
    assert "Self-intersection" in finding.message.en
    assert "第 4 行（CY-110105902-005 机床厂宿舍）" in finding.message.zh


@pytest.mark.parametrize("number", [np.nan, np.inf, 1e300])
def test_g4_coordinates_that_are_no_numbers(check, zones, number):
    block = zones.geometry["works"]
    corners = [*block.exterior.coords[:2], (number, number), *block.exterior.coords[3:]]
    with np.errstate(invalid="ignore"):
        findings = check(spoil(zones, "works", geometry=Polygon(corners)))
    assert "G4" in blocks(findings)
    assert set(blocks(findings)) <= {"C1", "G4"}
    assert {finding.row for finding in findings} == {4}


def test_c1_a_zone_outside_the_district(check, zones, profile):
    moved = shapely.affinity.translate(zones.geometry["works"], xoff=60_000)
    findings = check(spoil(zones, "works", geometry=moved), streets=False)
    assert [(f.check, f.severity, f.row) for f in findings] == [("C1", "E", 4)]
    assert profile.short_name.zh in findings[0].message.zh


def test_c1_lets_a_zone_stand_within_the_margin(check, zones, profile):
    east = transform_shapes(
        np.array([Point(profile.extent.east, 39.93)]), STORAGE, profile.crs.measure
    )[0].x
    for beyond, found in ((profile.extent.margin_m - 300, []), (profile.extent.margin_m, ["C1"])):
        block = shapely.box(east + beyond, 4_422_000, east + beyond + 100, 4_422_100)
        assert blocks(check(spoil(zones, "works", geometry=block), streets=False)) == found


def test_t1_an_overlap_blocks_when_it_is_wide(check, zones):
    wider = reach_east(zones.geometry["river_1"], 10)
    (finding,) = check(spoil(zones, "river_1", geometry=wider))
    assert (finding.check, finding.severity) == ("T1", "E")
    assert finding.measured == pytest.approx(10 * 200, rel=1e-4)
    assert (finding.row, finding.other_row) == (2, 3)


def test_t1_a_hair_of_overlap_is_a_warning(check, zones):
    wider = reach_east(zones.geometry["river_1"], 0.02)
    (finding,) = check(spoil(zones, "river_1", geometry=wider))
    assert (finding.check, finding.severity) == ("T1", "W")


def test_t3_a_zone_drawn_twice(check, zones):
    findings = check(spoil(zones, "works", geometry=zones.geometry["river_1"]))
    assert ("T3", "E", 2, 4) in [(f.check, f.severity, f.row, f.other_row) for f in findings]
    assert blocks(findings) == ["T3"]


def test_t1_a_survey_of_a_part_overlaps_a_place_that_stays(profile, zones):
    known = understand(zones, PlaceKind.ZONE, profile)
    new = spoil(zones.loc[["works"]], "works", geometry=zones.geometry["river_2"].buffer(-5))
    rows = understand(new, PlaceKind.ZONE, profile)
    findings = check_against(np.array([1, 2]), known, PlaceKind.ZONE, rows, profile)
    assert [(f.check, f.severity) for f in findings] == [("T1", "E")]
    assert "CY-110105901-004 河畔家园二期" in findings[0].message.zh
    assert check_against(np.array([0]), known, PlaceKind.ZONE, rows, profile) == ()
    assert check_against(np.empty(0, int), known, PlaceKind.ZONE, rows, profile) == ()


def test_t4_a_zone_outside_every_street(check, zones):
    south = shapely.affinity.translate(zones.geometry["works"], yoff=-600)
    (finding,) = check(spoil(zones, "works", geometry=south))
    assert (finding.check, finding.severity) == ("T4", "E")
    assert finding.measured == pytest.approx(50, abs=0.1)


def test_t4_is_silent_astride_two_streets_and_where_no_street_is_known(check, zones):
    assert blocks(check(CHAOYANG.zones("astride"))) == []
    south = shapely.affinity.translate(zones.geometry["works"], yoff=-600)
    assert check(spoil(zones, "works", geometry=south), streets=False) == ()


def test_g8_the_kiosk_is_small(check):
    (finding,) = check(CHAOYANG.zones("kiosk"))
    assert (finding.check, finding.severity) == ("G8", "W")
    assert finding.measured == pytest.approx(36, rel=1e-4)


def test_g12_a_zone_of_too_many_vertices(check, zones):
    dense = shapely.segmentize(zones.geometry["works"], 0.01)
    (finding,) = check(spoil(zones, "works", geometry=dense))
    assert (finding.check, finding.severity, finding.measured) == ("G12", "W", 80_001)


@pytest.mark.parametrize("code", [None, "", "  "])
def test_a1_a_zone_without_a_code(check, zones, code):
    (finding,) = check(spoil(zones, "works", 区域编码=code))
    assert (finding.check, finding.severity, finding.code) == ("A1", "E", None)


def test_a1_a_code_used_twice(check, zones):
    (finding,) = check(spoil(zones, "works", 区域编码=CHAOYANG.code("river_1")))
    assert (finding.check, finding.severity) == ("A1", "E")
    assert (finding.row, finding.other_row) == (4, 2)


@pytest.mark.parametrize("code", ["CY-110105901-1", "110105901001", "cy-110105901-001x"])
def test_a2_a_code_of_another_form(check, zones, code):
    (finding,) = check(spoil(zones, "works", 区域编码=code))
    assert (finding.check, finding.severity) == ("A2", "E")


def test_a3_a_zone_without_a_name(check, zones):
    (finding,) = check(spoil(zones, "works", 小区名称=" "))
    assert (finding.check, finding.severity) == ("A3", "E")


def test_a4_two_zones_of_one_name(check):
    (finding,) = check(CHAOYANG.zones("stone_west", "stone_east"))
    assert (finding.check, finding.severity) == ("A4", "W")
    assert (finding.row, finding.other_row) == (2, 1)


@pytest.mark.parametrize("name", ["ÇàÊ¯Ô·", "青石\ufffd"])
def test_a5_a_name_that_was_decoded_wrongly(check, zones, name):
    (finding,) = check(spoil(zones, "works", 小区名称=name))
    assert (finding.check, finding.severity) == ("A5", "E")


def test_a7_words_that_no_code_list_knows(check, zones):
    said = zones.assign(小区类型=["商品房", "房改房", "待核实", "别墅群"], 户数=[1, 2, 3, 4])
    (finding,) = check(said)
    assert (finding.check, finding.severity, finding.row) == ("A7", "W", 4)
    assert "“小区类型”的取值“别墅群”" in finding.message.zh


def test_shapes_that_cannot_be_measured_do_not_stop_the_other_checks(check, zones):
    spoilt = spoil(zones, "stone_west", geometry=None)
    spoilt = spoil(spoilt, "works", geometry=LineString([(0, 0), (1, 1)]))
    spoilt = spoil(spoilt, "river_1", geometry=bow_tie(zones.geometry["river_1"]))
    assert blocks(check(spoilt)) == ["C1", "G1", "G2", "G3", "G5"]


def test_blocking_findings_are_told_in_both_languages(check, zones):
    findings = check(spoil(zones, "works", 区域编码=CHAOYANG.code("river_1")))
    with pytest.raises(InputError) as refused:
        require_publishable(findings, ())
    assert refused.value.code == "survey_blocked"
    assert "[A1] 第 4 行" in refused.value.message.zh
    assert "[A1] row 4:" in refused.value.message.en
    assert len(refused.value.details) == 1


def test_long_lists_are_cut_short_with_their_number(check, zones):
    many = gpd.GeoDataFrame([zones.loc["works"]] * 30, crs=zones.crs, geometry="geometry").assign(
        区域编码=None
    )
    with pytest.raises(InputError) as refused:
        require_publishable(check(many), ())
    total = len(refused.value.details)
    assert f"{total} 处错误" in refused.value.message.zh
    assert refused.value.message.zh.count("\n") == 21
    assert f"and {total - 20} more" in refused.value.message.en


def test_warnings_let_a_survey_through(check):
    require_publishable(check(CHAOYANG.zones()), ())
