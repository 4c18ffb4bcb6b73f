"""What is sent as a survey's files: hostile names, sizes and forms; nothing stays behind."""

import os
import shutil

import pytest
from sqlalchemy import text

from api import uploads
from geo.boundaries.reviewing import receive
from tests.api.conftest import ORIGIN, get_api, sign_in

ADDRESS = "/api/v1/surveys"


@pytest.fixture(scope="module")
def small(make_office):
    """A server that takes two megabytes, and whose workers never start."""
    office = make_office(filled=False, upload_limit_mb=2)
    app = office.app()
    context = get_api(app).state.context
    context.jobs.stop()
    with office.client(app):
        yield office, app, sign_in(office, app, "gis_staff")


def send(client, *files, kind="zone", **fields):
    parts = [("files", file) for file in files]
    return client.post(ADDRESS, files=parts, data={"kind": kind, **fields}, headers=ORIGIN)


def list_left(office) -> list[str]:
    """What is in the store that no survey knows."""
    with office.database.read() as connection:
        known = set(connection.execute(text("SELECT file_sha256 FROM survey")).scalars())
    store = office.settings.surveys
    return [path.name for path in store.iterdir() if path.name not in known]


def find_kept(office, number: int):
    with office.database.read() as connection:
        survey = connection.execute(
            text("SELECT file_sha256, file_name FROM survey WHERE id = :id"), {"id": number}
        ).one()
    return office.settings.surveys / survey.file_sha256 / survey.file_name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\朝阳.gpkg", "朝阳.gpkg"),
        ("/etc/cron.d/小区.zip", "小区.zip"),
        ("a\u202egpj.gpkg", "agpj.gpkg"),
        ("tab\there\x07.gpkg", "tabhere.gpkg"),
        (".hidden.gpkg", "hidden.gpkg"),
        ("..", "survey"),
        ("", "survey"),
    ],
)
def test_a_name_loses_its_path_and_what_nobody_sees(small, name, kept):
    office, _, client = small
    # A client writes the header itself: libraries would mend the name.
    boundary = "x1"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="kind"\r\n\r\nzone\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        f"content of {name!r}\r\n--{boundary}--\r\n"
    ).encode()
    headers = {**ORIGIN, "Content-Type": f"multipart/form-data; boundary={boundary}"}
    answer = client.post(ADDRESS, content=body, headers=headers)
    assert answer.status_code == 202, answer.text
    place = find_kept(office, answer.json()["id"])
    assert place.name == kept
    assert place.read_text("utf-8") == f"content of {name!r}"
    assert list_left(office) == []


def test_a_very_long_name_is_cut_and_keeps_its_ending(small):
    office, _, client = small
    answer = send(client, ("小" * 400 + ".geojson", b"{}"))
    name = find_kept(office, answer.json()["id"]).name
    assert name.endswith(".geojson")
    assert len(name.encode()) <= receive.MAX_NAME_BYTES


def test_the_parts_of_a_shapefile_are_kept_as_one(small):
    office, _, client = small
    parts = [(f"小区.{ending}", ending.encode()) for ending in ("shp", "shx", "dbf", "prj")]
    number = send(client, *parts).json()["id"]
    place = find_kept(office, number)
    assert sorted(one.name for one in place.iterdir()) == sorted(name for name, _ in parts)
    again = send(client, *parts).json()["id"]
    assert again == number, "the same files ask anew about the same survey"


def test_a_folder_keeps_its_name(small):
    office, _, client = small
    parts = [(f"区域.gdb/a0000000{n}.gdbtable", bytes([n])) for n in range(1, 4)]
    place = find_kept(office, send(client, *parts).json()["id"])
    assert place.name == "区域.gdb"
    assert len(list(place.iterdir())) == 3


