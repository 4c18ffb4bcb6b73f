"""GeoJSON: a text that is decoded by its bytes and read whole or not at all."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.boundaries.readers.batches import make_batches
from geo.boundaries.readers.formats import SurveyFile
from geo.boundaries.readers.job import Encoding, Options, Reading, refuse_file
from geo.boundaries.readers.texts import decode_file

_WGS84 = "EPSG:4326"
# PROJ would take more than names, and open what they point to.
_CRS_NAME = re.compile(r"(urn:(x-)?ogc:def:crs:)?\w+:[\w.]*:?\w+")
_SHAPE_ERRORS = (
    shapely.errors.ShapelyError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
)


def read(file: SurveyFile, options: Options) -> Reading:
    """Returns the reading of a FeatureCollection.

    Raises:
        InputError: not text, not whole, not a FeatureCollection, or with a broken shape.
    """
    content, encoding = _parse(file.path, options.encoding)
    features = [f if isinstance(f, dict) else {} for f in content["features"]]
    shapes = np.array(
        [_read_shape(file.path, f.get("geometry"), row) for row, f in enumerate(features, 1)],
        dtype=object,
    )
    said = [f.get("properties") for f in features]
    columns = _read_columns([p if isinstance(p, dict) else {} for p in said])
    return Reading(
        batches=make_batches(columns, shapes, len(features)),
        declared=len(features),
        layer=file.name,
        encoding=encoding,
        crs=_read_crs(file.path, content.get("crs")),
        shaped=sum(f.get("geometry") is not None for f in features),
        left_out=list(file.left_out),
    )


def _parse(path: Path, chosen: str | None) -> tuple[dict[str, Any], Encoding]:
    decoded = decode_file(path.read_bytes(), chosen)
    if decoded is None:
        raise refuse_file(path, "无法识别文字编码", "its text encoding is unknown", check="F5")
    text, encoding = decoded
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refuse_file(
            path, f"文件不完整或不是 JSON（{error}）", f"it is incomplete or no JSON ({error})"
        ) from error
    if "\\ud" in text.lower() and not _is_writable(parsed):
        raise refuse_file(
            path, "文字含有残缺字符", "its text holds halves of characters", check="F5"
        )
    if not isinstance(parsed, dict) or parsed.get("type") != "FeatureCollection":
        raise refuse_file(path, "不是 FeatureCollection", "it is not a FeatureCollection")
    if not isinstance(parsed.get("features"), list):
        raise refuse_file(path, "没有 features", "it has no features")
    return parsed, encoding


def _is_writable(parsed: Any) -> bool:
    try:
        json.dumps(parsed, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _read_columns(properties: list[dict[str, Any]]) -> dict[str, list[Any]]:
    names: dict[str, None] = {}
    for said in properties:
        names.update(dict.fromkeys(said))
    return {name: [said.get(name) for said in properties] for name in names}


def _read_shape(path: Path, shape: Any, row: int) -> shapely.Geometry | None:
    if shape is None:
        return None
    try:
        if shape["type"] == "Polygon" and shape["coordinates"]:
            shell, *holes = shape["coordinates"]
            return shapely.Polygon(shell, holes)
        return shapely.geometry.shape(shape)
    except _SHAPE_ERRORS as error:
        raise refuse_file(
            path,
            f"第 {row} 个要素的图形无法读取（{error}）",
            f"the geometry of feature {row} cannot be read ({error})",
            "geometry_unreadable",
            check="F4",
        ) from error


def _read_crs(path: Path, member: Any) -> str:
    if member is None:
        return _WGS84
    try:
        name = str(member["properties"]["name"])
    except (KeyError, TypeError, IndexError):
        name = ""
    if not _CRS_NAME.fullmatch(name):
        raise refuse_file(
            path,
            "crs 成员无法识别",
            "its crs member cannot be understood",
            "crs_unreadable",
            check="C2",
        )
    return name
