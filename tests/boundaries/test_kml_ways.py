"""KML as other programs and people write it: descriptions, labels, blanks."""

import pytest
import shapely

from geo.boundaries.readers.descriptions import read_description
from tests.boundaries.test_mutants import draw_kml, list_zones

ZONES = list(list_zones(4490))
CODES = [code for code, *_ in ZONES]
NAMES = [name for _, name, _ in ZONES]
TABLE = (
    "<html><body><table border='1'><tr><td>\n<table><tr bgcolor='#9CBCE2'><td>{name}</td></tr>"
    "<tr><td><b>FID</b></td><td>7</td></tr><tr><td>区域编码</td>\n<td>{code}</td></tr>"
    "<tr><td>地址</td><td>甲&amp;乙路</td></tr></table></td></tr></table></body></html>"
)


@pytest.fixture
def survey(read, tmp_path):
    """Reads the town's zones from a KML whose placemarks hold something else beside the shape."""

    def run(beside, draw=draw_kml):
        marks = "".join(
            f"<Placemark><name>{name}</name>{beside(code, name, shape)}"
            f"<MultiGeometry>{''.join(map(draw, shapely.get_parts(shape)))}"
            f"{label(shape) if beside is with_label else ''}</MultiGeometry></Placemark>"
            for code, name, shape in ZONES
        )
        path = tmp_path / "zones.kml"
        path.write_text(f"<?xml version='1.0'?><kml><Document>{marks}</Document></kml>", "utf-8")
        return read(path)

    return run


def label(shape):
    at = shape.representative_point()
    return f"<Point><coordinates>{at.x},{at.y},0</coordinates></Point>"


def with_table(code, name, _shape):
    return f"<description><![CDATA[{TABLE.format(code=code, name=name)}]]></description>"


def with_lines(code, _name, _shape):
    return f"<description>区域编码：{code}&lt;br/&gt;地址: 甲&amp;amp;乙路</description>"


def with_label(code, _name, _shape):
    return f"<ExtendedData><Data name='code'><value>{code}</value></Data></ExtendedData>"


@pytest.mark.parametrize("beside", [with_table, with_lines])
def test_values_of_descriptions_are_columns(survey, beside):
    rows = survey(beside).rows
    assert rows["code"].tolist() == CODES
    assert rows["name"].tolist() == NAMES
    assert {said["address"] for said in rows["attributes"]} == {"甲&乙路"}
    kept = "description" in rows["attributes"].iloc[0].get("other", {})
    assert kept == (beside is with_lines)


def test_a_label_beside_a_polygon_is_no_part_of_the_shape(survey):
    told = survey(with_label)
    assert set(told.rows.geometry.geom_type) == {"MultiPolygon"}
    assert f"{len(ZONES)} 个与面同在一个地标的点" in told.decisions["left_out"][0]["zh"]


def test_blanks_behind_the_commas_of_a_point(survey):
    def draw(part):
        return draw_kml(part).replace(",", ", \n")

    rows = survey(with_label, draw).rows
    assert shapely.equals_exact(
        shapely.normalize(rows.geometry.to_numpy()),
        shapely.normalize([shapely.multipolygons(shapely.get_parts(s)) for *_, s in ZONES]),
        1e-7,
    ).all()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("一片住宅", {}),
        ("见 https://example.com/a", {}),
        ("https://example.com/a", {}),
        ("08:30 开门", {}),
        ("户数：12\n\n年份 = 1998", {"户数": "12", "年份": "1998"}),
        ("<tr><td>a</td><td></td></tr><tr><td>b</td></tr>", {"a": ""}),
    ],
)
def test_what_a_description_holds(text, values):
    assert read_description(text) == values
