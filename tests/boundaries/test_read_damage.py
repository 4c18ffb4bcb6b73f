"""Damaged surveys: read whole, or refused in plain words."""

import struct
import warnings

import numpy as np
import pytest

from geo.boundaries.readers import gdal
from geo.boundaries.readers.job import Reading
from geo.errors import InputError
from tests.handing import hand_over, spoil_member
from tests.world import CHAOYANG, write_geopackage, write_shapefile


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
