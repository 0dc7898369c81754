"""What another process writes takes effect here."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from house import house

from pressel.core.ids import ChannelId, UserId
from pressel.core.restraint import Restraint
from pressel.storage.stores import Stores

LOBBY = ChannelId("lobby")


async def turns_until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


async def test_restraints_and_users_that_others_write_are_followed(tmp_path: Path) -> None:
    async with house(tmp_path) as there:
        await there.add("Mo", "moderator")
        others = Stores.on(tmp_path)
        await others.database.open()
        await there.watch.look()
        mute = Restraint(LOBBY, UserId("gil"), "mute", "Mo", None, "Later.", "Gil")
        held = there.state.hub.board.rooms[LOBBY].restraints
        assert held == {}
        await others.restraints.store(mute)
        await there.watch.look()
        await turns_until(lambda: there.state.hub.board.rooms[LOBBY].restraints != {})
        assert list(there.state.hub.board.rooms[LOBBY].restraints.values()) == [mute]
        await others.restraints.lift(LOBBY, UserId("gil"), "mute")
        await there.watch.look()
        await turns_until(lambda: there.state.hub.board.rooms[LOBBY].restraints == {})
        assert there.state.doorkeeper.is_users_name("Mo")
        await others.users.remove(UserId("id-Mo"))
        await there.watch.look()
        assert not there.state.doorkeeper.is_users_name("Mo")
        await others.database.close()
