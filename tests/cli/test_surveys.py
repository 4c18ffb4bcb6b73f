"""The commands about surveys: what each says, ends with, and does."""

import json

import pytest
from sqlalchemy import text

from api.cli import console
from tests.world import spoil, write_geopackage, write_shapefile


@pytest.fixture
def zones(town):
    return town.world.zones()


@pytest.fixture
def new_survey(town, zones):
    return town.write(spoil(zones, "works", 小区名称="机床厂家属院"))


@pytest.fixture
def torn_down(town, zones):
    """A survey without two of the nine zones: a second person must approve it."""
    return town.write(zones.drop(["works", "kiosk"]))


def read(done, code=0):
    assert done.code == code, done
    return json.loads(done.out)


def stage(onemap, path, *options, code=0):
    return read(onemap.run("survey", "stage", path, "--kind", "zone", "--json", *options), code)


def test_check_writes_nothing(onemap, town, new_survey):
    before = town.content(), town.one("SELECT count(*) FROM survey")
    done = onemap.run("survey", "check", new_survey, "--kind", "zone")
    assert done.code == 0, done
    assert "code = 区域编码" in done.out
    assert "[G8] W × 1" in done.out
    assert "属性变化 attributes: 1" in done.out
    said = read(onemap.run("survey", "check", new_survey, "--kind", "zone", "--json"))
    assert said["changes"] == {"unchanged": 8, "attributes": 1}
    assert (said["blocking"], said["features"], said["base_release"]) == (0, 9, 2)
    assert said["decisions"]["fields"]["code"] == "区域编码"
    assert (town.content(), town.one("SELECT count(*) FROM survey")) == before
    assert not (onemap.data / "surveys").exists()


def test_a_survey_goes_its_way_step_by_step(onemap, town, new_survey):
    said = stage(onemap, new_survey)
    number = said["id"]
    assert (said["status"], said["changes"]) == ("staged", {"attributes": 1, "unchanged": 8})
    assert town.one("SELECT count(*) FROM release") == 2
    assert onemap.list_archives() == [f"preview-{number:06d}-1.pmtiles"]
    listed = read(onemap.run("survey", "list", "--json"))["surveys"]
    assert [row["status"] for row in listed] == ["staged", "published", "published"]
    shown = onemap.run("survey", "show", number)
    assert "已暂存" in shown.out
    assert "区域编码" in shown.out
    (change,) = read(onemap.run("survey", "diff", number, "--json"))["changes"]
    assert (change["change"], change["old_name"]) == ("attributes", "机床厂宿舍")
    of_file = onemap.run("survey", "diff", new_survey, "--kind", "zone", "--json")
    (same,) = read(of_file)["changes"]
    assert same.keys() == change.keys()
    assert {n: same[n] for n in ("row", "uid", "code", "name", "old_name")} == {
        n: change[n] for n in ("row", "uid", "code", "name", "old_name")
    }
    done = onemap.run("survey", "publish", number, "--reason", "年度更新", "--json")
    assert read(done) == {"release": 3}
    back = onemap.run("survey", "rollback", 2, "--reason", "录入有误", "--expected", 3)
    assert back.code == 0, back
    assert "Release 4 is in force" in back.out
    history = read(onemap.run("survey", "history", "--json"))["releases"]
    assert [(r["id"], r["content_of"], r["reason"]) for r in history[:2]] == [
        (4, 2, "录入有误"), (3, None, "年度更新"),
    ]  # fmt: skip
    assert "录入有误" in onemap.run("survey", "history").out


def test_who_was_first_is_told(onemap, new_survey):
    number = stage(onemap, new_survey)["id"]
    load = onemap.run("survey", "load", new_survey, "--kind", "zone")
    assert load.code == 0, load
    late = onemap.run("survey", "publish", number, "--reason", "x", "--expected", 2, "--json")
    assert read(late, console.CONFLICT)["error"]["code"] == "published_meanwhile"
    stale = onemap.run("survey", "publish", number, "--reason", "x")
    assert stale.code == console.CONFLICT
    assert "run its checks again" in stale.err
    said = read(onemap.run("survey", "stage", number, "--json"))
    assert said["status"] == "unchanged"


def test_a_second_person_approves(onemap, town, torn_down):
    for name, role in (("wang", "district_official"), ("zhao", "viewer")):
        assert onemap.run("user", "add", name, "--role", role).code == 0
    number = stage(onemap, torn_down, code=console.BLOCKED)["id"]
    publish = ("survey", "publish", number, "--reason", "拆迁")
    blocked = onemap.run(*publish)
    assert blocked.code == console.BLOCKED
    assert "[D1]" in blocked.err
    approve = ("survey", "approve", number, "--reason", "现场核实")
    for nobody in ("zhao", "nobody"):
        refused = onemap.run(*approve, "--by", nobody)
        assert refused.code == console.REFUSED
        assert "may approve" in refused.err
    assert onemap.run(*approve, "--by", "wang").code == 0
    assert onemap.run(*publish).code == 0
    assert town.one("SELECT approved_by FROM survey ORDER BY id DESC LIMIT 1") == "wang"


