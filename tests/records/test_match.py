"""Which zone a record belongs to: by code, else by exact name; doubt waits for a person."""

import pandas as pd
import pytest

from geo.records.matching.match import match_records
from tests.gazetteers import make_gazetteer, make_zones


@pytest.fixture
def placed(load, current):
    """Loads one service that says so of its place; returns its zone, placement and evidence."""

    def run(**said):
        load("service", {"区域编码": None, **said})
        (row,) = current("service")
        return row.zone_uid, row.placement, row.evidence["by"]

    return run


def test_by_code(town, placed):
    code = town.world.code("river_1")
    assert placed(区域编码=code) == (town.uid("river_1"), "matched", "code")


def test_by_code_whatever_an_unknown_name_says(town, placed):
    code = town.world.code("river_1")
    found = placed(区域编码=code, 小区名称="从未听说")
    assert found == (town.uid("river_1"), "matched", "code")


def test_by_the_only_zone_of_that_name(town, placed):
    assert placed(小区名称="机床厂宿舍") == (town.uid("works"), "matched", "name")


@pytest.mark.parametrize("alias", ["八号院", "机厂大院"])
def test_by_an_alias(town, placed, alias):
    assert placed(小区名称=alias) == (town.uid("works"), "matched", "name")


@pytest.mark.parametrize("name", ["　机床厂 宿舍", "机床厂宿舍\n", "机床厂宿舍 "])
def test_white_space_and_full_width_say_nothing(town, placed, name):
    assert placed(小区名称=name) == (town.uid("works"), "matched", "name")


@pytest.mark.parametrize(("name", "key"), [("一期", "river_1"), ("二期", "river_2")])
def test_phases_are_kept_apart(town, placed, name, key):
    assert placed(小区名称=f"河畔家园{name}")[0] == town.uid(key)


@pytest.mark.parametrize("name", ["河畔家园", "河畔家园三期", "机床厂", "机床厂宿舍区", "床厂宿舍"])
def test_nothing_is_guessed(placed, name):
    assert placed(小区名称=name) == (None, "review", "none")


def test_a_name_of_two_zones_waits(placed):
    assert placed(小区名称="青石苑") == (None, "review", "none")


@pytest.mark.parametrize(
    ("street", "key"),
    [
        ("河西街道", "stone_west"),
        ("朝阳区河东街道", "stone_east"),
        ("北京市朝阳区河东街道", "stone_east"),
    ],
)
def test_a_name_of_two_zones_is_told_apart_by_the_street(town, placed, street, key):
    assert placed(小区名称="青石苑", 街道名称=street) == (town.uid(key), "matched", "name")


def test_an_unknown_street_does_not_tell_them_apart(placed):
    assert placed(小区名称="青石苑", 街道名称="河南街道") == (None, "review", "none")


def test_code_and_name_that_contradict_each_other_wait(town, placed):
    found = placed(区域编码=town.world.code("river_1"), 小区名称="机床厂宿舍")
    assert found == (None, "review", "conflict")


def test_an_unknown_code_leaves_it_to_the_name(town, placed):
    found = placed(区域编码="CY-110105999-999", 小区名称="机床厂宿舍")
    assert found == (town.uid("works"), "matched", "name")


@pytest.mark.parametrize("code", ["CY-110105901-03", "CY-110105901-0031", "110105901003"])
def test_a_code_is_never_completed(placed, code):
    assert placed(区域编码=code) == (None, "review", "none")


def test_no_place_at_all_waits(placed):
    assert placed() == (None, "review", "none")


def test_the_evidence_is_kept(load, current):
    load("service", {"区域编码": "CY-x", "小区名称": "青石苑", "街道名称": "河南街道"})
    (row,) = current("service")
    evidence = row.evidence
    said = {"zone_code": "CY-x", "zone_name": "青石苑", "street_name": "河南街道"}
    assert (evidence["by"], evidence["said"]) == ("none", said)
    assert len(evidence["candidates"]) == 2
    assert ["street_differs", "河南街道", "河西街道"] in evidence["candidates"][0]["facts"]


@pytest.mark.parametrize(
    ("district", "placement"),
    [
        ("海淀区", "out_of_area"),
        ("朝阳区", "review"),
        ("北京市朝阳区", "review"),
        ("110105", "review"),
        (None, "review"),
    ],
)
def test_another_district(load, current, district, placement):
    load("complaint", {"区域编码": None, "被反映区": district})
    assert current("complaint", "placement") == [(placement,)]


def test_a_known_code_and_another_district_contradict_each_other(load, current):
    load("complaint", {"被反映区": "海淀区"})
    (row,) = current("complaint")
    assert (row.placement, row.zone_uid, row.evidence["by"]) == ("review", None, "conflict")


def test_the_order_of_rows_and_of_the_gazetteer_does_not_matter(profile):
    zones = make_zones(
        ("A", "甲家园", "东", "乙家园"), ("B", "乙家园", "西"), ("C", "丙家园", "西")
    )
    rows = pd.DataFrame(
        {
            "zone_code": ["A", None, None, "C", "C", None],
            "zone_name": [None, "乙家园", "乙家园", "甲家园", "丙家园", "丁家园"],
            "street_name": [None, "西", None, None, None, None],
        },
        dtype=object,
    )
    expected = [1, 2, None, None, 3, None]
    for order in (rows, rows[::-1]):
        for known in (zones, zones[::-1]):
            gazetteer = make_gazetteer(known, profile)
            out = match_records(order, gazetteer, profile, place_optional=False).sort_index()
            assert [None if pd.isna(u) else int(u) for u in out["zone_uid"]] == expected


def test_a_removed_zone_is_no_longer_matched(office):
    office.open_town()
    zones = office.world.zones().drop("works")
    office.survey(zones, accepted={"D1": "torn down"})
    result = office.records("service", ("小区名称", "服务方式"), [("机床厂宿舍", "失管")])
    assert result.outcomes["review"] == 1
