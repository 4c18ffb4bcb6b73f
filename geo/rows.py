"""The named rows that one stage hands to the next."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Protocol

from geo.errors import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


class PlaceKind(StrEnum):
    """What a boundary survey draws."""

    STREET = "street"
    ZONE = "zone"


class Outcome(StrEnum):
    """Where a record ends; every row of a workbook has exactly one of these."""

    MATCHED = "matched"
    REVIEW = "review"
    REJECTED = "rejected"
    OUT_OF_AREA = "out_of_area"


class Change(StrEnum):
    """What a survey does to one place."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    ATTRIBUTES = "attributes"
    RESHAPED = "reshaped"
    REMOVED = "removed"


Severity = Literal["E", "W"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a check: what is wrong, at which source row, measured against what."""

    check: str
    severity: Severity
    row: int | None
    code: str | None
    message: Text
    hint: Text | None = None
    measured: float | None = None
    threshold: float | None = None
    unit: str | None = None
    point: tuple[float, float] | None = None
    other_row: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Returns the finding as plain JSON values."""
        return asdict(self)

    @property
    def blocks(self) -> bool:
        """Whether it keeps the survey from being published, unless a person accepts it."""
        return self.severity == "E"


@dataclass(frozen=True, slots=True)
class Rejection:
    """One row of a workbook that cannot be taken, with its reason and its place in the file."""

    row: int
    column: str | None
    reason: Text
    values: dict[str, str]


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
class SurveyRequest:
    """What the loader is asked to do with a survey file."""

    kind: PlaceKind
    layer: str | None = None
    srid: int | None = None
    surveyed_on: dt.date | None = None
    partial: bool = False
    demo: bool = False
    note: Text | None = None
    accepted: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SurveyRows:
    """A survey as read.

    `rows` has one row per source feature, in its order: row_no (from 1), code, name, street_code
    (str or None), attributes (dict) and geometry, in EPSG:4490, exactly as drawn but without Z.
    """

    kind: PlaceKind
    rows: "gpd.GeoDataFrame"
    file_name: str
    sha256: str
    layer: str
    encoding: str
    srid: int
    decisions: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identified:
    """The survey's rows with place_uid, street_uid, change and area_m2; what they remove."""

    rows: "gpd.GeoDataFrame"
    removed: tuple[int, ...]
    findings: tuple[Finding, ...]

    def count_changes(self) -> dict[str, int]:
        """Returns how many places the survey changes, by kind of change; zeros are left out."""
        counts = Counter(str(change) for change in self.rows["change"])
        if self.removed:
            counts[Change.REMOVED.value] = len(self.removed)
        return dict(counts)


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """What became of a survey: the release it made, or None when it changed nothing."""

    survey_id: int
    release_id: int | None
    kind: PlaceKind
    features: int
    area_m2: float
    changes: dict[str, int]
    findings: tuple[Finding, ...]
    seconds: dict[str, float]


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


# Called inside the publishing transaction with the new release's id; what it raises undoes it.
PublishHook = Callable[[Any, int], None]
