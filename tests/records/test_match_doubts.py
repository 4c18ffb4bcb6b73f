"""What a record's words say against the zone that they name: another district, several places."""

from functools import partial

import pytest

from geo.records.matching.explain import explain
from tests.gazetteers import make_gazetteer, make_zones, match_one

ZONES = (
    ("K-1", "青桐家园", "河东街道", "", "望岚路3号院"),
    ("K-2", "白榆里", "河西街道", "", "听雨路8号"),
    ("K-3", "砚山街", "河西街道", "", ""),
    ("K-4", "墨池社区", "河西街道", "", ""),
    ("K-5", "昌平里", "河西街道", "", ""),
    ("K-6", "砚山街6号院", "河西街道", "", ""),
)


@pytest.fixture(scope="module")
def gazetteer(profile):
    return make_gazetteer(make_zones(*ZONES), profile)


@pytest.fixture
def ask(gazetteer, profile):
    """Returns the zone's number or None, and the evidence."""

    return partial(match_one, gazetteer, profile)


@pytest.mark.parametrize(
    "text",
    ["青桐家园（顺义）", "青桐家园(东城区)", "青桐家园，西城区", "青桐家园 东城区",
     "东城区青桐家园", "海淀，青桐家园", "北京市海淀区青桐家园"],
)  # fmt: skip
def test_another_district_of_the_city_waits(ask, text):
    zone, evidence = ask(zone_name=text)
    assert zone is None
    assert 1 in {candidate["zone"] for candidate in evidence["candidates"]}


@pytest.mark.parametrize("text", ["昌平里", "昌平里3号楼", "青桐家园，昌平路"])
def test_what_is_called_like_a_district_is_none(ask, text):
    assert ask(zone_name=text)[0] is not None


@pytest.mark.parametrize(
    "text",
    ["青桐家园等小区", "青桐家园、听松阁等小区", "青桐家园、白榆里等3个小区", "青桐家园等多个社区",
     "青桐家园等地", "（青桐家园等几处）"],
)  # fmt: skip
def test_several_places_wait(ask, text):
    zone, evidence = ask(zone_name=text, street_name="河东街道")
    assert zone is None
    first = evidence["candidates"][0]
    assert first["zone"] == 1
    told = [sentence.zh for sentence in explain(first["facts"])]
    assert "白榆里" in text or any("不止一处" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("address", "zone"),
    [
        ("砚山街3号楼", None),
        ("砚山街", 1),
        ("砚山街6号院", None),
        ("墨池社区3号楼", None),
        ("墨池社区", 1),
        ("听雨路8号", None),
        ("朝阳区听雨路8号", None),
        ("听雨路8号对面", 1),
        ("望岚路3号院", 1),
    ],
)
def test_an_address_of_another_zone_beside_a_sure_name(ask, address, zone):
    """The street agrees with the name alone; it is evidence and no judge."""
    assert ask(zone_name="青桐家园", street_name="河东街道", address=address)[0] == zone


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("听雨路8-9号", None),
        ("听雨路7~8号院", None),
        ("听雨路8号及听雨路9号", None),
        ("听雨路8号至12号", None),
        ("听雨路8号院5号楼", 2),
        ("听雨路8号", 2),
    ],
)
def test_several_addresses_of_which_one_is_known(ask, text, zone):
    assert ask(zone_name=text)[0] == zone


@pytest.mark.parametrize(
    "text",
    ["白榆里（听松公寓）", "白榆里、听松家园", "白榆里，听松大厦3号楼", "听雨路8号(听松国际公寓)"],
)
def test_an_unknown_estate_behind_a_known_one_waits(ask, text):
    zone, evidence = ask(zone_name=text)
    assert zone is None
    assert evidence["candidates"][0]["zone"] == 2


@pytest.mark.parametrize(
    "text",
    ["白榆里（原听松公寓）", "白榆里，中心花园", "白榆里（3号楼）", "白榆里，白榆里小区",
     "白榆里（南区）", "朝阳区，白榆里", "白榆里（听雨路8号）"],
)  # fmt: skip
def test_what_else_stands_behind_a_name(ask, text):
    assert ask(zone_name=text)[0] == 2
