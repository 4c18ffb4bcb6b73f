"""A whole installation, started as its user starts it: `onemap up` with a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from api.auth.links import create_link
from geo.cluster import find_cluster
from geo.db import Database
from geo.settings import ROOT, Settings

START_SECONDS = 240


@dataclass
class Installation:
    """A running `onemap up` and the command line beside it."""

    data: Path
    port: int
    lines: list[str] = field(default_factory=list)
    process: "subprocess.Popen[str] | None" = None

    @property
    def base(self) -> str:
        """The server's address, without a path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a command of this installation is run with."""
        plain = {k: v for k, v in os.environ.items() if not k.startswith("ONEMAP_")}
        kept = {k: v for k, v in os.environ.items() if k.startswith("ONEMAP_PG_")}
        return {**plain, **kept, "PYTHONPATH": str(ROOT), "ONEMAP_DATA": str(self.data)}

    def start(self, *options: str) -> "Installation":
        """Starts the server and waits until it says that Ctrl-C stops it."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "up", "--port", str(self.port), *options],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        ready = threading.Event()
        threading.Thread(target=self._follow, args=(ready,), daemon=True).start()
        if not ready.wait(START_SECONDS) or self.process.poll() is not None:
            self.kill()
            raise AssertionError("did not start:\n" + "\n".join(self.lines))
        return self

    def _follow(self, ready: threading.Event) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if "Ctrl-C" in line:
                ready.set()
        ready.set()

    def run(self, *arguments: str, timeout: float = 120) -> "subprocess.CompletedProcess[str]":
        """Runs a command of this installation to its end."""
        return subprocess.run(
            [sys.executable, "-m", "api.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    @contextmanager
    def open_database(self) -> Iterator[Database]:
        """Yields the database of the running installation, without the start of a command."""
        database = Database(find_cluster(Settings(data=self.data, database_url=None)).url)
        yield database
        database.close()

    def link(self, account: str) -> str:
        """Returns a new one-time sign-in link of an account."""
        with self.open_database() as database, database.write() as connection:
            return f"{self.base}/sign-in/{create_link(connection, account, 'tests')}"

    def add_display(self, name: str) -> str:
        """Returns the address of a new wall display."""
        done = self.run("display", "add", name)
        assert done.returncode == 0, done.stderr
        found = re.search(r"http\S+", done.stdout)
        assert found is not None
        return found[0]

    def stop(self) -> int:
        """Stops the server as Ctrl-C does; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)

    def kill(self) -> None:
        """Ends the server at once, as a power cut would."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def find_free_port() -> int:
    """Returns a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
