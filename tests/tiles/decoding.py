"""Tiles made readable: decoded, and as text to be compared."""

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import mapbox_vector_tile

Tiles = Mapping[tuple[int, int, int], bytes]


def decode(tile: bytes) -> dict[str, Any]:
    """Returns the layers of a compressed tile, coordinates as they stand in it (y downwards)."""
    return mapbox_vector_tile.decode(
        zlib.decompress(tile, wbits=31), default_options={"y_coord_down": True}
    )


def list_features(
    tiles: Tiles, layer: str, zoom: int
) -> Iterable[tuple[tuple[int, int], dict[str, Any]]]:
    """Yields ((column, row), feature) of a layer at a zoom."""
    for (z, x, y), tile in tiles.items():
        if z == zoom:
            for feature in decode(tile).get(layer, {}).get("features", []):
                yield (x, y), feature


def dump(tiles: Tiles, zooms: Iterable[int]) -> str:
    """Returns the tiles of some zooms as text, a line for each feature and each ring."""
    lines: list[str] = []
    for (z, x, y), tile in sorted(tiles.items()):
        if z not in zooms:
            continue
        lines.append(f"tile {z}/{x}/{y}")
        for name, layer in decode(tile).items():
            lines.append(f"  {name}: version {layer['version']}, extent {layer['extent']}")
            for feature in layer["features"]:
                facts = " ".join(f"{k}={v}" for k, v in sorted(feature["properties"].items()))
                geometry = feature["geometry"]
                lines.append(f"    id {feature.get('id')} {geometry['type']} {facts}")
                lines += [f"      {part}" for part in _list_parts(geometry)]
    return "\n".join(lines) + "\n"


def _list_parts(geometry: dict[str, Any]) -> Iterable[str]:
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Point":
        yield " ".join(map(str, coordinates))
        return
    polygons = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    for polygon in polygons:
        for ring in polygon:
            yield ", ".join(f"{x} {y}" for x, y in ring)
