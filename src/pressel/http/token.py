"""API tokens: which there are, and their end. They are made on the command line."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from pressel.core.causes import ErrorCode
from pressel.core.events import CredentialEnded
from pressel.core.ids import TokenId
from pressel.http.errors import ApiError
from pressel.http.state import AppState, Bearer
from pressel.http.user import must_be_admin

router = APIRouter(prefix="/v1/tokens", tags=["tokens"])


class Token(BaseModel):
    """What is known of a token; not the token."""

    id: str
    name: str
    channel: str
    created_at_ms: int
    expires_at_ms: int


class Tokens(BaseModel):
    """All that were not revoked, oldest first."""

    tokens: list[Token]


@router.get("")
async def list_tokens(state: AppState, identity: Bearer) -> Tokens:
    """All that were not revoked (admins)."""
    must_be_admin(identity)
    return Tokens(
        tokens=[
            Token(
                id=one.id,
                name=one.name,
                channel=one.channel,
                created_at_ms=one.created_at_ms,
                expires_at_ms=one.expires_at_ms,
            )
            for one in await state.tokens.list()
        ]
    )


@router.delete("/{token}", status_code=204)
async def revoke_token(token: Annotated[str, Path(max_length=36)], state: AppState, identity: Bearer) -> None:
    """Revoke one (admins). Its sessions end at once."""
    must_be_admin(identity)
    revoked = TokenId(token)
    if not await state.tokens.revoke(revoked):
        raise ApiError(ErrorCode.NOT_FOUND, "there is no such token")
    state.doorkeeper.alive.discard(revoked)
    state.hub.post(CredentialEnded(token=revoked))
