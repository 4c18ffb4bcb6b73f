"""Hostile workbooks and requests: names, sizes, bombs, markup, garbage; nothing stays or leaks."""

import datetime as dt
import io
import os
import shutil
import stat
import zipfile

import pytest
from sqlalchemy import text

from api import uploads
from geo.records.workbooks.queue import OPEN_DAYS, REFUSED_DAYS
from tests.api.conftest import ORIGIN, get_api, sign_in
from tests.api.desk import fill_town
from tests.api.record_desk import RecordDesk, make_xlsx, open_record_desk, orders

ADDRESS = "/api/v1/records/workbooks"
MARKUP = "<img src=x onerror=alert(1)>里"


@pytest.fixture(scope="module")
def small(make_office):
    """A server that takes workbooks of two megabytes, and whose workers never start."""
    office = make_office(filled=False, workbook_limit_mb=2)
    app = office.app()
    get_api(app).state.context.jobs.stop()
    with office.client(app):
        yield office, app, sign_in(office, app, "data_staff")


@pytest.fixture(scope="module")
def desk(make_office):
    office = make_office(filled=False)
    fill_town(office)
    with open_record_desk(office) as opened:
        yield opened


def send(client, *files, kind="complaint", **fields):
    parts = [("files", file) for file in files]
    return client.post(ADDRESS, files=parts, data={"kind": kind, **fields}, headers=ORIGIN)


def list_left(office) -> list[str]:
    """What lies in the folder of workbooks beside what waits."""
    with office.database.read() as connection:
        known = set(connection.execute(text("SELECT id::text FROM workbook")).scalars())
    store = office.settings.workbooks
    return [path.name for path in store.iterdir() if path.name not in known]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\工单.xlsx", "工单.xlsx"),
        ("/etc/cron.d/工单.csv", "工单.csv"),
        ("a\u202exslx.csv", "axslx.csv"),
        (".hidden.xlsx", "hidden.xlsx"),
    ],
)
def test_a_name_loses_its_path_and_what_nobody_sees(small, name, kept):
    office, _, client = small
    boundary = "x1"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="kind"\r\n\r\ncomplaint\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        f"x\r\n--{boundary}--\r\n"
    ).encode()
    headers = {**ORIGIN, "Content-Type": f"multipart/form-data; boundary={boundary}"}
    answer = client.post(ADDRESS, content=body, headers=headers)
    assert answer.status_code == 202, answer.text
    place = office.settings.workbooks / str(answer.json()["id"]) / kept
    assert place.read_bytes() == b"x"
    assert client.get(f"{ADDRESS}/{answer.json()['id']}").json()["file_name"] == kept
    assert list_left(office) == []


def test_nobody_else_may_look_into_the_folder(small):
    office, _, client = small
    number = send(client, ("a.csv", b"x")).json()["id"]
    for folder in (office.settings.workbooks, office.settings.workbooks / str(number)):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_too_much_is_refused_and_leaves_nothing(small, monkeypatch):
    office, _, client = small
    answer = send(client, ("big.xlsx", b"x" * 2_100_000))
    assert answer.status_code == 413
    error = answer.json()["error"]
    assert error["code"] == "upload_too_large"
    assert "ONEMAP_WORKBOOK_LIMIT_MB" in error["hint"]["zh"]
    free = shutil.disk_usage(office.settings.data)._replace(free=uploads.SPARE_BYTES)
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _: free)
    assert send(client, ("a.xlsx", b"x" * 1000)).status_code == 507
    assert list_left(office) == []


@pytest.mark.parametrize(
    ("files", "fields", "status"),
    [
        ([], {}, 400),
        ([("a.csv", b"x"), ("b.csv", b"y")], {}, 400),
        ([("a.csv", b"x")], {"kind": "galaxy"}, 400),
        ([("a.csv", b"x")], {"as_of": "yesterday"}, 422),
        ([("a.csv", b"x")], {"source": "x" * 200}, 422),
        ([("a.csv", b"x")], {"owner": "me"}, 422),
    ],
)
def test_a_form_is_checked(small, files, fields, status):
    office, _, client = small
    # httpx writes a form with parts only where there is a file.
    sent = files or [("a.csv", b"x")] * 2
    assert send(client, *sent, **fields).status_code == status
    assert list_left(office) == []


def test_nothing_is_read_of_who_may_not_send(small):
    office, app, client = small
    kind = {"Content-Type": "multipart/form-data; boundary=x1"}
    for sender, status in (
        (office.client(app), 401),
        (sign_in(office, app, "viewer"), 403),
        (sign_in(office, app, "gis_staff"), 403),
        (sign_in(office, app, "street_official"), 403),
    ):
        sent = sender.post(ADDRESS, content=b"x" * 1_500_000, headers={**ORIGIN, **kind})
        assert sent.status_code == status
    assert client.post(ADDRESS, content=b"x", headers=kind).status_code == 403
    assert list_left(office) == []


