"""Reads a boundary survey: from a file to rows that say code, name, attributes and shape."""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.boundaries.fields import map_fields
from geo.boundaries.formats import (
    SurveyFile,
    count_geopackage,
    count_shapefile,
    detect_dbf_encoding,
    open_survey,
    read_geojson,
)
from geo.crs import STORAGE, WGS84, get_transformer, identify_crs, transform_shapes
from geo.errors import InputError, Text
from geo.profile import Profile
from geo.rows import SurveyRequest, SurveyRows

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POLYGON = 3


@dataclass(frozen=True, slots=True)
class _Source:
    frame: gpd.GeoDataFrame
    layer: str
    encoding: str


def read_survey(path: Path, request: SurveyRequest, profile: Profile) -> SurveyRows:
    """Returns the survey's rows; the file is only read, and nothing but the file is.

    Raises:
        InputError: the file cannot be taken (see geo.boundaries.formats), holds no polygons or
            several polygon layers, has no or a refused CRS, lacks the code or name field, or
            fewer features can be read than it declares.
    """
    with tempfile.TemporaryDirectory(prefix="onemap-survey-") as workspace:
        file = open_survey(path, Path(workspace))
        source = _READERS[file.format](file, request)
        sha256 = _hash_file(path)
    if source.frame.empty:
        raise _refuse("no_features", "图层里没有要素", "the layer has no features")
    srid = _decide_srid(source.frame, request, profile)
    flat = _as_multipolygons(shapely.force_2d(source.frame.geometry.to_numpy()))
    geometry = transform_shapes(flat, srid, STORAGE)
    fields, rows = map_fields(source.frame, request.kind, profile)
    frame = gpd.GeoDataFrame(rows, geometry=geometry, crs=STORAGE)
    decisions = {
        "srid": srid,
        "srid_from": "person" if request.srid else "file",
        "encoding": source.encoding,
        "layer": source.layer,
        "fields": fields,
        "had_z": bool(shapely.has_z(source.frame.geometry.to_numpy()).any()),
    }
    return SurveyRows(
        request.kind, frame, path.name, sha256, source.layer, source.encoding, srid, decisions
    )


def _read_geojson(file: SurveyFile, _request: SurveyRequest) -> _Source:
    content, encoding = read_geojson(file.path)
    features = [f if isinstance(f, dict) else {} for f in content["features"]]
    shapes = [f.get("geometry") for f in features]
    geometry = [
        None if shape is None else _shape(shape, row) for row, shape in enumerate(shapes, 1)
    ]
    frame = gpd.GeoDataFrame(
        pd.DataFrame([f.get("properties") or {} for f in features]),
        geometry=np.array(geometry, dtype=object),
        crs=_geojson_crs(content.get("crs")),
    )
    return _Source(frame, file.path.stem, encoding)


def _shape(shape: Any, row: int) -> shapely.Geometry:
    try:
        return shapely.geometry.shape(shape)
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _refuse(
            "geometry_unreadable",
            f"第 {row} 个要素的图形无法读取（{error}）",
            f"the geometry of feature {row} cannot be read ({error})",
        ) from error


def _geojson_crs(member: Any) -> CRS:
    if member is None:
        return CRS.from_epsg(WGS84)
    try:
        return CRS.from_user_input(member["properties"]["name"])
    except (CRSError, KeyError, TypeError) as error:
        raise _refuse(
            "crs_unreadable", "crs 成员无法识别", "its crs member cannot be understood"
        ) from error


def _read_geopackage(file: SurveyFile, request: SurveyRequest) -> _Source:
    try:
        layers = pyogrio.list_layers(file.path)
    except pyogrio.errors.DataSourceError as error:
        raise _refuse(
            "unreadable", "GeoPackage 无法打开", "the GeoPackage will not open"
        ) from error
    polygons = [str(name) for name, kind in layers if kind and "Polygon" in kind]
    if request.layer and request.layer in polygons:
        polygons = [request.layer]
    if len(polygons) != 1:
        raise _refuse(
            "layer_choice",
            f"有 {len(polygons)} 个面图层（{'、'.join(polygons)}），请用 --layer 指定",
            f"it has {len(polygons)} polygon layers ({', '.join(polygons)}); name one by --layer",
        )
    frame = pyogrio.read_dataframe(file.path, layer=polygons[0])
    _require_count(count_geopackage(file.path, polygons[0]), len(frame))
    return _Source(frame, polygons[0], "UTF-8")


def _read_shapefile(file: SurveyFile, _request: SurveyRequest) -> _Source:
    declared = count_shapefile(file.path)
    encoding = detect_dbf_encoding(next(file.path.parent.glob("*.[dD][bB][fF]")))
    try:
        frame = pyogrio.read_dataframe(file.path, encoding=encoding)
    except (pyogrio.errors.DataSourceError, UnicodeDecodeError) as error:
        raise _refuse(
            "unreadable",
            f"Shapefile 无法读取（{error}）",
            f"the shapefile cannot be read ({error})",
        ) from error
    _require_count(declared, len(frame))
    return _Source(frame, file.path.stem, encoding)


_READERS = {"geojson": _read_geojson, "gpkg": _read_geopackage, "shapefile": _read_shapefile}


def _as_multipolygons(shapes: "NDArray[Any]") -> "NDArray[Any]":
    """Returns the shapes with every polygon as a multipolygon of one part, as it is stored."""
    single = np.flatnonzero(shapely.get_type_id(shapes) == _POLYGON)
    shapes = shapes.copy()
    shapes[single] = shapely.multipolygons(shapes[single], indices=np.arange(len(single)))
    return shapes


def _require_count(declared: int, read: int) -> None:
    if declared != read:
        raise _refuse(
            "count_differs",
            f"文件声明 {declared} 个要素，只读出 {read} 个",
            f"it declares {declared} features but only {read} can be read",
        )


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _decide_srid(frame: gpd.GeoDataFrame, request: SurveyRequest, profile: Profile) -> int:
    allowed = profile.crs.survey
    if request.srid is not None:
        if request.srid not in allowed:
            identify_crs(CRS.from_epsg(request.srid), allowed)
        return request.srid
    if frame.crs is not None:
        return identify_crs(CRS(frame.crs), allowed)
    fitting = [f"EPSG:{epsg}" for epsg in allowed if _fits(frame, epsg, profile)]
    raise InputError(
        "crs_missing",
        Text("文件没有说明坐标系（缺 .prj）。", "The file does not say its reference system."),
        Text(
            f"按坐标位置看可能是 {'、'.join(fitting) or '（无一符合）'}；请确认后用 --crs 指定。",
            f"By its place it may be {', '.join(fitting) or '(none fits)'}; confirm with --crs.",
        ),
        details=fitting,
    )


def _fits(frame: gpd.GeoDataFrame, epsg: int, profile: Profile) -> bool:
    west, south, east, north = frame.total_bounds
    lon, lat = get_transformer(epsg, STORAGE).transform([west, east], [south, north])
    e = profile.extent
    slack = 0.1
    return bool(
        e.west - slack <= min(lon)
        and max(lon) <= e.east + slack
        and e.south - slack <= min(lat)
        and max(lat) <= e.north + slack
    )


def _refuse(code: str, zh: str, en: str) -> InputError:
    return InputError(
        code, Text(f"不能接收该测绘文件：{zh}。", f"The survey cannot be taken: {en}.")
    )
