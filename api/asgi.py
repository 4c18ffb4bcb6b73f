"""What the server process runs: `granian --interface asgi api.asgi:application --factory`."""

import gc
import multiprocessing
import os
import threading
import time

from api.logs import configure_logs
from api.main import create_app
from geo.cluster import find_cluster
from geo.db import Database
from geo.profile import read_profile
from geo.settings import read_settings
from tiles.server import TileServer
from tiles.store import TileStore


def application() -> TileServer:
    """Returns the application for the settings of this process; the database runs already."""
    settings = read_settings()
    if multiprocessing.parent_process() is not None:
        threading.Thread(target=_follow_parent, args=(os.getppid(),), daemon=True).start()
    configure_logs(settings.log_format)
    profile = read_profile(settings.profile, settings.local_grid)
    database = Database(
        settings.database_url or find_cluster(settings).url,
        pool_size=settings.pool_size,
        wait_s=settings.pool_wait_s,
        statement_timeout_ms=settings.statement_timeout_ms,
    )
    store = TileStore(database, profile, settings.archives)
    app = create_app(settings, database, profile, store)
    # What was made by now lives as long as the server: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    return app


def _follow_parent(parent: int) -> None:
    """Ends this worker when the process that started it was killed, so that the port is free."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
