"""Bad input, as users give it: a clear error in two languages, and nothing changed."""

import socket
import time

import pytest

from geo.surveys import PlaceKind
from tests.cli.conftest import assert_refused
from tests.conftest import CHAOYANG
from tests.small_disk import fill, mount_small
from tests.world import bow_tie, spoil, write_csv, write_geojson, write_shapefile, write_workbook

LOAD_ZONES = ("survey", "load")
SECRET = "s3cret-pass"


@pytest.fixture
def zones(town):
    return town.world.zones()


# --- Surveys ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(PlaceKind))
def test_a_missing_survey(refuse, tmp_path, kind):
    path = tmp_path / "没有.zip"
    refuse("survey", "load", path, "--kind", kind, code=2, zh="找不到文件", en="no such file")


def test_a_truncated_survey(refuse, town, zones):
    for path in (
        write_geojson(zones, town.new_path("geojson")),
        write_shapefile(zones, town.new_path("zip"), 4548),
        town.write(zones),
    ):
        path.write_bytes(path.read_bytes()[:-700])
        refuse("survey", "load", path, "--kind", "zone", zh="不能接收", en="cannot be taken")


def test_a_survey_outside_the_district(refuse, town, zones):
    moved = zones.set_geometry(zones.translate(xoff=70_000))
    path = write_shapefile(moved, town.new_path("zip"), 4548)
    refuse(
        "survey", "load", path, "--kind", "zone", code=4,
        zh="[C1] 第 1 行（CY-110105901-001 青石苑）：不在朝阳区范围内",
        en="it lies outside Chaoyang",
    )  # fmt: skip


def test_zones_whose_sides_cross(refuse, town, zones):
    path = town.write(spoil(zones, "works", geometry=bow_tie(zones.geometry["works"])))
    done = refuse(
        "survey", "load", path, "--kind", "zone", code=4,
        zh="图形无效：边界自相交", en="[G3] row 5: its shape is invalid",
    )  # fmt: skip
    assert "请在原图中改正" in done.err
    refuse(
        "survey", "load", path, "--kind", "zone", "--accept", "G3", code=4,
        zh="不能放行", en="cannot be let through",
    )  # fmt: skip


def test_duplicate_codes(refuse, town, zones):
    path = town.write(spoil(zones, "works", 区域编码=town.world.code("kiosk")))
    refuse(
        "survey", "load", path, "--kind", "zone", code=4,
        zh="编码与第 5 行重复", en="its code CY-110105902-006 is used by row 5 too",
    )  # fmt: skip


def test_a_survey_without_most_zones(refuse, town, zones):
    path = town.write(zones.loc[["works"]])
    done = refuse(
        "survey", "load", path, "--kind", "zone", code=4,
        zh="缺少现有 9 个中的 8 个", en="the survey lacks 8 of the 9 known ones",
    )  # fmt: skip
    assert "--partial" in done.err


def test_zones_loaded_as_streets(refuse, town, zones):
    path = town.write(zones.drop(columns="街道代码"))
    load = ("survey", "load", path, "--kind", "street")
    refuse(*load, code=3, zh="缺少字段", en="Fields are missing")


def test_no_room_for_the_tiles(refuse, town, onemap, zones):
    path = town.write(spoil(zones, "works", 小区名称="新名"))
    with mount_small(onemap.data, 1) as small:
        (small / "tiles").mkdir()
        filler = fill(small)
        refuse("survey", "load", path, "--kind", "zone", zh="磁盘空间不足", en="The disk is full")
        assert onemap.list_archives() == []
        filler.unlink()
        done = onemap.run("survey", "load", path, "--kind", "zone")
        assert done.code == 0, done.err


def test_no_room_to_unpack(refuse, town, tmp_path, zones):
    detailed = zones.set_geometry(zones.segmentize(0.1))
    path = write_shapefile(detailed, town.new_path("zip"), 4548)
    with mount_small(tmp_path / "tmp", 1) as small:
        (small / "filler").write_bytes(bytes(900_000))
        refuse(
            "survey", "load", path, "--kind", "zone", TMPDIR=small,
            zh="磁盘空间不足", en="The disk is full",
        )  # fmt: skip
        assert [file.name for file in small.iterdir()] == ["filler"]


# --- Workbooks -------------------------------------------------------------------------------


