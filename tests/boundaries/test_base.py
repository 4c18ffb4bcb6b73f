"""Reference layers: what is taken, what is left out or repaired and said, releases, killing."""

import dataclasses
import random

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, MultiPoint, Point, Polygon, affinity, box

from geo.base.layers import LayerRequest, make_layer_request
from geo.base.load import drop_layer, load_layer
from geo.base.ranks import read_ranks
from geo.base.shapes import clip_shapes, repair_shapes
from geo.boundaries.load import roll_back
from geo.errors import ConflictError, InputError, NotFoundError
from geo.surveys import BaseKind, QuestionError
from tests.conftest import CHAOYANG
from tests.interrupted import Order, kill_after, kill_at_its_step, run_through
from tests.office import ACTOR, Office, without_tiles
from tests.world import bow_tie, write_geopackage

ROAD, WATER, GREEN = BaseKind.ROAD, BaseKind.WATER, BaseKind.GREEN
SHOWN = (
    "SELECT b.name, b.rank FROM base_feature b JOIN release r ON b.sys @> r.published_at"
    " WHERE r.id = :release AND b.kind = :kind ORDER BY b.row_no"
)


def frame(office: Office, shapes, **columns) -> gpd.GeoDataFrame:
    """A layer whose shapes are in metres of the town's middle."""
    east, north = office.world.middle
    moved = [s and affinity.translate(s, east, north) for s in shapes]
    return gpd.GeoDataFrame(columns, geometry=moved, crs=office.world.srid)


def write(office: Office, drawn: gpd.GeoDataFrame, srid: int | None = None):
    return write_geopackage(drawn, office.new_path("gpkg"), srid or office.world.srid)


def load(office: Office, drawn, kind=ROAD, hook=without_tiles, **request):
    path = write(office, drawn) if isinstance(drawn, gpd.GeoDataFrame) else drawn
    asked = LayerRequest(kind, **request)
    return load_layer(office.database, office.profile, path, asked, ACTOR, hook)


@pytest.fixture
def roads(town) -> gpd.GeoDataFrame:
    lines = [[(-900, 400), (900, 400)], [(0, 0), (0, 900)], [(300, 0), (300, 300)]]
    return frame(
        town, map(LineString, lines), 名称=["长街", "中路", None], 等级=["主干路", "支路", None]
    )


def test_a_layer_is_a_release_with_the_same_zones(town, roads):
    before = town.uids()
    told = []
    result = load(town, roads, hook=lambda _, release: told.append(release))
    assert (result.release_id, told, result.features) == (3, [3], 3)
    assert town.query(SHOWN, release=3, kind="road") == [("长街", 2), ("中路", 4), (None, 5)]
    assert town.query(SHOWN, release=2, kind="road") == []
    assert town.uids() == before
    release = town.query("SELECT zones, streets, reason, survey_id FROM release WHERE id = 3")[0]
    assert (release.zones, release.streets) == (9, 2)
    assert "道路" in release.reason
    assert "a test" in release.reason
    assert town.one("SELECT kind FROM survey WHERE id = :id", id=release.survey_id) == "road"
    assert town.one("SELECT action FROM audit_entry ORDER BY id DESC LIMIT 1") == "base.load"


def test_the_same_content_again_makes_no_release(town, roads):
    load(town, roads)
    content = town.content()
    # A file of another name, with the same rows.
    assert load(town, roads).release_id is None
    assert town.content() == content
    assert load(town, roads.assign(名称=["长街", "中路", "新路"])).release_id == 4


def test_a_layer_replaces_its_own_kind_only(town, roads):
    load(town, roads)
    load(town, frame(town, [box(-500, 0, -450, 900)], 名称=["一河"]), WATER)
    load(town, roads.iloc[:1])
    assert town.query(SHOWN, release=5, kind="road") == [("长街", 2)]
    assert town.query(SHOWN, release=5, kind="water") == [("一河", 0)]
    assert len(town.query(SHOWN, release=4, kind="road")) == 3


