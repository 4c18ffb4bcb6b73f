"""Columns and shapes as Arrow: what every reader hands on."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.boundaries.readers.job import SHAPE

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROWS = 65_536
_EWKB_Z, _EWKB_M = 0x8000_0000, 0x4000_0000
_INTEGERS = (-(2**63), 2**63 - 1)


def make_batches(
    columns: Mapping[str, Sequence[Any]], shapes: "NDArray[Any] | None", count: int
) -> Iterator[pa.RecordBatch]:
    """Yields Python columns and shapely shapes (None: the file has none) as record batches."""
    names = list(name_apart(columns))
    arrays = [make_column(values) for values in columns.values()]
    wkb = [None] * count if shapes is None else shapely.to_wkb(shapes).tolist()
    shape = pa.array(wkb, type=pa.large_binary())
    table = pa.Table.from_arrays([shape, *arrays], names=[SHAPE, *names])
    yield from table.to_batches(max_chunksize=ROWS)


def make_column(values: Sequence[Any]) -> pa.Array:
    """Returns a column as booleans, integers, numbers or, where they are mixed, texts."""
    # JSON and spreadsheets write "not a number" where they mean nothing.
    values = [None if value != value else value for value in values]
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.array(values, type=pa.bool_())
    if kinds == {int} and all(_INTEGERS[0] <= v <= _INTEGERS[1] for v in values if v is not None):
        return pa.array(values, type=pa.int64())
    if kinds == {float}:
        return pa.array(values, type=pa.float64())
    return pa.array([_write(value) for value in values], type=pa.large_string())


def _write(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def name_apart(names: Iterable[str]) -> Iterator[str]:
    """Yields the names; one that occurred before, or is empty, gets a number."""
    seen: set[str] = set()
    for at, name in enumerate(names, 1):
        base = name.strip() or f"column_{at}"
        unique, number = base, 2
        while unique in seen:
            unique, number = f"{base}_{number}", number + 1
        seen.add(unique)
        yield unique


def simplify_column(column: pa.Array) -> pa.Array | None:
    """Returns a column of a database as one of the plain types; None if it holds no values."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_boolean(kind):
        return column
    if pa.types.is_integer(kind):
        return column.cast(pa.int64())
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.float64())
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        # Arrow keeps them in UTC; to write them in a zone it would need the zones of the world.
        written = column.cast(pa.timestamp(kind.unit)).cast(pa.string())
        return pc.binary_join_element_wise(written, "Z", "").cast(pa.large_string())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_temporal(kind):
        return column.cast(pa.large_string())
    if pa.types.is_nested(kind):
        return pa.array([_write(v) for v in column.to_pylist()], type=pa.large_string())
    return None


def read_wkb_types(wkb: pa.Array) -> tuple["NDArray[np.int64]", "NDArray[np.bool_]"]:
    """Returns each shape's plain type code (3 polygon, 6 multipolygon; 0 null), and has it Z or M.

    Both ways of writing further coordinates are understood: thousands (ISO) and high bits.
    """
    column = wkb.cast(pa.large_binary())
    _, offsets, data = column.buffers()
    count = len(column)
    codes = np.zeros(count, np.int64)
    if count == 0 or data is None:
        return codes, codes.astype(bool)
    starts = np.frombuffer(offsets, np.int64)[column.offset : column.offset + count + 1]
    raw = np.frombuffer(data, np.uint8)
    there = np.flatnonzero(np.diff(starts) >= 5)
    head = raw[starts[there][:, None] + np.arange(5)]
    little = head[:, 0] == 1
    order = np.where(little[:, None], head[:, 1:], head[:, :0:-1]).astype(np.int64)
    codes[there] = order @ np.array([1, 1 << 8, 1 << 16, 1 << 24])
    high = (codes & (_EWKB_Z | _EWKB_M)) != 0
    codes &= ~(_EWKB_Z | _EWKB_M)
    return codes % 1000, high | (codes >= 1000)
