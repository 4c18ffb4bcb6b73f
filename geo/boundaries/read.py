"""Reads a boundary survey: from a file to rows that say code, name, attributes and shape."""

import hashlib
import re
import tempfile
import warnings
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

from geo.boundaries.contents import (
    count_geopackage,
    count_shapefile,
    detect_dbf_encoding,
    read_geojson,
)
from geo.boundaries.fields import map_fields
from geo.boundaries.formats import SurveyFile, open_survey
from geo.crs import STORAGE, WGS84, get_transformer, identify_crs, transform_shapes
from geo.errors import InputError, Text
from geo.profile import Profile
from geo.surveys import SurveyRequest, SurveyRows

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POLYGON = 3


_UNREADABLE = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.CRSError,
)


@dataclass(frozen=True, slots=True)
class _Source:
    frame: gpd.GeoDataFrame
    layer: str
    encoding: str


def read_survey(path: Path, request: SurveyRequest, profile: Profile) -> SurveyRows:
    """Returns the survey's rows; the file is only read, and nothing but the file is.

    Raises:
        InputError: the file cannot be taken (see geo.boundaries.formats and contents), holds no
            polygons or several polygon layers, has no or a refused CRS, lacks the code or name
            field, or fewer features can be read than it declares.
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
    properties = [f.get("properties") for f in features]
    geometry = [
        None if shape is None else _shape(shape, row) for row, shape in enumerate(shapes, 1)
    ]
    frame = gpd.GeoDataFrame(
        pd.DataFrame([said if isinstance(said, dict) else {} for said in properties]),
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
        name = str(member["properties"]["name"])
        # PROJ would take more than names, and open what they point to.
        if not re.fullmatch(r"(urn:(x-)?ogc:def:crs:)?\w+:[\w.]*:?\w+", name):
            raise KeyError(name)
        return CRS.from_user_input(name)
    except (CRSError, KeyError, TypeError) as error:
        raise _refuse(
            "crs_unreadable", "crs 成员无法识别", "its crs member cannot be understood"
        ) from error


def _read_geopackage(file: SurveyFile, request: SurveyRequest) -> _Source:
    try:
        layers = pyogrio.list_layers(file.path)
    except _UNREADABLE as error:
        raise _refuse(
            "unreadable", "GeoPackage 无法打开", "the GeoPackage will not open"
        ) from error
    # "Unknown" is a layer of shapes of several kinds: polygons and multipolygons, as a rule.
    polygons = [
        str(name) for name, kind in layers if kind and ("Polygon" in kind or kind == "Unknown")
    ]
    wanted = [name for name in polygons if request.layer in (None, name)]
    if len(wanted) != 1:
        raise _refuse(
            "layer_choice",
            f"有 {len(polygons)} 个面图层（{'、'.join(polygons)}），请用 --layer 指定其一",
            f"it has {len(polygons)} polygon layers ({', '.join(polygons)}); name one by --layer",
        )
    declared = count_geopackage(file.path, wanted[0])
    frame = _read_frame(file.path, layer=wanted[0])
    _require_count(declared, len(frame))
    return _Source(frame, wanted[0], "UTF-8")


def _read_shapefile(file: SurveyFile, _request: SurveyRequest) -> _Source:
    declared = count_shapefile(file.path)
    encoding = detect_dbf_encoding(file.path)
    frame = _read_frame(file.path, encoding=encoding)
    _require_count(declared, len(frame))
    return _Source(frame, file.path.stem, encoding)


def _read_frame(path: Path, **options: str) -> gpd.GeoDataFrame:
    try:
        with warnings.catch_warnings():
            # Measures along a line mean nothing for an area; they are dropped on purpose.
            warnings.filterwarnings("ignore", "Measured", UserWarning)
            frame: gpd.GeoDataFrame = pyogrio.read_dataframe(path, **options)
    except (*_UNREADABLE, UnicodeDecodeError, shapely.errors.ShapelyError) as error:
        raise _refuse(
            "unreadable", f"文件无法读取（{error}）", f"it cannot be read ({error})"
        ) from error
    return frame


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
        return _follow(request.srid, allowed)
    fitting = [f"EPSG:{epsg}" for epsg in allowed if _fits(frame, epsg, profile)]
    if frame.crs is not None:
        try:
            return identify_crs(CRS(frame.crs), allowed)
        except InputError as error:
            if fitting:
                error.hint = _propose(fitting)
            raise
    raise InputError(
        "crs_missing",
        Text("文件没有说明坐标系（缺 .prj）。", "The file does not say its reference system."),
        _propose(fitting),
        details=fitting,
    )


def _follow(srid: int, allowed: tuple[int, ...]) -> int:
    """Returns the system that a person named, if it is one of those taken."""
    if srid in allowed:
        return srid
    try:
        named = CRS.from_epsg(srid)
    except CRSError as error:
        raise InputError(
            "crs_unknown",
            Text(f"没有 EPSG:{srid} 这个坐标系。", f"There is no EPSG:{srid}."),
            Text("请核对代码。", "Check the number."),
        ) from error
    return identify_crs(named, allowed)


def _propose(fitting: list[str]) -> Text:
    return Text(
        f"按坐标位置看可能是 {'、'.join(fitting) or '（无一符合）'}；请确认后用 --crs 指定。",
        f"By its place it may be {', '.join(fitting) or '(none fits)'}; confirm with --crs.",
    )


def _fits(frame: gpd.GeoDataFrame, epsg: int, profile: Profile) -> bool:
    west, south, east, north = frame.total_bounds
    if not np.isfinite([west, south, east, north]).all():
        return False
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
