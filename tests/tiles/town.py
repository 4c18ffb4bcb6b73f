"""A tiny town, each place in it there for one trap.

Two streets share a crooked border: 北街道 and 南地区. Their zones, by name:

- 大院 and 邻院 stand wall to wall: simplified, they must still share that wall.
- 夹道 is an alley three metres wide and 300 m long: at most zooms the grid swallows it.
- 针尖 is four metres square: smaller than a pixel, it is a point at every zoom but the last.
- 跨缝 lies across the seam of four tiles, at all zooms from 10 on.
- 飞地 is two blocks, 400 m apart, under one name.
- 天井 has a courtyard that is not its own.
- 越界 overlaps 大院 by a strip: a survey may be accepted with that.
- 一线 is a tenth of a millimetre wide, what is left of a careless cut.
- 无主 lies in no street.
"""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, text

from geo.db import Database
from geo.models import (
    Release,
    Street,
    StreetVersion,
    Survey,
    Zone,
    ZoneVersion,
)

# The seam of four tiles at zoom 10 and all above: at 12, column 3372 and row 1552 begin here.
SEAM_EAST, SEAM_NORTH = 116.3671875, 39.9097362345372
METRE_EAST, METRE_NORTH = 1 / 85390, 1 / 111030

FIRST_DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def metres(east: float, north: float) -> tuple[float, float]:
    """Degrees of a place so many metres from the seam."""
    return SEAM_EAST + east * METRE_EAST, SEAM_NORTH + north * METRE_NORTH


def ring(*corners: tuple[float, float]) -> str:
    places = [metres(*corner) for corner in (*corners, corners[0])]
    return f"({', '.join(f'{east:.9f} {north:.9f}' for east, north in places)})"


def block(west: float, south: float, east: float, north: float) -> str:
    """A rectangle's rings, with a vertex every twentieth of a side, as a surveyor's file has."""
    steps = range(20)
    wide, high = (east - west) / 20, (north - south) / 20
    corners = [(west + i * wide, south) for i in steps]
    corners += [(east, south + i * high) for i in steps]
    corners += [(east - i * wide, north) for i in steps]
    corners += [(west, north - i * high) for i in steps]
    return f"({ring(*corners)})"


CROOKED = [
    (-3000, 40),
    (-1800, -260),
    (-900, 120),
    (-120, -90),
    (700, 60),
    (1900, -150),
    (3000, 20),
]
STREETS = {
    "110105001": ("北街道", "subdistrict", f"({ring(*CROOKED, (3000, 2500), (-3000, 2500))})"),
    "110105002": (
        "南地区",
        "area_township",
        f"({ring((-3000, -2500), (3000, -2500), *CROOKED[::-1])})",
    ),
}
ZONES: dict[str, tuple[str, str | None, str]] = {
    "CY-110105001-001": ("大院", "110105001", block(-2500, 600, -1700, 1300)),
    "CY-110105001-002": ("邻院", "110105001", block(-1700, 600, -1200, 1300)),
    "CY-110105001-003": ("夹道", "110105001", block(900, 900, 903, 1200)),
    "CY-110105001-004": ("针尖", "110105001", block(1500, 900, 1504, 904)),
    "CY-110105002-001": ("跨缝", "110105001", block(-100, -100, 100, 100)),
    "CY-110105002-002": (
        "飞地",
        "110105002",
        f"{block(-1500, -1500, -1300, -1300)}, {block(-900, -1500, -700, -1300)}",
    ),
    "CY-110105002-003": (
        "天井",
        "110105002",
        f"({ring((900, -1900), (1500, -1900), (1500, -1400), (900, -1400))}, "
        f"{ring((1100, -1750), (1300, -1750), (1300, -1550), (1100, -1550))})",
    ),
    "CY-110105001-005": ("越界", "110105001", block(-2400, 1280, -1900, 1600)),
    "CY-110105002-004": (
        "一线",
        "110105002",
        f"({ring((2000, -800), (2000.0001, -800), (2000.0001, -300), (2000, -300))})",
    ),
    "CY-110105002-005": ("无主", None, block(2600, -2300, 2900, -2000)),
}


