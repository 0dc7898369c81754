"""What is held against whom, in all channels that one moderates: one list for who looks after many."""

from fastapi import APIRouter

from pressel.core.policy import may_moderate
from pressel.http.member import Restraints, shown
from pressel.http.state import AppState, Bearer

router = APIRouter(prefix="/v1/restraints", tags=["members"])


@router.get("")
async def list_all_restraints(state: AppState, identity: Bearer) -> Restraints:
    """Who is muted or blocked, in the channels that one may moderate: by channel, in the order in which it was done."""
    rooms = sorted(state.hub.board.rooms.values(), key=lambda room: room.settings.name.casefold())
    mine = [room for room in rooms if may_moderate(identity, room.settings) is None]
    return Restraints(restraints=[shown(one) for room in mine for one in room.restraints.values()])
