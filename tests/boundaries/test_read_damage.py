"""Damaged surveys: read whole, or refused in plain words."""

import struct
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest

from geo.boundaries.readers import __main__ as reader
from geo.boundaries.readers import formats, gdal, geopackage, run
from geo.boundaries.readers.job import Options, Reading
from geo.errors import InputError
from tests.handing import hand_over, spoil_member
from tests.world import CHAOYANG, write_csv, write_geopackage, write_shapefile


def test_a_missing_file(refuse, tmp_path):
    error = refuse(tmp_path / "无此文件.zip")
    assert error.code == "file_missing"
    assert "无此文件.zip" in error.message.zh


def test_a_folder_without_a_survey(refuse, tmp_path):
    assert "it holds 0" in refuse(tmp_path).message.en


@pytest.mark.parametrize("ending", [".shp", ".dbf"])
def test_a_shapefile_without_a_part(refuse, tmp_path, ending):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    spoil_member(path, ending, lambda _raw: None)
    error = refuse(path)
    assert error.code == "survey_refused"
    assert ending == ".shp" or ending in error.message.zh


@pytest.mark.parametrize("ending", [".shp", ".shx", ".dbf"])
@pytest.mark.parametrize("keep", [0, 7, 60, 0.5, 0.95])
def test_a_shapefile_cut_short(refuse, tmp_path, ending, keep):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    spoil_member(
        path, ending, lambda raw: raw[: keep if isinstance(keep, int) else int(len(raw) * keep)]
    )
    assert refuse(path).code == "survey_refused"


def test_shapes_and_records_that_differ_in_number(refuse, tmp_path):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    spoil_member(path, ".dbf", lambda raw: raw[:4] + struct.pack("<I", 8) + raw[8:])
    assert "9 shapes but 8 records" in refuse(path).message.en


@pytest.mark.parametrize("form", ["geojson", "gpkg", "shapefile"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short(refuse, tmp_path, form, share):
    path = hand_over(form, "gb18030", 4490, tmp_path)
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    assert refuse(path).code in ("survey_refused", "unreadable")


def test_a_damaged_zip(refuse, tmp_path):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    raw = bytearray(path.read_bytes())
    for at in range(100, len(raw) // 2, 7):
        raw[at] ^= 0x55
    path.write_bytes(raw)
    assert refuse(path).code == "survey_refused"


@pytest.mark.parametrize("seed", range(60))
def test_mutants_are_read_whole_or_refused(read, tmp_path, seed):
    """Bytes are changed at random: nothing but a refusal or the full number of rows comes out."""
    rng = np.random.default_rng(seed)
    form = ("geojson", "gpkg", "shapefile")[seed % 3]
    path = hand_over(form, "gb18030", 4490, tmp_path)
    raw = bytearray(path.read_bytes())
    for at in rng.integers(0, len(raw), rng.integers(1, 30)):
        raw[at] = rng.integers(0, 256)
    path.write_bytes(raw)
    try:
        survey = read(path)
    except InputError:
        return
    assert len(survey.rows) == 9


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{}",
        '{"type": "Feature"}',
        '{"type": "FeatureCollection"}',
        '{"type": "FeatureCollection", "features": {}}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": 1,'
        ' "name": "x"}, "geometry": {"type": "Polygon", "coordinates": [[[1]]]}}]}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": 1,'
        ' "name": "x"}, "geometry": {"type": "Unheard", "coordinates": []}}]}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": 1,'
        ' "name": "x"}, "geometry": "POLYGON EMPTY"}]}',
        '{"type": "FeatureCollection", "features": [3]}',
        '{"type": "FeatureCollection", "features": [{"properties": "text", "geometry": null}]}',
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
)
def test_json_that_is_no_survey(refuse, tmp_path, content):
    path = tmp_path / "zones.geojson"
    path.write_text(content)
    assert refuse(path).code in ("survey_refused", "geometry_unreadable", "fields_missing")


def test_a_geopackage_that_hides_rows_is_refused(refuse, tmp_path):
    import sqlite3

    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4548)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA writable_schema = 1")
        database.execute("UPDATE sqlite_master SET rootpage = 999 WHERE name = '界线'")
    database.close()
    assert refuse(path).code in ("survey_refused", "unreadable")


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("A corruption in the header of a1.gdbtable has been detected. It would need …", True),
        ("Non closed ring detected. To avoid accepting it, set …", True),
        ("organizePolygons() received a polygon with more than 100 parts.", False),
    ],
)
def test_damage_of_which_gdal_only_warns_is_refused(tmp_path, monkeypatch, said, refused):
    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4548)
    clean = gdal._clean_batch

    def warn(*given):
        warnings.warn(said, RuntimeWarning, stacklevel=1)
        return clean(*given)

    monkeypatch.setattr(gdal, "_clean_batch", warn)
    batches = gdal.stream_layer(path, "界线", Reading(batches=(), declared=9, layer="界线"))
    if refused:
        with pytest.raises(InputError) as error:
            list(batches)
        assert said in error.value.message.en
    else:
        assert sum(batch.num_rows for batch in batches) == 9


