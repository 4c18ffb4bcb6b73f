"""What drawn places keep of the attributes of those that they are or came from."""

from geo.boundaries.reviewing.edits import (
    DrawnPlace,
    KnownPlace,
    carry_attributes,
    name_edits,
)

SAID = {
    "address": "东路1号", "community": "一社区", "built_year": 1990, "old_estate": True,
    "other": {"附注": "甲"},
}  # fmt: skip
LARGE = KnownPlace(
    1, 900.0, {**SAID, "households": 100, "buildings": 3, "floor_area_m2": 5.5, "aliases": ["大院"]}
)
SMALL = KnownPlace(
    2, 100.0, {"address": "西路2号", "households": 20, "buildings": 1, "aliases": ["小院", "大院"]}
)
KNOWN = {1: LARGE, 2: SMALL}


def carry(*drawn: DrawnPlace):
    return carry_attributes(drawn, KNOWN)


def test_a_place_that_is_itself_keeps_all_that_is_known():
    moved, new = carry(DrawnPlace("A", "甲", 1), DrawnPlace("N", "新"))
    assert moved == LARGE.attributes
    assert new == {}
    # Split and put together again, or its parent told for nothing.
    assert carry(DrawnPlace("A", "甲", 1, (1,))) == [LARGE.attributes]


def test_the_parts_of_a_split_share_what_is_said_and_count_nothing():
    kept, part = carry(DrawnPlace("A", "甲", 1, (1,)), DrawnPlace("A2", "乙", None, (1,)))
    assert part == SAID
    assert kept == {**SAID, "aliases": ["大院"]}


def test_a_merged_place_has_what_the_largest_says_and_the_sums():
    (merged,) = carry(DrawnPlace("B", "乙", 2, (2, 1)))
    assert merged == {
        **SAID, "households": 120, "buildings": 4, "aliases": ["小院", "大院"],
    }  # fmt: skip


def test_a_part_that_was_merged_has_no_sum():
    rest, merged = carry(DrawnPlace("A", "甲", 1, (1,)), DrawnPlace("B", "乙", 2, (2, 1)))
    assert rest == {**SAID, "aliases": ["大院"]}
    assert merged == {**SAID, "aliases": ["小院", "大院"]}


def test_a_parent_that_the_release_lacks_says_nothing():
    assert carry(DrawnPlace("C", "丙", 9), DrawnPlace("D", "丁", None, (8, 9))) == [{}, {}]


def test_edits_are_called_by_what_they_draw():
    one = name_edits([DrawnPlace("A", "甲")])
    assert one.as_dict() == {"zh": "手工编辑 1 处：甲", "en": "Hand edit of 1 place: 甲"}
    four = name_edits([DrawnPlace(name, name) for name in "甲乙丙丁"])
    assert four.zh == "手工编辑 4 处：甲、乙、丙等"
    assert four.en == "Hand edit of 4 places: 甲, 乙, 丙 and others"
