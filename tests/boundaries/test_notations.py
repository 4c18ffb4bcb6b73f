"""Tables that write shapes and coordinates in ways of their own: no register is made of them."""

import json

import pytest
import shapely

from geo.boundaries.readers.corners import read_number
from geo.boundaries.readers.notations import read_shapes
from tests.world import CHAOYANG, write_csv

METRES = [shapely.get_parts(zone)[0] for zone in CHAOYANG.zones().geometry]
ZONES = CHAOYANG.zones().set_geometry(METRES, crs=CHAOYANG.srid).to_crs(4490)
HEADER = ["区域编码", "小区名称", "边界"]


def list_points(shape, inner=",", outer=";"):
    return outer.join(f"{x:.9f}{inner}{y:.9f}" for x, y in shape.exterior.coords)


NOTATIONS = {
    "WKB": lambda shape: shapely.to_wkb(shape, hex=True),
    "EWKB": lambda shape: shapely.to_wkb(
        shapely.set_srid(shape, 4490), hex=True, include_srid=True
    ),
    "GeoJSON": shapely.to_geojson,
    "array of points": lambda shape: json.dumps(shapely.get_coordinates(shape).tolist()),
    "array of rings": lambda shape: json.dumps([shapely.get_coordinates(shape).tolist()]),
    "x,y;x,y": list_points,
    "x,y;x,y; ": lambda shape: list_points(shape, ", ", "; ") + "; ",
    "x y|x y": lambda shape: list_points(shape, " ", "|"),
    "x,y x,y": lambda shape: list_points(shape, ",", " "),
    "x y,x y": lambda shape: list_points(shape, " ", ", "),
}


def table(write):
    shapes = [write(shape) for shape in ZONES.geometry]
    return [*zip(ZONES["区域编码"], ZONES["小区名称"], shapes, strict=True)]


@pytest.mark.parametrize("column", ["边界", "坐标数据"])
@pytest.mark.parametrize("write", NOTATIONS.values(), ids=NOTATIONS)
def test_shapes_in_cells_are_read(read, known, tmp_path, write, column):
    path = write_csv(tmp_path / "zones.csv", [*HEADER[:2], column], table(write))
    rows = read(path, known, srid=4490).rows
    assert rows["code"].tolist() == ZONES["区域编码"].tolist()
    assert shapely.equals_exact(
        shapely.normalize(rows.geometry.to_numpy()),
        shapely.normalize([shapely.MultiPolygon([one]) for one in ZONES.geometry]),
        1e-8,
    ).all()


def test_parts_of_a_list_of_points(tmp_path):
    (shape,), crs = read_shapes(tmp_path, ["0,0;1,0;1,1|5,5;6,5;6,6;5,5"])
    assert shape.equals(shapely.from_wkt("MULTIPOLYGON (((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))"))
    assert crs is None


def test_a_shape_that_was_cut_off_is_refused_by_its_row(refuse, known, tmp_path):
    rows = table(NOTATIONS["WKB"])
    rows[2] = (*rows[2][:2], rows[2][2][:101])
    error = refuse(write_csv(tmp_path / "zones.csv", HEADER, rows), known)
    assert (error.code, "第 3 条" in error.message.zh) == ("geometry_unreadable", True)


@pytest.mark.parametrize("mark", [";", "|", "\t"])
def test_cells_are_parted_by_what_parts_the_header(ask, tmp_path, mark):
    rows = [[row[0], row[1], row[2]] for row in table(shapely.to_wkt)]
    text = "\n".join(mark.join(row) for row in [HEADER, *rows])
    (tmp_path / "zones.csv").write_text(text, encoding="utf-8")
    assert ask(tmp_path / "zones.csv").keys() == {"srid"}


CORNERS = [
    (code, name, x, y)
    for code, name, shape in zip(ZONES["区域编码"], ZONES["小区名称"], METRES, strict=True)
    for x, y in shape.exterior.coords
]


@pytest.mark.parametrize(
    "header", [("横坐标(Y)", "纵坐标(X)"), ("Y坐标（米）", "X坐标（米）"), ("东坐标", "北坐标")]
)
def test_headers_of_corners(ask, known, tmp_path, header):
    path = write_csv(tmp_path / "corners.csv", ["区域编码", "小区名称", *header], CORNERS)
    assert "srid" in ask(path, known)


def test_corners_without_a_known_header_are_no_register(refuse, known, tmp_path):
    path = write_csv(tmp_path / "corners.csv", ["区域编码", "小区名称", "甲", "乙"], CORNERS)
    error = refuse(path, known)
    assert "界址点" in error.message.zh
    assert "coordinates" in error.message.en


def test_a_full_row_of_sums_is_no_place(read, known, tmp_path):
    rows = [[row.code, at] for at, row in enumerate(known.itertuples(), 1)]
    told = read(
        write_csv(tmp_path / "register.csv", ["区域编码", "户数"], [*rows, ["合 计", 36]]), known
    )
    assert len(told.rows) == len(known)
    assert "合 计" in told.decisions["left_out"][0]["zh"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("454,360.09", 454_360.09),
        ("4,419,866", 4_419_866),
        ("４５４．５", 454.5),
        ("116°27′58.5″", 116 + 27 / 60 + 58.5 / 3600),
        ("116°27'58.5\"E", 116 + 27 / 60 + 58.5 / 3600),
        ("东经116度27分58.5秒", 116 + 27 / 60 + 58.5 / 3600),
        ("39-54-30", 39 + 54 / 60 + 30 / 3600),
        ("39°54′", None),
        ("-7.5", -7.5),
        ("4.4E+06", 4.4e6),
        ("116°77′58″", None),
        ("1,2", None),
        ("12-3", None),
        ("甲", None),
        ("inf", None),
        (None, None),
    ],
)
def test_numbers_of_coordinates(written, number):
    found = read_number(written)
    assert found == (number if number is None else pytest.approx(number, abs=1e-9))
