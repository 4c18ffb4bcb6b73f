"""Exports by the command line: what is said, and how a command ends."""

import json

import pytest

from tests.cli.conftest import assert_refused


@pytest.mark.parametrize("form", ["gpkg", "geojson", "shp"])
def test_an_export_is_loaded_again_without_a_release(town, onemap, form):
    target = town.folder / f"out.{'zip' if form == 'shp' else form}"
    done = onemap.run("survey", "export", "--as", form, "--crs", 4548, "-o", target)
    assert done.code == 0, done.err
    assert "已导出第 2 版：9 个要素，EPSG:4548" in done.out
    (entry,) = town.query("SELECT * FROM audit_entry WHERE action = 'release.export'")
    assert entry.actor.startswith("cli:")
    assert (entry.subject, entry.detail) == (
        "release 2", {"kind": "zone", "as": form, "crs": 4548},
    )  # fmt: skip
    again = onemap.run("survey", "load", target, "--kind", "zone", "--json")
    assert json.loads(again.out)["release"] is None


def test_an_exports_result_for_programs(town, onemap):
    target = town.folder / "streets.gpkg"
    export = ("survey", "export", "--as", "gpkg", "--kind", "street", "-o", target, "--json")
    done = onemap.run(*export, "--release", 1)
    assert json.loads(done.out) == {
        "path": str(target), "release": 1, "kind": "street", "form": "gpkg", "srid": 4490,
        "places": 2, "size": target.stat().st_size,
    }  # fmt: skip
    before = target.read_bytes()
    assert_refused(onemap.run(*export), 1, "文件已存在", "already there")
    assert target.read_bytes() == before
    assert onemap.run(*export, "--force").code == 0
    assert_refused(onemap.run(*export, "--force", "--release", 9), 1, "9", "release 9")
    assert onemap.run("survey", "export", "--as", "kml", "-o", target).code == 2