def test_too_much_is_refused_before_and_while_it_arrives(small):
    office, _, client = small
    said = send(client, ("big.gpkg", b"x" * 2_100_000))
    assert said.status_code == 413
    error = said.json()["error"]
    assert error["code"] == "upload_too_large"
    assert "2 MB" in error["message"]["zh"]

    def drip():
        yield b'--x1\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        for _ in range(300):
            yield b"x" * 10_000

    headers = {**ORIGIN, "Content-Type": "multipart/form-data; boundary=x1"}
    unsaid = client.post(ADDRESS, content=drip(), headers=headers)
    assert unsaid.status_code == 413
    assert list_left(office) == []


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"{}", "application/json", "upload_not_form"),
        (b"", "multipart/form-data", "upload_not_form"),
        (b"no boundary here", "multipart/form-data; boundary=x1", "upload_not_form"),
        (b"--x1\r\n", "multipart/form-data; boundary=x1", "upload_broken_off"),
        (b"", "multipart/form-data; boundary=x1", "upload_broken_off"),
        (
            b'--x1\r\nContent-Disposition: form-data; name="kind"\r\n\r\nzone\r\n--x1--\r\n',
            "multipart/form-data; boundary=x1",
            "upload_empty",
        ),
        (
            b'--x1\r\nContent-Disposition: form-data; name="kind"\r\n\r\n' + b"z" * 3_000,
            "multipart/form-data; boundary=x1",
            "upload_too_many_parts",
        ),
        (
            b"--x1\r\nContent-Disposition: " + b"a" * 10_000 + b"\r\n\r\n",
            "multipart/form-data; boundary=x1",
            "upload_not_form",
        ),
    ],
)
def test_what_is_no_form_is_refused(small, body, kind, code):
    office, _, client = small
    answer = client.post(ADDRESS, content=body, headers={**ORIGIN, "Content-Type": kind})
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["code"] == code
    assert list_left(office) == []


def test_more_files_than_a_survey_has_are_refused(small):
    office, _, client = small
    answer = send(client, *[(f"{n}.shp", b"x") for n in range(uploads.MAX_FILES + 1)])
    assert answer.json()["error"]["code"] == "upload_too_many_parts"
    assert list_left(office) == []


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"kind": "galaxy"}, "kind"),
        ({"surveyed_on": "yesterday"}, "surveyed_on"),
        ({"partial": "perhaps"}, "partial"),
        ({"owner": "me"}, "owner"),
    ],
)
def test_fields_are_checked(small, fields, named):
    office, _, client = small
    answer = send(client, ("a.gpkg", b"x"), **fields)
    assert answer.status_code == 422
    assert answer.json()["error"]["details"][0]["field"] == f"body.{named}"
    assert list_left(office) == []


def test_a_full_disk_is_said_and_leaves_nothing(small, monkeypatch):
    office, _, client = small
    free = shutil.disk_usage(office.settings.data)._replace(free=uploads.SPARE_BYTES)
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _: free)
    answer = send(client, ("a.gpkg", b"x" * 1000))
    assert answer.status_code == 507
    error = answer.json()["error"]
    assert error["code"] == "upload_disk_full"
    assert error["message"]["zh"]
    assert error["hint"]["en"]
    monkeypatch.undo()

    def fill(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(uploads._FormReader, "_write", fill)
    assert send(client, ("a.gpkg", b"x")).json()["error"]["code"] == "upload_disk_full"
    assert list_left(office) == []


def test_nothing_is_read_of_who_may_not_send(small):
    """Role and origin are asked before the first byte of a body."""
    office, app, client = small

    kind = {"Content-Type": "multipart/form-data; boundary=x1"}
    for sender, status in (
        (office.client(app), 401),
        (sign_in(office, app, "viewer"), 403),
        (sign_in(office, app, "district_official"), 403),
    ):
        assert (
            sender.post(ADDRESS, content=b"x" * 1_500_000, headers={**ORIGIN, **kind}).status_code
            == status
        )
    assert client.post(ADDRESS, content=b"x", headers=kind).status_code == 403
    assert list_left(office) == []


def test_other_addresses_keep_their_limit(small):
    _, _, client = small
    for address in (f"{ADDRESS}/edits", f"{ADDRESS}/1/answers", f"{ADDRESS}/"):
        answer = client.post(address, content=b"x" * 1_500_000, headers=ORIGIN)
        assert answer.status_code == 413, address


def test_what_a_killed_server_left_is_swept(small):
    office, _, _ = small
    left = office.settings.surveys / f"{uploads.FOLDER}abc"
    left.mkdir()
    (left / "part").write_bytes(b"x")
    uploads.sweep_uploads(office.settings.surveys)
    assert not left.exists()
