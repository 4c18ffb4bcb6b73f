"""Vector tiles of one zoom, cut from the display geometry by PostGIS."""

import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from geo.db import load_sql

EXTENT = 4096
BUFFER = 64
HALF_WORLD = 20037508.342789244

TileKey = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class TileRange:
    """The tiles of a zoom that a box may touch: columns west to east, rows north to south."""

    zoom: int
    west: int
    north: int
    east: int
    south: int


def find_tiles(bounds: tuple[float, float, float, float], zoom: int) -> TileRange:
    """Returns the tiles whose buffer reaches a box given in metres of EPSG:3857."""
    count = 1 << zoom
    reach = BUFFER / EXTENT

    def index(metres: float, margin: float) -> int:
        place = (metres + HALF_WORLD) / (2 * HALF_WORLD) * count
        return min(max(math.floor(place + margin), 0), count - 1)

    west, south, east, north = bounds
    return TileRange(
        zoom, index(west, -reach), index(-north, -reach), index(east, reach), index(-south, reach)
    )


def cut_tiles(connection: Connection, wanted: TileRange) -> Iterator[tuple[TileKey, bytes]]:
    """Yields ((zoom, column, row), uncompressed tile) of each tile in the range that is not empty.

    All in one query; features are ordered by id, so equal data gives equal bytes.
    """
    parameters = describe_range(wanted)
    for x, y, tile in connection.execute(load_sql("tiles"), parameters):
        yield (wanted.zoom, x, y), bytes(tile)


def describe_range(wanted: TileRange) -> dict[str, Any]:
    """Returns the parameters of a query that cuts the tiles of a range."""
    return {
        "zoom": wanted.zoom,
        "west": wanted.west,
        "north": wanted.north,
        "east": wanted.east,
        "south": wanted.south,
        "extent": EXTENT,
        "buffer": BUFFER,
    }


def compress(tile: bytes) -> bytes:
    """Returns a tile as it is stored and served: gzip, the same bytes each time."""
    # Not gzip.compress: its header differs between Python versions.
    return zlib.compress(tile, 9, wbits=31)
