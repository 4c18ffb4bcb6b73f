"""Whatever two things a record says: where they agree it is answered, else a person is asked."""

from itertools import permutations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.crs import STORAGE
from geo.records.matching.match import match_records
from tests.gazetteers import make_gazetteer, make_zones, match_one
from tests.resurvey import METRIC

# Two estates of one street, and a third pair that shares an address and a name.
ZONES = (
    ("K-1", "青桐家园", "河东街道", "", "望岚路3号院"),
    ("K-2", "白榆里", "河东街道", "", "听雨路8号"),
    ("K-3", "琴台苑", "河东街道", "", "砚山街2号"),
    ("K-4", "芷汀苑", "河西街道", "", "砚山街2号"),
    ("K-5", "墨池里", "河东街道", "", ""),
    ("K-6", "墨池里", "河西街道", "", ""),
    ("K-7", "汐岸华府一期", "河东街道", "", ""),
    ("K-8", "汐岸华府二期", "河东街道", "", ""),
)
CORNERS = [(446_000 + 400 * n, 4_416_000) for n in range(len(ZONES))]


@pytest.fixture(scope="module")
def gazetteer(profile):
    shapes = [shapely.box(x, y, x + 200, y + 200) for x, y in CORNERS]
    geometry = gpd.GeoSeries(shapes, crs=METRIC).to_crs(STORAGE)
    return make_gazetteer(gpd.GeoDataFrame(make_zones(*ZONES), geometry=geometry), profile)


@pytest.fixture
def ask(gazetteer, profile):
    """Returns the zone's number or None, by what, and all that is offered."""

    def run(**said):
        zone, evidence = match_one(gazetteer, profile, **said)
        return zone, evidence["by"], {c["zone"] for c in evidence["candidates"]}

    return run


def point_in(gazetteer, zone):
    middle = gazetteer.zones.geometry.iloc[zone - 1].centroid
    return {"lon": middle.x, "lat": middle.y, "point_crs": "CGCS2000", "geocoder_level": "小区"}


def say(gazetteer, stage, zone):
    """Returns what a record says where one stage alone tells the zone."""
    code, name, _, _, address = ZONES[zone - 1]
    return {
        "code": {"zone_code": code},
        "name": {"zone_name": f"{name}3号楼"},
        "address": {"address": address},
        "name in address": {"address": f"朝阳区{name}3号楼"},
        "point": point_in(gazetteer, zone),
    }[stage]


STAGES = ("code", "name", "address", "name in address", "point")
PAIRS = [(a, b) for a, b in permutations(STAGES, 2) if {a, b} != {"address", "name in address"}]


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_answers_alone(ask, gazetteer, stage):
    assert ask(**say(gazetteer, stage, 1))[0] == 1


@pytest.mark.parametrize("street", [None, "河东街道"])
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_stages_that_disagree_are_flagged(ask, gazetteer, one, other, street):
    said = {**say(gazetteer, one, 1), **say(gazetteer, other, 2), "street_name": street}
    zone, by, offered = ask(**said)
    assert (zone, by) == (None, "conflict")
    assert {1, 2} <= offered


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_third_street_judges_between_no_stages(ask, gazetteer, one, other):
    said = {**say(gazetteer, one, 1), **say(gazetteer, other, 2), "street_name": "河西街道"}
    zone, _, offered = ask(**said)
    assert zone is None
    assert {1, 2} <= offered


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_stages_that_agree_answer(ask, gazetteer, one, other):
    assert ask(**say(gazetteer, one, 2), **say(gazetteer, other, 2))[0] == 2


@pytest.mark.parametrize("stage", ["code", "point"])
@pytest.mark.parametrize(
    "said",
    [
        {"address": "砚山街2号"},
        {"zone_name": "墨池里"},
        {"zone_name": "汐岸华府"},
        {"zone_name": "汐岸华府三期"},
        {"zone_name": "青桐家园，听雨路8号"},
        {"zone_name": "望岚路3号院，听雨路8号"},
    ],
    ids=[
        "an address of two",
        "a name of two",
        "an estate",
        "another part",
        "in a text",
        "addresses",
    ],
)
def test_what_several_zones_have_contradicts_any_other(ask, gazetteer, stage, said):
    other = say(gazetteer, stage, 1)
    assert ask(**other, **said)[:2] == (None, "conflict")


