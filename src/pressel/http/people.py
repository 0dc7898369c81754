"""Coming in: guests, sign-in, the cookie that only ``POST /v1/session`` reads, the first admin's claim."""

import dataclasses
import uuid
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Cookie, Request, Response
from pydantic import BaseModel, Field, StringConstraints

from pressel.auth import passwords
from pressel.auth.tries import address_key
from pressel.core import policy
from pressel.core.causes import ErrorCode
from pressel.core.identity import ROLES, Account, Identity, Role
from pressel.core.ids import UserId
from pressel.core.names import skeletons
from pressel.http.errors import ApiError
from pressel.http.proxy import is_of_this_machine
from pressel.http.state import AppState, State
from pressel.storage.invitation import Invitation
from pressel.storage.user import SignIn, StoredUser

COOKIE: Final = "pressel_session"
SIGN_IN_TTL_S: Final = 30 * 24 * 3600
GUEST_TTL_S: Final = 24 * 3600
INVITATION_WORDS: Final = {
    ErrorCode.NO_SUCH_INVITATION: "no channel has that code; there is no 0, O, 1 or I in a code",
    ErrorCode.INVITATION_EXPIRED: "that invitation has ended; ask for a new one",
    ErrorCode.INVITATION_USED_UP: "that invitation was used up; ask for a new one",
}

router = APIRouter(prefix="/v1", tags=["people"])

# No control characters, and none that turn the direction of what follows around.
Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=80,
        pattern=r"^[^\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+$",
    ),
]
Password = Annotated[
    str, StringConstraints(min_length=passwords.PASSWORD_CHARS_MIN, max_length=passwords.PASSWORD_CHARS_MAX)
]
AnyPassword = Annotated[str, StringConstraints(max_length=passwords.PASSWORD_CHARS_MAX)]


class GuestEntry(BaseModel):
    """How a guest wants to be called, and the code of an invitation. On this machine nobody needs a code."""

    name: Name
    code: Annotated[str, StringConstraints(max_length=32)] | None = None


class Credentials(BaseModel):
    """A user's name and password."""

    name: Name
    password: AnyPassword


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
    role: Literal["guest", "member", "moderator", "dispatcher", "admin"]
    channel: str | None = Field(description="The one channel an invited guest came for")


@router.post("/guests")
async def enter_as_guest(entry: GuestEntry, request: Request, response: Response, state: AppState) -> Access:
    """Come in with a name, and the code of an invitation. On this machine the code may be left out.

    The name must not look like a user's (`conflict`). A code is refused as `no-such-invitation`, `invitation-expired`
    or `invitation-used-up`; after ten wrong ones in a minute as `too-fast`.
    """
    check_origin(request)
    if entry.code is None and not is_near(state, request):
        raise ApiError(ErrorCode.FORBIDDEN, "guests come by invitation here; sign in, or ask for one")
    must_be_visible(entry.name)
    if state.doorkeeper.is_users_name(entry.name):
        raise ApiError(ErrorCode.CONFLICT, "that name belongs to a user here, or looks like it; choose another")
    invitation = None if entry.code is None else await _use_code(state, request, entry.code)
    user = UserId(str(uuid.uuid4()))
    sign_in_of = _sign_in_of_guest(user, entry.name, invitation)
    await remember(state, response, sign_in_of, GUEST_TTL_S)
    return _admit_guest(state, sign_in_of)


@router.post("/sign-in")
async def sign_in(credentials: Credentials, request: Request, response: Response, state: AppState) -> Access:
    """Come in with a password. Ten wrong tries in a minute, by name or by address, and one has to wait (`too-fast`)."""
    check_origin(request)
    user = await try_password(state, request, credentials.name, credentials.password)
    if user is None:
        raise ApiError(ErrorCode.BAD_TOKEN, "name and password do not fit together")
    return await admit(state, response, user)


@router.post("/claim")
async def claim(entry: Claim, request: Request, response: Response, state: AppState) -> Access:
    """Become the first admin, once, with the link printed at the first start."""
    check_origin(request)
    must_be_visible(entry.name)
    now_ms, digest = state.hub.clock.now_ms(), passwords.digest(entry.claim)
    if state.doorkeeper.is_users_name(entry.name) and await state.users.is_claim(digest, now_ms):
        raise ApiError(ErrorCode.CONFLICT, "that name is taken; choose another")
    if not await state.users.use_claim(digest, now_ms):
        raise ApiError(ErrorCode.BAD_TOKEN, "the link was used, or is over; start the server again for a new one")
    password = await state.hashing.run(passwords.hash_password, entry.password)
    rights = ROLES["admin"]
    account = Account(UserId(str(uuid.uuid4())), entry.name, "admin", rights.priority, rights.emergency)
    user = StoredUser(account, password, now_ms)
    if not await state.users.add(user):
        raise ApiError(ErrorCode.CONFLICT, "that name is taken; choose another")
    return await admit(state, response, user)


@router.post("/session")
async def renew(
    request: Request, state: AppState, cookie: Annotated[str | None, Cookie(alias=COOKIE)] = None
) -> Access:
    """A fresh access token for a browser that came in before."""
    check_origin(request)
    found = await state.users.signed_in(passwords.digest(cookie), state.hub.clock.now_ms()) if cookie else None
    if found is None:
        raise ApiError(ErrorCode.BAD_TOKEN, "sign in first")
    if found.guest:
        return _admit_guest(state, found)
    user = await state.users.by_id(found.user)
    if user is None:
        raise ApiError(ErrorCode.BAD_TOKEN, "sign in again")
    return _access(*state.doorkeeper.admit_user(user.account), user.account.role)


