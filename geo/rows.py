"""The named rows that one stage hands to the next."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Protocol

from geo.errors import Text

if TYPE_CHECKING:
    import pandas as pd


class Outcome(StrEnum):
    """Where a record ends; every row of a workbook has exactly one of these."""

    MATCHED = "matched"
    REVIEW = "review"
    REJECTED = "rejected"
    OUT_OF_AREA = "out_of_area"


class WorkbookStatus(StrEnum):
    """How far a workbook has come that somebody handed in.

    queued -> reading -> ready | asking (columns are missing) | refused; ready -> storing ->
    loaded; withdrawn. What is queued or storing waits for a worker, or has one.
    """

    QUEUED = "queued"
    READING = "reading"
    READY = "ready"
    ASKING = "asking"
    REFUSED = "refused"
    STORING = "storing"
    LOADED = "loaded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Rejection:
    """One row of a workbook that cannot be taken, with its reason and its place in the file."""

    row: int
    column: str | None
    reason: Text
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided about rows that say the same of their place.

    "zone" is that zone (`zone_uid`), "elsewhere" another district, "unplaceable" no zone at all.
    """

    verdict: Literal["zone", "elsewhere", "unplaceable"]
    zone_uid: int | None = None


@dataclass(frozen=True, slots=True)
class RecordRows:
    """A workbook as read: rows + rejections = total.

    `rows` has row_no (as the office sees it in the sheet) and one column per column of the kind:
    text, bool, int, Decimal, date or datetime, None where the cell is empty.
    """

    kind: str
    rows: "pd.DataFrame"
    rejections: tuple[Rejection, ...]
    total: int
    file_name: str
    sha256: str
    decisions: dict[str, Any]


class Progress(Protocol):
    """Is told how far long work has come; raises to cancel it."""

    def __call__(self, done: int, total: int, label: Text) -> None:
        """Takes `done` of `total` steps and what is being done now."""


def no_progress(done: int, total: int, label: Text) -> None:
    """Is the progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, for the history: an account's name or the command line's user."""

    name: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RecordsRequest:
    """What the loader is asked to do with a workbook; `as_of` where its rows do not say it."""

    kind: str
    as_of: dt.date | None = None
    demo: bool = False


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What became of a workbook; the four outcomes sum to `rows`."""

    load_id: int | None
    revision_id: int | None
    kind: str
    rows: int
    outcomes: dict[str, int]
    changed: int
    rejections: tuple[Rejection, ...]
    seconds: dict[str, float]
    ignored: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