def test_a_layer_is_removed_and_comes_back_by_a_rollback(town, roads):
    load(town, roads)
    with pytest.raises(ConflictError):
        drop_layer(town.database, ROAD, 2, ACTOR, without_tiles)
    assert drop_layer(town.database, ROAD, 3, ACTOR, without_tiles) == 4
    assert town.query(SHOWN, release=4, kind="road") == []
    assert roll_back(town.database, 3, 4, ACTOR, without_tiles) == 5
    assert town.query(SHOWN, release=5, kind="road") == town.query(SHOWN, release=3, kind="road")
    # What came back is known by its content.
    assert load(town, roads).release_id is None
    with pytest.raises(NotFoundError):
        drop_layer(town.database, WATER, 5, ACTOR, without_tiles)


def test_what_is_left_out_cut_or_repaired_is_counted(town):
    far = 40_000
    shapes = [
        box(0, 0, 100, 100),
        None,
        box(far, far, far + 50, far + 50),
        box(0, 0, far, 100),
        bow_tie(box(200, 200, 300, 300)),
    ]
    result = load(town, frame(town, shapes, 名称=list("甲乙丙丁戊")), GREEN)
    assert result.counts == {"read": 5, "empty": 1, "outside": 1, "clipped": 1, "repaired": 1}
    assert result.features == 3
    assert town.one("SELECT bool_and(ST_IsValid(geom)) FROM base_feature")
    east = town.profile.extent.bounds[2]
    assert town.one("SELECT max(ST_XMax(geom)) FROM base_feature") < east + 0.1
    assert town.one("SELECT ST_SRID(geom) FROM base_feature LIMIT 1") == 4490


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        (ROAD, Point(0, 0)),
        (WATER, MultiPoint([(0, 0), (1, 1)])),
        (GREEN, LineString([(0, 0), (9, 9)])),
        (BaseKind.BUILDING, Point(0, 0)),
    ],
)
def test_shapes_of_another_kind_are_refused(town, kind, shape):
    before = town.content()
    with pytest.raises(InputError) as caught:
        load(town, frame(town, [shape], 名称=["甲"]), kind)
    assert caught.value.code in ("layer_wrong_shapes", "survey_refused")
    assert town.content() == before


def test_one_point_among_roads_is_named(town):
    shapes = [LineString([(0, 0), (50, 0)]), Point(3, 3)]
    path = town.new_path("geojson")
    path.write_text(frame(town, shapes, 名称=["甲", "乙"]).to_crs(4490).to_json(drop_id=True))
    with pytest.raises(InputError) as caught:
        load(town, path)
    assert caught.value.code == "layer_wrong_shapes"
    assert "第 2 行为 Point" in caught.value.message.zh


def test_what_lies_elsewhere_is_refused_or_asked(town, roads):
    path = town.new_path("gpkg")
    # A meridian three degrees off.
    roads.set_crs(4547, allow_override=True).to_file(path, layer="界线")
    with pytest.raises(QuestionError) as caught:
        load(town, path)
    assert {question.id for question in caught.value.questions} == {"srid"}
    assert load(town, path, srid=4548).release_id == 3
    with pytest.raises(InputError):
        load(town, path, srid=4547)
    assert town.one("SELECT count(*) FROM release") == 3


def test_columns_are_found_or_named(town, roads):
    renamed = roads.rename(columns={"名称": "a", "等级": "b"})
    load(town, renamed, fields={"name": "a", "rank": "b"})
    assert town.query(SHOWN, release=3, kind="road")[0] == ("长街", 2)
    for fields, code in (({"name": "nowhere"}, "field_missing"), ({"colour": "a"}, "usage")):
        with pytest.raises(InputError) as caught:
            load(town, renamed, fields=fields)
        assert caught.value.code == code
    with pytest.raises(InputError) as caught:
        make_layer_request(ROAD, {}, {"axes": "upwards"})
    assert caught.value.code == "answer_invalid"


def test_ranks_by_class_by_number_and_by_length():
    import pandas as pd

    classes = pd.Series(["高速公路", "主干路", "次干路", "tertiary", "胡同", "3", "5.0", "?", None])
    lengths = pd.Series([1.0] * 7 + [9_000.0, 900.0])
    assert read_ranks(classes, lengths).tolist() == [1, 2, 3, 4, 5, 3, 5, 2, 4]
    lengths = pd.Series([50.0, 800.0, 3_000.0, 8_000.0])
    assert read_ranks(None, lengths).tolist() == [5, 4, 3, 2]


