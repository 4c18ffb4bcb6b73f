"""Coordinates that lie in the district in no system: what the numbers say of zone and unit."""

import pytest
import shapely

from tests.placing import survey


@pytest.mark.parametrize(
    ("factor", "unit"),
    [(1000, "millimetre"), (100, "centimetre"), (0.001, "kilometre"), (0.0001, "10,000 m")],
)
def test_the_unit_is_told(ask_place, factor, unit):
    labels, shapes = survey(4548)
    scaled = shapely.transform(shapes, lambda points: points * factor)
    question = ask_place(scaled, None, labels)["srid"]
    assert unit in question.message.en
    assert question.proposed is None


def test_the_zone_is_told(ask_place):
    labels, shapes = survey(4526)
    message = ask_place(shapes, None, labels)["srid"].message
    assert "3 度带第 38 带（中央子午线 114°E）" in message.zh
    assert "单位" not in message.zh


def test_the_numbers_are_told(ask_place):
    labels, shapes = survey(4548)
    cut = shapely.transform(shapes, lambda points: points - (0, 4_000_000))
    message = ask_place(cut, None, labels)["srid"].message
    assert "坐标中心约为 457," in message.zh
    assert "单位" not in message.zh
