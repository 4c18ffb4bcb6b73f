"""Checks of zones against the streets and the reference layers."""

import geopandas as gpd
import pytest
from shapely import LineString, MultiLineString, Polygon

from geo.crs import STORAGE
from geo.surveys import PlaceKind
from tests.checking import (
    NO_STREETS,
    STREETS,
    block,
    check_rows,
    known_streets,
    make_rows,
    only,
    place,
)
from tests.world import CHAOYANG

ZONE = block(-900, 100, -800, 200)


@pytest.fixture
def find(profile):
    """Finds the faults of one check among shapes in the town of two streets."""

    def run(check, *shapes, base=None, kind=PlaceKind.ZONE, streets=None):
        known = known_streets() if streets is None else streets
        return only(
            check_rows(make_rows(shapes), profile, streets=known, base=base, kind=kind), check
        )

    return run


def layers(*features):
    """Reference layers of (kind, name, shape in metres)."""
    kinds, names, shapes = zip(*features, strict=True)
    frame = gpd.GeoDataFrame(
        {"kind": kinds, "name": names}, geometry=list(shapes), crs=CHAOYANG.srid
    )
    return frame.to_crs(STORAGE)


def line(*points):
    east, north = CHAOYANG.middle
    return LineString([(east + x, north + y) for x, y in points])


def test_t4_counts_what_lies_in_several_streets(find):
    (finding,) = find("T4", block(-50, -40, 50, 60))
    assert finding.measured == pytest.approx(40, abs=0.1)


def test_t5_a_zone_astride_two_streets(find):
    (finding,) = find("T5", ZONE, block(-100, 600, 200, 800))
    assert (finding.severity, finding.row, finding.other_code) == ("W", 2, STREETS[0])
    assert finding.measured == pytest.approx(100 / 3, rel=1e-3)
    assert "跨街乡：主体在 110105902" in finding.message.zh


def test_t5_lets_a_hundredth_pass(find):
    assert find("T5", block(-200, 0, 1.9, 100)) == []
    assert find("T5", block(-200, 0, 2.1, 100))
    assert find("T5", block(-100, 600, 200, 800), streets=NO_STREETS) == []
    assert find("T5", block(-100, 600, 200, 800), kind=PlaceKind.STREET) == []


@pytest.mark.parametrize(
    ("kind", "shape", "measured", "unit"),
    [
        ("road", line((-950, 150), (-700, 150)), 96, "m"),
        ("water", block(-860, 50, -840, 250), 20 * 96, "m²"),
        ("green", block(-850, 120, -820, 180), 1_800, "m²"),
    ],
)
def test_z1_public_ground_in_a_zone(find, kind, shape, measured, unit):
    (finding,) = find("Z1", ZONE, base=layers((kind, "坝河", shape)))
    assert (finding.severity, finding.row, finding.unit) == ("W", 1, unit)
    assert finding.measured == pytest.approx(measured, rel=1e-3)
    assert finding.other_code == "坝河"
    assert "坝河" in finding.message.zh
    (west, south), (east, north) = place(-900, 100), place(-800, 200)
    assert west < finding.point[0] < east
    assert south < finding.point[1] < north


def test_z1_counts_the_pieces_of_a_road_together(find):
    pieces = [line((-890 + 20 * at, 150), (-876 + 20 * at, 150)) for at in range(4)]
    (finding,) = find("Z1", ZONE, base=layers(*[("road", "青年路", piece) for piece in pieces]))
    assert finding.measured == pytest.approx(4 * 14, rel=1e-3)
    other = layers(*[("road", f"{at}号路", piece) for at, piece in enumerate(pieces)])
    assert find("Z1", ZONE, base=other) == []


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("road", line((-900, 0), (-900, 400))),
        ("road", line((-901.5, 0), (-898.5, 400))),
        ("road", block(-902, 0, -898.5, 400)),
        ("green", block(-902, 98, -896, 104)),
        ("building", block(-850, 120, -820, 180)),
        ("community", block(-1000, 0, 0, 1000)),
        ("road", Polygon()),
        ("road", MultiLineString()),
        ("road", None),
    ],
)
def test_z1_is_silent_at_the_outline_and_of_other_layers(find, kind, shape):
    assert find("Z1", ZONE, base=layers((kind, None, shape))) == []


def test_z1_tells_of_public_ground_without_a_name(find):
    (finding,) = find("Z1", ZONE, base=layers(("road", None, line((-950, 150), (-700, 150)))))
    assert finding.other_code is None
    assert "“" not in finding.message.zh


def test_z1_is_for_zones_and_for_known_layers(find):
    base = layers(("road", "青年路", line((-950, 150), (-700, 150))))
    assert find("Z1", ZONE, base=base, kind=PlaceKind.STREET) == []
    assert find("Z1", ZONE, base=base.iloc[:0]) == []
    assert find("Z1", ZONE) == []
