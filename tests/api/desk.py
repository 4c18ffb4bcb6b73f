"""A survey desk: an office with the tiny town published, its server with workers, its people."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd

from api.auth.accounts import NewAccount, create_account
from api.auth.roles import Role
from geo.boundaries.load import load_survey
from geo.rows import Actor
from geo.surveys import PlaceKind, SurveyRequest
from tests.api.conftest import ORIGIN, PASSWORD, Office, get_api, sign_in
from tests.world import CHAOYANG, write_geopackage
from tiles.archive import make_publish_hook

FINAL = {"asked", "staged", "refused", "published", "unchanged", "withdrawn"}
WAIT_S = 90


class Desk:
    """People at a running server; `gis` hands in, `second` (GIS too) and `district` review."""

    def __init__(self, office: Office, app: Any) -> None:
        self.office, self.app = office, app
        self.gis = sign_in(office, app, "gis_staff")
        self.district = sign_in(office, app, "district_official")
        self.viewer = sign_in(office, app, "viewer")

    @property
    def context(self) -> Any:
        return get_api(self.app).state.context

    def write(self, frame: gpd.GeoDataFrame, name: str) -> Path:
        return write_geopackage(frame, self.office.settings.data / name, CHAOYANG.srid)

    def hand_in(self, *files: Path, kind: str = "zone", **fields: str) -> Any:
        parts = [("files", (path.name, path.read_bytes())) for path in files]
        return self.gis.post(
            "/api/v1/surveys", files=parts, data={"kind": kind, **fields}, headers=ORIGIN
        )

    def post(self, address: str, client: Any = None, **body: Any) -> Any:
        return (client or self.gis).post(f"/api/v1{address}", json=body, headers=ORIGIN)

    def get(self, address: str, client: Any = None, **query: Any) -> Any:
        return (client or self.gis).get(f"/api/v1{address}", params=query)

    def wait(self, survey: int, *states: str) -> dict[str, Any]:
        """The survey when it has come to one of these states, or to any that waits for people."""
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            found = self.get(f"/surveys/{survey}").json()
            if found["status"] in (states or FINAL):
                return found
            time.sleep(0.1)
        raise AssertionError(f"{found['status']}: {found['error']}")

    def stage(self, frame: gpd.GeoDataFrame, name: str, **fields: str) -> dict[str, Any]:
        answer = self.hand_in(self.write(frame, name), **fields)
        assert answer.status_code == 202, answer.text
        return self.wait(answer.json()["id"])

    def release(self) -> int | None:
        return self.get("/state").json()["release"]

    def wait_gone(self, address: str) -> bool:
        """Waits until an address says that there is nothing any more; tells whether it did."""
        end = time.monotonic() + WAIT_S
        while self.gis.get(address).status_code != 404 and time.monotonic() < end:
            time.sleep(0.1)
        return bool(self.gis.get(address).status_code == 404)

    def wait_release(self, above: int) -> int:
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            if (now := self.release()) is not None and now > above:
                return now
            time.sleep(0.1)
        raise AssertionError(f"still release {now}")


@contextmanager
def open_desk(office: Office) -> Iterator[Desk]:
    """The server of an office, with its workers, until the end."""
    app = office.app()
    with office.client(app):
        yield Desk(office, app)


def fill_town(office: Office) -> None:
    """Publishes the streets and zones of the tiny town, with their tiles."""
    hook = make_publish_hook(office.profile, office.settings.archives)
    for kind, frame in (("street", CHAOYANG.streets()), ("zone", CHAOYANG.zones())):
        path = write_geopackage(frame, office.settings.data / f"{kind}.gpkg", CHAOYANG.srid)
        wanted = SurveyRequest(PlaceKind(kind))
        load_survey(office.database, office.profile, path, wanted, Actor("surveyor"), hook)


def add_person(office: Office, name: str, role: Role) -> None:
    with office.database.write() as connection:
        create_account(connection, NewAccount(name, name, role, None, PASSWORD), "test")


class Listener:
    """Follows the stream of the surveys' events in a thread of its own."""

    def __init__(self, desk: Desk) -> None:
        self.told: list[dict[str, Any]] = []
        feed = desk.context.feed
        told, pass_on = self.told, feed._pass_on

        def hear(event: bytes) -> None:
            if event.startswith(b"event: survey"):
                told.append(json.loads(event.split(b"data: ", 1)[1]))
            pass_on(event)

        feed._pass_on = hear

    def states(self, survey: int) -> list[str]:
        return [one["status"] for one in self.told if one.get("id") == survey and "status" in one]

    def hears(self, said: dict[str, Any]) -> bool:
        end = time.monotonic() + 10
        while said not in self.told and time.monotonic() < end:
            time.sleep(0.05)
        return said in self.told
