"""No form in which people, their numbers and their homes are written comes in with any kind."""

import logging

import pytest

from geo.records.kinds import KINDS
from geo.records.reading.rejected import write_rejected
from tests.people import FORMS, MARKS, NUMBERS, TITLED, find_marks
from tests.records.test_personal import FREE_TEXT, TYPED, key, read_file, read_tables

WRITTEN = ("masked", "party", "place")


def list_columns(kind: str, profile, types: tuple[str, ...]) -> list[str]:
    """The headers of the tests' sheets that are columns of these types."""
    columns = KINDS[kind].fit(profile).columns
    named = {spelling: column for column in columns for spelling in column.spellings}
    return [header for header in FREE_TEXT[kind] if named[header].type in types]


@pytest.fixture
def assert_nowhere(town, caplog, capfd):
    caplog.set_level(logging.DEBUG)

    def check(*files: bytes) -> None:
        places = {"output": "".join(capfd.readouterr()), "log": caplog.text, **read_tables(town)}
        places |= {f"file {at}": "\n".join(read_file(file)) for at, file in enumerate(files)}
        found = {name: find_marks(content) for name, content in places.items()}
        assert {name: marks for name, marks in found.items() if marks} == {}

    return check


@pytest.mark.parametrize("kind", FREE_TEXT)
def test_no_form_stays_in_free_text(town, load, assert_nowhere, kind):
    headers = list_columns(kind, town.profile, WRITTEN)
    rows = [{**dict.fromkeys(headers, form), **key(kind, at)} for at, form in enumerate(FORMS)]
    result = load(kind, *rows) if headers else None
    assert result is None or result.outcomes["rejected"] == 0
    assert_nowhere()


@pytest.mark.parametrize("kind", FREE_TEXT)
def test_no_number_and_no_titled_name_stays_in_a_label(town, load, assert_nowhere, kind):
    headers = list_columns(kind, town.profile, ("text",))
    assert headers or kind not in ("complaint", "mediation")
    forms = (*NUMBERS, *TITLED)
    rows = [{**dict.fromkeys(headers, f), **key(kind, at)} for at, f in enumerate(forms)]
    assert load(kind, *rows).outcomes["rejected"] == 0
    assert_nowhere()


@pytest.mark.parametrize("kind", TYPED)
def test_no_form_stays_with_a_rejected_row(town, load, assert_nowhere, kind):
    headers = list_columns(kind, town.profile, WRITTEN)
    rows = [
        {**dict.fromkeys(headers, form), TYPED[kind]: form, **key(kind, at)}
        for at, form in enumerate(FORMS)
    ]
    result = load(kind, *rows)
    assert result.outcomes["rejected"] == len(FORMS)
    assert find_marks("\n".join(map(str, result.rejections))) == []
    assert_nowhere(*(write_rejected(result.rejections, ending) for ending in ("csv", "xlsx")))


@pytest.mark.parametrize(
    ("kind", "header", "column"),
    [("complaint", "主办单位", "host_unit"), ("mediation", "调解组织", "organisation")],
)
def test_who_handles_a_case_is_no_person(town, sheets, assert_nowhere, kind, header, column):
    sheet = sheets[kind]
    names = ("张伟", "欧阳锋", "区房管局", "房管局", "安贞街道办事处")
    known = [h for h in sheet.header if h != header]
    rows = []
    for at, name in enumerate(names):
        row = dict(zip(sheet.header, sheet.row(**key(kind, at)), strict=True))
        rows.append([*(row[h] for h in known), name])
    town.records(kind, (*known, header), rows)
    found = town.query(f"SELECT {column} FROM {kind} WHERE upper_inf(sys) ORDER BY row_no")
    assert [value for (value,) in found] == ["个人", "个人", *names[2:]]
    assert_nowhere()


def test_the_search_finds_every_mark():
    for mark in MARKS:
        assert mark in find_marks(f"…{mark}…")
    assert all(find_marks(form) for form in FORMS)
