"""The server's main process: Granian with one worker, which ends when whoever started it is gone.

`onemap up` runs this as a process of its own: the worker is forked from a small and thread-less
one, and a killed `up` leaves neither server nor port behind.
"""

import ctypes
import os
import signal

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from geo.settings import read_settings

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serves api.asgi:application by the settings of this process until SIGINT or SIGTERM."""
    settings = read_settings()
    _end_with_parent()
    Granian(
        "api.asgi:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        # Without TLS no browser speaks HTTP/2; not looking for it saves a tenth of a tile's cost.
        http=HTTPModes.http1,
        factory=True,
        workers=1,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=int(settings.stop_seconds),
    ).serve()


def _end_with_parent() -> None:
    """Asks Linux for a SIGTERM when the parent process ends, however it ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
