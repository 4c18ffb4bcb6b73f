"""Makes the shipped street boundaries: the district's outline divided by area among its streets.

Input are two small tables of facts (outline, area and centroid of each street); output is a
plausible picture of the streets, not a survey. `python -m geo.demo.streets FILE.toml` makes the
file again.
"""

import csv
import hashlib
import json
import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import shapely
from shapely import Polygon

from geo import crs
from geo.demo.borders import bend_borders
from geo.demo.partition import Floats, partition
from geo.profile import read_profile
from geo.settings import read_settings

DECIMALS = 7
SEED = 2022


def make_streets(facts: Path, outline: Path, measure: int) -> list[dict[str, object]]:
    """Returns GeoJSON features of the streets in EPSG:4490, in the order of their codes.

    Args:
        facts: CSV of code, name, kind, area_km2, centroid_lon, centroid_lat, part.
        outline: CSV of part, lon, lat: the rings that the streets of a part fill.
        measure: EPSG code of the projected system in which areas are measured.
    """
    rows = _read_csv(facts)
    corners = _read_csv(outline)
    features: dict[str, dict[str, object]] = {}
    for part in sorted({row["part"] for row in rows}):
        streets = [row for row in rows if row["part"] == part]
        areas = np.array([float(row["area_km2"]) * 1e6 for row in streets])
        centres = _project(streets, ("centroid_lon", "centroid_lat"), measure)
        ring = _project([row for row in corners if row["part"] == part], ("lon", "lat"), measure)
        cells = partition(_scale_to(Polygon(ring), areas.sum()), centres, areas)
        cells = bend_borders(cells, np.random.default_rng([SEED, int(part)]))
        for row, cell in zip(streets, cells, strict=True):
            features[row["code"]] = _feature(row, cell, measure)
    return [features[code] for code in sorted(features)]


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _project(rows: list[dict[str, str]], columns: tuple[str, str], measure: int) -> Floats:
    degrees = np.array([[float(row[column]) for column in columns] for row in rows])
    points = crs.transform_shapes(np.asarray(shapely.points(degrees)), crs.STORAGE, measure)
    return shapely.get_coordinates(points)


def _scale_to(outline: Polygon, area_m2: float) -> Polygon:
    """Returns the outline blown up about its centre to the area of its streets.

    A coarse outline cuts corners; without this the streets of a small part would all be too small.
    """
    factor = float(np.sqrt(area_m2 / outline.area))
    middle = np.asarray(outline.centroid.coords[0])
    return Polygon(middle + factor * (shapely.get_coordinates(outline) - middle))


def _feature(row: dict[str, str], cell: Polygon, measure: int) -> dict[str, object]:
    rings = np.asarray([shapely.orient_polygons(cell)])
    degrees = shapely.get_coordinates(crs.transform_shapes(rings, measure, crs.STORAGE))
    return {
        "type": "Feature",
        "properties": {"code": row["code"], "name": row["name"], "kind": row["kind"]},
        "geometry": {"type": "Polygon", "coordinates": [np.round(degrees, DECIMALS).tolist()]},
    }


def write_streets(sidecar: Path, measure: int) -> Path:
    """Makes the file that a .toml describes, and writes its checksum into that .toml.

    Args:
        sidecar: .toml beside the data, with the keys file, facts, outline and sha256.
        measure: EPSG code of the projected system in which areas are measured.
    """
    described = sidecar.read_text(encoding="utf-8")
    names = tomllib.loads(described)
    folder = sidecar.parent
    features = make_streets(folder / names["facts"], folder / names["outline"], measure)
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    system = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs.STORAGE}"}}
    head = f'"type":"FeatureCollection","crs":{json.dumps(system)},"features":'
    text = f"{{{head}[\n{lines}\n]}}\n"
    path = folder / str(names["file"])
    path.write_text(text, encoding="utf-8", newline="")
    digest = hashlib.sha256(text.encode()).hexdigest()
    sidecar.write_text(
        re.sub(r'(?m)^sha256 = ".*"$', f'sha256 = "{digest}"', described), encoding="utf-8"
    )
    return path


if __name__ == "__main__":
    write_streets(Path(sys.argv[1]), read_profile(read_settings().profile).crs.measure)
