"""Minimal pairs: a thousand names that differ in one thing, and none is taken for another."""

import pandas as pd
import pytest

from geo.records.matching.match import match_records
from tests.gazetteers import make_gazetteer, make_zones, match_one
from tests.records.minimal_pairs import SOUNDS, list_pairs

STREET = "河东街道"
PAIRS = list_pairs()


def answer(profile, zones, written, **said):
    """Returns the uid that a text is matched to without asking, 0 for none, and its candidates."""
    # What is called by its number has that address too.
    known = make_zones(*((n, n, STREET, "", n if "号" in n else "") for n in zones))
    gazetteer = make_gazetteer(known, profile)
    rows = pd.DataFrame([{"zone_name": written, **said}])
    found = match_records(rows, gazetteer, profile, place_optional=False)
    offered = [candidate["zone"] for candidate in found["evidence"][0]["candidates"]]
    return (0 if pd.isna(found["zone_uid"][0]) else int(found["zone_uid"][0])), offered


def test_there_are_a_thousand():
    assert len(set(PAIRS)) >= 1000


@pytest.mark.parametrize("said", [{"street_name": STREET}, {}], ids=["street", "no street"])
def test_no_pair_is_taken_for_another(profile, said):
    wrong, asked, right = [], [], 0
    for zones, written, expected in PAIRS:
        found, offered = answer(profile, zones, written, **said)
        if found == expected:
            right += 1
        elif found:
            wrong.append((zones, written, found))
        elif expected not in offered:
            asked.append((zones, written, offered))
    assert wrong == []
    assert asked == []  # what is not answered is offered
    assert right >= 0.98 * len(PAIRS)


@pytest.mark.parametrize("said", [{"street_name": STREET}, {}], ids=["street", "no street"])
@pytest.mark.parametrize("shape", ["{}", "朝阳区{}3号楼"])
@pytest.mark.parametrize(("zone", "written"), [*SOUNDS, *(pair[::-1] for pair in SOUNDS)])
def test_what_sounds_alike_is_proposed_only(profile, zone, written, shape, said):
    assert answer(profile, [zone], shape.format(written), **said) == (0, [1])


@pytest.mark.parametrize(("zones", "written", "expected"), [p for p in PAIRS if not p[2]])
def test_another_street_makes_nobody_surer(profile, zones, written, expected):
    assert answer(profile, zones, written, street_name="河西街道")[0] == expected


# --- Names over time and space ----------------------------------------------------------------


def make_versions(*versions):
    """Returns zone versions from (uid, name, street, since, until); until None is current."""
    zones = make_zones(*((f"Z-{uid}-{name}", name, street) for uid, name, street, *_ in versions))
    return zones.assign(
        uid=pd.array([uid for uid, *_ in versions], dtype="Int64"),
        since=[since for *_, since, _ in versions],
        until=[until for *_, until in versions],
        current=[until is None for *_, until in versions],
    )


def ask(profile, zones, lineage=(), aliases=(), **said):
    gazetteer = make_gazetteer(zones, profile, list(aliases), list(lineage))
    return match_one(gazetteer, profile, **said)


TWICE = (
    (1, "青桐家园", "河东街道", None, None),
    (2, "青桐家园", "河西街道", None, None),
    (3, "白榆里", "河西街道", None, None),
)


@pytest.mark.parametrize(
    ("name", "street", "zone"),
    [
        ("青桐家园", None, None),
        ("青桐家园", "河东街道", 1),
        ("青桐家园3号楼", "北京市朝阳区河西街道办事处", 2),
        ("青桐家园", "河南街道", None),
        ("青桐小区", "河东街道", None),
        ("青桐家园二期", "河东街道", None),
        ("河西街道青桐家园", None, 2),
        ("朝阳区河西街道，青桐家园", None, 2),
    ],
)
def test_one_name_in_two_streets(profile, name, street, zone):
    found, evidence = ask(profile, make_versions(*TWICE), zone_name=name, street_name=street)
    assert found == zone
    if zone is None:
        assert {1, 2} <= {candidate["zone"] for candidate in evidence["candidates"]}


def test_a_street_alone_never_decides(profile):
    found, evidence = ask(profile, make_versions(*TWICE[:1]), street_name="河东街道")
    assert (found, evidence["candidates"]) == (None, [])


RENAMED = (
    (1, "青桐家园", "河东街道", "2020-01-01", "2024-01-01"),
    (1, "白榆华府", "河东街道", "2024-01-01", None),
)


def test_a_former_name_is_known(profile):
    found, evidence = ask(profile, make_versions(*RENAMED), zone_name="青桐家园")
    assert (found, ["name_former", "青桐家园"] in evidence["facts"]) == (1, True)


def test_a_former_name_that_another_bears_waits(profile):
    zones = make_versions(*RENAMED, (2, "青桐家园", "河西街道", "2024-02-01", None))
    assert ask(profile, zones, zone_name="青桐家园")[0] is None


