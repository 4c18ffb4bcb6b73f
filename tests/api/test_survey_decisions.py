"""What the server tells of how a file was understood is what the desk's own tests are fed with."""

import csv
import json
import os
import struct
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely
from pyproj import CRS

from tests.api.desk import Desk, fill_town, open_desk
from tests.boundaries.test_traps import store_wkb
from tests.world import CHAOYANG, write_geopackage

CAPTURED = Path(__file__).parents[2] / "web" / "tests" / "desk" / "captured"
_TOLD = ("layer", "encoding", "srid", "decisions")


@pytest.fixture(scope="module")
def desk(make_office):
    office = make_office(filled=False)
    fill_town(office)
    with open_desk(office) as opened:
        yield opened


def compare(name: str, survey: dict[str, Any]) -> None:
    """Compares what the desk reads of a survey with what its tests know; CAPTURE=1 writes that."""
    told = {key: survey[key] for key in _TOLD}
    path = CAPTURED / f"{name}.json"
    if os.environ.get("CAPTURE"):
        path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert json.loads(path.read_text("utf-8")) == told, (
        "run: CAPTURE=1 .venv/bin/python -m pytest tests/api/test_survey_decisions.py"
    )


def answer(desk: Desk, survey: dict[str, Any], **answers: Any) -> dict[str, Any]:
    taken = desk.post(f"/surveys/{survey['id']}/answers", **answers)
    assert taken.status_code == 202, taken.text
    return desk.wait(survey["id"])


def hand_in(desk: Desk, path: Path, **fields: str) -> dict[str, Any]:
    return desk.wait(desk.hand_in(path, **fields).json()["id"])


def write_drawn(folder: Path) -> Path:
    """Zips zones with heights and cut field names under a .prj of 114°, and a layer of lines."""
    zones = CHAOYANG.zones("river_1", "river_2").drop(columns=["别名"])
    zones.insert(2, "物业服务企业", "河畔物业")
    zones.geometry = shapely.force_3d(zones.geometry, 38.5)
    lines = gpd.GeoDataFrame({"n": [1]}, geometry=[CHAOYANG.block(0, 0, 9, 9).boundary], crs=4548)
    pyogrio.write_dataframe(zones, folder / "区域.shp", encoding="GB18030")
    pyogrio.write_dataframe(lines, folder / "道路.shp", encoding="GB18030")
    (folder / "区域.cpg").unlink()
    (folder / "区域.prj").write_text(CRS.from_epsg(4547).to_wkt("WKT1_ESRI"), "utf-8")
    path = folder / "drawn.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.glob("*.*")):
            if part != path:
                archive.write(part, part.name)
    return path


def write_table(folder: Path, *rows: str) -> Path:
    """Writes a table of zones below a title, with a column that no office is known to use."""
    zones = CHAOYANG.zones(*rows)
    path = folder / f"{'-'.join(rows)}.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["朝阳区物业管理区域一览表"])
        writer.writerow(["区域编码", "院子叫法", "户数", "WKT"])
        for row in zones.itertuples(index=False):
            writer.writerow([row[0], f"{row[1]}小区", row[4], row[5].wkt])
    return path


def test_a_decision_against_the_file_tells_what_speaks_against_it(desk: Desk, tmp_path: Path):
    asked = hand_in(desk, write_drawn(tmp_path), partial="true")
    assert [question["id"] for question in asked["questions"]] == ["srid"]
    told = answer(desk, asked, srid=4548)
    decisions = told["decisions"]
    assert decisions["crs"]["from"] == "person"
    assert decisions["crs"]["against"]
    assert decisions["fields_from"]["firm"] == "cut"
    assert decisions["left_out"]
    assert decisions["had_z"]
    compare("overruled", told)


def test_columns_that_a_person_named_are_remembered(desk: Desk, tmp_path: Path):
    asked = hand_in(desk, write_table(tmp_path, "river_1", "works"), partial="true")
    fields = {"code": "区域编码", "name": "院子叫法", "households": "户数"}
    answers = {question["id"]: question["proposed"] for question in asked["questions"]}
    told = answer(desk, asked, **{**answers, "srid": 4548, "fields": fields})
    assert told["decisions"]["fields_from"]["name"] == "person"
    assert told["decisions"]["left_out"]
    compare("named", told)
    again = hand_in(desk, write_table(tmp_path, "works", "empty"), partial="true")
    while again["status"] == "asked":
        again = answer(desk, again, srid=4548)
    assert again["decisions"]["fields_from"]["name"] == "remembered"
    compare("remembered", again)


def test_curves_are_counted(desk: Desk, tmp_path: Path):
    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4548)
    east, north = CHAOYANG.middle
    arc = [(east - 500, north + 100), (east - 460, north + 140), (east - 420, north + 100),
           (east - 460, north + 60), (east - 500, north + 100)]  # fmt: skip
    points = b"".join(struct.pack("<dd", *point) for point in arc)
    curve = struct.pack("<BII", 1, 8, len(arc)) + points
    store_wkb(path, 1, struct.pack("<BII", 1, 10, 1) + curve)
    told = hand_in(desk, path)
    assert told["decisions"]["curved"] == 1
    compare("curved", told)
