"""What the tiles hold, as TileJSON 3.0 tells other programs."""

from collections.abc import Iterable
from typing import Any

VECTOR_LAYERS: list[dict[str, Any]] = [
    {
        "id": "street",
        "description": "Subdistricts and townships (街道、地区、乡)",
        "fields": {"code": "Nine-digit code", "name": "Name", "kind": "Id of the kind of street"},
    },
    {
        "id": "zone",
        "description": "Property management zones (物业管理区域); points where too small to draw",
        "fields": {"code": "Code", "name": "Name", "street": "Feature id of the street around it"},
    },
    {
        "id": "label",
        "description": "One point a place for its name",
        "fields": {
            "kind": "street or zone, or the reference layer of what is named",
            "uid": "Feature id of the place named; a reference layer has none",
            "name": "Name",
            "rank": "1 is the largest of its kind",
        },
    },
]
# The reference layers, by name; an archive has those that were loaded.
BASE_LAYERS: dict[str, dict[str, Any]] = {
    "water": {"description": "Rivers and lakes (河湖)", "fields": {"name": "Name"}},
    "green": {"description": "Parks and green (绿地)", "fields": {"name": "Name"}},
    "community": {"description": "Communities (社区)", "fields": {"name": "Name"}},
    "road": {
        "description": "Roads (道路)",
        "fields": {"name": "Name", "rank": "1 (expressway) to 5 (lane)"},
    },
    "building": {"description": "Buildings (建筑)", "fields": {}},
}

Bounds = tuple[float, float, float, float]


def list_layers(base: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Returns what is told of the layers of an archive that has those reference layers."""
    return [*VECTOR_LAYERS, *({"id": name, **BASE_LAYERS[name]} for name in base)]


def make_tilejson(
    release_id: int,
    bounds: Bounds,
    zooms: tuple[int, int],
    address: str,
    base: Iterable[str] = (),
) -> dict[str, Any]:
    """Returns the TileJSON 3.0 document of a release's tiles.

    `bounds` is west, south, east, north in degrees, `zooms` the first and the last zoom,
    `address` the template of a tile's address with {z}, {x} and {y}, and `base` names the
    reference layers.
    """
    west, south, east, north = bounds
    first, last = zooms
    layers = [{**layer, "minzoom": first, "maxzoom": last} for layer in list_layers(base)]
    return {
        "tilejson": "3.0.0",
        "tiles": [address],
        "vector_layers": layers,
        "name": "One Map 物业管理一张图",
        "version": f"{release_id}.0.0",
        "scheme": "xyz",
        "minzoom": first,
        "maxzoom": last,
        "bounds": list(bounds),
        "center": [round((west + east) / 2, 7), round((south + north) / 2, 7), first],
    }
