"""Users: for admins to make, change and remove; passwords, which only their users know."""

import dataclasses
import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field, StringConstraints

from pressel.auth import passwords
from pressel.core.causes import ErrorCode
from pressel.core.identity import PRIORITY_MAX, ROLES, Account, Identity, Role
from pressel.core.ids import UserId
from pressel.http.errors import ApiError
from pressel.http.people import (
    Access,
    AnyPassword,
    Name,
    Password,
    admit,
    check_origin,
    must_be_visible,
    page_link,
    try_password,
)
from pressel.http.state import AppState, Bearer, State
from pressel.storage.user import StoredUser

PASSWORD_LINK_TTL_MS: Final = 3 * 86_400_000
USERS_MAX: Final = 10_000

router = APIRouter(prefix="/v1", tags=["users"])

UserPath = Annotated[str, Path(max_length=36)]
Priority = Annotated[int, Field(ge=0, le=PRIORITY_MAX, description="Larger wins")]


class User(BaseModel):
    """Somebody who signs in with a password."""

    id: str
    name: str
    role: Role
    priority: int
    emergency: bool
    has_password: bool = Field(description="False until the user has chosen one on its link")
    created_at_ms: int


class Users(BaseModel):
    """All, by name."""

    users: list[User]


class NewUser(BaseModel):
    """``priority`` and ``emergency`` are those of the role where they are left out."""

    name: Name
    role: Role = "member"
    priority: Priority | None = None
    emergency: bool | None = None


class UserChange(BaseModel):
    """What is left out stays; with a new role, priority and emergency become those of the role."""

    name: Name | None = None
    role: Role | None = None
    priority: Priority | None = None
    emergency: bool | None = None


class PasswordLink(BaseModel):
    """Where a user chooses a password, once. Give it to that person alone."""

    link: str
    expires_at_ms: int


class MadeUser(BaseModel):
    """The user, and where it chooses its password."""

    user: User
    password_link: PasswordLink


class PasswordChange(BaseModel):
    """One's own."""

    old: AnyPassword
    new: Password


class FirstPassword(BaseModel):
    """``secret`` is what stands behind ``#password=`` in the link."""

    secret: Annotated[str, StringConstraints(max_length=64)]
    password: Password


@router.get("/users")
async def list_users(state: AppState, identity: Bearer) -> Users:
    """All users (admins)."""
    must_be_admin(identity)
    return Users(users=[_user(one) for one in await state.users.list()])


@router.post("/users", status_code=201)
async def create_user(new: NewUser, request: Request, state: AppState, identity: Bearer) -> MadeUser:
    """Make a user (admins). The answer has a link, good once and for three days, on which it chooses its password."""
    must_be_admin(identity)
    must_be_visible(new.name)
    if len(state.doorkeeper.accounts) >= USERS_MAX:
        raise ApiError(ErrorCode.NO_ROOM, f"there are {USERS_MAX} users already")
    account = Account(UserId(str(uuid.uuid4())), new.name)
    account = changed(account, UserChange(role=new.role, priority=new.priority, emergency=new.emergency))
    user = StoredUser(account, None, state.hub.clock.now_ms())
    if not await state.users.add(user):
        raise ApiError(ErrorCode.CONFLICT, "there is a user of that name, or one that looks the same")
    state.follow(user.id, account)
    return MadeUser(user=_user(user), password_link=await _new_link(state, request, user.id))


@router.get("/users/{user}")
async def get_user(user: UserPath, state: AppState, identity: Bearer) -> User:
    """One of them (admins, and oneself)."""
    if identity.user != user:
        must_be_admin(identity)
    return _user(await _find(state, user))


@router.patch("/users/{user}")
async def change_user(user: UserPath, change: UserChange, state: AppState, identity: Bearer) -> User:
    """Change name, role or rights (admins). Sessions of the user go on with the new rights at once."""
    must_be_admin(identity)
    before = await _find(state, user)
    if change.name is not None:
        must_be_visible(change.name)
    after = dataclasses.replace(before, account=changed(before.account, change))
    if before.account.role == "admin" and after.account.role != "admin":
        await _must_not_be_the_last_admin(state, before)
    if await state.users.set(after) is None:
        raise ApiError(ErrorCode.CONFLICT, "there is a user of that name, or one that looks the same")
    state.follow(after.id, after.account)
    return _user(after)


