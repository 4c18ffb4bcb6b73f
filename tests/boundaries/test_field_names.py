"""Names of columns as offices write them, and which of two columns holds the codes."""

import pytest

from tests.world import CHAOYANG, write_geopackage

CODES = CHAOYANG.zones()["区域编码"].tolist()
NAMES = CHAOYANG.zones()["小区名称"].tolist()


@pytest.fixture
def write(tmp_path):
    """Writes the town's zones with other names for their columns."""

    def run(names, **columns):
        zones = CHAOYANG.zones().rename(columns=names).assign(**columns)
        return write_geopackage(zones, tmp_path / "zones.gpkg", CHAOYANG.srid)

    return run


@pytest.mark.parametrize(
    "names",
    [
        {"区域编码": "\ufeff区域编码", "小区名称": "小区\n名称"},
        {"区域编码": "区域编码（统一）", "小区名称": "小区名称 (全称)"},
        {"区域编码": "ｑｙｂｍ", "小区名称": "小 区 名 称"},
    ],
)
def test_names_are_known_whatever_is_around_them(read, write, names):
    rows = read(write(names)).rows
    assert rows["code"].tolist() == CODES
    assert rows["name"].tolist() == NAMES


def test_brackets_that_tell_columns_apart_count(ask, write):
    path = write({"小区名称": "小区名称（甲）"}, **{"小区名称（乙）": "x"})
    assert "name" not in ask(path)["fields"].proposed


def test_a_running_number_is_no_code_where_another_column_has_codes(read, ask, write):
    path = write({"区域编码": "代号"}, BSM=range(len(CODES)))
    assert ask(path)["fields"].proposed["code"] == "代号"
    assert read(path, fields={"code": "代号"}).rows["code"].tolist() == CODES
    chosen = read(path, fields={"code": "BSM"}).rows["code"].tolist()
    assert chosen == [str(at) for at in range(len(CODES))]


def test_one_right_code_is_enough(read, write):
    wrong = [CODES[0], *[f"x{at}" for at in range(1, len(CODES))]]
    path = write({"区域编码": "旧代号"}, BSM=wrong)
    assert read(path).rows["code"].tolist() == wrong
