"""Releases as files for whoever asks: made by a worker, kept, told plainly when not to be had."""

import asyncio
import io
import os
import sqlite3
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from api import exports
from api.survey_work import _clear_exports
from geo.export.forms import Form
from geo.surveys import PlaceKind
from tests.api.conftest import Office
from tests.api.desk import Desk, fill_town, open_desk


@pytest.fixture(scope="module")
def office(make_office) -> Office:
    made = make_office(filled=False)
    fill_town(made)
    return made


@pytest.fixture(scope="module")
def desk(office):
    with open_desk(office) as opened:
        yield opened


def export(desk: Desk, client=None, release: int = 2, **query):
    return desk.get(f"/releases/{release}/export", client, **query)


def list_kept(desk: Desk) -> dict[str, int]:
    folder = desk.office.settings.exports
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_a_release_comes_as_a_file_and_is_made_once(desk: Desk):
    answer = export(desk, **{"as": "gpkg"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geopackage+sqlite3"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="release-000002-zone-4490.gpkg"'
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    path = desk.office.settings.data / "got.gpkg"
    path.write_bytes(answer.content)
    with sqlite3.connect(path) as layers:
        ((table, srid),) = layers.execute("SELECT table_name, srs_id FROM gpkg_contents")
        assert srid == 4490
        assert layers.execute(f'SELECT count(*) FROM "{table}"').fetchone() == (9,)
    made = list_kept(desk)
    again = export(desk, desk.district, **{"as": "gpkg"})
    assert again.content == answer.content
    assert list_kept(desk) == made
    with desk.office.database.read() as connection:
        noted = connection.execute(
            text("SELECT actor, subject, detail FROM audit_entry WHERE action = 'release.export'")
        ).all()
    said = {"kind": "zone", "as": "gpkg", "crs": 4490}
    assert [tuple(entry) for entry in noted] == [
        ("gis_staff", "release 2", said), ("district_official", "release 2", said),
    ]  # fmt: skip


def test_every_form_kind_and_system_is_another_file(desk: Desk):
    streets = export(desk, release=1, **{"as": "geojson", "kind": "street"}).json()
    assert len(streets["features"]) == 2
    plane = export(desk, **{"as": "shp", "crs": 4548})
    assert plane.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(plane.content)) as parts:
        endings = {Path(name).suffix for name in parts.namelist()}
    assert {".shp", ".shx", ".dbf", ".prj", ".cpg"} <= endings
    names = set(list_kept(desk))
    assert {"release-000001-street-4490.geojson", "release-000002-zone-4548.zip"} <= names


@pytest.mark.parametrize(
    ("release", "query", "status", "code"),
    [
        (2, {"as": "gpkg", "crs": 2326}, 400, "export_crs"),
        (2, {"as": "html", "crs": 4548}, 400, "export_crs"),
        (2, {"as": "dwg"}, 400, "bad_parameter"),
        (2, {}, 400, "bad_parameter"),
        (2, {"as": "gpkg", "kind": "../zone"}, 400, "bad_parameter"),
        (99, {"as": "gpkg"}, 404, "release_not_found"),
    ],
)
def test_what_cannot_be_had_is_told(desk: Desk, release: int, query, status: int, code: str):
    answer = export(desk, release=release, **query)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"]["zh"]
    assert export(desk, desk.viewer, release=release, **query).status_code == 403


def test_what_a_worker_lacks_is_told_by_the_server(desk: Desk):
    # The pages of this office were never built.
    answer = export(desk, **{"as": "html"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "web_not_built")
    assert not any(name.endswith(".html") for name in list_kept(desk))


def test_a_file_from_before_its_release_is_made_again(desk: Desk):
    first = export(desk, **{"as": "geojson"})
    path = desk.office.settings.exports / "release-000002-zone-4490.geojson"
    path.write_text("of a release that had this number before a backup came back")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert export(desk, **{"as": "geojson"}).json() == first.json()


def test_a_worker_that_dies_or_takes_too_long_is_told(desk: Desk, monkeypatch):
    code = ["python3", "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(exports, "make_command", lambda *_: code)
    monkeypatch.setattr(exports, "_LONGEST_S", 0.3)
    answer = export(desk, **{"as": "geojson", "kind": "street"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "export_slow")
    monkeypatch.setattr(exports, "_LONGEST_S", 60)
    monkeypatch.setattr(
        exports, "make_command", lambda *_: ["python3", "-c", "raise SystemExit(9)"]
    )
    answer = export(desk, **{"as": "geojson", "kind": "street"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "export_failed")
    monkeypatch.undo()
    assert export(desk, **{"as": "geojson", "kind": "street"}).status_code == 200


def test_one_export_is_made_at_a_time_and_nobody_waits_for_ever(desk: Desk, monkeypatch, tmp_path):
    begun, running, most = [], [], []

    async def make(self, wanted) -> None:
        begun.append(wanted)
        running.append(wanted)
        most.append(len(running))
        await asyncio.sleep(0.2)
        self._settings.exports.mkdir(exist_ok=True)
        (self._settings.exports / wanted.kept_name).write_bytes(b"whole")
        running.remove(wanted)

    monkeypatch.setattr(exports.Exports, "_make", make)
    settings = desk.office.settings.model_copy(update={"data": tmp_path})

    def ask(*systems: int) -> list[object]:
        async def together() -> list[object]:
            made = exports.Exports(settings, desk.office.database)
            wanted = [exports.Wanted(2, 0.0, 0, PlaceKind.ZONE, Form.GPKG, one) for one in systems]
            found = map(made.find, wanted)
            return list(await asyncio.gather(*found, return_exceptions=True))

        return asyncio.run(together())

    names = [path.name for path in ask(4548, 4548, 4527)]
    assert names == [f"release-000002-zone-{srid}.gpkg" for srid in (4548, 4548, 4527)]
    assert ([one.srid for one in begun], max(most)) == ([4548, 4527], 1)
    monkeypatch.setattr(exports, "_WAIT_S", 0.05)
    first, second = ask(4490, 4547)
    assert first.name == "release-000002-zone-4490.gpkg"
    assert second.code == "export_busy"


def test_few_exports_are_kept_and_nothing_half_made(tmp_path: Path):
    for number in range(40):
        path = tmp_path / f"release-{number:06d}-zone-4490.gpkg"
        path.write_bytes(b"whole")
        os.utime(path, (number + 1, number + 1))
    half = tmp_path / ".release-000041-zone-4490.gpkg.x1"
    half.mkdir()
    (half / "half").write_bytes(b"half")
    _clear_exports(tmp_path)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == 23
    assert left[0] == "release-000017-zone-4490.gpkg"


def test_every_form_has_a_media_type():
    assert set(exports.MEDIA_TYPES) == set(Form)