def test_a_name_and_an_address_of_two_others(ask):
    assert ask(zone_name="青桐家园", address="砚山街2号")[:2] == (None, "conflict")
    assert ask(zone_name="琴台苑", address="砚山街2号")[0] == 3


@pytest.mark.parametrize("said", [{"zone_name": "从未听说"}, {"zone_name": "墨池里", "zone": 5}])
def test_a_code_stands_beside_a_name_that_says_no_other(ask, said):
    zone = said.pop("zone", 1)
    assert ask(zone_code=f"K-{zone}", **said)[0] == zone


@pytest.mark.parametrize("stage", ["code", "address", "point"])
def test_another_district_contradicts_a_zone_of_ours(ask, gazetteer, stage):
    assert ask(**say(gazetteer, stage, 1), district="海淀区")[:2] == (None, "conflict")


def test_a_name_of_ours_may_be_one_of_another_district_too(ask):
    assert ask(zone_name="青桐家园", district="海淀区")[:2] == (None, "none")
    there = ask(zone_name="青桐家园", street_name="河东街道", district="海淀区")
    assert there[:2] == (None, "conflict")


@pytest.mark.parametrize(
    "shape", ["{}、{}", "{}，{}", "{},{}", "{}/{}", "{} {}", "{}；{}", "{}({})"]
)
@pytest.mark.parametrize("street", [None, "河东街道", "河西街道"])
def test_two_names_in_one_text_wait(ask, shape, street):
    zone, by, offered = ask(zone_name=shape.format("青桐家园", "白榆里"), street_name=street)
    assert (zone, by) == (None, "none" if street == "河西街道" else "conflict")
    assert {1, 2} <= offered
    buildings = shape.format("青桐家园3号楼", "白榆里5号楼")
    assert ask(zone_name=buildings, street_name=street)[0] is None


@pytest.mark.parametrize("text", ["青桐家园和白榆里", "白榆里与青桐家园之间", "青桐家园至白榆里"])
def test_two_names_in_a_row_wait(ask, text):
    assert ask(zone_name=text)[0] is None


@pytest.mark.parametrize(
    "text",
    [
        "青桐家园(原白榆里)",
        "青桐家园（曾用名白榆里）",
        "青桐家园，河东街道",
        "青桐家园，青桐家园3号楼",
        "青桐家园(白榆里对面)",
        "青桐家园，听雨路",
        "青桐家园(白榆里社区)",
    ],
)
def test_what_only_says_where_a_name_is_contradicts_nothing(ask, text):
    assert ask(zone_name=text)[0] == 1


def test_an_old_place_in_a_zones_own_address_contradicts_nothing(profile):
    zones = make_zones(
        ("A", "青桐家园", "河东街道", "", "白榆里5号楼"), ("B", "白榆里", "河东街道")
    )
    gazetteer = make_gazetteer(zones, profile)
    rows = pd.DataFrame({"zone_name": ["青桐家园"] * 2, "address": ["白榆里5号楼", "白榆里"]})
    found = match_records(rows, gazetteer, profile, place_optional=False)
    assert found["zone_uid"].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("name", "address", "zone"),
    [
        ("3号楼2单元", "青桐家园", 1),
        (None, "北京市朝阳区河东街道白榆里3号楼", 2),
        ("从未听说", "青桐家园", None),
        ("从未听说", "青桐家园3号楼", None),
        ("青云小学", "青桐家园", None),
        ("青云小学", "望岚路3号院", None),
        ("青桐家园", "白榆里社区", 1),
        ("青桐家园", "听雨路8号对面", 1),
    ],
)
def test_a_name_in_an_address(ask, name, address, zone):
    """Beside a name that nothing answers to, it likely says what lies near."""
    found, _, offered = ask(zone_name=name, address=address)
    assert found == zone
    assert zone is not None or 1 in offered


def test_similar_names_are_looked_for_in_an_address_too(ask):
    assert 1 in ask(address="朝阳区青铜佳园3号楼")[2]