def test_a_load_names_who_approved_it(onemap, town, torn_down):
    load = ("survey", "load", torn_down, "--kind", "zone", "--reason", "拆迁")
    accepted = onemap.run(*load, "--accept", "D1")
    assert accepted.code == console.BLOCKED
    assert onemap.run("user", "add", "wang", "--role", "gis_staff").code == 0
    done = onemap.run(*load, "--approved-by", "wang")
    assert done.code == 0, done
    assert "撤销 removed: 2" in done.out
    (row,) = town.query("SELECT file_name, file_sha256 FROM survey ORDER BY id DESC LIMIT 1")
    kept = onemap.data / "surveys" / row.file_sha256 / row.file_name
    assert kept.read_bytes() == torn_down.read_bytes()


def test_findings_are_waived(onemap, town, zones):
    grown = zones.geometry["stone_west"].union(town.world.block(-700, 100, -590, 120))
    path = town.write(spoil(zones, "stone_west", geometry=grown))
    said = stage(onemap, path, code=console.BLOCKED)
    checked = onemap.run("survey", "check", path, "--kind", "zone")
    assert checked.code == console.BLOCKED
    blocking = [row for row in said["by_check"] if row["severity"] == "E"]
    for row in blocking:
        done = onemap.run(
            "survey", "waive", said["id"], "--check", row["check_id"], "--reason", "协议通行"
        )
        assert done.code == 0, done
    assert onemap.run("survey", "publish", said["id"], "--reason", "更新").code == 0


def test_a_waiver_holds_until_its_day(onemap, town, zones):
    grown = zones.geometry["stone_west"].union(town.world.block(-700, 100, -590, 120))
    path = town.write(spoil(zones, "stone_west", geometry=grown))
    said = stage(onemap, path, code=console.BLOCKED)
    waive = ("survey", "waive", said["id"], "--check", "T1", "--reason", "协议通行", "--until")
    late = onemap.run(*waive, "2020-01-01")
    assert late.code == console.REFUSED
    assert "2020-01-01" in late.err
    assert town.one("SELECT count(*) FROM finding_waiver") == 0
    assert onemap.run(*waive, "2199-12-31").code == 0
    assert str(town.one("SELECT until FROM finding_waiver")) == "2199-12-31"
    with town.database.write() as connection:
        connection.execute(text("UPDATE finding_waiver SET until = current_date - 1"))
    blocked = onemap.run("survey", "publish", said["id"], "--reason", "更新")
    assert blocked.code == console.BLOCKED


def test_a_withdrawn_survey_is_not_published(onemap, new_survey):
    number = stage(onemap, new_survey)["id"]
    assert onemap.run("survey", "withdraw", number, "--reason", "文件有误").code == 0
    done = onemap.run("survey", "publish", number, "--reason", "x")
    assert done.code == console.CONFLICT
    assert "已撤回" in done.err


def test_questions_are_printed_with_the_option_that_answers(onemap, town, zones):
    path = town.new_path("gpkg")
    write_geopackage(zones, path, 4548, layer="一期")
    write_geopackage(zones, path, 4548, layer="二期", append=True)
    check = ("survey", "check", path, "--kind", "zone")
    asked = onemap.run(*check)
    assert asked.code == console.ASKS
    assert "--layer 一期" in asked.err
    assert "--layer 二期" in asked.err
    (question,) = read(onemap.run(*check, "--json"), console.ASKS)["questions"]
    assert question["id"] == "layer"
    assert onemap.run(*check, "--layer", "二期").code == 0
    said = stage(onemap, path, code=console.ASKS)
    assert said["status"] == "asked"
    answered = onemap.run("survey", "stage", said["id"], "--layer", "二期", "--json")
    assert read(answered)["status"] == "unchanged"


def test_loose_parts_are_taken_together(onemap, town, zones):
    path = write_shapefile(zones, town.new_path("zip"), 4548)
    parts = sorted((path.parent / f"{path.stem}-parts").iterdir())
    for files in (parts, [part for part in parts if part.suffix == ".shp"], [parts[0].parent]):
        said = read(onemap.run("survey", "check", *files, "--kind", "zone", "--json"))
        assert said["changes"] == {"unchanged": 9}


@pytest.mark.parametrize(
    "options",
    [(), ("--kind", "zone", "--field", "code"), ("--kind", "zone", "--axes", "upwards"),
     ("--kind", "zone", "--datum", "x")],
)  # fmt: skip
def test_a_wrong_option_is_wrong_use(onemap, new_survey, options):
    done = onemap.run("survey", "check", new_survey, *options)
    assert done.code == console.USAGE
    assert "Traceback" not in done.err


def test_a_number_that_is_none(onemap):
    for command in (("show", 99), ("diff", 99), ("publish", 99, "--reason", "x"),
                    ("rollback", 99, "--reason", "x")):  # fmt: skip
        done = onemap.run("survey", *command)
        assert done.code == console.REFUSED, done
        assert "Traceback" not in done.err
