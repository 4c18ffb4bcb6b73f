"""What is exported can be handed in again, and changes nothing: every form, every system."""

import csv
import io
import json
import sqlite3
import zipfile

import pyogrio
import pytest

from geo.errors import InputError, NotFoundError, SetupError
from geo.export import export as module
from geo.export.export import ExportRequest, export_release
from geo.export.forms import Form
from geo.settings import ROOT
from geo.surveys import PlaceKind
from tests.small_disk import mount_small
from tests.world import spoil, write_geojson

GIS = (Form.GPKG, Form.GEOJSON, Form.SHP)
SYSTEMS = (4490, 4548, 4527)


def export(office, form: Form, kind: str = "zone", target=None, srid: int = 4490, **how):
    target = target or office.new_path(form.ending[1:])
    request = ExportRequest(PlaceKind(kind), form, srid, how.pop("release", None))
    return export_release(
        office.database, office.profile, request, target, web=ROOT / "web" / "dist", **how
    )


@pytest.fixture
def wordy(town):
    """The town with all that a survey may say: fields of ours, unread values, columns of its own.

    Its columns are such that an export could confuse them: a second code, a name in capitals.
    """
    zones = town.world.zones().assign(
        建筑面积=[1234.5 + row for row in range(9)],
        老旧小区=["是", "否", "不详", None, "是", None, None, "否", "是"],
        小区类型=["房改房", "商品房", None, "没听说过", "混合", None, None, None, "限价房"],
        户数=[100, "约三百", None, 400, 500, 1, 600, None, 800],
        地址=["𠮷祥路1号", "a,b;c", "“引号”", "'", "  x  ", "=1+1", "0012", None, "地"],
        BSM=[f"{row:04d}" for row in range(9)],
        fid=[str(row) for row in range(9)],
        NAME=["甲"] * 9,
        图斑说明=["长" * 80, None, "NULL", None, None, None, None, None, "末"],
        A_much_longer_name=[None, "2", None, None, None, None, None, None, None],
    )
    zones["户数"] = zones["户数"].astype(str).where(zones["户数"].notna())
    path = write_geojson(zones, town.new_path("geojson"), 4548, crs_member=True)
    assert town.load(path).release_id == 3
    return town


@pytest.mark.parametrize("srid", SYSTEMS)
@pytest.mark.parametrize("form", GIS)
@pytest.mark.parametrize("kind", ["zone", "street"])
def test_handed_in_again_it_changes_nothing(town, form, srid, kind):
    done = export(town, form, kind, srid=srid)
    assert (done.release, done.places, done.srid) == (2, 9 if kind == "zone" else 2, srid)
    assert done.size == done.path.stat().st_size > 0
    result = town.load(done.path, kind)
    assert (result.release_id, result.changes) == (None, {"unchanged": done.places})


@pytest.mark.parametrize("form", [Form.GPKG, Form.GEOJSON])
def test_all_that_a_survey_said_is_kept(wordy, form):
    result = wordy.load(export(wordy, form).path)
    assert (result.release_id, result.changes) == (None, {"unchanged": 9})


def test_a_shapefile_names_what_it_had_to_rename(wordy):
    path = export(wordy, Form.SHP).path
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert {f"zone.{part}" for part in ("shp", "shx", "dbf", "prj", "cpg")} < set(names)
        assert archive.read("zone.cpg") == b"GB18030"
        legend = archive.read("fields.txt").decode("utf-8-sig")
    holds = dict(row[:2] for row in csv.reader(io.StringIO(legend), delimiter="\t"))
    frame = pyogrio.read_dataframe(path, encoding="GB18030")
    assert list(frame.columns[:-1]) == list(holds)[1:]
    assert all(name.isascii() and len(name) <= 10 for name in frame.columns[:-1])
    assert holds["QYBM"] == "code"
    assert holds["BSM"] == "BSM"
    short = {held: name for name, held in holds.items()}
    assert frame[short["图斑说明"]].tolist()[0] == "长" * 80
    assert frame[short["A_much_longer_name"]].tolist()[1] == "2"
    assert frame[short["address"]].tolist()[:2] == ["𠮷祥路1号", "a,b;c"]
    # Only the names of columns that are nobody's field differ.
    said = (
        "SELECT code, attributes - 'other' FROM zone_version"
        " WHERE upper_inf(sys) AND upper_inf(valid) ORDER BY code"
    )
    before = wordy.query(said)
    assert set(wordy.load(path).changes) == {"attributes", "unchanged"}
    assert wordy.query(said) == before


def test_a_shapefile_is_gbk_where_gbk_has_the_characters(town):
    path = export(town, Form.SHP).path
    with zipfile.ZipFile(path) as archive:
        assert archive.read("zone.cpg") == b"GBK"
        assert "青石苑".encode("gbk") in archive.read("zone.dbf")
        assert b"GCS_China_Geodetic_Coordinate_System_2000" in archive.read("zone.prj")


