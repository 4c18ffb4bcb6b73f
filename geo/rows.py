"""The named rows that one stage hands to the next."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

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
    """One row of a workbook that cannot be taken, with its reason and its place in the file.

    `values` are the row's cells by the office's own headers, without what is personal in them;
    `sheet` is None where the file has one sheet that is used.
    """

    row: int
    column: str | None
    reason: Text
    values: dict[str, str]
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column of ours each header of a source's workbooks is; None: it is not read.

    A header that it does not name is taken by its spelling. `header_row` and `sheets` (as the
    office sees them) are found where it does not say them.
    """

    source: str | None
    columns: dict[str, str | None]
    header_row: int | None = None
    sheets: tuple[str, ...] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Returns plain values that `from_dict` understands."""
        sheets = None if self.sheets is None else list(self.sheets)
        return {**asdict(self), "sheets": sheets}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Returns the mapping that was given as plain values; what is missing is not said."""
        sheets = values.get("sheets")
        return cls(
            values.get("source"),
            dict(values.get("columns") or {}),
            values.get("header_row"),
            None if sheets is None else tuple(sheets),
        )


MappedBy = Literal["person", "remembered", "spelling", "none", "personal"]


@dataclass(frozen=True, slots=True)
class SheetNote:
    """A sheet of a workbook: where its header stands, how many rows it has, whether it is used."""

    name: str
    header_row: int | None
    rows: int
    used: bool


@dataclass(frozen=True, slots=True)
class HeaderNote:
    """A header, the column of ours that it is taken for, and by what; examples of its cells.

    What is `personal` is never read and has no examples.
    """

    header: str
    column: str | None
    by: MappedBy
    samples: tuple[str, ...] = ()

    @property
    def personal(self) -> bool:
        """Whether the column holds personal data."""
        return self.by == "personal"


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a workbook would be read; `missing` are the columns without which it cannot be."""

    kind: str
    source: str | None
    encoding: str
    sheets: tuple[SheetNote, ...]
    columns: tuple[HeaderNote, ...]
    missing: tuple[str, ...]

    @property
    def mapping(self) -> Mapping:
        """The proposal as a mapping, to be edited, used and remembered."""
        columns = {note.header: note.column for note in self.columns if not note.personal}
        return Mapping(self.source, columns)

    @property
    def signature(self) -> str:
        """What workbooks with the same headers share, in whatever order: a short hash."""
        return sign_headers([note.header for note in self.columns])

    def as_dict(self) -> dict[str, Any]:
        """Returns plain values, as they are kept and shown."""
        return {
            "kind": self.kind,
            "source": self.source,
            "encoding": self.encoding,
            "sheets": [asdict(sheet) for sheet in self.sheets],
            "columns": [
                {**asdict(note), "samples": list(note.samples), "personal": note.personal}
                for note in self.columns
            ],
            "missing": list(self.missing),
            "signature": self.signature,
        }


def sign_headers(headers: Iterable[str]) -> str:
    """Returns the same short hash for the same headers in any order."""
    joined = "\n".join(sorted(headers))
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


Verdict = Literal["zone", "elsewhere", "unplaceable"]
_PLACEMENTS: dict[Verdict, Outcome] = {
    "zone": Outcome.MATCHED,
    "elsewhere": Outcome.OUT_OF_AREA,
    "unplaceable": Outcome.REJECTED,
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided about rows that say the same of their place.

    "zone" is that zone (`zone_uid`), "elsewhere" another district, "unplaceable" no zone at all.
    """

    verdict: Verdict
    zone_uid: int | None = None

    @property
    def placement(self) -> Outcome:
        """Where rows end that this was decided about."""
        return _PLACEMENTS[self.verdict]


@dataclass(frozen=True, slots=True)
class RecordRows:
    """A workbook as read: rows + rejections = total.

    `rows` has sheet (None where the file has one sheet that is used), row_no (as the office sees
    it there) and one column per column of the kind: text, bool, int, float, Decimal, date or
    datetime, None where the cell is empty.
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
    """What the loader is asked to do with a workbook; `as_of` where its rows do not say it.

    `mapping` is what a person said of its columns, `source` who writes workbooks like it. A dry
    run tells what would become of it and writes nothing.
    """

    kind: str
    as_of: dt.date | None = None
    demo: bool = False
    mapping: Mapping | None = None
    source: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What became of a workbook; the four outcomes sum to `rows`.

    So do rejected + new + corrected + unchanged; changed = new + corrected. A dry run has no ids.
    """

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
    new: int = 0
    corrected: int = 0
    unchanged: int = 0
