"""Shapes of a reference layer: the right kind, inside the district, valid. Pure: no database."""

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.base.layers import LAYER_NAMES, MAY_BE_LINES
from geo.errors import InputError, Text
from geo.surveys import BaseKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Shapes = NDArray[Any]
    Box = tuple[float, float, float, float]

_LINES = (1, 2, 5)  # of shapely's type numbers; 2 is a ring
_AREAS = (3, 6)


def require_kind(kind: BaseKind, shapes: "Shapes", file_name: str) -> None:
    """Makes sure that every shape is of a kind that the layer takes; a missing one is.

    Raises:
        InputError: layer_wrong_shapes, with the number of the others and the first one's row.
    """
    taken = (-1, *_AREAS, *(_LINES if kind in MAY_BE_LINES else ()))
    wrong = ~np.isin(shapely.get_type_id(shapes), taken)
    if not wrong.any():
        return
    row = int(np.argmax(wrong))
    found = str(shapes[row].geom_type)
    name = LAYER_NAMES[kind]
    want = Text("线或面", "lines or polygons") if len(taken) > 3 else Text("面", "polygons")
    raise InputError(
        "layer_wrong_shapes",
        Text(
            f"{file_name}：{name.zh}图层应为{want.zh}，有 {int(wrong.sum())} 个图形不是"
            f"（如第 {row + 1} 行为 {found}）。",
            f"{file_name}: {name.en} must be {want.en}; {int(wrong.sum())} shapes are not "
            f"(row {row + 1} is a {found}).",
        ),
        Text("请核对图层与 --as 的类别。", "Check the file's layer and the kind after --as."),
    )


def repair_shapes(shapes: "Shapes") -> tuple["Shapes", "NDArray[np.bool_]"]:
    """Returns the shapes made valid, and which of them were not.

    Reference layers are only looked at, so they are repaired without asking; what a polygon loses
    by it (lines, points) is no area.
    """
    invalid = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    repaired = shapes.copy()
    for at in np.flatnonzero(invalid):
        dimension = shapely.get_dimensions(shapes[at])
        repaired[at] = _keep(shapely.make_valid(shapes[at]), dimension)
    return repaired, invalid


def clip_shapes(
    shapes: "Shapes", box: "Box"
) -> tuple["Shapes", "NDArray[np.bool_]", "NDArray[np.bool_]"]:
    """Returns the valid shapes cut to a box, which lay outside of it, and which were cut.

    What lies outside is empty.
    """
    west, south, east, north = box
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        apart = (
            (bounds[:, 2] < west)
            | (bounds[:, 0] > east)
            | (bounds[:, 3] < south)
            | (bounds[:, 1] > north)
        )
        inside = (
            (bounds[:, 0] >= west)
            & (bounds[:, 2] <= east)
            & (bounds[:, 1] >= south)
            & (bounds[:, 3] <= north)
        )
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    frame = shapely.box(west, south, east, north)
    cut = shapes.copy()
    cut[apart & there] = shapely.Polygon()
    astride = there & ~apart & ~inside
    for at in np.flatnonzero(astride):
        dimension = shapely.get_dimensions(shapes[at])
        cut[at] = _keep(shapely.intersection(shapes[at], frame), dimension)
    gone = there & shapely.is_empty(cut)
    return cut, gone, astride & ~gone


def _keep(shape: shapely.Geometry, dimension: int) -> shapely.Geometry:
    """Returns the parts of a shape that have that dimension, as one shape."""
    parts = shapely.get_parts(shape)
    nested = [shapely.get_parts(part) for part in parts]
    flat = np.concatenate(nested) if nested else parts
    kept = flat[shapely.get_dimensions(flat) == dimension]
    make = shapely.multipolygons if dimension == 2 else shapely.multilinestrings
    joined: shapely.Geometry = kept[0] if len(kept) == 1 else make(kept)
    return joined
