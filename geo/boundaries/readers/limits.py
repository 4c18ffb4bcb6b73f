"""How large a survey may be (check F1); all limits of reading stand here."""

from geo.seal import Bounds

MAX_FILE_BYTES = 2 << 30
# Texts are held whole in memory while they are read; tables of a database are not.
MAX_TEXT_BYTES = 768 << 20
MAX_PRJ_BYTES = 64 << 10

MAX_MEMBERS = 1_000
MAX_UNPACKED_BYTES = 4 << 30
MAX_RATIO = 200

MAX_FEATURES = 2_000_000
MAX_VERTICES = 100_000_000
MAX_COLUMNS = 500
MAX_CELL = 100_000
MAX_LAYERS = 200
# So many rows are named one by one; of more, only their number is told.
MAX_NAMED_ROWS = 10_000
# Of a drawing: how deep its blocks may hold blocks, and what they may draw altogether.
MAX_BLOCK_DEPTH = 8
MAX_BLOCK_PARTS = 1_000_000

# Of the reading process.
MAX_MEMORY_BYTES = 4 << 30
MAX_OUTPUT_BYTES = 6 << 30
MAX_ANSWER_BYTES = 32 << 20
MAX_OPEN_FILES = 512
LEAST_SECONDS = 120
BYTES_PER_SECOND = 1 << 20


def allow_seconds(size: int) -> int:
    """Returns how long reading an upload of `size` bytes may take."""
    return LEAST_SECONDS + size // BYTES_PER_SECOND


def bound_process(seconds: int) -> Bounds:
    """Returns what the reading process may use."""
    return Bounds(seconds, MAX_MEMORY_BYTES, MAX_OUTPUT_BYTES, MAX_OPEN_FILES)
