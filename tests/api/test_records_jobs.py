"""Long work on workbooks: cancelled, killed, ended with the server; nothing half, nothing twice."""

import os
import signal
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from geo.db import lock
from geo.records.storing.revisions import RECORDS_LOCK
from tests.api.conftest import Office
from tests.api.desk import fill_town
from tests.api.record_desk import RecordDesk, make_xlsx, open_record_desk, orders

NAMES = ("河畔家园一期", "空置楼", "不知何处")


@pytest.fixture(scope="module")
def office(make_office) -> Office:
    made = make_office(filled=False)
    fill_town(made)
    return made


@pytest.fixture
def desk(office):
    with open_record_desk(office) as opened:
        yield opened


@contextmanager
def nobody_stores(office: Office):
    """Holds what whoever stores records waits for."""
    with office.database.write() as connection:
        lock(connection, RECORDS_LOCK)
        yield


def wait_until(holds) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def find_worker(desk: RecordDesk) -> int:
    wait_until(lambda: desk.context.jobs._running is not None)
    return desk.context.jobs._running[1].pid


def order_and_wait_at_the_door(desk: RecordDesk, number: int) -> int:
    """Orders a load; returns its worker when that waits for the lock, its rows matched."""
    assert desk.post(f"/workbooks/{number}/load").status_code == 202
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND query LIKE '%advisory%'"
        " AND datname = current_database()"
    )

    def is_waiting() -> bool:
        with desk.office.database.read() as connection:
            return connection.execute(waiting).scalar_one() > 0

    wait_until(is_waiting)
    return find_worker(desk)


def count_loads(office: Office) -> tuple[int, int, int]:
    """How many loads, revisions and complaints there are."""
    tables = ("record_load", "revision", "complaint")
    with office.database.read() as connection:
        return tuple(
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in tables
        )


def test_a_storing_is_cancelled_and_ordered_again(desk: RecordDesk):
    tried = desk.try_out(make_xlsx(orders(*NAMES, start=1)))
    before = count_loads(desk.office)
    with nobody_stores(desk.office):
        order_and_wait_at_the_door(desk, tried["id"])
        assert desk.get(f"/workbooks/{tried['id']}").json()["can"]["cancel"]
        assert desk.post(f"/workbooks/{tried['id']}/cancel").status_code == 202
        back = desk.wait(tried["id"], "ready")
    assert back["error"]["code"] == "cancelled"
    assert "data_staff" in back["error"]["message"]["en"]
    assert count_loads(desk.office) == before
    assert str(tried["id"]) in desk.kept_files()
    assert desk.post(f"/workbooks/{tried['id']}/load").status_code == 202
    assert desk.wait(tried["id"], "loaded")["error"] is None
    assert desk.post(f"/workbooks/{tried['id']}/cancel").status_code == 409


def test_a_killed_worker_leaves_its_workbook_ready_and_nothing_stored(desk: RecordDesk):
    tried = desk.try_out(make_xlsx(orders(*NAMES, start=100)))
    before = count_loads(desk.office)
    with nobody_stores(desk.office):
        os.kill(order_and_wait_at_the_door(desk, tried["id"]), signal.SIGKILL)
        back = desk.wait(tried["id"], "ready")
    assert back["error"]["code"] == "worker_failed"
    assert count_loads(desk.office) == before
    later = desk.load(make_xlsx(orders("空置楼", start=150)))
    assert later["status"] == "loaded", "the next workbook is worked on"


def test_a_server_that_ends_while_storing_stores_it_once_at_its_next_start(office: Office):
    with open_record_desk(office) as desk:
        tried = desk.try_out(make_xlsx(orders(*NAMES, start=200)))
        loads, revisions, complaints = count_loads(office)
        with nobody_stores(office):
            worker = order_and_wait_at_the_door(desk, tried["id"])
            desk.context.jobs.stop()
            wait_until(lambda: not is_alive(worker))
    with office.database.read() as connection:
        status = text("SELECT status FROM workbook WHERE id = :id")
        assert connection.execute(status, {"id": tried["id"]}).scalar_one() == "storing"
    with open_record_desk(office) as desk:
        desk.wait(tried["id"], "loaded")
        assert count_loads(office) == (loads + 1, revisions + 1, complaints + 3)
        assert str(tried["id"]) not in desk.kept_files()


