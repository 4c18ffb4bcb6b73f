"""Writes places for a GIS: GeoPackage, GeoJSON, zipped shapefile. Pure: no database."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.crs import is_in_degrees
from geo.errors import InputError, Text
from geo.export.columns import Column
from geo.surveys import PlaceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Of a text in a dBASE table.
MAX_TEXT_BYTES = 254
# A tenth of a millimetre: what is read back is the same place (geo.boundaries.identity.compare).
_DEGREE_DECIMALS, _METRE_DECIMALS = 9, 4
_BATCH = 2_000
_LEGEND = "fields.txt"


@dataclass(frozen=True)
class Layer:
    """What is written: uids, columns and multipolygons, in the reference system `srid`."""

    kind: PlaceKind
    uids: Sequence[int]
    columns: Sequence[Column]
    shapes: "NDArray[Any]"
    srid: int


# Is told how many places are written.
Tell = Callable[[int], None]


def write_geopackage(layer: Layer, path: Path, tell: Tell) -> None:
    """Writes a GeoPackage with the layer `zone` or `street`; the features' ids are the uids."""
    frame = _make_frame(layer)
    fid, shape = _find_free("fid", layer), _find_free("geom", layer)
    frame[fid] = np.asarray(layer.uids, dtype=np.int64)
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer.kind.value,
        driver="GPKG",
        geometry_type="MultiPolygon",
        promote_to_multi=True,
        layer_options={"FID": fid, "GEOMETRY_NAME": shape},
    )
    tell(len(frame))


def write_geojson(layer: Layer, path: Path, tell: Tell) -> None:
    """Writes a FeatureCollection in UTF-8, whose crs member names the reference system.

    Coordinates are east, north; to a tenth of a millimetre. The features' ids are the uids.
    """
    system = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{layer.srid}"}}
    head = {"type": "FeatureCollection", "name": layer.kind.value, "crs": system}
    decimals = _DEGREE_DECIMALS if is_in_degrees(layer.srid) else _METRE_DECIMALS
    names = [column.name for column in layer.columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [')
        for start in range(0, len(layer.uids), _BATCH):
            part = slice(start, start + _BATCH)
            drawn = shapely.transform(layer.shapes[part], lambda points: points.round(decimals))
            shapes = shapely.to_geojson(shapely.orient_polygons(drawn)).tolist()
            rows = zip(*(column.values[part] for column in layer.columns), strict=True)
            for at, (uid, row, shape) in enumerate(
                zip(layer.uids[part], rows, shapes, strict=True)
            ):
                said = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
                file.write(
                    f'{"," if start + at else ""}\n{{"type": "Feature", "id": {uid}, '
                    f'"properties": {said}, "geometry": {shape}}}'
                )
            tell(min(start + _BATCH, len(layer.uids)))
        file.write("\n]}\n")


def write_shapefile(layer: Layer, path: Path, tell: Tell) -> None:
    """Writes a zipped shapefile: GBK (GB18030 where a name needs it), with .prj and .cpg.

    `fields.txt` beside it tells what each of the short field names stands for. Shapefiles number
    their records, so the uids are left out.

    Raises:
        InputError: export_text_too_long, for a text that the table cannot hold whole.
    """
    encoding = _choose_encoding(layer)
    _require_short_texts(layer, encoding)
    parts = path.parent / "parts"
    parts.mkdir()
    pyogrio.write_dataframe(
        _make_frame(layer),
        parts / f"{layer.kind.value}.shp",
        driver="ESRI Shapefile",
        encoding=encoding,
        geometry_type="Polygon",
        layer_options={"RESIZE": "YES"},
    )
    (parts / f"{layer.kind.value}.cpg").write_text(encoding, encoding="ascii")
    (parts / _LEGEND).write_text(_tell_fields(layer), encoding="utf-8-sig", newline="")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(parts.iterdir()):
            archive.write(part, part.name)
    tell(len(layer.uids))


def _make_frame(layer: Layer) -> gpd.GeoDataFrame:
    columns = {column.name: _as_array(column.values) for column in layer.columns}
    return gpd.GeoDataFrame(columns, geometry=layer.shapes, crs=layer.srid)


def _as_array(values: list[Any]) -> Any:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int}:
        return pd.array(values, dtype="Int64")
    if kinds == {float}:
        return np.array([np.nan if value is None else value for value in values])
    return np.array(values, dtype=object)


def _find_free(name: str, layer: Layer) -> str:
    """Returns a name that no column has, in whatever capitals."""
    taken = {column.name.lower() for column in layer.columns}
    while name in taken:
        name += "_"
    return name


def _texts(column: Column) -> list[str]:
    return [value for value in column.values if isinstance(value, str)]


def _choose_encoding(layer: Layer) -> str:
    try:
        for column in layer.columns:
            "".join(_texts(column)).encode("gbk")
    except UnicodeEncodeError:
        return "GB18030"
    return "GBK"


def _require_short_texts(layer: Layer, encoding: str) -> None:
    for column in layer.columns:
        for text in _texts(column):
            if len(text.encode(encoding)) > MAX_TEXT_BYTES:
                raise InputError(
                    "export_text_too_long",
                    Text(
                        f"“{column.holds}”中的“{text[:20]}…”超过 {MAX_TEXT_BYTES} 字节，"
                        "Shapefile 存不下。",
                        f"“{text[:20]}…” of “{column.holds}” is longer than the "
                        f"{MAX_TEXT_BYTES} bytes that a shapefile can hold.",
                    ),
                    Text("请改用 --as gpkg 或 geojson。", "Use --as gpkg or geojson instead."),
                )


def _tell_fields(layer: Layer) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\r\n")
    writer.writerow(("field", "内容 holds"))
    writer.writerows((column.name, column.holds) for column in layer.columns)
    return text.getvalue()
