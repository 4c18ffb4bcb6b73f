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
from geo.errors import Text

_WGS84 = "EPSG:4326"
# PROJ would take more than names, and open what they point to.
_CRS_NAME = re.compile(r"(urn:(x-)?ogc:def:crs:)?\w+:[\w.]*:?\w+")
_CRS_ADDRESS = re.compile(r"https?://www\.opengis\.net/def/crs/EPSG/[\w.]+/(\d+)")
# Stands before every feature of a text sequence (RFC 8142).
_RECORD = "\x1e"
_FLAT = 2
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
        parsed = _load(text)
    except (ValueError, RecursionError) as error:
        raise refuse_file(
            path, f"文件不完整或不是 JSON（{error}）", f"it is incomplete or no JSON ({error})"
        ) from error
    if "\\ud" in text.lower() and not _is_writable(parsed):
        raise refuse_file(
            path, "文字含有残缺字符", "its text holds halves of characters", check="F5"
        )
    if isinstance(parsed, dict) and parsed.get("type") == "Feature":
        parsed = {"type": "FeatureCollection", "features": [parsed]}
    if not isinstance(parsed, dict) or parsed.get("type") != "FeatureCollection":
        raise refuse_file(
            path,
            "不是 GeoJSON 的要素集合（FeatureCollection），而是别的 JSON（如 Esri JSON、TopoJSON）",
            "it is no FeatureCollection of GeoJSON but other JSON (such as Esri JSON or TopoJSON)",
            hint=Text(
                "请导出为 GeoJSON、GeoPackage 或 Shapefile。",
                "Export it as GeoJSON, GeoPackage or shapefile.",
            ),
        )
    if not isinstance(parsed.get("features"), list):
        raise refuse_file(path, "没有 features", "it has no features")
    return parsed, encoding


def _load(text: str) -> Any:
    """Returns what a JSON text says; of one feature a line, the collection of these."""
    try:
        return json.loads(text)
    except ValueError:
        lines = [line for line in text.replace(_RECORD, "").splitlines() if line.strip()]
        # Whatever else is broken fails with its first line, and with the error of the whole.
        if not lines or not lines[0].rstrip().endswith("}"):
            raise
    features = [json.loads(line) for line in lines]
    if not all(isinstance(one, dict) and one.get("type") == "Feature" for one in features):
        raise ValueError("lines that are no features")
    return {"type": "FeatureCollection", "features": features}


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
        return _draw(shape)
    except _SHAPE_ERRORS:
        pass
    try:
        # Some points of it have heights or measures, or more of these than there are.
        return _draw(_even_out(shape))
    except _SHAPE_ERRORS as error:
        raise refuse_file(
            path,
            f"第 {row} 个要素的图形不合 GeoJSON 的写法（点不足 4 个、坐标不是数、层次不符等）",
            f"the geometry of feature {row} is not written as GeoJSON wants it (fewer than 4 "
            "points, no numbers, not nested as its type says, …)",
            "geometry_unreadable",
            check="F4",
        ) from error


def _draw(shape: dict[str, Any]) -> shapely.Geometry:
    if shape["type"] == "Polygon" and shape["coordinates"]:
        shell, *holes = shape["coordinates"]
        return shapely.Polygon(shell, holes)
    return shapely.geometry.shape(shape)


def _even_out(shape: dict[str, Any]) -> dict[str, Any]:
    """Returns a shape whose points have three numbers each; what is dropped later is told then."""
    if "geometries" in shape:
        return {**shape, "geometries": [_even_out(part) for part in shape["geometries"]]}
    return {**shape, "coordinates": _fill_points(shape["coordinates"])}


def _fill_points(said: list[Any]) -> list[Any]:
    if isinstance(said[0], list):
        return [_fill_points(part) for part in said]
    return [*said, 0.0][:3] if len(said) == _FLAT else said[:3]


def _read_crs(path: Path, member: Any) -> str:
    if member is None:
        return _WGS84
    name = _name_crs(member)
    if not _CRS_NAME.fullmatch(name):
        raise refuse_file(
            path,
            "crs 成员无法识别",
            "its crs member cannot be understood",
            "crs_unreadable",
            check="C2",
        )
    return name


def _name_crs(member: Any) -> str:
    """Returns the name that a crs member gives, in the ways that were usual once."""
    try:
        said = member["properties"]
        name = f"EPSG:{said['code']}" if member.get("type") == "EPSG" else str(said["name"])
    except (KeyError, TypeError, AttributeError):
        return ""
    address = _CRS_ADDRESS.fullmatch(name)
    return f"EPSG:{address[1]}" if address else name
