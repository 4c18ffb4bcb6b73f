"""Whom a re-survey shows: the same places, whatever happened to their codes, names and shapes."""

import geopandas as gpd
import pytest
import shapely
from shapely.affinity import translate

from geo.errors import InputError
from tests.world import spoil


def findings_of(refused) -> set[str]:
    return {finding["check"] for finding in refused.value.details}


def test_the_same_survey_changes_nothing(town, zones):
    result = town.survey(zones)
    assert result.changes == {"unchanged": 9}
    assert result.release_id is None


def test_other_words_about_a_place_change_only_those(town, zones):
    uid = town.uid("works")
    result = town.survey(spoil(zones, "works", 小区名称="机床厂家属院", 户数=501))
    assert result.changes == {"unchanged": 8, "attributes": 1}
    assert town.uid("works") == uid
    (row,) = town.query(
        "SELECT name, attributes FROM zone_version WHERE zone_uid = :uid AND upper_inf(sys)"
        " AND upper_inf(valid)",
        uid=uid,
    )
    assert row.name == "机床厂家属院"
    assert row.attributes["households"] == 501


def test_another_shape_keeps_the_place(town, zones):
    uid = town.uid("works")
    result = town.survey(spoil(zones, "works", geometry=zones.geometry["works"].buffer(-10)))
    assert result.changes == {"unchanged": 8, "reshaped": 1}
    assert town.uid("works") == uid


def test_a_new_code_with_the_old_name_and_shape_is_the_same_place(town, zones):
    uid = town.uid("works")
    town.survey(spoil(zones, "works", 区域编码="CY-110105902-777"))
    assert town.uids()["CY-110105902-777"] == uid


def test_a_new_code_and_name_on_nearly_the_same_ground_is_the_same_place(town, zones):
    uid = town.uid("works")
    shape = zones.geometry["works"].buffer(-5)  # IoU 0.9
    renamed = spoil(zones, "works", 区域编码="CY-110105902-777", 小区名称="新名", geometry=shape)
    town.survey(renamed)
    assert town.uids()["CY-110105902-777"] == uid


def test_a_new_code_and_name_on_half_the_ground_is_another_place(town, zones):
    old = town.uids()
    west, south, east, north = zones.geometry["works"].bounds
    half = shapely.box(west, south, (west + east) / 2 + 20, north)  # IoU 0.6
    new = spoil(zones, "works", 区域编码="CY-110105902-777", 小区名称="新名", geometry=half)
    with pytest.raises(InputError) as refused:
        town.survey(new)
    assert findings_of(refused) == {"D1", "D4"}
    result = town.survey(new, accepted={"D1": "so it is", "D4": "another estate"})
    assert result.changes == {"unchanged": 8, "added": 1, "removed": 1}
    assert town.uids()["CY-110105902-777"] not in old.values()


def test_two_zones_of_one_name_are_told_apart_by_their_ground(town, zones):
    west, east = town.uid("stone_west"), town.uid("stone_east")
    new = spoil(zones, "stone_west", 区域编码="CY-110105901-101")
    new = spoil(new, "stone_east", 区域编码="CY-110105902-102")
    town.survey(new, accepted={"D1": "two of nine"})
    codes = town.uids()
    assert (codes["CY-110105901-101"], codes["CY-110105902-102"]) == (west, east)


def test_d3_a_code_used_for_another_place(town, zones):
    uid = town.uid("works")
    new = spoil(zones, "works", geometry=translate(zones.geometry["works"], xoff=350, yoff=200))
    with pytest.raises(InputError) as refused:
        town.survey(new)
    assert findings_of(refused) == {"D1", "D3"}
    assert town.one("SELECT count(*) FROM release") == 2
    result = town.survey(new, accepted={"D1": "one of nine", "D3": "the code was free"})
    assert result.changes == {"unchanged": 8, "added": 1, "removed": 1}
    assert town.uid("works") != uid


def test_d3_two_codes_that_were_swapped(town, zones):
    new = spoil(zones, "river_1", 区域编码=town.world.code("river_2"))
    new = spoil(new, "river_2", 区域编码=town.world.code("river_1"))
    with pytest.raises(InputError) as refused:
        town.survey(new)
    assert findings_of(refused) == {"D1", "D3"}
    assert sum(finding["check"] == "D3" for finding in refused.value.details) == 2
    uids = town.uid("river_1"), town.uid("river_2")
    result = town.survey(new, accepted={"D1": "two of nine", "D3": "they were mixed up"})
    assert result.changes == {"unchanged": 7, "code_changed": 2}
    assert (town.uid("river_2"), town.uid("river_1")) == uids


