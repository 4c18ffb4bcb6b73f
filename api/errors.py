"""One table from error class to HTTP status, one error body for everything that goes wrong."""

from collections.abc import Sequence

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from geo.errors import (
    AccessError,
    ConflictError,
    InputError,
    NotFoundError,
    OneMapError,
    Text,
    UnavailableError,
)

STATUS: dict[type[OneMapError], int] = {
    InputError: 400,
    AccessError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    UnavailableError: 503,
}
STATUS_OF_CODE = {
    "not_signed_in": 401,
    "sign_in_failed": 401,
    "sign_in_locked": 429,
    "upload_too_large": 413,
    # What a person sent does not fit: they are told, though it is this machine that lacks room.
    "upload_disk_full": 507,
    "upload_not_kept": 507,
    "survey_not_kept": 507,
    "export_not_written": 507,
    "disk_full": 507,
    "web_not_built": 503,
}
_RETRY_AFTER_S = {429: "900", 503: "2"}
_OF_STATUS = {
    404: ("not_found", Text("没有这个地址。", "There is nothing at this address.")),
    405: ("method_not_allowed", Text("此地址不支持该方法。", "This address does not take that.")),
}
_INTERNAL = Text(
    "服务器内部错误，已记录。", "Something went wrong inside the server; it was recorded."
)
_INTERNAL_HINT = Text(
    "请稍后重试；若仍出现，请把请求编号告诉管理员。",
    "Try again; if it stays, tell an administrator the request id.",
)
_log = structlog.get_logger("onemap.errors")


class NotModified(Exception):  # noqa: N818 - it is an answer, not an error
    """The client's copy is current: the answer is 304 with the copy's ETag."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__()
        self.headers = headers


def error_body(
    code: str,
    message: Text,
    hint: Text | None = None,
    details: Sequence[object] = (),
    request_id: str | None = None,
) -> dict[str, object]:
    """Returns the one error body."""
    return {
        "error": {
            "code": code,
            "message": message.as_dict(),
            "hint": hint.as_dict() if hint else None,
            "details": list(details),
            "request_id": request_id,
        }
    }


def status_of(error: OneMapError) -> int:
    """Returns the HTTP status of an error; 500 for what no client can be blamed for."""
    if error.code in STATUS_OF_CODE:
        return STATUS_OF_CODE[error.code]
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def respond(request: Request, error: OneMapError) -> JSONResponse:
    """Returns the answer for an error; the inside of a 500 is logged, not told."""
    status = status_of(error)
    if status == 500:
        _log.error("setup", code=error.code, reason=error.message.en)
        return _internal(request)
    body = error_body(error.code, error.message, error.hint, error.details, _id_of(request))
    retry = {"Retry-After": _RETRY_AFTER_S[status]} if status in _RETRY_AFTER_S else {}
    return JSONResponse(body, status, {"Cache-Control": "no-store", **retry})


def add_error_handlers(app: FastAPI) -> None:
    """Makes every failure of the application answer with the one error body."""

    @app.exception_handler(OneMapError)
    async def _known(request: Request, error: OneMapError) -> Response:
        return respond(request, error)

    @app.exception_handler(NotModified)
    async def _not_modified(_: Request, answer: NotModified) -> Response:
        return Response(status_code=304, headers=answer.headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        return _refuse_parameters(request, error)

    @app.exception_handler(DataError)
    async def _unusable(request: Request, _: DataError) -> Response:
        return respond(request, bad_parameter("", Text("值无法使用", "a value cannot be used")))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        code, message = _OF_STATUS.get(
            error.status_code, ("http_error", Text("请求无法处理。", "The request was refused."))
        )
        body = error_body(code, message, request_id=_id_of(request))
        return JSONResponse(body, error.status_code, error.headers)

    @app.exception_handler(Exception)
    async def _unknown(request: Request, _: Exception) -> Response:
        return _internal(request)


def bad_parameter(name: str, reason: Text) -> InputError:
    """Returns the error of a parameter that cannot be used, named, with the reason."""
    return InputError(
        "bad_parameter",
        Text(f"请求参数有误：{name} {reason.zh}", f"A parameter is not right: {name} {reason.en}"),
    )


def _refuse_parameters(request: Request, error: RequestValidationError) -> JSONResponse:
    # What was sent is not repeated: it may be a password.
    details = [
        {"field": ".".join(str(part) for part in found["loc"]), "reason": found["msg"]}
        for found in error.errors()
    ]
    names = "、".join(detail["field"] for detail in details)
    in_body = any(found["loc"][0] == "body" for found in error.errors())
    body = error_body(
        "bad_parameter",
        Text(f"请求参数有误：{names}", f"Not right in this request: {names}"),
        Text("请按 details 中的说明修改。", "See the details."),
        details,
        _id_of(request),
    )
    return JSONResponse(body, 422 if in_body else 400, {"Cache-Control": "no-store"})


def _internal(request: Request) -> JSONResponse:
    body = error_body("internal", _INTERNAL, _INTERNAL_HINT, request_id=_id_of(request))
    return JSONResponse(body, 500, {"Cache-Control": "no-store"})


def _id_of(request: Request) -> str | None:
    return getattr(request.state, "request_id", None)
