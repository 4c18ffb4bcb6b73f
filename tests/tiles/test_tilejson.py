"""TileJSON against the words of its specification, version 3.0.0."""

import json

import jsonschema

from tests.tiles.client import Client
from tests.tiles.decoding import decode
from tiles.tilejson import make_tilejson

NUMBER_ARRAY = {"type": "array", "items": {"type": "number"}}
# Section 3 of the specification: keys, types, ranges; required are those marked REQUIRED, and
# vector_layers for vector tiles.
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["tilejson", "tiles", "vector_layers"],
    "properties": {
        "tilejson": {"type": "string", "pattern": r"^3\.\d+\.\d+$"},
        "tiles": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "string",
                "allOf": [{"pattern": r"\{z\}"}, {"pattern": r"\{x\}"}, {"pattern": r"\{y\}"}],
            },
        },
        "vector_layers": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "fields"],
                "properties": {
                    "id": {"type": "string"},
                    "fields": {"type": "object", "additionalProperties": {"type": "string"}},
                    "description": {"type": "string"},
                    "minzoom": {"type": "integer", "minimum": 0, "maximum": 30},
                    "maxzoom": {"type": "integer", "minimum": 0, "maximum": 30},
                },
            },
        },
        "attribution": {"type": "string"},
        "bounds": {
            **NUMBER_ARRAY,
            "prefixItems": [
                {"minimum": -180, "maximum": 180},
                {"minimum": -90, "maximum": 90},
                {"minimum": -180, "maximum": 180},
                {"minimum": -90, "maximum": 90},
            ],
            "minItems": 4,
            "maxItems": 4,
        },
        "center": {
            **NUMBER_ARRAY,
            "prefixItems": [
                {"minimum": -180, "maximum": 180},
                {"minimum": -90, "maximum": 90},
                {"type": "integer", "minimum": 0, "maximum": 30},
            ],
            "minItems": 3,
            "maxItems": 3,
        },
        "data": {"type": "array", "items": {"type": "string"}},
        "description": {"type": "string"},
        "fillzoom": {"type": "integer", "minimum": 0, "maximum": 30},
        "grids": {"type": "array", "items": {"type": "string"}},
        "legend": {"type": "string"},
        "maxzoom": {"type": "integer", "minimum": 0, "maximum": 30},
        "minzoom": {"type": "integer", "minimum": 0, "maximum": 30},
        "name": {"type": "string"},
        "scheme": {"enum": ["xyz", "tms"]},
        "template": {"type": "string"},
        "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
    },
}


def test_the_document_is_valid_and_names_its_tiles(client: Client):
    answer = client.get("/tiles/map/1.json", host="map.example:8000")
    document = json.loads(answer.body)
    jsonschema.validate(document, SCHEMA)
    assert document["tiles"] == ["http://map.example:8000/tiles/map/1/{z}/{x}/{y}"]
    assert (document["minzoom"], document["maxzoom"]) == (8, 14)
    west, south, east, north = document["bounds"]
    lon, lat, zoom = document["center"]
    assert west < lon < east
    assert south < lat < north
    assert zoom == 8
    assert "immutable" not in answer.headers["cache-control"]


def test_its_layers_and_fields_are_those_of_the_tiles(client: Client, store):
    document = json.loads(client.get("/tiles/map/1.json").body)
    told = {layer["id"]: set(layer["fields"]) for layer in document["vector_layers"]}
    found: dict[str, set[str]] = {}
    for tile in store.tiles.values():
        for name, layer in decode(tile.content).items():
            for feature in layer["features"]:
                found.setdefault(name, set()).update(feature["properties"])
    assert told == found


def test_the_address_is_the_one_that_the_client_used(client: Client):
    def address(**headers: str) -> str:
        return json.loads(client.get("/tiles/map/1.json", **headers).body)["tiles"][0]

    assert address(host="map", x_forwarded_proto="https").startswith("https://map/tiles")
    assert address(host="[::1]:8000").startswith("http://[::1]:8000/tiles")
    # A host that is none is not repeated.
    assert address(host='evil"><script>').startswith("/tiles")
    assert address().startswith("/tiles")


def test_the_schema_would_notice():
    good = make_tilejson(3, (1, 2, 3, 4), (8, 14), "/{z}/{x}/{y}")
    jsonschema.validate(good, SCHEMA)
    for change in ({"tiles": []}, {"bounds": [1, 2, 3]}, {"tilejson": "2.2.0"}, {"version": "3"}):
        assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors({**good, **change}))
