"""Surveys as offices hand them over, whole or spoilt, and what must be read from them."""

import zipfile
from pathlib import Path

import pytest

from geo.crs import STORAGE, transform_shapes
from tests.world import CHAOYANG, write_geojson, write_geopackage, write_shapefile


def hand_over(form: str, encoding: str, srid: int, folder: Path) -> Path:
    """Writes the town's zones in a form."""
    zones = CHAOYANG.zones()
    if form == "geojson":
        return write_geojson(
            zones, folder / "zones.geojson", srid, encoding, crs_member=srid != 4326
        )
    if form == "gpkg":
        return write_geopackage(zones, folder / "zones.gpkg", srid)
    leave_out = () if form == "shapefile+cpg" else (".cpg",)
    if encoding == "utf-8":
        # Ten bytes hold three characters of UTF-8, so field names are Latin there.
        zones.columns = ["code", "name", "JDDM", "BM", "HS", "geometry"]
    return write_shapefile(zones, folder / "zones.zip", srid, encoding, leave_out=leave_out)


def assert_is_town(survey, srid: int) -> None:
    """Every row says and draws what the town has."""
    zones = CHAOYANG.zones()
    assert survey.srid == srid
    assert survey.rows.crs == STORAGE
    assert survey.rows["name"].tolist() == zones["小区名称"].tolist()
    assert survey.rows["code"].tolist() == zones["区域编码"].tolist()
    assert survey.rows["row_no"].tolist() == list(range(1, 10))
    back = transform_shapes(survey.rows.geometry.to_numpy(), STORAGE, CHAOYANG.srid)
    for found, drawn in zip(back, zones.geometry, strict=True):
        assert found.hausdorff_distance(drawn) < 0.002
        assert found.area == pytest.approx(drawn.area, rel=1e-4)


def spoil_member(path: Path, ending: str, change) -> None:
    """Writes a zip again with one member changed, or left out when `change` gives None."""
    with zipfile.ZipFile(path) as source:
        members = {part: source.read(part) for part in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            kept = change(raw) if name.endswith(ending) else raw
            if kept is not None:
                archive.writestr(name, kept)


def make_zip(path: Path, **members: bytes) -> Path:
    """Writes a zip of these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return path