def test_a_text_that_a_shapefile_would_cut_is_refused(town):
    zones = spoil(town.world.zones(), "works", 别名="名" * 128)
    town.survey(zones)
    with pytest.raises(InputError, match=r"aliases.*254 字节") as refused:
        export(town, Form.SHP)
    assert refused.value.code == "export_text_too_long"
    assert [path.name for path in town.folder.iterdir() if path.name.startswith(".")] == []
    assert town.load(export(town, Form.GPKG).path).release_id is None


@pytest.mark.parametrize("form", GIS)
def test_another_districts_words_and_systems(far_office, form):
    far_office.open_town()
    kept = {}
    for kind in ("street", "zone"):
        path = export(far_office, form, kind, srid=4544).path
        result = far_office.load(path, kind)
        kept[kind] = (result.release_id, list(result.changes))
    assert kept == {"street": (None, ["unchanged"]), "zone": (None, ["unchanged"])}
    if form is Form.SHP:
        with pytest.raises(InputError):
            export(far_office, form, srid=4548)


def test_uids_are_the_ids_of_features(town):
    uids = set(town.uids().values())
    content = json.loads(export(town, Form.GEOJSON, srid=4548).path.read_text("utf-8"))
    assert content["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4548"
    assert {feature["id"] for feature in content["features"]} == uids
    east, north = content["features"][0]["geometry"]["coordinates"][0][0][0]
    assert 400_000 < east < 500_000 < 4_000_000 < north
    path = export(town, Form.GPKG).path
    with sqlite3.connect(path) as database:
        assert {uid for (uid,) in database.execute("SELECT fid FROM zone")} == uids
        (system,) = database.execute("SELECT srs_id FROM gpkg_contents").fetchone()
    assert system == 4490


def test_an_older_release_is_exported_as_it_was(town):
    town.survey(spoil(town.world.zones(), "works", 小区名称="新名"))
    names = {
        release: set(
            pyogrio.read_dataframe(export(town, Form.GPKG, release=release).path)["小区名称"]
        )
        for release in (2, 3)
    }
    assert names[2] - names[3] == {"机床厂宿舍"}
    assert names[3] - names[2] == {"新名"}
    with pytest.raises(NotFoundError):
        export(town, Form.GPKG, release=4)


def test_an_empty_map_has_nothing_to_export(office):
    with pytest.raises(NotFoundError, match="尚未发布") as refused:
        export(office, Form.GPKG)
    assert refused.value.code == "no_release"


@pytest.mark.parametrize("form", list(Form))
def test_a_file_that_is_there_stays_unless_given_up(town, form):
    target = town.folder / f"there{form.ending}"
    target.write_text("mine")
    with pytest.raises(InputError) as refused:
        export(town, form, target=target)
    assert refused.value.code == "file_exists"
    assert target.read_text() == "mine"


def test_a_file_that_is_given_up_is_replaced(town):
    target = town.folder / "there.gpkg"
    target.write_text("mine")
    assert export(town, Form.GPKG, target=target, force=True).size == target.stat().st_size > 1000


def test_names_and_systems_that_do_not_fit_are_refused(town):
    for form, ending, srid, code in (
        (Form.GPKG, "shp", 4490, "export_ending"), (Form.SHP, "shp", 4490, "export_ending"),
        (Form.GPKG, "gpkg", 4547, "export_crs"), (Form.HTML, "html", 4548, "export_crs"),
    ):  # fmt: skip
        with pytest.raises(InputError) as refused:
            export(town, form, target=town.new_path(ending), srid=srid)
        assert refused.value.code == code


def test_what_fails_half_way_leaves_nothing(town, monkeypatch):
    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "prove_draft", fail)
    before = sorted(town.folder.iterdir())
    with pytest.raises(KeyboardInterrupt):
        export(town, Form.GPKG, target=town.folder / "half.gpkg")
    assert sorted(town.folder.iterdir()) == before


@pytest.mark.parametrize("form", GIS)
def test_a_full_disk_is_told_and_leaves_nothing(town, tmp_path, form):
    with mount_small(tmp_path / "small", 1) as folder:
        (folder / "filler").write_bytes(bytes((1 << 20) - 4096))
        with pytest.raises(SetupError, match="磁盘空间不足") as refused:
            export(town, form, target=folder / f"zones{form.ending}")
        assert refused.value.code == "disk_full"
        assert [path.name for path in folder.iterdir()] == ["filler"]
    with pytest.raises(SetupError, match="无法写入"):
        export(town, form, target=tmp_path / "missing" / f"zones{form.ending}")