def test_files_go_when_nobody_loads_them_in_time(small):
    office, app, client = small
    queue = get_api(app).state.context.jobs._queues["workbook"]
    numbers = {days: send(client, ("a.csv", b"x")).json()["id"] for days in (0, 1, 2, 8)}
    states = {0: "refused", 1: "ready", 2: "refused", 8: "asking"}
    with office.database.write() as connection:
        for days, number in numbers.items():
            connection.execute(
                text("UPDATE workbook SET status = :s, finished_at = :t WHERE id = :id"),
                {
                    "s": states[days],
                    "t": dt.datetime.now(dt.UTC) - dt.timedelta(days=days, hours=1),
                    "id": number,
                },
            )
    (office.settings.workbooks / "987654").mkdir()
    assert (REFUSED_DAYS, OPEN_DAYS) == (1, 7)
    queue.tidy()
    left = {number for number in numbers.values() if (_folder(office, number)).is_dir()}
    assert left == {numbers[0], numbers[1]}
    assert not (office.settings.workbooks / "987654").exists()
    gone = client.get(f"{ADDRESS}/{numbers[2]}").json()
    assert (gone["status"], gone["error"]["code"]) == ("withdrawn", "workbook_expired")
    answer = client.put(
        f"{ADDRESS}/{numbers[2]}/mapping", json={"columns": {"a": "order_no"}}, headers=ORIGIN
    )
    assert answer.status_code == 409
    shutil.rmtree(_folder(office, numbers[1]))
    lost = client.post(f"{ADDRESS}/{numbers[1]}/load", headers=ORIGIN)
    assert (lost.status_code, lost.json()["error"]["code"]) == (404, "workbook_file_lost")


def _folder(office, number: int):
    return office.settings.workbooks / str(number)


def test_what_a_killed_server_left_is_swept(small):
    office, app, _ = small
    left = office.settings.workbooks / f"{uploads.FOLDER}abc"
    left.mkdir()
    get_api(app).state.context.jobs._queues["workbook"].begin()
    assert not left.exists()


def make_zip(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def make_bomb() -> bytes:
    """A workbook whose sheet unpacks to some thousand times its size."""
    source = zipfile.ZipFile(io.BytesIO(make_xlsx(orders("空置楼"))))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/"):
                content = content.replace(b"<sheetData>", b"<sheetData>" + b" " * 400_000_000)
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("工单.xlsx", make_zip(a=b"no workbook")),
        ("工单.xlsx", make_zip(xl__workbook=b"<x/>")),
        ("工单.zip", make_zip(**{"工单.csv": "工单编号\n1".encode()})),
        ("工单.xlsx", b"PK\x03\x04" + os.urandom(5000)),
        ("工单.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(5000)),
        ("工单.csv", os.urandom(5000)),
        ("工单.csv", b""),
    ],
)
def test_what_is_no_workbook_is_refused_and_the_next_is_read(desk: RecordDesk, name, content):
    found = desk.try_out(content, name=name)
    assert found["status"] in ("refused", "asking"), found
    if found["status"] == "refused":
        assert found["error"]["code"] != "failed"
        assert found["error"]["message"]["zh"]


def test_a_bomb_is_refused(desk: RecordDesk):
    content = make_bomb()
    assert len(content) < 2_000_000
    found = desk.try_out(content)
    assert found["status"] == "refused"
    assert found["error"]["message"]["en"]
    assert desk.try_out(make_xlsx(orders("空置楼")))["status"] == "ready"


def test_markup_stays_text(desk: RecordDesk):
    desk.load(make_xlsx(orders(MARKUP, start=100)), name=f"{MARKUP[:10]}.xlsx")
    answer = desk.get("/review")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    said = {item["said"]["zone_name"] for item in answer.json()["items"]}
    assert any("onerror" in name for name in said)


@pytest.mark.parametrize(
    "address",
    [
        "/review?after=~~",
        "/review?after=1~2022-01-01~",
        "/review?after=x~y~z",
        "/review?after=-1~9999-99-99~%00",
        "/review?after=99999999999999999999~2022-01-01~a",
        "/review?after=" + "~" * 150,
        "/review?kind=no such",
        "/review?street=%27%3B--",
        "/review/..%2F..%2Fetc",
        "/review/%00",
        "/workbooks/0",
        "/workbooks/99999999999999999999",
        "/workbooks/..%2F1",
        "/loads/1/rejected.../../etc",
        "/changes?after=-1",
        "/changes?release=99999999999999999999",
        "/decisions?limit=100000",
    ],
)
def test_garbage_is_answered_and_breaks_nothing(desk: RecordDesk, address):
    answer = desk.get(address)
    assert answer.status_code in (200, 400, 404, 422), answer.text


def test_no_log_shows_what_a_cell_holds(desk: RecordDesk, capfd):
    secret = "绝密里"
    rows = [*orders(secret, start=200), ("GD0299", f"{secret}时间", "河西街道", secret, "渗漏")]
    found = desk.load(make_xlsx(rows))
    key = desk.find_key(secret)
    desk.get(f"/review/{key}")
    desk.get(f"/loads/{found['load_id']}/rejected.csv")
    desk.decide(key, desk.zone("empty"))
    alias = {"name": secret, "scope": "district"}
    desk.decide(desk.find_key(MARKUP), desk.zone("works"), alias=alias)
    told = capfd.readouterr()
    assert "route" in told.out + told.err, "requests are logged"
    assert secret not in told.out + told.err
    with desk.office.database.read() as connection:
        audited = connection.execute(text("SELECT detail::text FROM audit_entry")).scalars()
        details = [detail for detail in audited if "alias" not in detail]
    assert not any(secret in detail for detail in details)
