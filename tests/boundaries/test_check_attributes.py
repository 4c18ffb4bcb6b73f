"""Checks of codes, names and values, each by a fault of its own."""

import re

import pyogrio
import pytest

from geo.boundaries.checks.attributes import pad_code, reread
from geo.surveys import PlaceKind
from tests.checking import block, check_rows, make_rows, only

SHAPES = [block(0, 0, 100, 100), block(200, 0, 300, 100)]
ZONE_CODE = re.compile(r"^[A-Z]{2}-\d{9}-\d{3}$")


@pytest.fixture
def find(profile):
    """Finds the faults of one check in two places of these codes, names or attributes."""

    def run(check, kind=PlaceKind.ZONE, **columns):
        return only(check_rows(make_rows(SHAPES, **columns), profile, kind=kind), check)

    return run


def test_a2_tells_the_code_that_has_its_zeros(find):
    codes = ["CY-110105002-8", "CY-110105002-010"]
    (finding,) = find("A2", codes=codes)
    assert (finding.severity, finding.row) == ("E", 1)
    assert "疑为 CY-110105002-008 丢失了前导零" in finding.message.zh
    assert "CY-110105002-008" in finding.hint.zh


@pytest.mark.parametrize(
    ("code", "padded"),
    [
        ("CY-110105002-8", "CY-110105002-008"),
        ("CY-110105002-10", "CY-110105002-010"),
        ("CY-110105002-010", None),
        ("CY-110105002-", None),
        ("CY-110105002-8x", None),
        ("CY-11010502-8", None),
        ("", None),
    ],
)
def test_codes_are_padded_where_that_makes_them_whole(code, padded):
    assert pad_code(code, ZONE_CODE) == padded


def test_codes_that_could_be_padded_in_two_ways_are_left():
    assert pad_code("1-1", re.compile(r"\d\d-\d|\d-\d\d")) is None


def test_a4_names_that_only_differ_in_how_they_are_written(find):
    for names in (("望京园（一期）", "望京园 一期"), ("Ａ座", "A座"), ("青石苑", "青石苑")):
        (finding,) = find("A4", names=names)
        assert (finding.severity, finding.row, finding.other_row) == ("W", 2, 1)
    assert find("A4", names=("望京园一期", "望京园二期")) == []


def test_a4_a_street_and_its_office(find):
    codes = ("110105001", "110105002")
    names = ("望京街道", "望京街道办事处")
    (finding,) = find("A4", kind=PlaceKind.STREET, names=names, codes=codes)
    assert (finding.row, finding.other_row, finding.other_code) == (2, 1, "110105001")
    assert find("A4", names=names) == []


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_a5_tells_how_the_name_should_read(find, wrong):
    garbled = "望京街道".encode("gb18030" if wrong == "latin-1" else "utf-8").decode(
        wrong, "replace"
    )
    (finding,) = find("A5", names=(garbled, "望京街道"))
    assert (finding.severity, finding.row) == ("E", 1)
    assert garbled in finding.message.zh
    if wrong == "latin-1":
        assert "疑为“望京街道”" in finding.message.zh


def test_a5_utf_8_that_was_read_as_gb18030(find):
    garbled = "北京市朝阳区".encode().decode("gb18030")
    (finding,) = find("A5", names=(garbled, "乙"))
    assert "疑为“北京市朝阳区”" in finding.message.zh


def test_a5_other_texts_are_looked_at_column_by_column(find):
    garbled = "望京街道".encode("gb18030").decode("latin-1")
    attributes = [
        {"firm": garbled, "address": "望京街9号", "households": 7},
        {"firm": "朝阳物业", "other": {"备注": "\ufffd\ufffd"}},
    ]
    first, second = find("A5", attributes=attributes)
    assert (first.severity, first.row, first.other_code) == ("E", 1, "firm")
    assert "疑为“望京街道”" in first.message.zh
    assert (second.row, second.other_code) == (2, "备注")


@pytest.mark.shared
def test_a5_is_silent_of_all_real_names(shared):
    names = pyogrio.read_dataframe(shared / "real" / "zones.gpkg", read_geometry=False)["name"]
    assert len(names) > 1_000
    assert [name for name in names if reread(name)] == []
    broken = [name.encode("gb18030").decode("latin-1") for name in names if not name.isascii()]
    assert [one for one in broken if reread(one) is None] == []


def test_a7_values_that_were_not_understood(find):
    attributes = [
        {"households": 3, "other": {"年": "x"}},
        {"other": {"户数": "约三百", "物业电话": "无"}},
    ]
    (finding,) = find("A7", attributes=attributes)
    assert (finding.severity, finding.row, finding.other_code) == ("W", 2, "户数")
    assert "“户数”的取值“约三百”" in finding.message.zh


def test_a7_is_silent_of_a_second_column_for_the_same(find):
    attributes = [{"households": 300, "other": {"HS": "约三百"}}, {}]
    assert find("A7", attributes=attributes) == []
