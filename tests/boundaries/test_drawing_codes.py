"""Codes that a drawing says and that no area of it has: zones that were not read, and are told."""

from pathlib import Path

import ezdxf
import pytest

from tests.boundaries.test_mutants import list_zones
from tests.checking import only

ZONES = [zone for zone in list_zones(4548) if zone[2].geom_type == "Polygon"][:4]


def draw(path: Path, edit) -> Path:
    """Draws zones as closed lines with a code and a name inside; `edit` changes single ones."""
    drawing = ezdxf.new("R2010")
    page = drawing.modelspace()
    for at, (code, name, shape) in enumerate(ZONES):
        corners = list(shape.exterior.coords)[:-1]
        middle = shape.representative_point()
        how = {"close": True, "place": (middle.x, middle.y)} | edit.get(at, {})
        page.add_lwpolyline(corners, close=how["close"])
        page.add_text(f"{code} {name}").set_placement(how["place"])
    drawing.saveas(path)
    return path


# A place in the third zone, beside its own text.
IN_ANOTHER = (ZONES[2][2].representative_point().x + 1, ZONES[2][2].representative_point().y + 1)


@pytest.mark.parametrize(
    ("edit", "rows", "lost"),
    [
        ({}, 4, []),
        ({1: {"close": False}}, 3, [1]),
        ({1: {"close": False}, 3: {"close": False}}, 2, [1, 3]),
        ({1: {"place": (0, 0)}}, 4, [1]),
        ({3: {"place": IN_ANOTHER}}, 4, [3]),
    ],
    ids=["whole", "open", "two open", "outside", "in another"],
)
def test_g2_every_code_without_an_area_is_told(read, tmp_path, edit, rows, lost):
    survey = read(draw(tmp_path / "zones.dxf", edit), polygonise=True, srid=4548)
    assert len(survey.rows) == rows
    told = only(survey.findings, "G2")
    assert [(one.severity, one.other_code) for one in told] == [("E", ZONES[at][0]) for at in lost]
