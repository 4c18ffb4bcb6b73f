"""Workers: processes of their own for what would make the server large or slow."""

import sys

from geo.db import Database
from geo.settings import ROOT, Settings, export_settings


def make_command(action: str, number: int) -> list[str]:
    """Returns the command that does one piece of work; see api/work.py."""
    return [sys.executable, "-m", "api.work", action, str(number)]


def make_environment(settings: Settings, database: Database) -> dict[str, str]:
    """Returns the environment in which a worker has the server's settings and its database."""
    url = database.url.set(drivername="postgresql")
    told = settings.model_copy(update={"database_url": url.render_as_string(hide_password=False)})
    return {**export_settings(told), "PYTHONPATH": str(ROOT)}
