"""Surveys and workbooks by the command line: what is said, and that it is so."""

import json
import subprocess
import sys

import pytest

from geo.records.kinds import KINDS
from geo.settings import ROOT
from tests.world import spoil, write_csv, write_shapefile
from tiles.archive import find_archive
from tiles.pmtiles_file import read_tiles

SERVED = ("区域编码", "服务方式", "备用")


@pytest.fixture
def new_survey(town):
    """The town's next survey, zipped: 机床厂宿舍 has another name."""
    zones = spoil(town.world.zones(), "works", 小区名称="机床厂家属院")
    return write_shapefile(zones, town.new_path("zip"), 4548)


@pytest.fixture
def services(town):
    """A workbook with one row for each of the four ends that a row can have."""
    rows = [
        (town.world.code("works"), "失管", "x"), ("CY-110105999-001", "失管", ""),
        (town.world.code("kiosk"), "没听说过", ""),
    ]  # fmt: skip
    return write_csv(town.new_path("csv"), SERVED, rows)


def test_the_program_says_what_it_can():
    """Started as ./onemap starts it, without the server of the other tests."""
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0
    for command in ("up", "demo", "survey", "records", "user", "display"):
        assert command in done.stdout


def test_a_survey_is_published(town, onemap, new_survey):
    done = onemap.run("survey", "load", new_survey, "--kind", "zone", "--reason", "年度更新")
    assert done.code == 0, done.err
    assert "已发布第 3 版" in done.out
    assert "Release 3: 9 features" in done.out
    assert "属性变化 attributes: 1" in done.out
    assert "未变 unchanged: 8" in done.out
    assert "[G8]" in done.out
    (row,) = town.query("SELECT published_by, reason, archive_sha256 FROM release WHERE id = 3")
    assert row.published_by.startswith("cli:")
    assert row.reason == "年度更新"
    assert row.archive_sha256
    assert read_tiles(find_archive(onemap.data / "tiles", 3)).tiles
    again = onemap.run("survey", "load", new_survey, "--kind", "zone")
    assert again.code == 0
    assert "no release" in again.out
    assert onemap.list_archives() == ["release-000003.pmtiles"]


def test_a_surveys_result_for_programs(onemap, new_survey):
    done = onemap.run("survey", "load", new_survey, "--kind", "zone", "--json")
    result = json.loads(done.out)
    assert result["release"] == 3
    assert result["changes"] == {"unchanged": 8, "attributes": 1}
    assert {"A4", "A6", "G8"} <= {f["check"] for f in result["findings"]}
    assert done.err == ""


def test_options_of_a_survey(town, onemap):
    zones = town.world.zones("works")
    path = write_shapefile(
        spoil(zones, "works", 户数=501), town.new_path("zip"), 4527, leave_out=(".prj", ".cpg")
    )
    load = ("survey", "load", path, "--kind", "zone", "--crs", 4527)
    done = onemap.run(*load, "--partial", "--surveyed-on", "2022-11-08", "--json")
    assert json.loads(done.out)["changes"] == {"attributes": 1}
    (row,) = town.query("SELECT partial, srid, surveyed_on FROM survey ORDER BY id DESC LIMIT 1")
    assert (row.partial, row.srid, str(row.surveyed_on)) == (True, 4527, "2022-11-08")
    onemap.run("user", "add", "wang", "--role", "gis_staff")
    done = onemap.run(*load, "--approved-by", "wang", "--accept", "A2", "--reason", "其余已拆除")
    assert "撤销 removed: 8" in done.out
    assert town.one("SELECT decisions -> 'accepted' FROM survey ORDER BY id DESC LIMIT 1") == {
        "A2": "其余已拆除"
    }


def test_strays_of_a_killed_load_are_cleared_away(onemap, new_survey):
    tiles = onemap.data / "tiles"
    tiles.mkdir(parents=True)
    for name in ("release-000099.pmtiles", "release-000003.123.tmp"):
        (tiles / name).write_text("left by a killed load")
    assert onemap.run("survey", "load", new_survey, "--kind", "zone").code == 0
    assert onemap.list_archives() == ["release-000003.pmtiles"]


def test_a_workbook_is_stored(town, onemap, services):
    done = onemap.run("records", "load", services, "--kind", "service", "--as-of", "2022-09-30")
    assert done.code == 0, done.err
    assert "3 行 = 已匹配 1 + 待核实 1 + 已退回 1 + 区外 0" in done.out
    assert "3 rows = 1 matched + 1 for review + 1 rejected + 0 out of area" in done.out
    assert "columns not used: 备用" in done.out
    assert "第 4 行 服务方式" in done.out
    assert str(town.one("SELECT as_of FROM revision")) == "2022-09-30"
    again = onemap.run("records", "load", services, "--kind", "service")
    assert "no revision" in again.out
    assert town.one("SELECT count(*) FROM revision") == 1


def test_a_workbooks_result_for_programs(onemap, services):
    done = onemap.run("records", "load", services, "--kind", "service", "--json")
    result = json.loads(done.out)
    assert (result["rows"], result["matched"], result["review"]) == (3, 1, 1)
    assert result["ignored"] == ["备用"]
    assert result["rejections"][0]["row"] == 4
    assert set(result["rejections"][0]["reason"]) == {"zh", "en"}


def test_lists_of_what_was_loaded(onemap, services):
    onemap.run("records", "load", services, "--kind", "service")
    surveys = onemap.run("survey", "list")
    assert surveys.code == 0
    assert surveys.out.count("published") == 2
    loads = onemap.run("records", "list")
    assert loads.code == 0
    assert "service" in loads.out


def test_the_kinds_of_the_command_line_are_those_of_the_records():
    from api.cli.records import Kind

    assert [kind.value for kind in Kind] == list(KINDS)


def test_accounts_and_displays(town, onemap):
    added = onemap.run("user", "add", "li", "--role", "viewer")
    assert added.code == 0, added.err
    assert "/sign-in/" in added.out
    assert "/sign-in/" in onemap.run("user", "link", "li").out
    assert "li" in onemap.run("user", "list").out
    shown = onemap.run("display", "add", "大厅")
    assert "/wall?display=" in shown.out
    assert "大厅" in onemap.run("display", "list").out
    number = town.one("SELECT id FROM display_token")
    assert onemap.run("display", "revoke", number).code == 0
    assert town.one("SELECT revoked_at IS NOT NULL FROM display_token")
