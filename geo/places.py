"""Many places in columns: their words as texts, their shapes packed; decoded where needed.

A city's places do not fit into memory as objects. They are kept as the database has them, texts and
EWKB, in files that the system maps into memory and drops where it needs the room. What looks at
shapes takes some thousand at a time.
"""

import errno
import json
import mmap
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakSet

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.crs import STORAGE
from geo.errors import SetupError, Text
from geo.names import normalise_names
from geo.threads import CHUNK, work_through

if TYPE_CHECKING:
    from numpy.typing import NDArray

    # Which rows: some side by side, or positions.
    At = slice | NDArray[np.intp]

ALL = slice(None)
_NUMBERS = ("row_no", "uid")


@dataclass(frozen=True)
class Shapes:
    """Packed shapes, one a row.

    Attributes:
        wkb: (E)WKB; null where there is no shape.
        bounds: (n, 4) west, south, east, north in their own numbers; NaN where nothing is drawn.
    """

    wkb: pa.ChunkedArray
    bounds: "NDArray[np.float64]"

    def __len__(self) -> int:
        return len(self.wkb)

    def take(self, at: "At" = ALL) -> "NDArray[Any]":
        """Returns the shapes of these rows; None where there is none."""
        shapes = _decode(_pick(self.wkb, at))
        _let_go()
        return shapes

    def pick(self, at: "At") -> Self:
        """Returns these rows, packed."""
        wkb = _pick(self.wkb, at)
        packed = wkb if isinstance(at, slice) else pa.chunked_array([wkb])
        return type(self)(packed, self.bounds[at])

    def renew(self, at: "NDArray[np.intp]", shapes: "NDArray[Any]") -> "Shapes":
        """Returns the shapes with others at these (ascending) positions; in EPSG:4490."""

        def renew_part(rows: slice) -> Shapes:
            first, last = np.searchsorted(at, [rows.start, rows.stop])
            if first == last:
                return self.pick(rows)
            part = self.take(rows)
            part[at[first:last] - rows.start] = shapes[first:last]
            return pack_shapes(part, STORAGE)

        return write_shapes(map(renew_part, self.chunks))

    def equal(
        self, at: "NDArray[np.intp]", other: "Shapes", other_at: "NDArray[np.intp]"
    ) -> "NDArray[np.bool_]":
        """Returns where these rows and those of others are the same to the last bit."""
        same = pc.equal(_pick(self.wkb, at), _pick(other.wkb, other_at)).fill_null(fill_value=False)
        equal: NDArray[np.bool_] = same.to_numpy(zero_copy_only=False)
        return equal

    @property
    def chunks(self) -> list[slice]:
        """All rows, some thousand at a time."""
        return cut(len(self))


def pack_shapes(shapes: "NDArray[Any]", srid: int | None = None) -> Shapes:
    """Returns shapes packed in memory; with the number of their reference system, if told."""
    if srid is not None:
        shapes = shapely.set_srid(shapes, srid)
    wkb = pa.array(shapely.to_wkb(shapes, include_srid=srid is not None), pa.large_binary())
    return Shapes(pa.chunked_array([wkb]), shapely.bounds(shapes))


def measure_shapes(wkb: pa.ChunkedArray) -> Shapes:
    """Returns packed shapes with their bounds.

    Raises:
        shapely.errors.ShapelyError: one of them is no WKB.
    """
    chunks = cut(len(wkb))
    bounds = [*work_through(lambda at: shapely.bounds(_decode(wkb[at])), chunks), np.empty((0, 4))]
    return Shapes(wkb, np.concatenate(bounds))


def write_shapes(blocks: Iterable[Shapes]) -> Shapes:
    """Returns shapes that come block by block, in a file."""
    bounds = [np.empty((0, 4))]

    def list_batches() -> Iterable[pa.RecordBatch]:
        for block in blocks:
            bounds.append(block.bounds)
            yield from pa.table([block.wkb], _PACKED).to_batches()

    table = write_table(_PACKED, list_batches())
    return Shapes(table.column(0), np.concatenate(bounds))


_PACKED = pa.schema([("wkb", pa.large_binary())])


