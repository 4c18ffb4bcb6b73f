"""A thousand damaged copies of a survey in each format: read whole, or refused.

Every mutant is read by the true reader in a sealed process; a sample goes the whole way with a
process of its own.
"""

import json
import logging
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from geo.boundaries.reading.read import read_survey
from geo.errors import InputError
from geo.surveys import PlaceKind, SurveyRequest
from tests.boundaries.spare import SpareReader
from tests.world import CHAOYANG, write_csv, write_geojson, write_geopackage

pytestmark = pytest.mark.sealed

_LOG = logging.getLogger(__name__)
MUTANTS = 1_000
WORKERS = 2
# A zip's own sums tell nearly all damage: fewer show it.
PACKED = ("kmz", "gdb.zip")
ZONES = 9
TRUE_MUTANTS = 4


def make_shapefile(folder: Path) -> Path:
    path = folder / "shapefile"
    path.mkdir()
    pyogrio.write_dataframe(CHAOYANG.zones(), path / "zones.shp", encoding="GB18030")
    return path


def make_database(folder: Path) -> Path:
    path = folder / "zones.gdb"
    pyogrio.write_dataframe(
        CHAOYANG.zones(), path, layer="zones", driver="OpenFileGDB", promote_to_multi=True
    )
    return path


def make_kml(folder: Path) -> Path:
    marks = "".join(
        f"<Placemark><name>{name}</name><ExtendedData><Data name='code'><value>{code}</value>"
        f"</Data></ExtendedData><MultiGeometry>{''.join(map(draw_kml, shapely.get_parts(shape)))}"
        "</MultiGeometry></Placemark>"
        for code, name, shape in list_zones(4326)
    )
    path = folder / "zones.kml"
    path.write_text(f"<?xml version='1.0'?><kml><Document>{marks}</Document></kml>")
    return path


def draw_kml(part: shapely.Polygon) -> str:
    points = " ".join(f"{x},{y}" for x, y in part.exterior.coords)
    return (
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{points}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    )


def make_drawing(folder: Path) -> Path:
    drawing = ezdxf.new("R2010")
    page = drawing.modelspace()
    for code, _, shape in list_zones(4548):
        for part in shapely.get_parts(shape):
            page.add_lwpolyline(list(part.exterior.coords)[:-1], close=True)
            middle = part.centroid
            page.add_text(code, dxfattribs={"insert": (middle.x, middle.y)})
    path = folder / "zones.dxf"
    drawing.saveas(path)
    return path


def make_csv(folder: Path) -> Path:
    rows = [(code, name, shape.wkt) for code, name, shape in list_zones(4548)]
    return write_csv(folder / "zones.csv", ["区域编码", "小区名称", "WKT"], rows)


def make_workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["区域编码", "小区名称", "WKT"])
    for code, name, shape in list_zones(4548):
        book.active.append([code, name, shape.wkt])
    book.save(folder / "zones.xlsx")
    return folder / "zones.xlsx"


def list_zones(srid: int) -> Iterator[tuple[str, str, shapely.Geometry]]:
    zones = CHAOYANG.zones().to_crs(srid)
    return zip(zones["区域编码"], zones["小区名称"], zones.geometry, strict=True)


def make_zip(folder: Path) -> Path:
    parts = make_shapefile(folder)
    return Path(shutil.make_archive(str(folder / "zones"), "zip", parts))


