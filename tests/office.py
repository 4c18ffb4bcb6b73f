"""An office: one district's database, loaded as the command line does it, without drawing tiles."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
from sqlalchemy import text

from geo.boundaries.load import load_survey
from geo.db import Database
from geo.profile import Profile
from geo.records.load import load_records
from geo.rows import Actor, LoadResult, RecordsRequest
from geo.surveys import PlaceKind, SurveyRequest, SurveyResult
from tests.world import Cells, World, write_geopackage, write_workbook

ACTOR = Actor("tester", "a test")

CONTENT = (
    "street", "zone", "street_version", "zone_version", "release", "lineage", "revision", "firm",
    "service", "committee", "party_organisation", "complaint", "enforcement", "rating",
    "list_entry", "fund", "mediation", "match_decision", "zone_alias", "placement_change",
    "audit_entry",
)  # fmt: skip


def without_tiles(_connection: Any, _release_id: int) -> None:
    """Stands for the tile archive where a test is not about tiles."""


class Office:
    """Loads surveys and workbooks into one database, and asks what is in it."""

    def __init__(self, database: Database, profile: Profile, world: World, folder: Path) -> None:
        self.database = database
        self.profile = profile
        self.world = world
        self.folder = folder
        self.files = 0

    def load(self, path: Path, kind: str = "zone", hook=without_tiles, **request) -> SurveyResult:
        if "D1" in request.get("accepted", {}):
            request.setdefault("approved_by", "second")
        asked = SurveyRequest(PlaceKind(kind), **request)
        return load_survey(self.database, self.profile, path, asked, ACTOR, hook)

    def survey(self, frame: gpd.GeoDataFrame, kind: str = "zone", **request) -> SurveyResult:
        """Writes a frame as a GeoPackage of its own name and loads it."""
        return self.load(self.write(frame), kind, **request)

    def open_town(self) -> None:
        """Loads the streets and zones of the tiny town."""
        self.survey(self.world.streets(), "street")
        self.survey(self.world.zones())

    def write(self, frame: gpd.GeoDataFrame) -> Path:
        return write_geopackage(frame, self.new_path("gpkg"), self.world.srid)

    def new_path(self, ending: str) -> Path:
        self.files += 1
        return self.folder / f"file-{self.files}.{ending}"

    def records(self, kind: str, header: Sequence[str], rows: Sequence[Cells], **how) -> LoadResult:
        """Writes rows as a workbook of its own name and loads it."""
        as_of = how.pop("as_of", None)
        path = write_workbook(self.new_path("xlsx"), header, rows, **how)
        return self.load_records(kind, path, as_of=as_of)

    def load_records(self, kind: str, path: Path, as_of=None) -> LoadResult:
        asked = RecordsRequest(kind, as_of)
        return load_records(self.database, self.profile, path, asked, ACTOR)

    def query(self, statement: str, **parameters: Any) -> list[Any]:
        """Returns the rows of a query."""
        with self.database.read() as connection:
            return list(connection.execute(text(statement), parameters).all())

    def one(self, statement: str, **parameters: Any) -> Any:
        """Returns the single value of a query."""
        ((value,),) = self.query(statement, **parameters)
        return value

    def uids(self, place: str = "zone") -> dict[str, int]:
        """Returns the current places' uids by their code."""
        rows = self.query(
            f"SELECT code, {place}_uid FROM {place}_version"
            " WHERE upper_inf(sys) AND upper_inf(valid)"
        )
        return dict(map(tuple, rows))

    def uid(self, key: str) -> int:
        """Returns the uid of a zone of the town by its key."""
        return self.uids()[self.world.code(key)]

    def content(self) -> dict[str, str]:
        """Returns a fingerprint of every table that readers see."""
        return {
            table: self.one(
                "SELECT concat(count(*), ' ', md5(string_agg(t::text, '|' ORDER BY t::text)))"
                f" FROM {table} t"
            )
            for table in CONTENT
        }
