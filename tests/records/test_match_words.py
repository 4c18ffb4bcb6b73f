"""Words around a name that say nothing of the place: who calls, our own district, a label."""

import pytest

from geo.records.matching.wording.codes import fold_code
from tests.gazetteers import make_gazetteer, make_zones, match_one

ZONES = (
    ("K-1", "青桐家园", "河东街道", "", "望岚路3号院"),
    ("K-2", "白榆里", "河西街道", "", "听雨路8号"),
    ("K-3", "砚山居5号院", "河西街道", "", ""),
    ("K-4", "墨池苑三区", "河西街道", "", ""),
    ("K-5", "墨池苑一区", "河西街道", "", ""),
)


@pytest.fixture(scope="module")
def gazetteer(profile):
    return make_gazetteer(make_zones(*ZONES), profile)


@pytest.fixture
def ask(gazetteer, profile):
    """Returns the zone's number or None."""

    return lambda text: match_one(gazetteer, profile, zone_name=text)[0]


@pytest.mark.parametrize(
    "shape",
    ["{}（朝阳区）", "{}(北京市朝阳区)", "朝阳区，{}", "地址：{}", "小区名称：{}", "问题点位: {}",
     "位于{}", "市民家住{}", "{}全体业主", "{}居民", "{}业主群", "{}居民代表反映", "{}3号楼前",
     "{}3号楼楼道", "{}南侧楼道", "{}3号楼2单元业主"],
)  # fmt: skip
@pytest.mark.parametrize(("name", "zone"), [("青桐家园", 1), ("白榆里", 2)])
def test_words_that_name_nothing(ask, shape, name, zone):
    assert ask(shape.format(name)) == zone


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("望岚路3号院内", 1),
        ("望岚路3号院内5号楼", 1),
        ("听雨路8号院里", 2),
        ("砚山居5院", 3),
        ("砚山居6院", None),
        ("砚山居东院", None),
        ("墨池苑Ⅲ区", 4),
        ("墨池苑III区", 4),
        ("墨池苑Ⅱ区", None),
        ("墨池苑I区", None),
        ("青桐家园小学", None),
        ("青桐家园业主大厦", None),
    ],
)
def test_courts_and_sections(ask, text, zone):
    assert ask(text) == zone


@pytest.mark.parametrize(
    "code", ["CY—110105012—005", "ＣＹ－１１０１０５０１２－００５", " cy-110105012-005 "]
)
def test_codes_by_other_signs(code):
    assert fold_code(code) == "cy-110105012-005"
