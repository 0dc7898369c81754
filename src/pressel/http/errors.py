"""One shape for every failure: ``{code, text, cause?, retry_ms?}``."""

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from pressel.auth.tokens import BadTokenError
from pressel.core.causes import ErrorCode
from pressel.storage.database import StorageError

STATUS: Final = {
    ErrorCode.BAD_TOKEN: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NO_SUCH_CHANNEL: 404,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.NO_SUCH_MEMBER: 404,
    ErrorCode.BLOCKED: 403,
    ErrorCode.NO_SUCH_INVITATION: 404,
    ErrorCode.INVITATION_EXPIRED: 410,
    ErrorCode.INVITATION_USED_UP: 410,
    ErrorCode.CONFLICT: 409,
    ErrorCode.BAD_OFFER: 400,
    ErrorCode.BAD_REQUEST: 400,
    ErrorCode.CHANNEL_FULL: 503,
    ErrorCode.NO_ROOM: 503,
    ErrorCode.UNSUPPORTED_TYPE: 415,
    ErrorCode.TOO_FAST: 429,
    ErrorCode.SERVER_TROUBLE: 503,
}
CODES: Final = {404: ErrorCode.NOT_FOUND, 405: ErrorCode.BAD_REQUEST, 413: ErrorCode.BAD_REQUEST}
RETRY_AFTER_S: Final = 5


class ApiError(Exception):
    """A request that cannot be done; ``text`` says why, and what to do."""

    def __init__(self, code: ErrorCode, text: str, retry_ms: int | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.retry_ms = retry_ms


def body(code: ErrorCode, text: str, retry_ms: int | None = None) -> dict[str, Any]:
    """The shape."""
    return {"code": code.value, "text": text} | ({} if retry_ms is None else {"retry_ms": retry_ms})


def response(code: ErrorCode, text: str, status: int | None = None, retry_ms: int | None = None) -> JSONResponse:
    """A failure as HTTP has it; ``retry_ms``: when to come again."""
    status = STATUS.get(code, 400) if status is None else status
    if status == 503 and retry_ms is None:
        retry_ms = RETRY_AFTER_S * 1000
    headers = {} if retry_ms is None else {"Retry-After": str(-(-retry_ms // 1000))}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body(code, text, retry_ms), status, headers)


def install(app: FastAPI) -> None:
    """Every failure of ``app`` takes the shape."""

    async def api_error(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ApiError)
        return response(error.code, error.text, retry_ms=error.retry_ms)

    async def bad_token(_request: Request, error: Exception) -> JSONResponse:
        return response(ErrorCode.BAD_TOKEN, str(error))

    async def storage(_request: Request, error: Exception) -> JSONResponse:
        return response(ErrorCode.SERVER_TROUBLE, str(error))

    async def invalid(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        wrong = "; ".join(f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()[:3])
        return response(ErrorCode.BAD_REQUEST, wrong)

    async def plain(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        code = CODES.get(error.status_code, ErrorCode.BAD_REQUEST)
        answer = response(code, str(error.detail), error.status_code)
        answer.headers.update(error.headers or {})
        return answer

    app.add_exception_handler(ApiError, api_error)
    app.add_exception_handler(BadTokenError, bad_token)
    app.add_exception_handler(StorageError, storage)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, plain)
