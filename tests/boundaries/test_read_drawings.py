"""Drawings: lines are closed to polygons, texts and blocks are found, damage is refused."""

from pathlib import Path

import ezdxf
import pytest
import shapely

from geo.boundaries.readers import __main__ as reader
from geo.boundaries.readers import references
from geo.boundaries.readers.job import Options
from geo.errors import InputError
from tests.boundaries.test_mutants import list_zones
from tests.world import CHAOYANG

NAMES = CHAOYANG.zones()["小区名称"].tolist()
CODES = CHAOYANG.zones()["区域编码"].tolist()


def draw(path: Path, version: str = "R2010", *, loose: bool = False) -> Path:
    """Draws zones: outlines closed or cut in two open lines, texts inside, an island, a hole."""
    drawing = ezdxf.new(version)
    page = drawing.modelspace()
    for code, name, shape in list_zones(4548):
        for part in shapely.get_parts(shape):
            corners = list(part.exterior.coords)
            if loose:
                page.add_lwpolyline(corners[:3])
                page.add_lwpolyline([(x + 0.002, y) for x, y in corners[2:]])
            else:
                page.add_lwpolyline(corners[:-1], close=True)
            middle = part.centroid
            page.add_text(code, dxfattribs={"insert": (middle.x, middle.y)})
            page.add_mtext(name, dxfattribs={"insert": (middle.x, middle.y + 1)})
    east, north = CHAOYANG.middle
    # In the first zone: a hole without a text.
    page.add_lwpolyline(
        [(east + x, north + y) for x, y in ((-890, 110), (-870, 110), (-870, 130), (-890, 130))],
        close=True,
    )
    drawing.saveas(path)
    return path


@pytest.mark.parametrize("version", ["R2000", "R2010"])
def test_a_drawing_is_closed_labelled_and_asked_about(read, ask, tmp_path, version):
    path = draw(tmp_path / "zones.dxf", version)
    proposals = {id_: question.proposed for id_, question in ask(path).items()}
    assert proposals == {"polygonise": True, "srid": 4548}
    survey = read(path, polygonise=True, srid=4548)
    found = survey.rows.set_index("code")
    zones = CHAOYANG.zones().set_index("区域编码")
    assert sorted(found["name"]) == sorted([*NAMES[:-1], f"{NAMES[-1]}"])
    area = found.to_crs(4548).area
    assert area[CODES[0]] == pytest.approx(zones.area[CODES[0]] - 400, abs=0.1)
    assert area[CODES[-1]] == pytest.approx(zones.area[CODES[-1]], abs=0.1)
    with pytest.raises(InputError):
        read(path, polygonise=False, srid=4548)


def test_open_lines_that_meet_are_joined(read, tmp_path):
    survey = read(draw(tmp_path / "zones.dxf", loose=True), polygonise=True, srid=4548)
    found = survey.rows.dropna(subset="code").set_index("code")
    assert set(found.index) == set(CODES)
    assert "do not close by themselves" in survey.decisions["left_out"][0]["en"]


def test_a_drawing_cut_short(read, tmp_path):
    path = draw(tmp_path / "zones.dxf")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError) as refused:
        read(path)
    assert refused.value.code == "survey_refused"


# How each version and way of drawing writes an outline: flat or with heights, old or new.
OUTLINES = {
    ("R12", "2d"): lambda page, corners, look: page.add_polyline2d(corners, close=True, **look),
    ("R2000", "2d"): lambda page, corners, look: page.add_polyline2d(corners, close=True, **look),
    ("R2010", "3d"): lambda page, corners, look: page.add_polyline3d(corners, close=True, **look),
}


@pytest.mark.parametrize("layer", ["0", "JMD"])
@pytest.mark.parametrize("way", OUTLINES, ids="-".join)
def test_classic_polylines_are_whole_on_any_layer(read, tmp_path, way, layer):
    drawing = ezdxf.new(way[0])
    page = drawing.modelspace()
    look = {"dxfattribs": {"layer": layer}}
    for code, _, shape in list_zones(4548):
        for part in shapely.get_parts(shape):
            OUTLINES[way](page, list(part.exterior.coords)[:-1], look)
            page.add_text(code, dxfattribs={"insert": part.centroid.coords[0], "layer": layer})
    drawing.saveas(tmp_path / "zones.dxf")
    survey = read(tmp_path / "zones.dxf", polygonise=True, srid=4548)
    assert sorted(survey.rows["code"]) == sorted(CODES)


def test_entities_of_unknown_kinds_are_told(read, tmp_path):
    path = draw(tmp_path / "zones.dxf")
    text = path.read_text()
    at = text.index("LWPOLYLINE", text.index("ENTITIES"))
    path.write_text(text[:at] + "CADMAKERS_LINE" + text[at + 10 :])
    survey = read(path, polygonise=True, srid=4548)
    assert any("1 entities of unknown kinds (CADMAKERS_LINE)" in text["en"]
               for text in survey.decisions["left_out"])  # fmt: skip


def draw_blocks(path: Path, place) -> Path:
    """Draws one zone as a block of its own; `place` puts references to it on the page."""
    drawing = ezdxf.new("R2010")
    block = drawing.blocks.new("院落")
    block.add_lwpolyline([(0, 0), (100, 0), (100, 80), (0, 80)], close=True)
    block.add_attdef("编码", (50, 40), text="CY-000000000-000")
    place(drawing, drawing.modelspace())
    drawing.saveas(path)
    return path


