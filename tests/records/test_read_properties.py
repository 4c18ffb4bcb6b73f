"""Whatever a workbook holds: each row comes out or is rejected, and reading twice says the same."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.records.kinds import KINDS
from geo.records.reading.propose import propose_mapping
from geo.records.reading.read import read_records
from geo.records.reading.rejected import write_rejected
from geo.records.reading.texts import read_text
from tests.world import write_csv

STEADY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
text = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r\n", exclude_categories=("Cc", "Cs")),
    max_size=15,
)
days = st.dates(dt.date(2000, 1, 1), dt.date(2023, 1, 1))
cell = st.one_of(
    st.none(),
    text,
    days,
    days.map("{:%Y年%m月%d日}".format),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.integers(-10, 10**9),
    st.booleans(),
    st.sampled_from(["是", "否", "0.3万", "116.4,39.9", "=1+1", "合计", "13912345678", "不详"]),
)
# What every row must say stands in every row here, though not always so that it can be read.
said = st.one_of(
    st.integers(1, 10**6).map("K-{}".format), days.map(str), st.sampled_from(["红榜", "失管", "x"])
)


@st.composite
def workbooks(draw, profile):
    """A kind, and sheets of it: notes, a header in some spelling and order, rows."""
    kind = KINDS[draw(st.sampled_from(sorted(KINDS)))].fit(profile)
    needed = [c for c in kind.columns if c.required or c.name == "zone_code"]
    others = [c for c in kind.columns if c not in needed]
    more = draw(st.lists(st.sampled_from(others), max_size=5, unique_by=lambda c: c.name))
    columns = draw(st.permutations([*needed, *more]))
    header = [c.spellings[0] for c in columns]
    code = st.integers(1, 99).map("CY-{}".format)
    filled = {c.name: said for c in needed} | ({} if needed[1:] else {"zone_code": code})
    cells = st.tuples(*(filled.get(c.name, cell) for c in columns))
    notes = draw(st.lists(st.sampled_from([["台账"], [], ["填报单位：某街道"]]), max_size=3))
    sheets = draw(st.lists(st.lists(cells, max_size=6), min_size=1, max_size=3))
    return kind, notes, header, [list(map(list, rows)) for rows in sheets]


def write(path: Path, notes, header, sheets) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        page = book.create_sheet(f"表{number}")
        for row in (*notes, header, *rows):
            page.append([None if value == "" else value for value in row])
        for line in page.iter_rows():
            for one in line:
                if isinstance(one.value, str):
                    one.data_type = "s"
    book.save(path)
    return path


def read_all(path: Path, kind, profile):
    try:
        return read_records(path, kind, profile)
    except InputError as error:
        return str(error)


def test_each_row_comes_out_or_is_rejected(profile, tmp_path):
    @given(st.data())
    @STEADY
    def holds(data):
        kind, notes, header, sheets = data.draw(workbooks(profile))
        path = write(tmp_path / "w.xlsx", notes, header, sheets)
        records = read_all(path, kind, profile)
        if isinstance(records, str):
            # Only where a column that is needed holds nothing but numbers of telephones.
            assert "个人信息" in records
            return
        used = {sheet["name"]: sheet["left_out"] for sheet in records.decisions["sheets"]}
        said_rows = {
            (f"表{number}", len(notes) + 2 + at): row
            for number, rows in enumerate(sheets)
            for at, row in enumerate(rows)
        }
        one = next(iter(used))
        taken = zip(records.rows["sheet"], records.rows["row_no"], strict=True)
        rejected = ((r.sheet, r.row) for r in records.rejections)
        places = [(sheet or one, row) for sheet, row in (*taken, *rejected)]
        assert len(places) == len(set(places)) == records.total
        assert set(places) <= said_rows.keys()
        # What is left out begins with the word for a sum; in a sheet that is used it is counted.
        left = {place: row for place, row in said_rows.items() if place not in set(places)}
        assert all(next(v for v in row if read_text(v)) == "合计" for row in left.values())
        assert sum(used.values()) == sum(sheet in used for sheet, _ in left)

    holds()


def test_reading_twice_is_equal(profile, tmp_path):
    @given(st.data())
    @STEADY
    def holds(data):
        kind, notes, header, sheets = data.draw(workbooks(profile))
        path = write(tmp_path / "w.xlsx", notes, header, sheets)
        once, again = (read_all(path, kind, profile) for _ in range(2))
        if isinstance(once, str):
            assert once == again
            return
        pd.testing.assert_frame_equal(once.rows, again.rows)
        assert (once.rejections, once.decisions) == (again.rejections, again.decisions)
        assert propose_mapping(path, kind, profile) == propose_mapping(path, kind, profile)

    holds()


def test_rejected_rows_are_rejected_again_for_the_same_reason(profile, tmp_path):
    @given(st.data(), st.sampled_from(["csv", "xlsx"]))
    @STEADY
    def holds(data, ending):
        kind, notes, header, sheets = data.draw(workbooks(profile))
        records = read_all(write(tmp_path / "w.xlsx", notes, header, sheets), kind, profile)
        if isinstance(records, str) or not records.rejections:
            return
        path = tmp_path / f"again.{ending}"
        path.write_bytes(write_rejected(records.rejections, ending))
        again = read_all(path, kind, profile)
        assert not isinstance(again, str), again
        assert len(again.rejections) == again.total == len(records.rejections)

    holds()


def test_a_workbook_and_its_csv_say_the_same(profile, tmp_path):
    @given(st.lists(st.tuples(said, text, text, days.map(str)), max_size=8))
    @STEADY
    def holds(rows):
        header = ("工单编号", "标题", "小区点位", "来电时间")
        book = write(tmp_path / "w.xlsx", [], header, [rows])
        plain = write_csv(tmp_path / "w.csv", header, rows, "utf-8-sig")
        found = [read_all(path, KINDS["complaint"], profile) for path in (book, plain)]
        assert found[0].rows.drop(columns="sheet").equals(found[1].rows.drop(columns="sheet"))
        assert [r.row for r in found[0].rejections] == [r.row for r in found[1].rejections]

    holds()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_whatever_stands_in_a_file_it_is_read_or_refused(profile, tmp_path, encoding):
    @given(st.binary(max_size=400), st.lists(text, max_size=30))
    @STEADY
    def holds(raw, lines):
        for content in (raw, "\n".join(lines).encode(encoding, errors="replace")):
            path = tmp_path / "any.csv"
            path.write_bytes(content)
            with io.StringIO() as told:
                told.write(str(read_all(path, KINDS["complaint"], profile)))

    holds()


def test_reading_a_text_again_changes_nothing():
    @given(text)
    @STEADY
    def holds(written):
        once = read_text(written)
        assert read_text(once) == once or once.startswith("'")

    holds()