def test_f1_every_limit_is_told_by_its_number(tmp_path, monkeypatch):
    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4548)
    write_geopackage(CHAOYANG.zones(), path, 4548, layer="again", append=True)
    book = write_csv(tmp_path / "zones.csv", ["code", "name"], [("a" * 90, "b"), ("c", "d")])
    for module, limit, most, upload in (
        (run, "MAX_FEATURES", 8, path),
        (run, "MAX_VERTICES", 20, path),
        (run, "MAX_COLUMNS", 1, path),
        (run, "MAX_CELL", 50, book),
        (geopackage, "MAX_LAYERS", 1, path),
        (formats, "MAX_FILE_BYTES", 4_000, path),
        (formats, "MAX_TEXT_BYTES", 0, book),
    ):
        with monkeypatch.context() as small:
            small.setattr(module, limit, most)
            options = {"layer": "界线"} if upload == path else {}
            error = refuse_here(upload, tmp_path, options)
        assert error["details"] == [{"check": "F1"}], limit
        assert error["message"]["en"].startswith("[F1] "), limit
        if module is run:
            assert f"more than {most} " in error["message"]["en"], limit


def refuse_here(path: Path, folder: Path, options) -> dict:
    """Reads an upload in this process, where limits can be small; returns why it is refused."""
    return reader.answer([path], folder, Options(**options))["error"]


def test_f2_another_content_is_told_with_its_check(refuse, tmp_path):
    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4548)
    error = refuse(path.rename(tmp_path / "zones.geojson"))
    assert error.message.zh.startswith("[F2] ")
    assert error.details == [{"check": "F2"}]


def test_f4_rows_that_were_lost_are_counted(refuse, tmp_path):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    spoil_member(path, ".dbf", lambda raw: raw[:4] + struct.pack("<I", 8) + raw[8:])
    error = refuse(path)
    assert error.message.en.startswith("[F4] ")
    assert error.details == [{"check": "F4"}]


def test_f5_an_encoding_that_is_not_as_declared_or_undecided(read, refuse, tmp_path):
    path = write_shapefile(CHAOYANG.zones(), tmp_path / "zones.zip", 4548)
    assert "F5" not in {finding.check for finding in read(path).findings}
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("zones.cpg", "UTF-8")
    (told,) = [finding for finding in read(path).findings if finding.check == "F5"]
    assert told.severity == "W"
    assert "declares UTF-8" in told.message.en
    spoil_member(path, ".dbf", lambda raw: raw.replace("青".encode("gbk"), b"\xff\xff"))
    assert {"check": "F5"} in refuse(path).details


def test_f7_a_layer_that_was_passed_over_is_told(read, refuse, tmp_path):
    path = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4490, layer="甲")
    write_geopackage(CHAOYANG.zones("works"), path, 4490, layer="乙", append=True)
    assert refuse(path).details == [{"check": "F7"}]
    (told,) = [f for f in read(path, layer="乙").findings if f.check == "F7"]
    assert (told.severity, told.message.en) == (
        "W",
        "1 further layers of polygons were not read: 甲",
    )


def test_questions_and_refusals_of_the_place_tell_their_check(refuse, tmp_path):
    zones = CHAOYANG.zones()
    told = {}
    for number, srid in (("C4", 2436), ("C2", 4547)):
        path = write_geopackage(
            zones.set_crs(srid, allow_override=True), tmp_path / f"{srid}.gpkg", srid
        )
        error = refuse(path)
        told[number] = error.message.en[:4], error.details
    assert told == {number: (f"[{number}]", [{"check": number}]) for number in told}