def write_table(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> pa.Table:
    """Returns a table that lies in a file, which nobody else sees and which goes with the table.

    Raises:
        SetupError: disk_full.
    """
    try:
        with tempfile.TemporaryFile(prefix="onemap-") as file:
            with pa.ipc.new_file(file, schema) as writer:
                for batch in batches:
                    writer.write_batch(batch)
            file.flush()
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            _MAPPED.add(mapped)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise SetupError(
            "disk_full",
            Text("磁盘空间不足。", "The disk is full."),
            Text("请清理磁盘，或用 TMPDIR 换一个目录。", "Free some space, or set TMPDIR."),
        ) from error
    return pa.ipc.open_file(pa.py_buffer(mapped)).read_all()


_MAPPED: WeakSet[mmap.mmap] = WeakSet()


def _let_go() -> None:
    """Gives back the pages that were looked at; the system has them at hand while it has room."""
    for mapped in list(_MAPPED):
        mapped.madvise(mmap.MADV_DONTNEED)


@dataclass(frozen=True)
class Words:
    """What places say, one a row: code, name, attributes as JSON, and what else is known."""

    table: pa.Table

    def __len__(self) -> int:
        return len(self.table)

    def tell(self, name: str, at: "At" = ALL) -> list[Any]:
        """Returns what these rows say in a column, as Python values; None where nothing."""
        values: list[Any] = _pick(self.table.column(name), at).to_pylist()
        _let_go()
        return values

    def column(self, name: str) -> "pd.Series[Any]":
        """Returns a whole column; texts stay packed."""
        series: pd.Series[Any] = self.table.column(name).to_pandas()
        return series

    def find(self, name: str, at: "NDArray[np.intp]") -> "pd.Series[Any]":
        """Returns what these rows say in a column of texts, packed; nothing at a position of -1."""
        there = at >= 0
        found = _pick(self.table.column(name), at[there])
        spread = found.take(pa.array(np.cumsum(there) - 1, mask=~there))
        series: pd.Series[Any] = spread.to_pandas()
        return series

    def renew(self, **columns: list[str | None]) -> Self:
        """Returns the words with other texts in these columns."""
        table = self.table
        for name, texts in columns.items():
            at = table.column_names.index(name)
            table = table.set_column(at, name, pa.array(texts, pa.large_string()))
        return type(self)(table)

    @cached_property
    def alike(self) -> "pd.Series[Any]":
        """The names without what offices write differently."""
        return normalise_names(self.column("name"))


@dataclass(frozen=True)
class Places:
    """Places by their positions: what they say, and their shapes in EPSG:4490."""

    words: Words
    shapes: Shapes

    def __len__(self) -> int:
        return len(self.shapes)

    def unpack(self, at: "At" = ALL) -> gpd.GeoDataFrame:
        """Returns these places as a frame of all their columns and their geometry."""
        # As objects, None stays None.
        columns = {
            name: pd.Series(self.words.tell(name, at), dtype=None if name in _NUMBERS else object)
            for name in self.words.table.column_names
        }
        return gpd.GeoDataFrame(columns, geometry=self.shapes.take(at), crs=STORAGE)


def write_json(value: Any) -> str:
    """Returns a value as JSON text, as PostgreSQL writes it: shorter keys first."""
    if isinstance(value, Mapping):
        keys = sorted(value, key=place_key)
        return write_object(f"{write_json(key)}: {write_json(value[key])}" for key in keys)
    return _JSON.encode(value)


_JSON = json.JSONEncoder(ensure_ascii=False)


def write_object(members: Iterable[str | None]) -> str:
    """Returns an object of members in their order, each `"key": value`; None is left out."""
    return "{" + ", ".join(filter(None, members)) + "}"


def place_key(key: str) -> tuple[int, bytes]:
    """Returns the place of a key among those of an object."""
    raw = key.encode()
    return len(raw), raw


def cut(count: int, size: int = CHUNK) -> list[slice]:
    """Returns so many rows as slices of a size."""
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]


def _decode(wkb: pa.Array | pa.ChunkedArray) -> "NDArray[Any]":
    shapes: NDArray[Any] = shapely.from_wkb(wkb.to_numpy(zero_copy_only=False))
    return shapes


def _pick(column: pa.ChunkedArray, at: "At") -> pa.Array | pa.ChunkedArray:
    """Returns some rows of a column; Arrow's own `take` would join all of its chunks first."""
    if isinstance(at, slice):
        return column[at]
    starts = np.cumsum([0, *map(len, column.chunks)])
    chunk = np.searchsorted(starts, at, side="right") - 1
    order = np.argsort(chunk, kind="stable")
    inside = (at - starts[chunk])[order]
    ends = np.searchsorted(chunk[order], np.arange(column.num_chunks), side="right")
    parts = np.split(inside, ends[:-1]) if column.num_chunks else []
    taken = [c.take(pa.array(p)) for c, p in zip(column.chunks, parts, strict=True) if len(p)]
    found = pa.concat_arrays(taken) if taken else pa.array([], column.type)
    return found if (order[1:] > order[:-1]).all() else found.take(pa.array(np.argsort(order)))