@router.delete("/session", status_code=204)
async def sign_out(
    request: Request,
    response: Response,
    state: AppState,
    cookie: Annotated[str | None, Cookie(alias=COOKIE)] = None,
) -> None:
    """Forget this browser."""
    check_origin(request)
    if cookie:
        await state.users.sign_out(passwords.digest(cookie))
    response.delete_cookie(COOKIE, path="/v1/session")


def check_origin(request: Request) -> None:
    """A browser says where a request comes from; another site's are refused (CSRF).

    Raises:
        ApiError: it comes from another site.
    """
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise ApiError(ErrorCode.FORBIDDEN, "this request comes from another site")


def is_near(state: State, request: Request) -> bool:
    """Whether a request comes from this very machine, and nobody else could have sent it."""
    return state.loopback and is_of_this_machine(request)


def must_be_visible(name: str) -> None:
    """A name of which nothing shows is no name.

    Raises:
        ApiError: nothing of it shows.
    """
    if not skeletons(name):
        raise ApiError(ErrorCode.BAD_REQUEST, "nothing of that name can be seen; choose another")


def page_link(state: State, request: Request, fragment: str) -> str:
    """A link to the web app; what is secret stands behind the #, which no server and no log sees."""
    scheme = "https" if state.tls else request.url.scheme
    return f"{scheme}://{request.headers.get('host', 'localhost')}/#{fragment}"


async def try_password(state: State, request: Request, name: str, password: str) -> StoredUser | None:
    """The user, if the password is its own; takes as long for an unknown name. Wrong tries are counted.

    Raises:
        ApiError: too many wrong tries.
    """
    keys = [f"name {name.casefold()}"]
    if (address := _address(request)) is not None:
        keys.append(f"sign-in {address}")
    count_try(state, keys)
    user = await state.users.by_name(name)
    stored = user.password if user is not None else None
    # Hashing takes long on purpose: in a thread, so that nobody else waits for it.
    if not await state.hashing.run(passwords.is_password, stored, password):
        return None
    for key in keys:
        state.tries.give_back(key)
    return user


def count_try(state: State, keys: list[str]) -> None:
    """One more for each of ``keys``.

    Raises:
        ApiError: one too many.
    """
    waits_ms = [state.tries.take(key, state.hub.clock.now_ms()) for key in keys]
    if any(waits_ms):
        raise ApiError(ErrorCode.TOO_FAST, "too many wrong tries; wait a moment", max(waits_ms))


async def admit(state: State, response: Response, user: StoredUser) -> Access:
    """Let a user in: a cookie to come again, an access token for now."""
    await remember(state, response, SignIn("", user.id, user.name, guest=False, expires_at_ms=0), SIGN_IN_TTL_S)
    return _access(*state.doorkeeper.admit_user(user.account), user.account.role)


async def remember(state: State, response: Response, who: SignIn, ttl_s: int) -> None:
    """A cookie for this browser."""
    secret = passwords.new_secret()
    expires_at_ms = state.hub.clock.now_ms() + ttl_s * 1000
    await state.users.sign_in(dataclasses.replace(who, digest=passwords.digest(secret), expires_at_ms=expires_at_ms))
    response.set_cookie(
        COOKIE, secret, max_age=ttl_s, path="/v1/session", httponly=True, samesite="strict", secure=state.tls
    )


def _address(request: Request) -> str | None:
    return address_key(request.client.host if request.client is not None else None)


async def _use_code(state: State, request: Request, typed: str) -> Invitation:
    address = _address(request)
    keys = [] if address is None else [f"code {address}"]
    count_try(state, keys)
    found = await state.invitations.use(passwords.plain_code(typed), state.hub.clock.now_ms())
    if isinstance(found, ErrorCode):
        raise ApiError(found, INVITATION_WORDS[found])
    for key in keys:
        state.tries.give_back(key)
    return found


def _sign_in_of_guest(user: UserId, name: str, invitation: Invitation | None) -> SignIn:
    channel, talk = (None, True) if invitation is None else (invitation.channel, invitation.talk)
    return SignIn("", user, name, guest=True, expires_at_ms=0, channel=channel, talk=talk)


def _admit_guest(state: State, who: SignIn) -> Access:
    token, identity = state.doorkeeper.admit_guest(who.user, who.name, who.channel, talk=who.talk)
    room = None if who.channel is None else state.hub.board.rooms.get(who.channel)
    if who.channel is not None and (room is None or not policy.may_see(identity, room.settings)):
        raise ApiError(ErrorCode.FORBIDDEN, "that channel takes no guests any more; ask who invited you")
    return _access(token, identity, "guest")


def _access(token: str, identity: Identity, role: Role | Literal["guest"]) -> Access:
    return Access(
        token=token,
        expires_at_ms=identity.expires_at_ms,
        user=identity.user,
        name=identity.name,
        guest=identity.guest,
        admin=identity.admin,
        role=role,
        channel=identity.channel,
    )
