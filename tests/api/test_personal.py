"""What is personal in a workbook is nowhere afterwards: no table, tile, document, export, log."""

import gzip
import io
import logging
import math
import re
import zipfile
from itertools import chain

import pytest
from sqlalchemy import text

from geo.records.exporting.export import export_records
from geo.records.kinds import KINDS
from tests.api.conftest import Office
from tests.api.desk import fill_town
from tests.api.record_desk import make_xlsx, open_record_desk
from tests.people import FORMS, NUMBERS, TITLED, find_marks
from tests.world import CHAOYANG

# Every form that ends what it says; in one text they would hide one another's edges.
FREE = "；".join(FORMS)
LABEL = "，".join((*NUMBERS, *TITLED))
TYPED = {"masked", "party", "place"}
MEASURED = ("date", "datetime", "amount")


def make_book(kind_id: str, profile) -> tuple[tuple[str, ...], list[list[object]]]:
    """Rows of a kind: one that finds its zone, one that waits, one that is rejected."""
    kind = KINDS[kind_id].fit(profile)
    columns = [c for c in kind.columns if c.type not in ("number", "point")]
    personal = [*profile.records.personal, *(f"某{w}" for w in profile.records.personal_words)]
    header = tuple(c.spellings[0] for c in columns)
    added = tuple(h for h in personal if h not in header)
    rows = []
    for number, code in enumerate((CHAOYANG.code("works"), None, "CY-110105901-999")):
        cells = [_fill(c, number, code, profile) for c in columns]
        if number == 2:
            _spoil(cells, columns)
        rows.append([*cells, *[FREE] * len(added), TITLED[1], NUMBERS[0]])
    return (*header, *added, "备用栏一", "备用栏二"), rows


def _spoil(cells: list[object], columns) -> None:
    """Makes a row one that is rejected: by what is no day or amount, or for want of its key."""
    for at, column in enumerate(columns):
        if column.type in MEASURED:
            cells[at] = FREE
            return
    keys = (at for at, column in enumerate(columns) if column.type in ("key", "code"))
    cells[next(keys)] = None


def _fill(column, number: int, code: str | None, profile) -> object:
    if column.name == "holder":
        return profile.enum("party_holder").values[2].zh
    if column.type in ("enum", "enums"):
        return profile.enum(column.enum).values[0].zh
    # What lies in no district of ours would wait for nobody.
    if column.name == "district":
        return LABEL if number == 2 else None
    said = {
        "zone_code": code,
        "key": f"K-{number}",
        "code": f"K-{number}" if column.required else LABEL,
        "text": LABEL,
        "date": "2022-05-01",
        "datetime": "2022-05-01",
        "boolean": "是",
        **dict.fromkeys(TYPED, LABEL if number == 0 and column.type == "place" else FREE),
    }
    return said.get(column.name, said.get(column.type, 3))


