"""Codes and names as offices type them: read as people read them, and told."""

import pytest

from geo.boundaries.reading.tidy import tidy_code, tidy_name
from geo.surveys import PlaceKind
from tests.checking import block, check_rows, make_rows, only
from tests.world import CHAOYANG, write_geopackage

FORM = r"^[A-Z]{2}-\d{9}-\d{3}$"
CODES = CHAOYANG.zones()["区域编码"].tolist()
NAMES = CHAOYANG.zones()["小区名称"].tolist()
WIDE = {code: code + 0xFEE0 for code in range(33, 127)}
WAYS = {
    "full width": lambda text: text.translate(WIDE),
    "small": str.lower,
    "blanks": lambda text: text.replace("-", " - "),
    "dashes": lambda text: text.replace("-", "–"),
    "unseen": lambda text: f"\ufeff{text[:4]}\u200b{text[4:]}\r\n",
}


@pytest.fixture
def survey(read, tmp_path):
    """Reads the town's zones with changed columns."""

    def run(**columns):
        zones = CHAOYANG.zones().assign(**columns)
        return read(write_geopackage(zones, tmp_path / "zones.gpkg", CHAOYANG.srid))

    return run


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_codes_are_read_in_the_districts_form_which_is_told(survey, write):
    read = survey(区域编码=[write(code) for code in CODES])
    assert read.rows["code"].tolist() == CODES
    (told,) = only(read.findings, "A2")
    assert (told.severity, told.measured) == ("W", len(CODES))
    assert CODES[0] in told.message.zh


def test_codes_in_order_are_not_told(survey):
    assert only(survey(区域编码=[f" {code}\u3000" for code in CODES]).findings, "A2") == []


@pytest.mark.parametrize("code", ["CY-110105901-8", "cy-110105901", "１－２", "CY 110105901 001"])
def test_codes_of_no_form_stay_as_they_are_written(code):
    assert tidy_code(code, FORM) == code


def test_a_name_stands_on_one_line(survey):
    broken = [f"\u200b{name[:1]}\r\n{name[1:]}\x07 " for name in NAMES]
    assert survey(小区名称=broken).rows["name"].tolist() == NAMES


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("翠柳\n家园", "翠柳家园"),
        ("Park\nView", "Park View"),
        ("阳光\t\t100", "阳光100"),
        ("翠柳 家园", "翠柳 家园"),
        ("null", None),
        ("<Null>", None),
        (" — ", None),
        ("无", None),
        ("\ufeff", None),
        ("无名胡同", "无名胡同"),
        ("Ç\x85Ê", "Ç\x85Ê"),
    ],
)
def test_names_without_what_nobody_sees(written, read):
    assert tidy_name(written) == read


@pytest.mark.parametrize("name", ["????", "金?家园", "阳光??"])
def test_a5_names_that_lost_their_characters(profile, name):
    rows = make_rows([block(0, 0, 100, 100)], names=[name])
    (found,) = only(check_rows(rows, profile), "A5")
    assert (found.severity, found.row) == ("E", 1)
    assert "重新导出" in found.hint.zh


def test_a5_texts_that_lost_their_characters(profile):
    rows = make_rows([block(0, 0, 100, 100)] * 2, attributes=[{"address": "????"}, {"remark": "?"}])
    (found,) = only(check_rows(rows, profile, kind=PlaceKind.ZONE), "A5")
    assert (found.row, found.other_code) == (1, "address")