@dataclass
class Town:
    """The town's database, its release, and its places' uids by code and by name."""

    database: Database
    release: int = 0
    survey: int = 0
    streets: dict[str, int] = field(default_factory=dict)
    zones: dict[str, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def publish(self, at: dt.datetime) -> int:
        """Makes a release of what is current at a moment."""
        with self.database.write() as connection:
            previous = self.release or None
            return connection.execute(
                insert(Release)
                .values(
                    previous_id=previous,
                    survey_id=self.survey,
                    published_at=at,
                    published_by="测试",
                    streets=len(self.streets),
                    zones=len(self.zones),
                )
                .returning(Release.id)
            ).scalar_one()

    def rename(self, name: str, new: str, at: dt.datetime) -> None:
        """Gives a zone another name from a moment on, as a new survey would."""
        with self.database.write() as connection:
            connection.execute(
                text(
                    "WITH old AS (UPDATE zone_version"
                    " SET sys = tstzrange(lower(sys), :at)"
                    " WHERE zone_uid = :uid AND upper_inf(sys) RETURNING *)"
                    " INSERT INTO zone_version (zone_uid, street_uid, survey_id, code, name,"
                    " attributes, area_m2, geom, valid, sys) SELECT zone_uid, street_uid,"
                    " survey_id, code, :name, attributes, area_m2, geom, valid,"
                    " tstzrange(:at, NULL) FROM old"
                ),
                {"uid": self.zones[name], "name": new, "at": at},
            )

    def remove(self, name: str, at: dt.datetime) -> None:
        """Ends a zone at a moment."""
        with self.database.write() as connection:
            connection.execute(
                text(
                    "UPDATE zone_version SET sys = tstzrange(lower(sys), :at)"
                    " WHERE zone_uid = :uid AND upper_inf(sys)"
                ),
                {"uid": self.zones[name], "at": at},
            )


def build_town(database: Database) -> Town:
    """Writes the town into an empty database and publishes it."""
    town = Town(database)
    period = f"[{FIRST_DAY.isoformat()},)"
    with database.write() as connection:
        town.survey = connection.execute(
            insert(Survey)
            .values(
                kind="zone",
                status="published",
                file_name="town.geojson",
                file_sha256="-",
                layer="town",
                encoding="UTF-8",
                srid=4490,
                features=len(ZONES),
                partial=False,
                loaded_by="测试",
                decisions={},
            )
            .returning(Survey.id)
        ).scalar_one()
        for code, (name, kind, rings) in STREETS.items():
            uid = connection.execute(
                insert(Street).values(survey_id=town.survey).returning(Street.uid)
            ).scalar_one()
            town.streets[code] = uid
            _add_version(
                connection,
                StreetVersion,
                rings,
                period,
                street_uid=uid,
                survey_id=town.survey,
                code=code,
                name=name,
                attributes={"kind": kind},
            )
        for number, (code, (name, street, rings)) in enumerate(ZONES.items(), start=1):
            uid = connection.execute(
                insert(Zone).values(survey_id=town.survey).returning(Zone.uid)
            ).scalar_one()
            town.zones[name] = uid
            town.names[uid] = name
            facts = {
                "households": number * 100,
                "buildings": number,
                "estate_kind": "commodity",
                "old_estate": number % 2 == 0,
            }
            _add_version(
                connection,
                ZoneVersion,
                rings,
                period,
                zone_uid=uid,
                street_uid=town.streets.get(street or ""),
                survey_id=town.survey,
                code=code,
                name=name,
                attributes=facts if name != "无主" else {},
            )
    town.release = town.publish(FIRST_DAY)
    return town


def _add_version(connection, model, rings: str, period: str, **values: Any) -> None:
    geom = f"SRID=4490;MULTIPOLYGON({rings})"
    values["attributes"] = json.dumps(values["attributes"])
    columns = ", ".join([*values, "geom", "area_m2", "valid", "sys"])
    places = ", ".join(f":{name}" for name in values)
    connection.execute(
        text(
            f"INSERT INTO {model.__tablename__} ({columns}) SELECT {places}, g,"
            " ST_Area(g::geography), :period, :period"
            " FROM (SELECT ST_GeomFromEWKT(:geom) AS g) AS s"
        ),
        {**values, "geom": geom, "period": period},
    )