def is_alive(process: int) -> bool:
    try:
        said = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return said.rsplit(")", 1)[1].split()[0] != "Z"


def start_stopped(desk: RecordDesk, monkeypatch):
    """Makes the next worker stop at its first breath."""
    start = desk.context.jobs._start

    def start_and_stop(job):
        worker = start(job)
        worker.send_signal(signal.SIGSTOP)
        return worker

    monkeypatch.setattr(desk.context.jobs, "_start", start_and_stop)


def test_a_reading_is_cancelled_and_a_waiting_one_never_begins(desk: RecordDesk, monkeypatch):
    start_stopped(desk, monkeypatch)
    first = desk.hand_in(make_xlsx(orders(*NAMES, start=300))).json()["id"]
    worker = find_worker(desk)
    second = desk.hand_in(make_xlsx(orders(*NAMES, start=310))).json()["id"]
    monkeypatch.undo()
    assert desk.post(f"/workbooks/{second}/cancel").json()["status"] == "refused"
    assert desk.post(f"/workbooks/{first}/cancel").status_code == 202
    os.kill(worker, signal.SIGCONT)
    for number in (first, second):
        found = desk.wait(number)
        assert (found["status"], found["error"]["code"]) == ("refused", "cancelled")
        assert "data_staff" in found["error"]["message"]["zh"]
    body = {"columns": {"工单编号": "order_no"}}
    assert desk.send("PUT", f"/workbooks/{first}/mapping", **body).status_code == 202
    assert desk.wait(first)["status"] == "ready", "a cancelled workbook may be read again"


def test_a_killed_reader_leaves_its_workbook_refused(desk: RecordDesk, monkeypatch):
    start_stopped(desk, monkeypatch)
    number = desk.hand_in(make_xlsx(orders(*NAMES, start=400))).json()["id"]
    worker = find_worker(desk)
    monkeypatch.undo()
    os.kill(worker, signal.SIGKILL)
    found = desk.wait(number)
    assert (found["status"], found["error"]["code"]) == ("refused", "worker_failed")


def test_a_server_that_ends_while_reading_reads_at_its_next_start(office: Office, monkeypatch):
    with open_record_desk(office) as desk:
        start_stopped(desk, monkeypatch)
        number = desk.hand_in(make_xlsx(orders(*NAMES, start=500))).json()["id"]
        worker = find_worker(desk)
        monkeypatch.undo()
        os.kill(worker, signal.SIGCONT)
        threading.Event().wait(0.5)
    wait_until(lambda: not is_alive(worker))
    with open_record_desk(office) as desk:
        assert desk.wait(number)["status"] == "ready"


def test_a_database_that_goes_away_while_storing_leaves_nothing_half(desk: RecordDesk):
    tried = desk.try_out(make_xlsx(orders(*NAMES, start=600)))
    loads, revisions, complaints = count_loads(desk.office)
    with nobody_stores(desk.office):
        order_and_wait_at_the_door(desk, tried["id"])
        cut_off(desk.office)
    back = desk.wait(tried["id"], "ready", "loaded")
    assert (back["status"], back["error"]["code"]) == ("ready", "database_unavailable")
    assert count_loads(desk.office) == (loads, revisions, complaints)
    assert desk.post(f"/workbooks/{tried['id']}/load").status_code == 202
    assert desk.wait(tried["id"], "loaded")["error"] is None
    assert count_loads(desk.office) == (loads + 1, revisions + 1, complaints + 3)


def cut_off(office: Office) -> None:
    """Ends every connection but this one, as a database that stops does."""
    with office.database.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        )
