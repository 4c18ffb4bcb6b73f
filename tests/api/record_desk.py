"""A matching desk: an office with the tiny town published, its server with workers, its people."""

import asyncio
import io
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import openpyxl

from api.auth.accounts import NewAccount, create_account
from api.auth.roles import Role
from api.feed import MAX_WAITING
from tests.api.conftest import ORIGIN, PASSWORD, Office, get_api, sign_in
from tests.world import CHAOYANG

SETTLED = {"ready", "asking", "refused", "loaded", "withdrawn"}
WAIT_S = 120
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = ("工单编号", "受理时间", "街道名称", "小区名称", "三级分类")
Row = tuple[Any, ...]


class RecordDesk:
    """People at a running server.

    `staff` loads and decides, `second` too; `west` and `east` are officials of a street each.
    """

    def __init__(self, office: Office, app: Any) -> None:
        self.office, self.app = office, app
        for name, role, street in (
            ("second", Role.DATA_STAFF, None),
            ("west", Role.STREET_OFFICIAL, CHAOYANG.street_codes["west"]),
            ("east", Role.STREET_OFFICIAL, CHAOYANG.street_codes["east"]),
        ):
            _add_person(office, name, role, street)
            setattr(self, name, sign_in(office, app, name))
        self.staff = sign_in(office, app, "data_staff")
        self.district = sign_in(office, app, "district_official")

    @property
    def context(self) -> Any:
        return get_api(self.app).state.context

    def get(self, address: str, client: Any = None, **query: Any) -> Any:
        return (client or self.staff).get(f"/api/v1/records{address}", params=query)

    def send(self, method: str, address: str, client: Any = None, **body: Any) -> Any:
        return (client or self.staff).request(
            method, f"/api/v1/records{address}", json=body or None, headers=ORIGIN
        )

    def post(self, address: str, client: Any = None, **body: Any) -> Any:
        return self.send("POST", address, client, **body)

    def hand_in(
        self, content: bytes, name: str = "工单.xlsx", kind: str = "complaint", **fields: str
    ) -> Any:
        return self.staff.post(
            "/api/v1/records/workbooks",
            files=[("files", (name, content))],
            data={"kind": kind, **fields},
            headers=ORIGIN,
        )

    def wait(self, workbook: int, *states: str) -> dict[str, Any]:
        """The workbook when it has come to one of these states, or to any that waits for people."""
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            found = self.get(f"/workbooks/{workbook}").json()
            if found["status"] in (states or SETTLED):
                return found
            time.sleep(0.1)
        raise AssertionError(f"{found['status']}: {found['error']}")

    def try_out(self, content: bytes, *states: str, **fields: str) -> dict[str, Any]:
        """The workbook that was handed in, when it has been read and tried."""
        answer = self.hand_in(content, **fields)
        assert answer.status_code == 202, answer.text
        return self.wait(answer.json()["id"], *states)

    def load(self, content: bytes, **fields: str) -> dict[str, Any]:
        """The workbook, loaded."""
        found = self.try_out(content, **fields)
        assert found["status"] == "ready", found
        assert self.post(f"/workbooks/{found['id']}/load").status_code == 202
        found = self.wait(found["id"], "loaded", "ready")
        assert found["status"] == "loaded", found["error"]
        return found

    def find_key(self, name: str, client: Any = None) -> str:
        """The key of the group that says this name."""
        items = self.get("/review", client).json()["items"]
        return next(item["key"] for item in items if item["said"].get("zone_name") == name)

    def decide(self, key: str, zone: int, client: Any = None, **more: Any) -> Any:
        return self.post("/decisions", client, key=key, verdict="zone", zone_uid=zone, **more)

    def zone(self, code: str) -> int:
        """The uid of a zone of the tiny town, by its key there."""
        from sqlalchemy import text

        with self.office.database.read() as connection:
            return connection.execute(
                text("SELECT zone_uid FROM zone_version WHERE code = :c AND upper_inf(sys)"),
                {"c": CHAOYANG.code(code)},
            ).scalar_one()

    def kept_files(self) -> list[str]:
        """What lies in the folder of workbooks."""
        store = self.office.settings.workbooks
        return sorted(path.name for path in store.iterdir()) if store.is_dir() else []


def make_xlsx(rows: Sequence[Row], header: Sequence[str] = HEADER) -> bytes:
    """A workbook with one sheet, as bytes."""
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def orders(*names: str, street: str = "河西街道", start: int = 1) -> list[Row]:
    """Work orders that name these places."""
    return [
        (f"GD{start + at:04}", f"2022-05-{1 + at % 28:02} 08:00", street, name, "渗漏")
        for at, name in enumerate(names)
    ]


@contextmanager
def open_record_desk(office: Office) -> Iterator[RecordDesk]:
    """The server of an office, with its workers, until the end."""
    app = office.app()
    with office.client(app):
        yield RecordDesk(office, app)


def _add_person(office: Office, name: str, role: Role, street: str | None) -> None:
    if name not in office.accounts:
        with office.database.write() as connection:
            account = NewAccount(name, name, role, street, PASSWORD)
            office.accounts[name] = create_account(connection, account, "test")


class Listener:
    """Hears what the feed of records tells."""

    def __init__(self, desk: RecordDesk) -> None:
        self.told: list[dict[str, Any]] = []
        feed = desk.context.record_feed
        told, pass_on = self.told, feed._pass_on

        def hear(event: bytes) -> None:
            if event.startswith(b"event: records"):
                told.append(json.loads(event.split(b"data: ", 1)[1]))
            pass_on(event)

        feed._pass_on = hear
        # What waits is counted for somebody who listens.
        feed._listeners.add(asyncio.Queue(MAX_WAITING))

    def wait_for(self, kind: str, **said: Any) -> dict[str, Any]:
        """The first event of a kind that says this."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            for one in list(self.told):
                if kind in one and said.items() <= one[kind].items():
                    return one[kind]
            time.sleep(0.05)
        raise AssertionError(self.told)