@router.delete("/users/{user}", status_code=204)
async def remove_user(user: UserPath, state: AppState, identity: Bearer) -> None:
    """Remove a user (admins). Its sessions end at once."""
    must_be_admin(identity)
    found = await _find(state, user)
    if found.account.role == "admin":
        await _must_not_be_the_last_admin(state, found)
    await state.users.remove(found.id)
    state.follow(found.id, None)


@router.post("/users/{user}/password-link")
async def reset_password(user: UserPath, request: Request, state: AppState, identity: Bearer) -> PasswordLink:
    """A link on which the user chooses a new password (admins): good once, for three days; older ones end. The old
    password counts until then."""
    must_be_admin(identity)
    found = await _find(state, user)
    return await _new_link(state, request, found.id)


@router.post("/password")
async def choose_password(first: FirstPassword, request: Request, response: Response, state: AppState) -> Access:
    """Choose a password with a link, and come in. Whoever else was signed in as this user is out."""
    check_origin(request)
    user = await state.users.use_password_link(passwords.digest(first.secret), state.hub.clock.now_ms())
    if user is None:
        raise ApiError(ErrorCode.BAD_TOKEN, "the link was used, or is over; ask an admin for a new one")
    return await _set_password(state, response, user, first.password)


@router.put("/password")
async def change_password(
    change: PasswordChange, request: Request, response: Response, state: AppState, identity: Bearer
) -> Access:
    """Change one's own password. All other sessions and browsers of this user are out; this one gets a new token."""
    check_origin(request)
    if identity.kind != "user":
        raise ApiError(ErrorCode.FORBIDDEN, "only users have a password")
    user = await try_password(state, request, identity.name, change.old)
    if user is None or user.id != identity.user:
        raise ApiError(ErrorCode.FORBIDDEN, "that is not your password now")
    return await _set_password(state, response, user, change.new)


def must_be_admin(identity: Identity) -> None:
    """Whoever asks is an admin.

    Raises:
        ApiError: it is not.
    """
    if not identity.admin:
        raise ApiError(ErrorCode.FORBIDDEN, "only an admin may do this")


def changed(account: Account, change: UserChange) -> Account:
    """As it is after ``change``."""
    rights = account.rights if change.role is None or change.role == account.role else ROLES[change.role]
    return dataclasses.replace(
        account,
        name=account.name if change.name is None else change.name,
        role=change.role or account.role,
        priority=rights.priority if change.priority is None else change.priority,
        emergency=rights.emergency if change.emergency is None else change.emergency,
    )


async def _find(state: State, user: str) -> StoredUser:
    found = await state.users.by_id(UserId(user))
    if found is None:
        raise ApiError(ErrorCode.NOT_FOUND, "there is no such user")
    return found


async def _must_not_be_the_last_admin(state: State, user: StoredUser) -> None:
    admins = [one for one in await state.users.list() if one.account.role == "admin" and one.password is not None]
    if all(one.id == user.id for one in admins):
        raise ApiError(ErrorCode.CONFLICT, "this is the last admin who can sign in; make another one first")


async def _new_link(state: State, request: Request, user: UserId) -> PasswordLink:
    secret = passwords.new_secret(128)
    expires_at_ms = state.hub.clock.now_ms() + PASSWORD_LINK_TTL_MS
    await state.users.new_password_link(passwords.digest(secret), user, expires_at_ms)
    return PasswordLink(link=page_link(state, request, f"password={secret}"), expires_at_ms=expires_at_ms)


async def _set_password(state: State, response: Response, user: StoredUser, password: str) -> Access:
    hashed = await state.hashing.run(passwords.hash_password, password)
    after = await state.users.set(dataclasses.replace(user, password=hashed))
    if after is None:
        raise ApiError(ErrorCode.NOT_FOUND, "there is no such user any more")
    state.follow(after.id, after.account)
    return await admit(state, response, after)


def _user(user: StoredUser) -> User:
    account = user.account
    return User(
        id=account.user,
        name=account.name,
        role=account.role,
        priority=account.priority,
        emergency=account.emergency,
        has_password=user.password is not None,
        created_at_ms=user.created_at_ms,
    )
