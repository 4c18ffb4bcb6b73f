"""Cells as offices write them: dates, amounts, numbers, labels."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from geo.records.kinds import KINDS, Column
from geo.records.reading.cells import CellError, make_reader
from geo.records.reading.texts import read_text

BEIJING = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def cell(profile):
    """Reads one cell of a column type under some header."""

    def run(kind: str, value, header: str = "h", unit: str = "", **column):
        reader = make_reader(Column("c", ("h",), kind, **column), header, profile, unit=unit)
        return reader(value)

    return run


MAY = dt.date(2022, 5, 1)
# As a sheet has them: without a zone.
EVENING = dt.datetime.fromisoformat("2022-05-01T17:30")
EIGHT = dt.datetime.fromisoformat("2022-05-01T20:05")


@pytest.mark.parametrize(
    "written",
    [
        MAY,
        EVENING,
        "2022-05-01",
        "2022/5/1",
        "2022.5.1",
        "2022年5月1日",
        "2022年05月01日",
        "２０２２年５月１日",
        " 2022-05-01 ",
        "2022-05-01 17:30",
        "2022-05-01T17:30:59",
        "2022年5月1日17时30分",
        "2022年5月1日 17时30分20秒",
        "2022-05-01 17:30:59.000",
        "20220501",
        20220501,
        20220501.0,
        44682,
        44682.0,
        "44682",
        44682.73,
        "2022/5/1 下午5:30",
        "2022-05-01（星期日）",
        "2022-05-01 周日",
    ],
)
def test_dates(cell, written):
    assert cell("date", written) == MAY


@pytest.mark.parametrize(
    "written",
    [
        "昨天",
        "2022-13-01",
        "2022-02-30",
        "22-5-1",
        "2022-05",
        "2022-05-01x",
        "2022-05-011",
        "0000-01-01",
        "2022.5.1-2023.5.1",
        "2022年5月1日至2023年4月30日",
        "13800138000",
        3,
        99999999,
        True,
        "20221301",
    ],
)
def test_what_is_no_date(cell, written):
    with pytest.raises(CellError):
        cell("date", written)


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        ("2022-05-01", 0, 0),
        ("2022-05-01 8:05", 8, 5),
        ("2022-05-01 08:05:59", 8, 5),
        ("2022/5/1 上午8:05", 8, 5),
        ("2022/5/1 下午8:05", 20, 5),
        ("2022/5/1 下午12:05", 12, 5),
        ("2022年5月1日20时5分", 20, 5),
        ("2022-05-01　２０：０５", 20, 5),
        (EIGHT, 20, 5),
        (44682.5, 12, 0),
    ],
)
def test_moments_are_the_districts(cell, written, hour, minute):
    read = cell("datetime", written)
    assert read.replace(second=0) == dt.datetime(2022, 5, 1, hour, minute, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("written", "header", "yuan"),
    [
        (3000, "罚款金额(元)", "3000"),
        ("3,000.50", "罚款金额(元)", "3000.50"),
        ("¥3000元", "罚款金额", "3000"),
        ("0.3万", "罚款金额", "3000"),
        ("0.3万元", "罚款金额", "3000"),
        (0.3, "罚款金额(万元)", "3000"),
        ("0.3", "罚款金额(万元)", "3000"),
        ("３０００", "罚款金额(元)", "3000"),
        (0, "罚款金额(元)", "0"),
        (0.3, "CF_NR_FK", "3000"),
        ("3，000", "罚款金额(元)", "3000"),
    ],
)
def test_amounts(profile, written, header, yuan):
    column = next(c for c in KINDS["enforcement"].columns if c.name == "fined_yuan")
    assert make_reader(column, header, profile)(written) == Decimal(yuan)


@pytest.mark.parametrize("written", ["面议", "3000-5000", -1, "nan", "inf", "1e30", 10**12])
def test_what_is_no_amount(cell, written):
    with pytest.raises(CellError):
        cell("amount", written)


def test_amounts_fit_their_column(cell):
    assert cell("amount", 999_999, digits=6) == 999_999
    with pytest.raises(CellError):
        cell("amount", 1_000_000, digits=6)
    with pytest.raises(CellError):
        cell("amount", "100万", digits=6)


@pytest.mark.parametrize(("written", "number"), [(7, 7), (7.0, 7), ("7", 7), ("1,007", 1007)])
def test_integers(cell, written, number):
    assert cell("integer", written) == number


@pytest.mark.parametrize("written", ["七", 7.5, "7.5", "-7", 10**12, "nan", "inf", "1e3"])
def test_what_is_no_integer(cell, written):
    with pytest.raises(CellError):
        cell("integer", written)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("是", True),
        ("√", True),
        (1, True),
        (1.0, True),
        (True, True),
        ("否", False),
        (0, False),
        (False, False),
        ("已解决", True),
        ("未解决", False),
        ("部分", None),
    ],
)
def test_booleans(cell, written, value):
    assert cell("boolean", written) is value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("企业管理", "enterprise"),
        ("委托物业服务企业统一管理", "enterprise"),
        ("enterprise", "enterprise"),
        (" 失管 ", "none"),
        ("准物业管理（社区兜底）", "quasi_community"),
        ("没听说过", "unknown"),
    ],
)
def test_enumerations(cell, written, value):
    assert cell("enum", written, enum="service_mode") == value


def test_a_required_enumeration_names_its_values(cell):
    with pytest.raises(CellError) as error:
        cell("enum", "没听说过", enum="service_mode", required=True)
    assert "业主自行管理" in error.value.text.zh


@pytest.mark.parametrize("empty", [None, "", " ", "　", "-", "--", "——"[:1], "/", "空", "NULL"])
@pytest.mark.parametrize("kind", ["text", "masked", "date", "integer", "amount", "boolean", "enum"])
def test_empty_cells(cell, kind, empty):
    assert cell(kind, empty, enum="service_mode") is None


def test_full_width_forms_are_narrowed():
    assert read_text("ＣＹ－１１０１０５９０１－００１") == "CY-110105901-001"
    assert read_text(" （甲）　") == "(甲)"
    assert read_text(110105.0) == "110105"


@pytest.mark.parametrize(
    "written",
    ["二〇二二年五月一日", "二零二二年五月一日", "2022-05-01 AM8:30", "20220501083000", 44682.0001],
)
def test_more_spellings_of_a_day(cell, written):
    assert cell("date", written) == MAY


@pytest.mark.parametrize(
    ("written", "day"),
    [("二〇二二年十二月三十一日", (12, 31)), ("二〇二二年十月二十日", (10, 20)),
     ("二〇二二年十一月十日", (11, 10)), ("二〇二二年一月二十一日", (1, 21))],
)  # fmt: skip
def test_days_in_words(cell, written, day):
    assert cell("date", written) == dt.date(2022, *day)


def test_a_serial_date_is_whole_seconds(cell):
    # 2022-05-01 08:05:59 as a fraction of days, which falls a little short of the second.
    serial = 44682 + (8 * 3600 + 5 * 60 + 59) / 86400
    assert cell("datetime", serial).time() == dt.time(8, 5, 59)


@pytest.mark.parametrize(
    ("written", "header", "unit", "yuan"),
    [
        ("0.123456", "罚款金额（万元）", "", "1234.56"),
        ("164.76", "涉及金额", "万元", "1647600"),
        ("164.76", "涉及金额(元)", "万元", "164.76"),
        ("3000元", "罚款金额(万元)", "", "3000"),
        ("0.3万元", "罚款金额(万元)", "", "3000"),
        ("1.2亿元", "金额", "", "120000000"),
        ("2.5元/㎡·月", "物业费", "", "2.5"),
        ("人民币3,000元", "金额", "", "3000"),
        ("500", "金额(单位:百万元)", "", "500000000"),
    ],
)
def test_units_of_amounts(cell, written, header, unit, yuan):
    assert cell("amount", written, header, unit) == Decimal(yuan)


@pytest.mark.parametrize("kind", ["date", "datetime", "integer", "number", "point", "amount"])
@pytest.mark.parametrize("word", ["不详", "未知", "无", "待核实"])
def test_what_nobody_knows_is_not_said(cell, kind, word):
    assert cell(kind, word) is None


@pytest.mark.parametrize(
    ("written", "point"),
    [
        ("116.46, 39.92", (116.46, 39.92)),
        ("（116.46，39.92）", (116.46, 39.92)),
        ("39.92 116.46", (116.46, 39.92)),
        ("116.46°、39.92°", (116.46, 39.92)),
        ("457000.5,4422000", (457000.5, 4422000.0)),
    ],
)
def test_points_in_one_cell(cell, written, point):
    assert cell("point", written) == point


@pytest.mark.parametrize("written", ["116.46", "东经116度", "116.46,39.92,12", "nan,nan"])
def test_what_is_no_point(cell, written):
    with pytest.raises(CellError):
        cell("point", written)


@pytest.mark.parametrize(
    ("written", "ids"),
    [("警告、罚款", "warning,fine"), ("罚款", "fine"), ("罚款;别的", "fine,unknown"),
     ("没收违法所得、没收非法财物", "confiscation"), ("罚款，罚款", "fine")],
)  # fmt: skip
def test_several_labels_in_one_cell(cell, written, ids):
    assert cell("enums", written, enum="penalty_kind") == ids


def test_what_nobody_sees_in_a_text_is_taken_away():
    assert read_text("\u200b青石苑\ufeff\x07") == "青石苑"
    assert read_text("\u3000\u200b") is None


def test_an_apostrophe_before_a_formula_is_the_spreadsheets():
    assert read_text("'=1+1") == "=1+1"
    assert read_text("'-5") == "-5"
    assert read_text("'90年代") == "'90年代"
