"""Workbooks on their way: handed in, mapped, looked at, loaded or withdrawn."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.auth.roles import HISTORY_READERS, RECORD_KEEPERS, Access
from api.context import Context
from api.deps import ReadConnection, Served, Signed, allow
from api.errors import bad_parameter
from api.schemas.records import (
    Workbook,
    WorkbookAccepted,
    WorkbookFields,
    WorkbookItem,
    WorkbookMapping,
)
from api.uploads import Upload, receive_upload
from geo.catalog.workbooks import find_workbook, list_workbooks
from geo.errors import InputError, Text
from geo.records.kinds import KINDS
from geo.records.workbooks.files import make_store
from geo.records.workbooks.queue import (
    map_workbook,
    order_load,
    receive_workbook,
    withdraw_workbook,
)
from geo.records.workbooks.status import AT_WORK, OPEN, audit_workbook, take_workbook
from geo.rows import Actor, RecordsRequest, WorkbookStatus

router = APIRouter(prefix="/api/v1/records/workbooks", tags=["records"])
WorkbookId = Annotated[int, Path(ge=1, le=2**53 - 1, description="Number of the workbook.")]
READING = allow(*HISTORY_READERS)
KEEPING = allow(*RECORD_KEEPERS)
_FORM = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["kind", "files"],
                "properties": {
                    "kind": {"type": "string"},
                    "as_of": {"type": "string", "format": "date"},
                    "source": {"type": "string"},
                    "files": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 1,
                        "items": {"type": "string", "format": "binary"},
                    },
                },
            }
        }
    },
}
_STATES = {
    "map": frozenset(OPEN),
    "load": frozenset({WorkbookStatus.READY}),
    "cancel": frozenset(AT_WORK),
    "withdraw": frozenset({*OPEN, WorkbookStatus.QUEUED}),
}


@router.post("", status_code=202, dependencies=KEEPING, openapi_extra={"requestBody": _FORM})
async def hand_in_workbook(request: Request, context: Served, access: Signed) -> WorkbookAccepted:
    """Takes a workbook, streamed to the disk; it is then read and tried, and not yet loaded."""
    settings = context.settings
    await run_in_threadpool(make_store, settings.workbooks)
    limit = settings.workbook_limit_mb * 1_000_000
    name = "ONEMAP_WORKBOOK_LIMIT_MB"
    async with receive_upload(request, settings.workbooks, limit, name) as upload:
        return await run_in_threadpool(_take, context, access, upload)


@router.get("", dependencies=READING)
def read_workbooks(
    connection: ReadConnection, context: Served, response: Response
) -> list[WorkbookItem]:
    """Returns the newest hundred workbooks, with how far work on them has come."""
    response.headers["Cache-Control"] = "no-store"
    return [
        WorkbookItem.model_validate(_describe(row, context)) for row in list_workbooks(connection)
    ]


@router.get("/{workbook}", dependencies=READING)
def read_workbook(
    workbook: WorkbookId,
    connection: ReadConnection,
    context: Served,
    access: Signed,
    response: Response,
) -> Workbook:
    """Returns a workbook: how its columns are mapped, and what loading it would do."""
    response.headers["Cache-Control"] = "no-store"
    found = find_workbook(connection, workbook)
    keeps = access.role in RECORD_KEEPERS
    can = {action: keeps and found["status"] in states for action, states in _STATES.items()}
    return Workbook.model_validate({**_describe(found, context), "can": can})


@router.put("/{workbook}/mapping", status_code=202, dependencies=KEEPING)
def map_columns(
    workbook: WorkbookId, body: WorkbookMapping, context: Served, access: Signed
) -> WorkbookAccepted:
    """Takes which column each header is; the workbook is then read and tried again."""
    store, actor = context.settings.workbooks, Actor(access.account)
    map_workbook(context.database, workbook, body.model_dump(), actor, store)
    context.jobs.wake()
    return _tell(context, workbook)


@router.post("/{workbook}/load", status_code=202, dependencies=KEEPING)
def load_workbook(workbook: WorkbookId, context: Served, access: Signed) -> WorkbookAccepted:
    """Has a workbook loaded that was tried; its file is removed when it is stored."""
    order_load(context.database, workbook, Actor(access.account), context.settings.workbooks)
    context.jobs.wake()
    return _tell(context, workbook)


@router.post("/{workbook}/cancel", status_code=202, dependencies=KEEPING)
def cancel_workbook(workbook: WorkbookId, context: Served, access: Signed) -> WorkbookAccepted:
    """Stops work on a workbook, which is then refused as cancelled, or ready as it was."""
    with context.database.write() as connection:
        take_workbook(connection, workbook, *AT_WORK)
        audit_workbook(connection, Actor(access.account), "workbook.cancel", workbook)
    context.jobs.cancel("workbook", workbook, access.account)
    return _tell(context, workbook)


@router.delete("/{workbook}", dependencies=KEEPING)
def remove_workbook(workbook: WorkbookId, context: Served, access: Signed) -> WorkbookAccepted:
    """Withdraws a workbook that was not loaded, and removes its file."""
    store = context.settings.workbooks
    withdraw_workbook(context.database, workbook, Actor(access.account), store)
    return _tell(context, workbook)


def _take(context: Context, access: Access, upload: Upload) -> WorkbookAccepted:
    if len(upload.files) != 1:
        raise InputError(
            "upload_one_file",
            Text("一次只能上传一个工作簿。", "Hand in one workbook at a time."),
            Text("请选择一个 .xlsx、.xls 或 CSV 文件。", "Choose one .xlsx, .xls or CSV file."),
        )
    try:
        said = WorkbookFields.model_validate(upload.fields)
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from error
    if said.kind not in KINDS:
        raise bad_parameter("kind", Text("不是已知的记录类型。", "is no known kind of record."))
    wanted = RecordsRequest(said.kind, said.as_of, source=said.source or None)
    store, actor = context.settings.workbooks, Actor(access.account)
    workbook = receive_workbook(context.database, upload.files[0], wanted, actor, store)
    context.jobs.wake()
    return WorkbookAccepted(id=workbook, status=WorkbookStatus.QUEUED)


def _describe(row: dict[str, Any], context: Context) -> dict[str, Any]:
    at_work = row["status"] in AT_WORK
    progress = context.record_feed.find_progress(row["id"]) if at_work else None
    return {**row, "progress": progress}


def _tell(context: Context, workbook_id: int) -> WorkbookAccepted:
    with context.database.read() as connection:
        return WorkbookAccepted.model_validate(find_workbook(connection, workbook_id))