def test_clipping_and_repairing_keep_the_kind_of_shape():
    shapes = np.array(
        [LineString([(-5, 5), (15, 5)]), box(8, 8, 12, 12), box(20, 20, 30, 30), None], object
    )
    cut, outside, clipped = clip_shapes(shapes, (0, 0, 10, 10))
    assert cut[0].length == 10
    assert cut[1].area == 4
    assert outside.tolist() == [False, False, True, False]
    assert clipped.tolist() == [True, True, False, False]
    spiked = Polygon([(0, 0), (4, 0), (4, 4), (8, 8), (4, 4), (0, 4)])
    (repaired,), invalid = repair_shapes(np.array([spiked], object))
    assert invalid.all()
    assert repaired.area == 16
    assert repaired.geom_type == "Polygon"


def test_public_ground_inside_a_zone_is_told_of_its_next_survey(town):
    # 机床厂宿舍 is 400..600, 500..700: a road runs through it.
    drawn = frame(town, [LineString([(300, 600), (900, 600)])], 名称=["穿行路"], 等级=["支路"])
    load(town, drawn)
    result = town.survey(town.world.zones())
    (found,) = [f for f in result.findings if f.check == "Z1"]
    assert found.code == town.world.code("works")
    assert "穿行路" in found.message.zh
    assert found.measured == pytest.approx(196, abs=1)
    drop_layer(town.database, ROAD, 3, ACTOR, without_tiles)
    assert "Z1" not in {f.check for f in town.survey(town.world.zones()).findings}


def test_a_release_that_came_between_is_a_conflict(town, roads, monkeypatch):
    from geo.base import load as loading

    read_layer = loading.read_layer

    def read_slowly(*arguments):
        rows = read_layer(*arguments)
        town.survey(town.world.zones("works").assign(小区名称="新名"), partial=True)
        return rows

    monkeypatch.setattr(loading, "read_layer", read_slowly)
    with pytest.raises(ConflictError):
        load(town, roads)
    assert town.one("SELECT count(*) FROM base_feature") == 0


def test_what_fails_leaves_the_layer_before(town, roads):
    load(town, roads)
    before = town.content()

    class UndoneError(Exception):
        pass

    def fail(_connection, _release):
        raise UndoneError

    with pytest.raises(UndoneError):
        load(town, roads.iloc[:1], hook=fail)
    assert town.content() == before
    assert town.one("SELECT count(*) FROM base_feature WHERE upper_inf(sys)") == 3


@pytest.fixture
def order(town, roads, open_folder) -> Order:
    """The load of the roads, to be killed."""
    url = town.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    archives = open_folder / "tiles"
    archives.mkdir()
    return Order(url, CHAOYANG, write(town, roads), "road", archives)


@pytest.mark.parametrize("step", [0, 1, 1.3, 1.6])
def test_killed_at_a_step_the_map_is_as_it_was(town, order, step):
    before = town.content()
    kill_at_its_step(dataclasses.replace(order, step=step))
    assert town.content() == before
    assert town.one("SELECT count(*) FROM base_feature") == 0
    run_through(order)
    newest = town.one("SELECT max(id) FROM release")
    assert len(town.query(SHOWN, release=newest, kind="road")) == 3


def test_killed_at_ten_random_moments_there_is_the_old_layer_or_the_new(town, roads, order):
    seconds = run_through(order)
    other = dataclasses.replace(order, path=write(town, roads.iloc[:1]))
    rng = random.Random(20221109)
    shown = 3
    for _ in range(10):
        wanted = other if shown == 3 else order
        kill_after(rng.uniform(0, seconds), wanted)
        newest = town.one("SELECT max(id) FROM release")
        found = len(town.query(SHOWN, release=newest, kind="road"))
        assert found in (1, 3)
        shown = found
    assert town.one("SELECT count(*) FROM base_feature WHERE upper_inf(sys)") == shown
