"""What is remembered of how workbooks are read: listed, and forgotten."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.auth.roles import HISTORY_READERS, RECORD_KEEPERS
from api.deps import ReadConnection, Signed, WriteConnection, allow
from api.schemas.records import RememberedMapping
from geo.records.reviewing.mappings import forget_mapping, list_remembered
from geo.rows import Actor

router = APIRouter(prefix="/api/v1/records/mappings", tags=["records"])
KindId = Annotated[str, Path(pattern="^[a-z_]{1,40}$", description="Kind of record.")]
Signature = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="Of the headers.")]


@router.get("", dependencies=allow(*HISTORY_READERS))
def read_mappings(connection: ReadConnection, response: Response) -> list[RememberedMapping]:
    """Returns which column each header is, as people said for workbooks to come."""
    response.headers["Cache-Control"] = "no-store"
    return [RememberedMapping.model_validate(row) for row in list_remembered(connection)]


@router.delete("/{kind}/{signature}", status_code=204, dependencies=allow(*RECORD_KEEPERS))
def forget(kind: KindId, signature: Signature, connection: WriteConnection, access: Signed) -> None:
    """Forgets a mapping: the next such workbook is read by the spellings of its headers."""
    forget_mapping(connection, kind, signature, Actor(access.account))
