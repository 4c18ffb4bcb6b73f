"""Writes the OpenAPI document: `python -m api.openapi > api/openapi.json`."""

import json
import sys

from api.main import make_api, make_context
from geo.db import Database
from geo.profile import read_profile
from geo.settings import Settings
from tiles.store import TileStore


def describe_api() -> str:
    """Returns the OpenAPI document as stable JSON text; needs no database."""
    settings = Settings.model_construct()
    # An address that is never connected to: the document depends on the code alone.
    database = Database("postgresql://nobody@localhost/nothing")
    profile = read_profile(settings.profile)
    store = TileStore(database, profile, settings.archives)
    app = make_api(make_context(settings, database, profile, store))
    return json.dumps(app.openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(describe_api())
