"""The reference layers that lie under the zones."""

from typing import Any

from sqlalchemy import Connection

from geo.db import load_sql


def list_layers(connection: Connection) -> list[dict[str, Any]]:
    """Returns the layers in force: kind, features, file_name, loaded_at, loaded_by, release."""
    return [dict(row) for row in connection.execute(load_sql("base_list")).mappings()]
