"""Records: their kinds, the workbooks that bring them, what was loaded."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from api.schemas.common import Bilingual, Body, Request
from api.schemas.surveys import Refusal
from geo.rows import WorkbookStatus

Header = Annotated[str, StringConstraints(max_length=200)]
ColumnName = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,62}$")]
SheetName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
RejectedFormat = Literal["csv", "xlsx"]


class RecordColumn(Body):
    """A column that a kind of record has."""

    name: str
    label: Bilingual
    required: bool
    type: str


class RecordKind(Body):
    """A kind of record that can be loaded; `placed` ones belong to zones."""

    id: str
    label: Bilingual
    placed: bool
    columns: list[RecordColumn]


class WorkbookFields(Request):
    """The plain fields of the form with a workbook."""

    kind: Annotated[str, StringConstraints(max_length=40)]
    as_of: dt.date | None = None
    source: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] | None = None


class WorkbookMapping(Request):
    """Which column of ours each header is; None: it is not read. `remember` for the next ones."""

    columns: Annotated[dict[Header, ColumnName | None], Field(max_length=500)]
    header_row: Annotated[int | None, Field(ge=1, le=100)] = None
    sheets: Annotated[list[SheetName] | None, Field(min_length=1, max_length=200)] = None
    remember: bool = False


class Outcomes(Body):
    """What becomes of a workbook's rows: matched + review + rejected + out_of_area = rows."""

    rows: int
    matched: int
    review: int
    rejected: int
    out_of_area: int


class WorkbookProgress(Body):
    """How far work on a workbook, or matching again, has come: `done` of `total` steps."""

    done: int
    total: int
    label: Bilingual


class WorkbookItem(Body):
    """A workbook in the list; `sums` of the trial before it is loaded, then of the load."""

    id: int
    kind: str
    file_name: str
    status: WorkbookStatus
    as_of: dt.date | None
    source: str | None
    received_at: dt.datetime
    received_by: str
    progress: WorkbookProgress | None
    load_id: int | None
    sums: Outcomes | None
    error: Refusal | None


class ProposedSheet(Body):
    """A sheet of a workbook, and whether its rows are read."""

    name: str
    header_row: int | None
    rows: int
    used: bool


class ProposedColumn(Body):
    """A header with the column that it is taken for, by what, and cells as examples.

    Columns of personal data are named and never read: they have no samples.
    """

    header: str
    column: str | None
    by: Literal["remembered", "spelling", "none", "personal", "person"]
    personal: bool
    samples: list[str]


class Proposal(Body):
    """How a workbook would be read; `missing` are the columns without which it cannot be."""

    encoding: str | None
    sheets: list[ProposedSheet]
    columns: list[ProposedColumn]
    missing: list[str]


class RejectedCell(Body):
    """A row that cannot be taken, with its reason, as the office finds it in its file."""

    sheet: str | None
    row: int
    column: str | None
    reason: Bilingual


class LoadPreview(Outcomes):
    """What loading a workbook would do; the first 50 of the rejected rows with their reasons."""

    new: int
    corrected: int
    unchanged: int
    rejections: list[RejectedCell]


class WorkbookPossible(Body):
    """What this account may do with the workbook now."""

    map: bool
    load: bool
    cancel: bool
    withdraw: bool


class Workbook(WorkbookItem):
    """A workbook with the mapping of its columns and what loading it would do."""

    proposal: Proposal | None
    mapping: dict[str, Any] | None
    preview: LoadPreview | None
    can: WorkbookPossible


class WorkbookAccepted(Body):
    """A workbook that is worked on; its events tell how it goes."""

    id: int
    status: WorkbookStatus


class RecordLoad(Outcomes):
    """A load of a workbook; `waiting` of its rows still wait for a place now."""

    id: int
    kind: str
    file_name: str
    changed: int
    loaded_at: dt.datetime
    loaded_by: str
    revision: int | None
    as_of: dt.date | None
    waiting: int


class RememberedMapping(Body):
    """Which column each header of such workbooks is, as a person said; None: it is not read."""

    kind: str
    signature: str = Field(description="Of the headers; with the kind it names the mapping.")
    source: str | None
    columns: dict[str, str | None]
    header_row: int | None
    sheets: list[str] | None
    decided_by: str
    decided_at: dt.datetime
