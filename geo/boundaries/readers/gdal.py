"""Layers by GDAL, streamed: shapes of shapefiles, tables of GeoPackage and FileGDB."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
import shapely

from geo.boundaries.readers.batches import ROWS, name_apart, read_wkb_types, simplify_column
from geo.boundaries.readers.job import SHAPE, Reading, note, refuse_file
from geo.errors import InputError

UNREADABLE = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.CRSError,
    pa.ArrowException,
    shapely.errors.ShapelyError,
    UnicodeDecodeError,
    RuntimeError,
    ValueError,
)
# GDAL reads on where it can, and only warns that what it gives is not what was written.
_DAMAGE = re.compile(r"corrupt|damag|repair|truncat|inconsisten|non closed ring", re.IGNORECASE)
_FID = "\x1ffid"
# Curves are drawn as short lines; nets of triangles and the like are no areas at all.
_CURVES = (8, 9, 10, 11, 12, 13, 14)
_SURFACES = (15, 16, 17)


def list_layers(path: Path) -> list[tuple[str, str | None]]:
    """Returns the name and the kind of shapes of every layer; None where it has no shapes."""
    try:
        layers = pyogrio.list_layers(path)
    except UNREADABLE as error:
        raise refuse_unreadable(path, error) from error
    return [(str(name), None if kind is None else str(kind)) for name, kind in layers]


def describe_layer(path: Path, layer: str | None) -> dict[str, Any]:
    """Returns what GDAL knows of a layer: crs, features, fields."""
    try:
        described: dict[str, Any] = pyogrio.read_info(path, layer=layer)
    except UNREADABLE as error:
        raise refuse_unreadable(path, error) from error
    return described


def stream_layer(
    path: Path, layer: str | None, reading: Reading, *, attributes: bool = True
) -> Iterator[pa.RecordBatch]:
    """Yields a layer's batches: SHAPE first, then its columns as plain types.

    Curves come as lines and their rows go to reading.curved; a net of triangles or another
    surface is no polygon: its shape is left out, and a finding names its row.
    """
    options: dict[str, Any] = {} if attributes else {"columns": []}
    row = 1
    try:
        with (
            _hear_warnings() as said,
            pyogrio.open_arrow(
                path,
                layer=layer,
                use_pyarrow=True,
                return_fids=True,
                batch_size=ROWS,
                **options,
            ) as (_, stream),
        ):
            for batch in stream:
                yield _clean_batch(path, layer, batch, (reading, row))
                row += batch.num_rows
    except UNREADABLE as error:
        raise refuse_unreadable(path, error) from error
    for warning in said:
        if _DAMAGE.search(str(warning.message)):
            raise refuse_unreadable(path, str(warning.message))


@contextmanager
def _hear_warnings() -> Iterator[list[warnings.WarningMessage]]:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        yield said


def _clean_batch(
    path: Path,
    layer: str | None,
    batch: pa.RecordBatch,
    place: tuple[Reading, int],
) -> pa.RecordBatch:
    # The columns come as: the feature's number, the attributes, the shape.
    fids, shapes = batch.column(0), batch.column(batch.num_columns - 1)
    kinds, _ = read_wkb_types(shapes)
    if np.isin(kinds, (*_CURVES, *_SURFACES)).any():
        shapes = _draw_curves(path, layer, fids.to_numpy(), (shapes, kinds), place)
    names, columns = [SHAPE], [shapes.cast(pa.large_binary())]
    kept = list(name_apart(batch.schema.names[1:-1]))
    for at, name in enumerate(kept, 1):
        column = simplify_column(batch.column(at))
        if column is not None:
            names.append(name)
            columns.append(column)
    return pa.RecordBatch.from_arrays(columns, names=names)


def _draw_curves(
    path: Path,
    layer: str | None,
    fids: "np.ndarray[Any, Any]",
    shapes: tuple[pa.Array, "np.ndarray[Any, Any]"],
    place: tuple[Reading, int],
) -> pa.Array:
    reading, first = place
    wkb, kinds = shapes
    drawn = wkb.to_pylist()
    for at in np.flatnonzero(np.isin(kinds, _SURFACES)):
        drawn[at] = None
        reading.findings.append(_tell_surface(first + int(at)))
        if reading.shaped is not None:
            reading.shaped -= 1
    curved = np.flatnonzero(np.isin(kinds, _CURVES))
    if len(curved):
        reading.curved.extend((curved + first).tolist())
        _, found, lines, _ = pyogrio.raw.read(
            path, layer=layer, fids=fids[curved], columns=[], return_fids=True
        )
        by_fid = dict(zip(found.tolist(), lines.tolist(), strict=True))
        for at in curved:
            drawn[at] = by_fid[int(fids[at])]
    return pa.array(drawn, type=pa.large_binary())


def _tell_surface(row: int) -> Any:
    return note(
        "G2",
        f"第 {row} 行：图形是三角网或多面体表面，不是面，未读取",
        f"row {row}: its shape is a net of triangles or a surface, no polygon; it was not read",
        row=row,
        severity="E",
    )


def refuse_unreadable(path: Path, error: Exception | str) -> InputError:
    """Returns the error for what GDAL could not read."""
    return refuse_file(
        path, f"文件无法读取（{error}）", f"it cannot be read ({error})", "unreadable"
    )
