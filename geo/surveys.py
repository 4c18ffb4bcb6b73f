"""The named types of a survey's way: what one stage hands to the next."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from geo.errors import InputError, Text
from geo.findings import Finding

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

    from geo.places import Places


# Columns of a file that are no field of ours are kept among the attributes under this name.
FURTHER = "other"


class PlaceKind(StrEnum):
    """What a boundary survey draws."""

    STREET = "street"
    ZONE = "zone"


class BaseKind(StrEnum):
    """What a reference layer draws, under the zones."""

    ROAD = "road"
    WATER = "water"
    GREEN = "green"
    BUILDING = "building"
    COMMUNITY = "community"


class SurveyStatus(StrEnum):
    """How far a survey has come; the last four are final."""

    QUEUED = "queued"
    READING = "reading"
    ASKED = "asked"
    STAGED = "staged"
    PUBLISHING = "publishing"
    REFUSED = "refused"
    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"


class Change(StrEnum):
    """What a survey does to one place."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    ATTRIBUTES = "attributes"
    CODE_CHANGED = "code_changed"
    RESHAPED = "reshaped"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    REMOVED = "removed"


Datum = Literal["as_declared", "gcj02", "bd09"]
Axes = Literal["as_read", "swapped"]


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer to a question about a survey, with what speaks for it."""

    value: Any
    label: Text
    evidence: Text | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a person must decide before a survey can be read further.

    `id` is the field of SurveyRequest that the answer goes to; `proposed` is one option's value.
    """

    id: str
    message: Text
    options: tuple[Option, ...] = ()
    proposed: Any = None

    def as_dict(self) -> dict[str, Any]:
        """Returns the question as plain JSON values."""
        return asdict(self)


@dataclass
class QuestionError(InputError):
    """The survey cannot be understood without a person's answer; nothing was changed."""

    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyRequest:
    """What the loader is asked to do with a survey file, and what a person decided about it.

    Where a decision is None the file and its evidence decide, or a question is asked.

    Attributes:
        layer: which layer, where there are several.
        srid: EPSG code of the file's coordinates.
        axes: whether the coordinates are written north first.
        datum: whether they are GCJ-02 or BD-09 in disguise.
        encoding: of the attributes: "UTF-8" or "GB18030".
        fields: our field name -> the file's column, for those that differ from the proposal.
        polygonise: lines may be closed to polygons (drawings).
        partial: places that the survey does not show stay.
        accepted: check id -> reason: all findings of that check are waived.
        approved_by: the second person who approves it, where one must.
        repairs: row -> id of the proposed repair that a person took.
        title: what the survey is called where its file has no name that says so.
    """

    kind: PlaceKind
    layer: str | None = None
    srid: int | None = None
    axes: Axes | None = None
    datum: Datum | None = None
    encoding: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    polygonise: bool | None = None
    surveyed_on: dt.date | None = None
    partial: bool = False
    demo: bool = False
    note: Text | None = None
    accepted: Mapping[str, str] = field(default_factory=dict)
    approved_by: str | None = None
    repairs: Mapping[int, str] = field(default_factory=dict)
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class SurveyRows:
    """A survey as read.

    `rows` has one row per source feature, in its order: row_no (from 1), code, name, street_code,
    attributes and the shape, in EPSG:4490, exactly as drawn but without Z.
    `findings` are those of reading itself (F, C, G6, G7). `said` names our fields and the other
    columns that the file has, also where all their cells are empty.
    """

    kind: PlaceKind
    rows: "Places"
    file_name: str
    sha256: str
    layer: str
    encoding: str
    srid: int
    said: frozenset[str] = frozenset()
    decisions: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Removal:
    """A known place that a survey retires: plainly removed, split into others or merged.

    `complaints` are those that lose their zone by it.
    """

    uid: int
    code: str
    name: str
    change: Change
    area_m2: float
    complaints: int = 0


@dataclass(frozen=True, slots=True)
class Descent:
    """A new place (by its row) that came from a known one: `share` of the parent's area."""

    parent: int
    row: int
    share: float


@dataclass(frozen=True, slots=True)
class Identified:
    """A survey against the places that are known.

    `rows` tell of each of the survey's rows: row_no, code, name, place_uid, street_uid, change,
    changed (names of what differs), area_m2, by (how the identity was decided: code, name, shape,
    split, merge, new), iou, old_code, old_name, old_area_m2, distance_m (greatest between the
    outlines), shift_east_m and shift_north_m; complaints (that hang on a changed zone) once the
    effects were read.
    `take_attributes` returns what some of them will say: one JSON text a row.
    """

    rows: "pd.DataFrame"
    removed: tuple[Removal, ...]
    lineage: tuple[Descent, ...]
    findings: tuple[Finding, ...]
    take_attributes: "Callable[[slice | NDArray[np.intp]], pa.Array]"

    def count_changes(self) -> dict[str, int]:
        """Returns how many places the survey changes, by kind of change; zeros are left out."""
        counts = Counter(str(change) for change in self.rows["change"])
        # What a split or a merger retires is counted by the places that it leaves.
        plain = sum(removal.change is Change.REMOVED for removal in self.removed)
        if plain:
            counts[Change.REMOVED.value] = plain
        return dict(counts)


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """A survey compared with a release (None: with none), and its effect on records and rates."""

    survey: SurveyRows
    identified: Identified
    findings: tuple[Finding, ...]
    base_release_id: int | None
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def changes_anything(self) -> bool:
        """Whether a release would be made of it."""
        return not self.identified.count_changes().keys() <= {Change.UNCHANGED.value}


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


# Called in the publishing transaction with the new release's id; what it raises undoes it.
PublishHook = Callable[[Any, int], None]