def make_kmz(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "zones.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(make_kml(folder), "doc.kml")
    return folder / "zones.kmz"


def make_zipped_database(folder: Path) -> Path:
    make_database(folder)
    return Path(shutil.make_archive(str(folder / "zipped"), "zip", folder, "zones.gdb"))


MAKERS: dict[str, Callable[[Path], Path]] = {
    "shapefile": make_shapefile,
    "zip": make_zip,
    "gpkg": lambda folder: write_geopackage(CHAOYANG.zones(), folder / "zones.gpkg", 4548),
    "gdb": make_database,
    "geojson": lambda folder: write_geojson(CHAOYANG.zones(), folder / "zones.geojson"),
    "kml": make_kml,
    "dxf": make_drawing,
    "kmz": make_kmz,
    "gdb.zip": make_zipped_database,
    "csv": make_csv,
    "xlsx": make_workbook,
}
# What a mutant itself declares, where damage can change it without a trace.
DECLARED: dict[str, Callable[[bytes], int]] = {
    "geojson": lambda raw: len(json.loads(decode(raw))["features"]),
    "kml": lambda raw: raw.count(b"<Placemark>"),
    "dxf": lambda raw: count_lines(raw),
    "csv": lambda raw: sum(bool(line.strip(b", \r")) for line in raw.splitlines()) - 1,
}


def decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def damage(raw: bytes, rng: np.random.Generator) -> bytes:
    """Returns the bytes with some changed, cut off, left out, repeated or made zero."""
    at = int(rng.integers(0, len(raw)))
    length = int(rng.integers(1, max(2, min(200, len(raw) // 4))))
    kind = rng.integers(0, 6)
    if kind == 0:
        return raw[:at]
    if kind == 1:
        return raw[:at] + raw[at + length :]
    if kind == 2:
        return raw[:at] + raw[at : at + length] + raw[at:]
    if kind == 3:
        return raw[:at] + bytes(len(raw[at : at + length])) + raw[at + length :]
    changed = bytearray(raw)
    for place in rng.integers(0, len(raw), rng.integers(1, 30)):
        changed[place] = rng.integers(0, 256)
    return bytes(changed)


def make_mutant(original: Path, target: Path, seed: int) -> bytes:
    """Writes a damaged copy of a file, or of a folder with one file damaged; returns its bytes."""
    rng = np.random.default_rng(seed)
    if original.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(original, target)
        files = sorted(path for path in target.iterdir() if path.stat().st_size)
        file = files[int(rng.integers(0, len(files)))]
    else:
        shutil.copy(original, target)
        file = target
    raw = damage(file.read_bytes(), rng)
    file.write_bytes(raw)
    return raw


def count_expected(form: str, raw: bytes) -> int:
    return DECLARED[form](raw) if form in DECLARED else ZONES


def tell_outcome(answer: dict[str, Any]) -> str:
    """Returns "read", or the check that refused the mutant."""
    return "read" if "survey" in answer else str(answer.get("error", {}).get("details"))


def count_lines(raw: bytes) -> int:
    """Returns how many outlines the text of a drawing holds among its entities."""
    lines = [line.strip() for line in raw.split(b"\n")]
    pairs = list(zip(lines[::2], lines[1::2], strict=False))
    start = pairs.index((b"2", b"ENTITIES"))
    return pairs[start : pairs.index((b"0", b"ENDSEC"), start)].count((b"0", b"LWPOLYLINE"))


def count_found(form: str, answer: dict[str, Any]) -> set[int]:
    """Returns how many rows were read, as the reader says and as they stand in its answer.

    Of a drawing, how many lines: damaged corners may enclose something else than before.
    """
    if form == "dxf":
        asked = answer["survey"]["questions"][0]["message"]["en"]
        assert answer["rows"] == answer["survey"]["features"]
        return {int(re.search(r"(\d+) lines close", asked)[1])}
    return {answer["rows"], answer["survey"]["features"]}


@pytest.fixture(scope="module")
def readers(tmp_path_factory) -> Iterator[list[SpareReader]]:
    made = [SpareReader(tmp_path_factory.getbasetemp()) for _ in range(WORKERS)]
    yield made
    for reader in made:
        reader.close()


@pytest.mark.parametrize("form", MAKERS)
def test_the_original_is_read_whole(form, tmp_path, readers):
    answer = readers[0](MAKERS[form](tmp_path), codes=(r"CY-\d{9}-\d{3}",))
    assert answer["rows"] == answer["survey"]["features"] == ZONES


@pytest.mark.parametrize("form", MAKERS)
def test_mutants_are_read_whole_or_refused(form, tmp_path, readers):
    original = MAKERS[form](tmp_path)
    outcomes: Counter[str] = Counter()

    def read_some(worker: int) -> list[str]:
        faults = []
        folder = tmp_path / str(worker)
        folder.mkdir()
        target = folder / original.name
        for seed in range(worker, MUTANTS // (5 if form in PACKED else 1), WORKERS):
            raw = make_mutant(original, target, seed)
            answer = readers[worker](target, codes=(r"CY-\d{9}-\d{3}",))
            outcomes[tell_outcome(answer)] += 1
            if not answer.keys() & {"survey", "error"}:
                faults.append(f"{seed}: {answer}")
            elif "survey" in answer:
                found = count_found(form, answer)
                expected = count_expected(form, raw)
                if found != {expected}:
                    faults.append(f"{seed}: {found} of {expected}")
        return faults

    with ThreadPoolExecutor(WORKERS) as pool:
        faults = [fault for some in pool.map(read_some, range(WORKERS)) for fault in some]
    # The table of docs/measurements.md, shown with --log-cli-level=INFO.
    _LOG.info("%s %s", form, dict(outcomes))
    assert faults[:5] == []


@pytest.mark.parametrize("form", MAKERS)
def test_mutants_go_the_whole_way(form, tmp_path, profile):
    original = MAKERS[form](tmp_path)
    folder = tmp_path / "mutants"
    folder.mkdir()
    for seed in range(TRUE_MUTANTS):
        raw = make_mutant(original, folder / original.name, 50_000 + seed)
        try:
            survey = read_survey(
                folder / original.name, SurveyRequest(PlaceKind.ZONE, srid=4548), profile
            )
        except InputError:
            continue
        assert form == "dxf" or len(survey.rows) == count_expected(form, raw)