def test_a_workbook_with_unknown_columns(refuse, town):
    for path in (
        write_workbook(town.new_path("xlsx"), ("甲", "乙"), [(1, 2)]),
        write_csv(town.new_path("csv"), ("甲", "乙"), [(1, 2)]),
    ):
        done = refuse(
            "records", "load", path, "--kind", "service",
            zh="缺少列：服务方式/管理方式", en="lacks the columns",
        )  # fmt: skip
        assert "甲、乙" in done.err


def test_a_missing_workbook(refuse, tmp_path):
    path = tmp_path / "没有.xlsx"
    refuse("records", "load", path, "--kind", "firm", code=2, zh="找不到文件", en="no such file")


def test_a_truncated_workbook(refuse, town):
    path = write_workbook(town.new_path("xlsx"), ("区域编码", "服务方式"), [("x", "失管")] * 99)
    path.write_bytes(path.read_bytes()[:-500])
    refuse("records", "load", path, "--kind", "service", zh="损坏", en="the workbook is damaged")


# --- The machine -----------------------------------------------------------------------------


def test_postgis_missing(onemap, tmp_path):
    started = time.monotonic()
    for command in (("up", "--port", 0 + 18_231), ("survey", "list"), ("demo",)):
        done = onemap.run(*command, database_url=None, pg_bindir=tmp_path / "nowhere")
        assert_refused(done, 1, "ONEMAP_PG_BINDIR", "PostgreSQL's programs are not in")
        assert "apt install postgresql" in done.err
        assert "ONEMAP_DATABASE_URL" in done.err
    assert time.monotonic() - started < 30


def test_a_port_in_use(refuse):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = refuse("up", "--port", port, zh="已被占用", en=f"127.0.0.1:{port} is in use")
    assert "--port" in done.err


def test_an_address_that_is_not_ours(refuse):
    refuse("up", "--host", "192.0.2.1", zh="不能监听", en="Cannot listen on 192.0.2.1")


@pytest.mark.parametrize(
    ("url", "zh", "en"),
    [
        (f"mysql://u:{SECRET}@h/d", "数据库地址", "is not a valid address"),
        (f"postgresql://u:{SECRET}@h:port/d", "数据库地址", "is not a valid address"),
        (f"u:{SECRET}", "数据库地址", "is not a valid address"),
        (f"postgresql://u:{SECRET}@127.0.0.1:1/d", "连不上数据库", "does not answer"),
        (f"postgresql://u:{SECRET}@nowhere.invalid/d", "连不上数据库", "does not answer"),
    ],
)
def test_a_wrong_database_url(refuse, url, zh, en):
    done = refuse("survey", "list", database_url=url, zh=zh, en=en)
    assert "ONEMAP_DATABASE_URL" in done.err
    assert SECRET not in done.err + done.out


def test_too_little_room_for_everything(refuse, onemap, open_folder):
    with mount_small(open_folder, 16) as small:
        refuse("up", "--port", 18_232, data=small, zh="磁盘空间不足", en="Too little disk space")
        done = onemap.run("survey", "list", database_url=None, data=small)
        assert_refused(done, 1, "内置数据库未能启动", "No space left on device")
        assert "请清理磁盘空间" in done.err


def test_a_data_folder_that_cannot_be(refuse, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    refuse(
        "up", "--port", 18_233, data=tmp_path / "file" / "data",
        zh="数据目录不可写", en="data folder",
    )  # fmt: skip


def test_a_wrong_setting(refuse):
    refuse("up", port="many", zh="ONEMAP_PORT", en="Settings are not valid: ONEMAP_PORT")


def test_a_missing_and_a_wrong_profile(refuse, tmp_path):
    path = tmp_path / "profile.toml"
    refuse("survey", "list", profile=path, zh="找不到区级配置文件", en="profile not found")
    path.write_text(CHAOYANG.read_text("utf-8").replace("margin_m = 5000", 'margin_m = "far"'))
    refuse("survey", "list", profile=path, zh="extent.margin_m", en="is not valid")


def test_the_demo_does_not_cover_a_real_district(refuse):
    refuse("demo", code=5, zh="演示区只能装入空库", en="not empty")


@pytest.mark.parametrize(
    "arguments",
    [("survey", "load"), ("survey", "load", "x.zip"), ("records", "load", "x", "--kind", "tax"),
     ("nonsense",), ("survey", "load", "x", "--kind", "zone", "--surveyed-on", "soon")],
)  # fmt: skip
def test_a_command_that_is_none(onemap, arguments):
    done = onemap.run(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err
