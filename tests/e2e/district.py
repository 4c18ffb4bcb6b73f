"""The demo district as a survey finds it: its zones, the release in force, its people's desks."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely
from sqlalchemy import text

from tests.e2e.browser import Tab
from tests.e2e.desk import DeskPage
from tests.installation import Installation

CODE, NAME = "区域编码", "小区名称"


@dataclass
class District:
    """The district before a module's tests; `survey` is the one that its zones came by."""

    demo: Installation
    zones: gpd.GeoDataFrame
    release: int
    survey: int

    def open_desk(self, tab: Tab, account: str = "demo-gis-staff") -> DeskPage:
        return DeskPage(tab).open(self.demo.link(account), self.demo.base)

    def shape(self, code: str) -> Any:
        return self.zones.geometry[self.zones[CODE] == code].iloc[0]

    def find(self, code: str) -> tuple[float, float]:
        """Returns a point inside a zone."""
        at = self.shape(code).representative_point()
        return at.x, at.y

    def find_corner(self, code: str) -> tuple[tuple[float, float], tuple[float, float]]:
        """Returns a zone's north-easternmost corner, and a place some metres north-east of it."""
        x, y = max(shapely.get_coordinates(self.shape(code)), key=sum)
        return (x, y), (x + 3e-5, y + 3e-5)

    def name(self, code: str) -> str:
        return str(self.zones[NAME][self.zones[CODE] == code].iloc[0])

    def add_person(self, account: str, role: str) -> str:
        """Makes an account, unless there is one; returns its name."""
        done = self.demo.run("user", "add", account, "--role", role)
        assert done.returncode == 0 or "已存在" in done.stderr, done.stderr
        return account


def find_release(demo: Installation) -> int:
    """Returns the release whose content is in force: of a roll back, the one gone back to."""
    newest = "SELECT coalesce(content_of, id) FROM release ORDER BY id DESC LIMIT 1"
    with demo.open_database() as database, database.read() as connection:
        return int(connection.execute(text(newest)).scalar_one())


def find_district(demo: Installation, zones: gpd.GeoDataFrame) -> District:
    """Returns the district as it is now."""
    with demo.open_database() as database, database.read() as connection:
        survey = connection.execute(
            text("SELECT min(id) FROM survey WHERE kind = 'zone' AND status = 'published'")
        ).scalar_one()
    return District(demo, zones, find_release(demo), int(survey))