def test_d4_a_code_whose_shape_differs_much(town, zones):
    uid = town.uid("works")
    moved = translate(zones.geometry["works"], xoff=120)  # IoU 0.25
    new = spoil(zones, "works", geometry=moved)
    with pytest.raises(InputError) as refused:
        town.survey(new)
    assert findings_of(refused) == {"D4"}
    result = town.survey(new, accepted={"D4": "measured again"})
    assert result.changes == {"unchanged": 8, "moved": 1}
    assert town.uid("works") == uid
    (decisions,) = town.query("SELECT decisions FROM survey ORDER BY id DESC LIMIT 1")
    assert decisions[0]["accepted"] == {"D4": "measured again"}


def test_a_split_and_a_merger_are_published_with_their_lineage(town, zones):
    old = town.uids()
    west, south, east, north = zones.geometry["works"].bounds
    new = spoil(zones, "works", geometry=shapely.box(west, south, west + 80, north))
    part = new.loc[["works"]].rename(index={"works": "works_2"})
    new = gpd.pd.concat([new, part])
    new = spoil(new, "works_2", 区域编码="CY-110105902-301", 小区名称="机床厂宿舍二期")
    new = spoil(new, "works_2", geometry=shapely.box(west + 80, south, east, north))
    both = zones.geometry["river_1"].union(zones.geometry["river_2"])
    new = spoil(new, "river_1", geometry=both).drop("river_2")
    result = town.survey(new, accepted={"D1": "three of nine"})
    assert result.changes == {"unchanged": 6, "split": 2, "merged": 1}
    now = {uid: code for code, uid in town.uids().items()}
    assert not {old[town.world.code(key)] for key in ("works", "river_1", "river_2")} & now.keys()
    lineage = town.query("SELECT parent_uid, child_uid, share FROM lineage ORDER BY 1, 2")
    code = town.world.code
    assert {(parent, now[child]): round(share, 3) for parent, child, share in lineage} == {
        (old[code("works")], code("works")): 0.4,
        (old[code("works")], "CY-110105902-301"): 0.6,
        (old[code("river_1")], code("river_1")): 1.0,
        (old[code("river_2")], code("river_1")): 1.0,
    }
    assert town.survey(new).release_id is None


def test_d1_a_survey_that_lacks_places(town, zones):
    with pytest.raises(InputError) as refused:
        town.survey(zones.drop("works"))
    assert findings_of(refused) == {"D1"}
    assert "--partial" in refused.value.hint.en
    assert "row None" not in refused.value.message.en
    result = town.survey(zones.drop("works"), accepted={"D1": "torn down"})
    assert result.changes == {"unchanged": 8, "removed": 1}
    assert town.world.code("works") not in town.uids()


def test_a6_a_zone_declared_in_another_street_than_it_lies_in(office):
    office.survey(office.world.streets(), "street")
    result = office.survey(office.world.zones())
    (finding,) = [f for f in result.findings if f.check == "A6"]
    assert (finding.code, finding.severity) == (office.world.code("astride"), "W")
    lies_in = office.query(
        "SELECT s.code FROM zone_version z JOIN street_version s USING (street_uid)"
        " WHERE z.code = :code",
        code=office.world.code("astride"),
    )
    assert lies_in == [(office.world.street_codes["east"],)]


def test_zones_before_streets_lie_in_none(office):
    result = office.survey(office.world.zones())
    assert result.changes == {"added": 9}
    assert office.one("SELECT count(*) FROM zone_version WHERE street_uid IS NOT NULL") == 0


def test_a_survey_of_a_part_leaves_the_rest(town, zones):
    before = town.uids()
    new = spoil(zones, "works", 户数=777).loc[["works"]]
    result = town.survey(new, partial=True)
    assert result.changes == {"attributes": 1}
    assert town.uids() == before


def test_a_survey_of_a_part_may_not_cover_what_stays(town, zones):
    new = spoil(zones.loc[["works"]], "works", 区域编码="CY-110105901-300", 小区名称="新院")
    new = spoil(new, "works", geometry=zones.geometry["river_2"].buffer(-60))
    before = town.content()
    with pytest.raises(InputError) as refused:
        town.survey(new, partial=True)
    assert findings_of(refused) == {"T1"}
    assert town.content() == before


def test_a_file_of_seven_decimals_is_the_same_survey(town, zones):
    rounded = zones.to_crs(4490)
    rounded["geometry"] = shapely.set_precision(rounded.geometry.to_numpy(), 1e-7)
    result = town.survey(rounded)
    assert result.changes == {"unchanged": len(zones)}
    assert result.release_id is None
