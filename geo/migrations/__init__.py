"""Alembic migrations: the database's shape, step by step."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection

from geo.db import Database, lock
from geo.models import Base


def migrate(database: Database) -> None:
    """Brings the database to the newest shape; does nothing when it is there already."""
    with database.write() as connection:
        lock(connection, "onemap-migrate")
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def find_differences(connection: Connection) -> list[object]:
    """Returns what differs between the models and the database; empty when they agree."""
    context = MigrationContext.configure(
        connection,
        opts={"include_object": alembic_helpers.include_object, "compare_type": True},
    )
    return list(compare_metadata(context, Base.metadata))
