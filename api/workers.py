"""Workers: processes of their own for what would make the server large or slow."""

import asyncio
import json
import sys
from asyncio import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from geo.db import Database
from geo.errors import (
    AccessError,
    ConflictError,
    InputError,
    NotFoundError,
    OneMapError,
    SetupError,
    Text,
    UnavailableError,
    describe_error,
)
from geo.profile import Profile
from geo.settings import ROOT, Settings, export_settings

# Exit code of work that was refused; why is on the standard output.
REFUSED = 1
_ERRORS = {
    kind.__name__: kind
    for kind in (
        InputError, NotFoundError, ConflictError, AccessError, SetupError, UnavailableError
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Worker:
    """What all work needs."""

    settings: Settings
    profile: Profile
    database: Database


def read_order() -> dict[str, Any]:
    """Returns what a worker was told beside its action and number."""
    said: dict[str, Any] = json.load(sys.stdin)
    return said


def refuse(error: OneMapError) -> int:
    """Tells whoever waits for a worker why there is nothing; returns the worker's exit code."""
    sys.stdout.write(json.dumps(pack_error(error), ensure_ascii=False))
    return REFUSED


def read_refusal(said: bytes) -> OneMapError | None:
    """Returns what a worker told of why there is nothing; None where it told nothing."""
    try:
        return unpack_error(json.loads(said))
    except (ValueError, KeyError, TypeError):
        return None


def pack_error(error: OneMapError) -> dict[str, Any]:
    """Returns an error as plain values from which `unpack_error` makes it again."""
    kind = next((name for name, one in _ERRORS.items() if isinstance(error, one)), "")
    return {**describe_error(error), "kind": kind}


def unpack_error(told: Mapping[str, Any]) -> OneMapError:
    """Returns the error that `pack_error` packed in another process."""
    kind = _ERRORS.get(told["kind"], SetupError)
    hint = Text(**told["hint"]) if told["hint"] else None
    return kind(told["code"], Text(**told["message"]), hint, told["details"])


def make_command(action: str, number: int) -> list[str]:
    """Returns the command that does one piece of work; see api/work.py."""
    return [sys.executable, "-m", "api.work", action, str(number)]


def make_environment(settings: Settings, database: Database) -> dict[str, str]:
    """Returns the environment in which a worker has the server's settings and its database."""
    url = database.url.set(drivername="postgresql")
    told = settings.model_copy(update={"database_url": url.render_as_string(hide_password=False)})
    return {**export_settings(told), "PYTHONPATH": str(ROOT)}


async def run_worker(
    command: list[str],
    settings: Settings,
    database: Database,
    order: Mapping[str, Any],
    longest_s: float,
) -> tuple[int | None, bytes]:
    """Has a worker do one piece of work for somebody who waits; returns its exit code and output.

    Whoever waits holds no thread. A worker that takes too long, or for which nobody waits any
    more, is ended.

    Raises:
        TimeoutError: it took longer.
    """
    worker = await subprocess.create_subprocess_exec(
        *command,
        env=make_environment(settings, database),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(longest_s):
            said, _ = await worker.communicate(json.dumps(order).encode())
    finally:
        if worker.returncode is None:
            with suppress(ProcessLookupError):
                worker.kill()
            await worker.wait()
    return worker.returncode, said
