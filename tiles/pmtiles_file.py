"""The file format of an archive, PMTiles 3: written once, read whole into memory."""

import json
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

from pmtiles.tile import (
    Compression,
    Entry,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    tileid_to_zxy,
    zxy_to_tileid,
)
from pmtiles.writer import Writer

from geo.errors import SetupError, Text
from tiles.mvt import TileKey
from tiles.tilejson import BASE_LAYERS, Bounds, list_layers


@dataclass(frozen=True, slots=True)
class Archive:
    """The gzip-compressed tiles of a release, its box in degrees, its first and last zoom.

    `base` names the reference layers in them. Which release is told by the file's name alone:
    equal content gives equal bytes.
    """

    tiles: dict[TileKey, bytes]
    bounds: Bounds
    zooms: tuple[int, int]
    base: tuple[str, ...] = ()


def write_tiles(path: Path, archive: Archive) -> None:
    """Writes an archive and waits until the disk has it; equal archives give equal bytes."""
    west, south, east, north = (round(degrees * 1e7) for degrees in archive.bounds)
    header = {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": archive.zooms[0],
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }
    metadata = {
        "name": "One Map",
        "type": "overlay",
        "zooms": archive.zooms,
        "vector_layers": list_layers(archive.base),
    }
    # The format knows no archive without a tile: a release without a place gets an empty one.
    tiles = archive.tiles or {(archive.zooms[0], 0, 0): b""}
    with path.open("wb") as file:
        writer = Writer(file)
        for tile_id, key in sorted((zxy_to_tileid(*key), key) for key in tiles):
            writer.write_tile(tile_id, tiles[key])
        writer.finalize(header, metadata)
        file.flush()
        os.fsync(file.fileno())


def read_tiles(path: Path) -> Archive:
    """Returns an archive whole.

    Raises:
        SetupError: archive_damaged, when the file is missing or is no whole archive.
    """
    try:
        return _parse(path.read_bytes())
    except (
        OSError,
        EOFError,
        LookupError,
        ValueError,
        zlib.error,
        MagicNumberNotFound,
        SpecVersionUnsupported,
    ) as error:
        raise SetupError(
            "archive_damaged",
            Text(
                f"瓦片文件缺失或已损坏：{path}", f"The tile archive is missing or damaged: {path}"
            ),
            Text("重新启动后会自动重建。", "It is built again at the next start."),
        ) from error


def load_archive(path: Path) -> dict[TileKey, bytes]:
    """Returns the gzip bytes of every tile in an archive by (zoom, column, row).

    Raises:
        SetupError: archive_damaged, when the file is missing or is no whole archive.
    """
    return read_tiles(path).tiles


def _parse(content: bytes) -> Archive:
    header = deserialize_header(content)
    metadata = json.loads(
        zlib.decompress(
            _cut(content, header["metadata_offset"], header["metadata_length"]), wbits=31
        )
    )

    def read_entries(offset: int, length: int) -> list[Entry]:
        entries: list[Entry] = []
        for entry in deserialize_directory(_cut(content, offset, length)):
            if entry.run_length:
                entries.append(entry)
            else:
                leaf = header["leaf_directory_offset"] + entry.offset
                entries.extend(read_entries(leaf, entry.length))
        return entries

    tiles: dict[TileKey, bytes] = {}
    for entry in read_entries(header["root_offset"], header["root_length"]):
        if entry.length:
            tile = _cut(content, header["tile_data_offset"] + entry.offset, entry.length)
            for tile_id in range(entry.tile_id, entry.tile_id + entry.run_length):
                tiles[tileid_to_zxy(tile_id)] = tile
    west, south, east, north = (
        header[side] / 1e7 for side in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
    )
    first, last = metadata["zooms"]
    base = tuple(layer["id"] for layer in metadata["vector_layers"] if layer["id"] in BASE_LAYERS)
    return Archive(tiles, (west, south, east, north), (first, last), base)


def _cut(content: bytes, offset: int, length: int) -> bytes:
    part = content[offset : offset + length]
    if len(part) != length:
        raise EOFError
    return part
