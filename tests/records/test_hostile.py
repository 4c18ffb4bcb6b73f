"""Workbooks made to do harm: refused with a reason, in bounded time and memory."""

import resource
import subprocess
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from geo.errors import InputError
from geo.records.kinds import KINDS
from geo.records.reading import limits, sandbox
from geo.records.reading.read import read_records
from geo.records.reading.sandbox import open_workbook
from tests.world import write_csv, write_workbook

pytestmark = pytest.mark.sealed

HEADER = ("工单编号", "来电时间", "小区点位")
CALL = ("GD-1", "2022-05-01", "青石苑")
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHARED = (
    f'<worksheet {NAMESPACE}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>'
    '<c r="B1" t="s"><v>7</v></c></row></sheetData></worksheet>'
).encode()


@pytest.fixture
def sound(tmp_path) -> Path:
    return write_workbook(tmp_path / "sound.xlsx", HEADER, [CALL])


@pytest.fixture
def spoil(sound, tmp_path):
    """Writes a sound workbook with other members."""

    def replace(members: dict[str, bytes]) -> Path:
        path = tmp_path / "spoilt.xlsx"
        with (
            zipfile.ZipFile(sound) as old,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in {*old.namelist(), *members}:
                new.writestr(name, members[name] if name in members else old.read(name))
        return path

    return replace


def refuse(path: Path, profile) -> InputError:
    """Reads a workbook that must be refused: with a reason, soon, and in little memory here."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    with pytest.raises(InputError) as refused:
        read_records(path, KINDS["complaint"], profile)
    assert time.monotonic() - started < 60
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 512 << 10
    assert refused.value.message.zh
    assert refused.value.hint is not None
    return refused.value


def test_the_sealed_process_reads_what_is_sound(sound, profile):
    records = read_records(sound, KINDS["complaint"], profile)
    assert records.rows["order_no"].tolist() == ["GD-1"]


def far_apart(*cells: str) -> bytes:
    rows = "".join(
        f'<row r="{cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{cell}"><v>1</v></c></row>'
        for cell in cells
    )
    return f"<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>".encode()


@pytest.mark.parametrize("cells", [("A1", "XFD1048576"), ("A1", "XFD50000"), ("A1", "ZZ1000000")])
def test_cells_that_are_far_apart(spoil, profile, cells):
    refused = refuse(spoil({SHEET: far_apart(*cells)}), profile)
    assert refused.code == "workbook_refused"
    assert "很远" in refused.message.zh


def test_a_sheet_that_claims_to_be_as_large_as_can_be(spoil, sound, profile):
    with zipfile.ZipFile(sound) as archive:
        said = archive.read(SHEET)
    claimed = said.replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"')
    assert claimed != said
    records = read_records(spoil({SHEET: claimed}), KINDS["complaint"], profile)
    assert records.total == 1


def test_a_zip_bomb(spoil, profile):
    refused = refuse(spoil({STRINGS: b" " * (300 << 20)}), profile)
    assert "过大" in refused.message.zh


def test_a_zip_whose_list_lies(spoil, profile):
    """The list says that a member is small; unpacking it shows that it is not."""
    blank = b"<sst>" + b" " * (200 << 20)
    path = spoil({STRINGS: blank})
    raw = path.read_bytes()
    size = len(blank).to_bytes(4, "little")
    path.write_bytes(raw.replace(size, (1000).to_bytes(4, "little")))
    refuse(path, profile)


@pytest.mark.parametrize(
    "bomb",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + "]>",
        '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_never_unfolded(spoil, profile, bomb):
    strings = f"<?xml version='1.0'?>{bomb}<sst {NAMESPACE}><si><t>&j;</t></si></sst>"
    path = spoil({STRINGS: strings.encode(), SHEET: SHARED})
    try:
        told = str(read_records(path, KINDS["complaint"], profile))
    except InputError as error:
        told = str(error)
    assert "root:" not in told
    assert "aaaaaaaaaa" not in told


@pytest.mark.parametrize(
    "strings", ["<sst {}><si><t>x</t></si></sst>", "", "<sst {}><si><t>x", "\0\1", "not xml at all"]
)
def test_shared_strings_that_are_broken(spoil, profile, strings):
    """A cell whose text is not there must not come in as an empty one."""
    content = strings.replace("{}", NAMESPACE).encode()
    assert "损坏" in refuse(spoil({STRINGS: content, SHEET: SHARED}), profile).message.zh


@pytest.mark.parametrize("cut", [10, 100, 1000, 3000])
def test_a_file_that_was_cut_off(sound, profile, cut):
    sound.write_bytes(sound.read_bytes()[:cut])
    assert refuse(sound, profile).code == "workbook_refused"


def test_a_workbook_with_a_password_is_told_so(tmp_path, profile):
    # What locks a workbook is an OLE file with these streams; this one holds nothing else.
    path = tmp_path / "locked.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096)
    assert refuse(path, profile).code == "workbook_refused"


@pytest.mark.parametrize(
    "content", [b"<html><table><tr><td>x", b"\xef\xbb\xbf <?xml version='1'?>"]
)
def test_a_web_page_that_is_called_a_workbook(tmp_path, profile, content):
    path = tmp_path / "page.xls"
    path.write_bytes(content)
    assert "另存为" in refuse(path, profile).message.zh


def test_a_csv_whose_quotation_mark_is_never_closed(tmp_path, profile):
    path = write_csv(tmp_path / "c.csv", HEADER, [CALL, CALL])
    path.write_bytes(path.read_bytes().replace(b"GD-1", b'"GD-1', 1))
    assert "CSV" in refuse(path, profile).message.zh


def test_a_csv_that_is_far_too_wide(tmp_path, profile):
    path = tmp_path / "wide.csv"
    path.write_text("a\n" * 2_000 + "," * 100_000)
    refuse(path, profile)


def test_a_csv_with_a_cell_without_end(tmp_path, profile):
    path = write_csv(tmp_path / "c.csv", HEADER, [("x" * (17 << 20), *CALL[1:])])
    refuse(path, profile)


def test_too_many_sheets(tmp_path, profile):
    book = openpyxl.Workbook()
    for number in range(limits.MAX_SHEETS + 1):
        book.create_sheet(str(number))
    book.save(tmp_path / "many.xlsx")
    refuse(tmp_path / "many.xlsx", profile)


def test_reading_that_never_ends(sound, monkeypatch, profile):
    def wait(command, **how):
        raise subprocess.TimeoutExpired(command, how["timeout"])

    monkeypatch.setattr(subprocess, "run", wait)
    assert "未能读完" in refuse(sound, profile).message.zh


def answer(height: int, *columns: list) -> dict:
    sheet = {"name": "s", "hidden": False, "height": height, "merges": [], "columns": columns}
    return {"workbook": {"encoding": "X", "sheets": [sheet]}}


@pytest.mark.parametrize(
    "false",
    [
        {},
        {"workbook": None},
        {"workbook": {"encoding": "X", "sheets": [{}]}},
        answer(2, [["a", "b"], [0, 2]]),
        answer(2, [["a", "b"], [0]]),
        answer(1, [["a", "b"], [-1]]),
        answer(1, [[{}], [0]]),
        answer(1, [[], []]),
        {"error": {"code": 1}},
    ],
)  # fmt: skip
def test_a_false_answer_is_not_believed(sound, monkeypatch, profile, false):
    monkeypatch.setattr(sandbox, "ask_reader", lambda _path: false)
    assert refuse(sound, profile).code == "workbook_refused"


def test_an_answer_that_is_far_too_long(sound, monkeypatch, profile):
    monkeypatch.setattr(sandbox, "MAX_ANSWER_BYTES", 10)
    assert refuse(sound, profile).code == "workbook_refused"


def test_nothing_is_left_behind(sound, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    open_workbook(sound)
    assert list((tmp_path / "temp").iterdir()) == []