@pytest.fixture(scope="module")
def logged():
    """All that any logger says while the module runs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture(scope="module")
def desk(make_office, logged):
    assert logged.getvalue() is not None
    office: Office = make_office(filled=False)
    fill_town(office)
    with open_record_desk(office) as opened:
        opened.loaded = {}
        for kind in KINDS:
            header, rows = make_book(kind, office.profile)
            found = opened.load(make_xlsx(rows, header), kind=kind, name=f"{kind}.xlsx")
            opened.loaded[kind] = found
        yield opened


def assert_clean(place: str, content: str) -> None:
    found = find_marks(content)
    assert not found, (place, found, [content[max(0, content.find(m) - 80) :][:200] for m in found])


def test_the_workbooks_were_taken(desk):
    for kind, found in desk.loaded.items():
        sums = found["sums"]
        assert (sums["rows"], sums["rejected"]) == (3, 1), kind
        assert sums["matched"] >= 1, kind


def test_no_table_holds_any_of_it(desk):
    with desk.office.database.read() as connection:
        tables = connection.execute(
            text(
                "SELECT table_name FROM information_schema.tables"
                " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
                " AND table_name <> 'spatial_ref_sys'"
            )
        ).scalars()
        for table in tables:
            statement = f'SELECT string_agg(t::text, chr(10)) FROM "{table}" AS t'
            assert_clean(table, connection.execute(text(statement)).scalar_one() or "")


def list_addresses(desk) -> list[str]:
    """Every address that can be read, with numbers and keys that are there."""
    state = desk.staff.get("/api/v1/state").json()
    keys = [item["key"] for item in desk.get("/review").json()["items"]]
    assert keys
    values = {
        "release": [state["release"]],
        "revision": [state["revision"]],
        "survey": [1, 2],
        "row": [1],
        "number": [1],
        "workbook": [found["id"] for found in desk.loaded.values()],
        "load": [found["load_id"] for found in desk.loaded.values()],
        "key": keys,
        "ending": ["csv", "xlsx", "json", "html"],
        "uid": [desk.zone("works"), desk.zone("kiosk")],
    }
    addresses = []
    document = desk.staff.get("/api/openapi.json")
    paths = document.json()["paths"] if document.status_code == 200 else _read_document()
    for path, methods in paths.items():
        if "get" in methods and not path.endswith("/events") and "export" not in path:
            addresses += _fill_in(path, values)
    release, z, x, y = _find_tile(desk, state["release"])
    return [
        *addresses,
        "/api/v1/search?q=机床厂",
        f"/tiles/map/{release}.json",
        f"/tiles/map/{release}/{z}/{x}/{y}",
    ]


def _read_document() -> dict:
    import json

    from geo.settings import ROOT

    return json.loads((ROOT / "api" / "openapi.json").read_text(encoding="utf-8"))["paths"]


def _fill_in(path: str, values: dict[str, list[object]]) -> list[str]:
    filled = [path]
    for name in re.findall(r"{(\w+)}", path):
        filled = [one.replace(f"{{{name}}}", str(v)) for one in filled for v in values[name]]
    return filled


def _find_tile(desk, release: int) -> tuple[int, int, int, int]:
    basics = desk.staff.get(f"/api/v1/zones/{desk.zone('works')}/ledger").json()["sections"][
        "basics"
    ]
    west, south, east, north = basics["bbox"]
    zoom, lat = 14, math.radians((south + north) / 2)
    x = ((west + east) / 2 + 180) / 360 * 2**zoom
    y = (1 - math.asinh(math.tan(lat)) / math.pi) / 2 * 2**zoom
    return release, zoom, int(x), int(y)


def read_all(content: bytes) -> str:
    """The texts of an answer, unpacked where it is packed."""
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return content.decode("utf-8", errors="replace")


def test_no_document_tile_or_file_holds_any_of_it(desk):
    answered = 0
    for address in list_addresses(desk):
        for client in (desk.staff, desk.district, desk.west):
            answer = client.get(address)
            answered += answer.status_code == 200
            assert answer.status_code < 500, (address, answer.text[:200])
            assert_clean(address, read_all(answer.content) + str(dict(answer.headers)))
    assert answered > 60


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_export_of_records_holds_any_of_it(desk, tmp_path, ending):
    with desk.office.database.read() as connection:
        for kind in KINDS:
            path = tmp_path / f"{kind}.{ending}"
            export_records(connection, desk.office.profile, kind, path)
            assert_clean(path.name, read_all(path.read_bytes()))


def test_no_release_as_a_file_holds_any_of_it(desk):
    for form in ("html", "gpkg"):
        answer = desk.staff.get("/api/v1/releases/2/export", params={"as": form})
        assert answer.status_code < 500
        assert_clean(form, read_all(answer.content))


def test_no_log_holds_any_of_it(desk, logged, capfd):
    """What the server and its readers print while a workbook is read, tried and loaded."""
    header, rows = make_book("mediation", desk.office.profile)
    told = ["调-9", *rows[0][1:]]
    found = desk.load(make_xlsx([told, rows[2]], header), kind="mediation", name="调解.xlsx")
    assert found["sums"]["rejected"] == 1
    refused = desk.try_out(FREE.encode() * 100, kind="complaint", name=f"工单{NUMBERS[0]}.csv")
    assert refused["status"] in ("refused", "asking")
    assert desk.loaded
    assert_clean("log", logged.getvalue())
    assert_clean("output", "".join(chain(capfd.readouterr())))
    assert_clean("refusal", str(desk.get(f"/workbooks/{refused['id']}").json()))
    assert_clean("list", desk.get("/workbooks").text)
    assert desk.send("DELETE", f"/workbooks/{refused['id']}").status_code < 300


def test_no_file_is_kept_of_it(desk):
    """A workbook as it was handed in is there only until it is loaded."""
    assert desk.kept_files() == []
    folder = desk.office.settings.data
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix in (".json", ".csv", ".log", ".txt"):
            assert_clean(str(path), read_all(path.read_bytes()))
