"""Coming in: guests, sign-in, the cookie that only ``POST /v1/session`` reads, the first admin's claim."""

import uuid
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Cookie, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field, StringConstraints

from pressel.auth import passwords
from pressel.core.causes import ErrorCode
from pressel.core.identity import Identity, Rights
from pressel.core.ids import UserId
from pressel.http.errors import ApiError
from pressel.http.state import AppState, State
from pressel.storage.user import SignIn, StoredUser

COOKIE: Final = "pressel_session"
SIGN_IN_TTL_S: Final = 30 * 24 * 3600
GUEST_TTL_S: Final = 24 * 3600

router = APIRouter(prefix="/v1", tags=["people"])

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")]
Password = Annotated[
    str, StringConstraints(min_length=passwords.PASSWORD_CHARS_MIN, max_length=passwords.PASSWORD_CHARS_MAX)
]


class GuestEntry(BaseModel):
    """How a guest wants to be called."""

    name: Name


class Credentials(BaseModel):
    """A user's name and password."""

    name: Name
    password: Annotated[str, StringConstraints(max_length=passwords.PASSWORD_CHARS_MAX)]


class Claim(BaseModel):
    """The secret of the claim link, and the first admin's name and password."""

    claim: Annotated[str, StringConstraints(max_length=64)]
    name: Name
    password: Password


class Access(BaseModel):
    """A short access token; keep it in memory."""

    token: str
    expires_at_ms: int = Field(description="Unix time in ms")
    user: str
    name: str
    guest: bool
    admin: bool


@router.post("/guests")
async def enter_as_guest(entry: GuestEntry, request: Request, response: Response, state: AppState) -> Access:
    """Come in with nothing but a name. On this machine only; elsewhere guests need an invitation."""
    _check_origin(request)
    if not state.loopback:
        raise ApiError(ErrorCode.FORBIDDEN, "guests come by invitation here; sign in, or ask for one")
    if await state.users.by_name(entry.name) is not None:
        raise ApiError(ErrorCode.CONFLICT, "that name belongs to a user here; choose another")
    user = UserId(str(uuid.uuid4()))
    await _remember(state, response, user, entry.name, guest=True)
    return _access(*state.doorkeeper.admit_guest(user, entry.name))


@router.post("/sign-in")
async def sign_in(credentials: Credentials, request: Request, response: Response, state: AppState) -> Access:
    """Come in with a password."""
    _check_origin(request)
    user = await state.users.by_name(credentials.name)
    stored = user.password if user is not None else None
    # Hashing takes long on purpose: in a thread, so that nobody else waits for it.
    if not await run_in_threadpool(passwords.is_password, stored, credentials.password) or user is None:
        raise ApiError(ErrorCode.BAD_TOKEN, "name and password do not fit together")
    await _remember(state, response, user.id, user.name, guest=False)
    return _admit(state, user)


@router.post("/claim")
async def claim(entry: Claim, request: Request, response: Response, state: AppState) -> Access:
    """Become the first admin, once, with the link printed at the first start."""
    _check_origin(request)
    now_ms = state.hub.clock.now_ms()
    if not await state.users.use_claim(passwords.digest(entry.claim), now_ms):
        raise ApiError(ErrorCode.BAD_TOKEN, "the link was used, or is over; start the server again for a new one")
    password = await run_in_threadpool(passwords.hash_password, entry.password)
    user = StoredUser(UserId(str(uuid.uuid4())), entry.name, password, admin=True, priority=255)
    if not await state.users.add(user, now_ms):
        raise ApiError(ErrorCode.CONFLICT, "that name is taken; choose another")
    await _remember(state, response, user.id, user.name, guest=False)
    return _admit(state, user)


@router.post("/session")
async def renew(
    request: Request, state: AppState, cookie: Annotated[str | None, Cookie(alias=COOKIE)] = None
) -> Access:
    """A fresh access token for a browser that came in before."""
    _check_origin(request)
    found = await state.users.signed_in(passwords.digest(cookie), state.hub.clock.now_ms()) if cookie else None
    if found is None:
        raise ApiError(ErrorCode.BAD_TOKEN, "sign in first")
    if found.guest:
        return _access(*state.doorkeeper.admit_guest(found.user, found.name))
    user = await state.users.by_id(found.user)
    if user is None:
        raise ApiError(ErrorCode.BAD_TOKEN, "sign in again")
    return _admit(state, user)


@router.delete("/session", status_code=204)
async def sign_out(
    request: Request,
    response: Response,
    state: AppState,
    cookie: Annotated[str | None, Cookie(alias=COOKIE)] = None,
) -> None:
    """Forget this browser."""
    _check_origin(request)
    if cookie:
        await state.users.sign_out(passwords.digest(cookie))
    response.delete_cookie(COOKIE, path="/v1/session")


def _check_origin(request: Request) -> None:
    """A browser says where a request comes from; another site's are refused (CSRF)."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise ApiError(ErrorCode.FORBIDDEN, "this request comes from another site")


async def _remember(state: State, response: Response, user: UserId, name: str, *, guest: bool) -> None:
    secret = passwords.new_secret()
    ttl_s = GUEST_TTL_S if guest else SIGN_IN_TTL_S
    expires_at_ms = state.hub.clock.now_ms() + ttl_s * 1000
    await state.users.sign_in(SignIn(passwords.digest(secret), user, name, guest, expires_at_ms))
    response.set_cookie(
        COOKIE, secret, max_age=ttl_s, path="/v1/session", httponly=True, samesite="strict", secure=state.tls
    )


def _admit(state: State, user: StoredUser) -> Access:
    rights = Rights(priority=user.priority, emergency=user.emergency, moderate=user.admin)
    return _access(*state.doorkeeper.admit_user(user.id, user.name, rights, admin=user.admin))


def _access(token: str, identity: Identity) -> Access:
    return Access(
        token=token,
        expires_at_ms=identity.expires_at_ms,
        user=identity.user,
        name=identity.name,
        guest=identity.guest,
        admin=identity.admin,
    )
