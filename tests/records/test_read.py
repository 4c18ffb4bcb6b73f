"""Cells and sheets as offices write them."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from geo.records.reading.cells import CellError, make_reader, mask_numbers, read_text
from geo.records.kinds import KINDS, Column
from geo.records.reading.read import read_records
from tests.world import write_csv, write_workbook

BEIJING = ZoneInfo("Asia/Shanghai")
HEADER = ("区域编码", "小区名称", "服务方式", "合同起始日期", "物业费")
ROW = ("CY-110105901-001", "青石苑", "失管", dt.date(2022, 5, 1), 2.5)


@pytest.fixture
def cell(profile):
    """Reads one cell of a column type under some header."""

    def run(kind: str, value, header: str = "h", **column):
        reader = make_reader(Column("c", ("h",), kind, **column), header, profile)
        return reader(value)

    return run


@pytest.fixture
def read(profile, tmp_path):
    """Reads a workbook of services; the rows in its sheet are given."""

    def run(*rows, **how):
        path = write_workbook(tmp_path / "service.xlsx", rows[0], rows[1:], **how)
        return read_records(path, KINDS["service"], profile)

    return run


# --- Cells -----------------------------------------------------------------------------------

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
    ("text", "left"),
    [
        ("电话13800138000谢谢", "电话***谢谢"),
        ("138-0013-8000", "***"),
        ("138 0013 8000", "***"),
        ("+86 13800138000", "***"),
        ("8613800138000", "***"),
        ("010-67891234", "***"),
        ("(010)67891234", "***"),
        ("01067891234", "***"),
        ("身份证110105199001011234", "身份证***"),
        ("11010519900101123X。", "***。"),
        ("1号楼2单元301", "1号楼2单元301"),
        ("2022110800012345", "2022110800012345"),
        ("３０００元", "３０００元"),
    ],
)
def test_numbers_of_people_are_masked(text, left):
    assert mask_numbers(text) == left


def test_names_before_titles_are_masked(cell):
    assert cell("masked", "王先生反映，电话１３８００１３８０００") == "某先生反映,电话***"
    assert cell("text", "王先生") == "王先生"


# --- Sheets ----------------------------------------------------------------------------------


def test_a_plain_sheet(read):
    records = read(HEADER, ROW)
    (row,) = records.rows.to_dict("records")
    assert (row["row_no"], row["zone_code"], row["mode"]) == (2, ROW[0], "none")
    assert row["starts_on"] == MAY
    assert (records.total, records.rejections) == (1, ())


def test_a_merged_title_and_a_note_above_the_header(read):
    records = read(
        HEADER, ROW, above=[["物业服务台账"], ["填报单位：某街道　2022年"], []], merged="A1:E1"
    )
    assert records.decisions["header_row"] == 4
    assert records.rows["row_no"].tolist() == [5]


def test_rows_are_numbered_as_the_office_sees_them(profile, tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    for at, row in ((4, HEADER), (6, ROW), (9, ROW)):
        for column, value in enumerate(row, 3):
            page.cell(at, column, value)
    book.save(tmp_path / "low.xlsx")
    records = read_records(tmp_path / "low.xlsx", KINDS["service"], profile)
    assert records.decisions["header_row"] == 4
    assert records.rows["row_no"].tolist() == [6, 9]


def test_sums_and_remarks_below_are_no_records(read):
    records = read(
        HEADER,
        ROW,
        [None] * 5,
        ROW,
        below=[
            ["合计", "2个小区", None, None, 5.0],
            ["备注：以上为上半年数据"],
            [None, "填表人：李四"],
        ],
    )
    assert records.total == 2
    assert records.rejections == ()


def test_a_lone_code_is_a_record_all_the_same(read):
    records = read(HEADER, ROW, ["CY-110105901-002"])
    assert (records.total, len(records.rows)) == (2, 1)
    assert records.rejections[0].row == 3


def test_a_header_with_line_breaks_blanks_and_other_spellings(read):
    records = read(
        ("物业管理\n区域编码", "小 区 名 称", "管理方式", "合同开始日期", "物业费（元／㎡·月）"),
        ROW,
    )
    assert set(records.decisions["columns"]) == {
        "zone_code",
        "zone_name",
        "mode",
        "starts_on",
        "fee",
    }
    assert records.rows["fee"].tolist() == [Decimal("2.5")]


def test_the_sheet_that_knows_the_most_columns_is_taken(profile, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    book.create_sheet("空")
    page = book.create_sheet("台账")
    page.append(HEADER)
    page.append(ROW)
    book.save(tmp_path / "three.xlsx")
    records = read_records(tmp_path / "three.xlsx", KINDS["service"], profile)
    assert records.decisions["sheet"] == "台账"
    assert records.total == 1


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_every_encoding(profile, tmp_path, encoding, delimiter):
    path = write_csv(tmp_path / "service.csv", HEADER, [[*ROW[:3], "2022/5/1", "2.5"]], encoding)
    path.write_bytes(path.read_bytes().replace(b",", delimiter.encode()))
    records = read_records(path, KINDS["service"], profile)
    (row,) = records.rows.to_dict("records")
    assert (row["zone_name"], row["starts_on"]) == ("青石苑", MAY)
    assert records.decisions["encoding"] == ("UTF-8" if "utf" in encoding else "GB18030")


def test_a_cell_of_several_lines_is_one_row(profile, tmp_path):
    path = write_csv(tmp_path / "s.csv", HEADER, [["A", "上\n下", "失管", "", ""], ROW])
    records = read_records(path, KINDS["service"], profile)
    assert records.rows["row_no"].tolist() == [2, 3]


def test_events_of_the_future_are_rejected(profile, tmp_path):
    header = ("工单编号", "来电时间", "小区点位")
    later = dt.datetime.now(BEIJING) + dt.timedelta(days=3)
    path = write_csv(tmp_path / "c.csv", header, [["1", f"{later:%Y-%m-%d}"], ["2", "2022-05-01"]])
    records = read_records(path, KINDS["complaint"], profile)
    assert [r.row for r in records.rejections] == [2]
    assert "将来" in records.rejections[0].reason.zh


@pytest.mark.shared
def test_the_register_with_a_title_a_sum_and_a_remark(shared, profile):
    """It has no services; its rows are read as such all the same, when the columns are named so."""
    from dataclasses import replace

    kind = KINDS["service"]
    loose = tuple(replace(column, required=False) for column in kind.columns)
    records = read_records(
        shared / "awkward" / "register.xlsx", replace(kind, columns=loose), profile
    )
    assert records.total == len(records.rows) == 60
    assert records.decisions["header_row"] == 2
    assert records.rows["zone_code"].str.fullmatch(profile.codes.zone).all()
