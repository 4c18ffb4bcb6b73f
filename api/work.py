"""One piece of long work, as a process of its own: `python -m api.work run 12`.

What an order says of release, person and reason comes as JSON through standard input. Ends with 0
when the database tells what became of it, with BUSY when somebody else does the same work. `desk`
is not done with one: it answers every line of its input, for as long as there is one to come.
"""

import ctypes
import importlib
import os
import signal
import sys

from api.logs import configure_logs
from api.workers import Worker
from geo.db import Database
from geo.profile import read_profile
from geo.settings import read_settings

_PR_SET_PDEATHSIG = 1
_NICENESS = 5
CANCELLED = 130
# Which module does what; each takes seconds to load, and one is enough.
_MODULES = {
    **dict.fromkeys(("run", "publish", "rollback", "export", "report"), "api.survey_work"),
    **dict.fromkeys(("workbook", "rematch", "desk"), "api.record_work"),
}


def main(action: str, number: int) -> int:
    """Does one piece of work by the settings of this process; returns the exit code."""
    _end_with_parent()
    os.nice(_NICENESS)
    signal.signal(signal.SIGTERM, _cancel)
    settings = read_settings()
    configure_logs(settings.log_format)
    profile = read_profile(settings.profile, settings.local_grid)
    # Nobody waits for a page: what takes long may take long.
    database = Database(settings.database_url or "", pool_size=2, wait_s=60)
    try:
        module = importlib.import_module(_MODULES[action])
        code: int = module.work(Worker(settings, profile, database), action, number)
    except KeyboardInterrupt:
        return CANCELLED
    finally:
        database.close()
    return code


def _cancel(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _end_with_parent() -> None:
    """Asks Linux for a SIGKILL when the server ends: its next life begins the work again."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