RETIRED = (
    (1, "青桐家园", "河东街道", "2020-01-01", "2024-01-01"),
    (2, "白榆北苑", "河东街道", "2024-01-01", None),
    (3, "白榆南苑", "河东街道", "2024-01-01", None),
    (4, "墨池里", "河东街道", "2020-01-01", "2022-01-01"),
)


@pytest.mark.parametrize(
    ("lineage", "zone", "offered"),
    [
        ([], None, set()),
        ([(1, 2, 1.0)], 2, set()),
        ([(1, 2, 0.5), (1, 3, 0.5)], None, {2, 3}),
        ([(1, 4, 1.0), (4, 3, 1.0)], 3, set()),
        ([(1, 4, 1.0), (4, 1, 1.0)], None, set()),
    ],
    ids=["none", "one", "two", "over another", "a circle"],
)
@pytest.mark.parametrize("said", [{"zone_name": "青桐家园"}, {"zone_code": "Z-1-青桐家园"}])
def test_a_retired_zone_is_followed_by_its_only_successor(profile, lineage, zone, offered, said):
    found, evidence = ask(profile, make_versions(*RETIRED), lineage, **said)
    assert found == zone
    assert offered <= {candidate["zone"] for candidate in evidence["candidates"]}


@pytest.mark.parametrize(
    ("on", "zone"), [("2023-06-01", 1), ("2024-01-01", 2), ("2019-01-01", 2), (None, 2)]
)
def test_a_code_given_anew_is_read_by_the_day(profile, on, zone):
    zones = make_versions(*RENAMED, (2, "青桐北里", "河东街道", "2024-01-01", None))
    zones["code"] = ["K-1", "K-9", "K-1"]
    day = pd.Timestamp(on).date() if on else None
    assert ask(profile, zones, zone_code="K-1", on=day)[0] == zone


ALIASES = (("东大院", 1, "district", None, None), ("老厂", 2, "street", 7, None),
           ("甲表", 3, "source", None, "热线"))  # fmt: skip


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ({"zone_name": "东大院3号楼"}, 1),
        ({"zone_name": "老厂", "street_name": "河西街道"}, 2),
        ({"zone_name": "老厂", "street_name": "河东街道"}, None),
        ({"zone_name": "老厂"}, None),
        ({"zone_name": "甲表", "source": "热线"}, 3),
        ({"zone_name": "甲表", "source": "房管"}, None),
        ({"zone_name": "甲表"}, None),
    ],
)
def test_a_name_holds_where_it_was_given(profile, said, zone):
    zones = make_versions(*TWICE).assign(street_uid=pd.array([6, 7, 7], dtype="Int64"))
    found, evidence = ask(profile, zones, aliases=ALIASES, **said)
    assert (found, evidence["by"]) == (zone, "alias" if zone else "none")


def test_a_name_given_for_here_goes_before_a_name_of_elsewhere(profile):
    zones = make_versions(*TWICE).assign(street_uid=pd.array([6, 7, 7], dtype="Int64"))
    here = [("白榆里", 1, "street", 6, None)]
    assert ask(profile, zones, aliases=here, zone_name="白榆里", street_name="河东街道")[0] == 1
    everywhere = [("白榆里", 1, "district", None, None)]
    assert ask(profile, zones, aliases=everywhere, zone_name="白榆里")[0] is None


def test_a_community_tells_names_apart_where_no_street_does(profile):
    zones = make_versions(*TWICE)
    zones["attributes"] = [{"community": name} for name in ("听雨社区", "望岚社区", "望岚社区")]
    assert ask(profile, zones, zone_name="青桐家园", community="望岚社区居委会")[0] == 2
    assert ask(profile, zones, zone_name="青桐家园", community="北岭社区")[0] is None
    contradicted = {"street_name": "河东街道", "community": "望岚社区"}
    assert ask(profile, zones, zone_name="青桐家园", **contradicted)[0] == 1


def test_another_district_has_its_own_words(town_profile):
    """Nothing of the shipped district is in the code: kinds of streets come with the profile."""
    zones = make_zones(
        ("Z01/0001", "青桐家园一期", "河东镇", "", "望岚路3号"), ("Z01/0002", "青桐家园", "河西场")
    )
    said = {"zone_name": "川江市青石区河东青桐家园１期", "street_name": "青石区河东建制镇"}
    assert ask(town_profile, zones, **said)[0] == 1
    assert ask(town_profile, zones, zone_name="青石区河西场青桐家园2栋")[0] == 2
    assert ask(town_profile, zones, zone_code="Z01/0001")[0] == 1
    _, evidence = ask(town_profile, zones, zone_name="青桐家园", district="朝阳区")
    assert evidence["facts"] == [["other_district", "朝阳区"]]