EAST, NORTH = CHAOYANG.middle


def test_what_a_block_draws_is_read_where_it_is_placed(read, tmp_path):
    def place(_drawing, page):
        for at, code in enumerate(CODES[:2]):
            placed = page.add_blockref("院落", (EAST + 200 * at, NORTH))
            placed.add_attrib("编码", code, (EAST + 200 * at + 50, NORTH + 40))

    survey = read(draw_blocks(tmp_path / "zones.dxf", place), polygonise=True, srid=4548)
    assert survey.rows["code"].tolist() == CODES[:2]
    metric = survey.rows.to_crs(4548)
    assert metric.area.tolist() == pytest.approx([8_000, 8_000], rel=1e-4)
    assert metric.centroid.x.tolist() == pytest.approx([EAST + 50, EAST + 250], abs=0.01)


def test_blocks_in_blocks_in_rows_turned_and_scaled(read, tmp_path):
    def place(drawing, page):
        row = drawing.blocks.new("一排")
        row.add_blockref("院落", (0, 0), dxfattribs={"rotation": 90, "xscale": 2, "yscale": 2})
        page.add_blockref(
            "一排", (EAST, NORTH), dxfattribs={"column_count": 3, "column_spacing": 400}
        )

    path = draw_blocks(tmp_path / "zones.dxf", place)
    fields = {"code": "text", "name": "name"}
    rows = read(path, polygonise=True, srid=4548, fields=fields).rows.to_crs(4548)
    assert rows.area.tolist() == pytest.approx([32_000] * 3, rel=1e-4)
    assert sorted(rows.bounds.maxx - EAST) == pytest.approx([0, 400, 800], abs=0.01)


def test_symbols_and_foreign_drawings_are_told_not_drawn(read, tmp_path):
    def place(drawing, page):
        page.add_blockref("院落", (EAST, NORTH))
        page.add_text(CODES[0], dxfattribs={"insert": (EAST + 50, NORTH + 40)})
        tree = drawing.blocks.new("树")
        tree.add_circle((0, 0), 1)
        tree.add_text("槐", dxfattribs={"insert": (0, 0)})
        page.add_blockref("树", (EAST + 20, NORTH + 20))
        page.add_blockref("树", (EAST + 30, NORTH + 20))
        drawing.add_xref_def("/etc/passwd", "外部")
        page.add_blockref("外部", (0, 0))

    path = draw_blocks(tmp_path / "zones.dxf", place)
    survey = read(path, polygonise=True, srid=4548)
    assert survey.rows["name"].tolist() == ["槐 槐"]
    assert survey.rows.to_crs(4548).area.tolist() == pytest.approx([8_000], rel=1e-4)
    told = [text["en"] for text in survey.decisions["left_out"]]
    assert [line.split()[:2] for line in told] == [["2", "blocks"], ["1", "references"]]


def test_f1_blocks_that_multiply_are_refused(tmp_path, monkeypatch):
    def multiply(drawing, page):
        for depth in range(6):
            block = drawing.blocks.new(f"{depth}")
            for at in range(20):
                block.add_blockref(f"{depth - 1}" if depth else "院落", (at, 0))
        page.add_blockref("5", (EAST, NORTH))

    def turn_in_circles(drawing, page):
        drawing.blocks.new("甲").add_blockref("乙", (0, 0))
        drawing.blocks.new("乙").add_blockref("甲", (0, 0))
        page.add_blockref("甲", (EAST, NORTH))

    monkeypatch.setattr(references, "MAX_BLOCK_PARTS", 2_000)
    for place, said in ((multiply, "more than 2000"), (turn_in_circles, "deeper than 8")):
        path = draw_blocks(tmp_path / f"{place.__name__}.dxf", place)
        error = reader.answer([path], tmp_path, Options())["error"]
        assert said in error["message"]["en"]
        assert error["details"] == [{"check": "F1"}]


def test_labels_stand_where_they_are_aligned_and_say_what_is_read(read, tmp_path):
    drawing = ezdxf.new("R2010")
    page = drawing.modelspace()
    for at in (0, 1):
        x = EAST + 200 * at
        page.add_lwpolyline(
            [(x, NORTH), (x + 100, NORTH), (x + 100, NORTH + 80), (x, NORTH + 80)], close=True
        )
        page.add_text(
            f"%%u{CODES[at]}%%u",
            dxfattribs={"halign": 4, "align_point": (x + 50, NORTH + 40), "insert": (0, 0)},
        )
    page.add_mtext(r"{\fSimSun|b0;青石}\P\H2.5;里", dxfattribs={"insert": (EAST + 9, NORTH + 9)})
    page.add_text(
        "镜",
        dxfattribs={"insert": (-(EAST + 220), NORTH + 9), "extrusion": (0, 0, -1)},
    )
    drawing.saveas(tmp_path / "zones.dxf")
    rows = read(tmp_path / "zones.dxf", polygonise=True, srid=4548).rows
    assert rows["code"].tolist() == CODES[:2]
    assert rows["name"].tolist() == ["青石 里", "镜"]
