"""Every fact of an answer has its words, in both languages."""

import re

import pytest

from geo.records.matching.explain import TEMPLATES, explain
from geo.settings import ROOT
from tests.gazetteers import make_gazetteer, make_zones, match_one

MATCHING = ROOT / "geo" / "records" / "matching"
# Facts whose ids are put together: name_ + the kind of name, decided_ + the verdict.
MADE = re.compile(r"name_(listed|given|former|retired)|decided_\w+")


def test_every_fact_in_the_code_has_words():
    sources = {path.name: path.read_text("utf-8") for path in MATCHING.glob("*.py")}
    del sources["explain.py"]
    code = "\n".join(sources.values())
    told = set(re.findall(r'\(\s*"([a-z]+_[a-z_]+)"[,)]', code)) | set(
        re.findall(r'Likeness\.[A-Z_]+: "([a-z_]+)"', code)
    )
    others = {"street_uid", "parent_uid", "zone_code", "as_declared"}
    assert {"name_equal", "address_equal", "point_inside", "stages_differ"} <= told
    assert told - others <= TEMPLATES.keys()


def test_no_words_are_without_a_fact():
    code = "\n".join(
        path.read_text("utf-8") for path in MATCHING.glob("*.py") if path.name != "explain.py"
    )
    idle = {n for n in TEMPLATES if f'"{n}"' not in code and not MADE.fullmatch(n)}
    assert idle == set()


def test_words_stand_in_both_languages():
    for text in TEMPLATES.values():
        assert re.search("[\u4e00-\u9fff]", text.zh)
        assert re.search("[a-z]{3}", text.en)
        assert re.findall(r"{\d}", text.zh).sort() == re.findall(r"{\d}", text.en).sort()


ZONES = make_zones(
    ("A", "青桐家园一期", "河东街道", "大院", "望岚路3号院"),
    ("B", "青桐家园二期", "河东街道"),
    ("C", "白榆里", "河西街道", "", "听雨路8-12号"),
)


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        ({"zone_name": "大院"}, "命中调查登记的别名：大院", "Another name in the survey: 大院"),
        (
            {"zone_name": "青桐家园(2期)", "street_name": "河东街道"},
            "街乡一致：河东街道",
            "Street agrees: 河东街道",
        ),
        ({"zone_name": "听雨路10号"}, "地址一致：听雨路10号", "Address equal: 听雨路 10号"),
        ({"zone_code": "A"}, "区域编码一致：A", "Zone code equal: A"),
        (
            {"zone_name": "白榆里", "zone_code": "A"},
            "名称、地址、坐标或编码互相矛盾，请人工判断",
            "Name, address, point or code contradict each other; please decide",
        ),
    ],
)
def test_an_answer_says_why(profile, said, zh, en):
    gazetteer = make_gazetteer(ZONES, profile)
    texts = explain(match_one(gazetteer, profile, **said)[1]["facts"])
    assert (zh, en) in [(text.zh, text.en) for text in texts]


def test_an_unknown_fact_is_left_out():
    assert explain([["of_tomorrow", "x"]]) == []
