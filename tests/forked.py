"""Processes of their own that start in milliseconds.

They are forked from a server that has imported the program once and holds nothing of the tests'
own process: no connection, no thread, no lock.
"""

import multiprocessing

processes = multiprocessing.get_context("forkserver")
# There is one server for all tests, so it imports what any of them needs.
processes.set_forkserver_preload(
    [
        "pytest",
        "alembic.command",
        "api.auth.accounts",
        "api.auth.links",
        "api.cli.__main__",
        "api.cli.doors",
        "geo.catalog.history",
        "geo.cluster",
        "geo.migrations",
        "tests.cli.command",
        "tests.interrupted",
    ]
)
