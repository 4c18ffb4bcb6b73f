"""How large a workbook of records may be; all limits of reading one stand here."""

from geo.seal import Bounds

MAX_FILE_BYTES = 500 << 20

# Of the parts of an .xlsx, by the zip's own list.
MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 2 << 30
MAX_RATIO = 250

MAX_SHEETS = 200
MAX_CELLS = 40_000_000

# Of the process that reads.
MAX_MEMORY_BYTES = 3 << 30
MAX_ANSWER_BYTES = 1 << 30
MAX_OPEN_FILES = 256
LEAST_SECONDS = 60
BYTES_PER_SECOND = 1 << 20


def allow_seconds(size: int) -> int:
    """Returns how long reading a file of `size` bytes may take."""
    return LEAST_SECONDS + size // BYTES_PER_SECOND


def bound_process(seconds: int) -> Bounds:
    """Returns what the reading process may use."""
    return Bounds(seconds, MAX_MEMORY_BYTES, MAX_ANSWER_BYTES, MAX_OPEN_FILES)
