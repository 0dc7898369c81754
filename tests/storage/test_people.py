"""Restraints, invitations and password links on disk; and users from before there were roles."""

import asyncio
import dataclasses
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from pressel.core.burst import Burst
from pressel.core.causes import ErrorCode
from pressel.core.channel import ChannelSettings
from pressel.core.identity import Account
from pressel.core.ids import BurstId, ChannelId, TokenId, UserId
from pressel.core.restraint import Restraint
from pressel.storage.burst import BurstStore
from pressel.storage.channel import ChannelStore
from pressel.storage.database import FILE_NAME, MIGRATIONS, Database
from pressel.storage.invitation import Invitation, InvitationStore
from pressel.storage.restraint import RestraintStore
from pressel.storage.token import StoredToken, TokenStore
from pressel.storage.user import SignIn, StoredUser, UserStore

LOBBY = ChannelSettings(ChannelId("lobby"), "Lobby", guests=True)
ANA = StoredUser(Account(UserId("u1"), "Ana", "moderator", 50, password_serial=7), "hash", 1)


async def opened(folder: Path) -> Database:
    database = Database(folder)
    await database.open()
    await ChannelStore(database).create(LOBBY, 1)
    return database


async def test_a_restraint_is_there_until_it_is_lifted_over_or_its_channel_is_gone(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    store = RestraintStore(database)
    mute = Restraint(LOBBY.id, UserId("u"), "mute", "Mo", None, "Later.", "Ana")
    block = Restraint(LOBBY.id, UserId("u"), "block", "Mo", 100, None, "Ana")
    for one in (mute, block, block):
        await store.store(one)
    assert await store.all() == {LOBBY.id: (block, mute)}
    await store.forget_over(100)
    assert await store.all() == {LOBBY.id: (mute,)}
    assert await store.lift(LOBBY.id, UserId("u"), "mute")
    assert not await store.lift(LOBBY.id, UserId("u"), "mute")
    await store.store(mute)
    await ChannelStore(database).delete(LOBBY.id)
    assert await store.all() == {}
    await store.store(mute)
    assert await store.all() == {}
    await database.close()


async def test_an_invitation_lets_in_so_many_and_not_one_more_also_at_the_same_time(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    store = InvitationStore(database)
    one = Invitation("i", "K7M2QX", LOBBY.id, "Mo", 1, 1_000, uses_max=3)
    assert await store.add(one)
    assert not await store.add(Invitation("j", "K7M2QX", LOBBY.id, "Mo", 1, 1_000))
    found = await asyncio.gather(*(store.use("K7M2QX", 500) for _ in range(8)))
    assert sorted(one.uses for one in found if isinstance(one, Invitation)) == [1, 2, 3]
    assert [one for one in found if not isinstance(one, Invitation)] == [ErrorCode.INVITATION_USED_UP] * 5
    assert await store.use("K7M2QX", 1_000) is ErrorCode.INVITATION_EXPIRED
    assert await store.use("222222", 500) is ErrorCode.NO_SUCH_INVITATION
    assert await store.revoke("K7M2QX")
    assert not await store.revoke("i")
    await store.add(one)
    await store.forget_old(1_001)
    assert await store.list() == []
    await database.close()


async def test_the_revision_rises_with_what_is_followed_and_not_with_what_is_said(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    found = [await database.revision()]
    await UserStore(database).add(ANA)
    found.append(await database.revision())
    await UserStore(database).set(StoredUser(ANA.account, "other hash", 1))
    found.append(await database.revision())
    await UserStore(database).remove(ANA.id)
    found.append(await database.revision())
    await TokenStore(database).add(StoredToken(TokenId("t"), "bot", LOBBY.id, 1, 2))
    found.append(await database.revision())
    await RestraintStore(database).store(Restraint(LOBBY.id, UserId("u"), "mute", "Mo"))
    found.append(await database.revision())
    await ChannelStore(database).set(dataclasses.replace(LOBBY, talk_limit_ms=5_000))
    found.append(await database.revision())
    assert found == sorted(set(found))
    await BurstStore(database).store(Burst(BurstId("b"), LOBBY.id, UserId("u"), "Ana", 2, 1, 1_000))
    await InvitationStore(database).add(Invitation("i", "K7M2QX", LOBBY.id, "Mo", 1, 1_000))
    assert await database.revision() == found[-1]
    await database.close()


async def test_a_new_password_ends_sign_ins_and_links_and_a_link_is_good_once(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    store = UserStore(database)
    await store.add(ANA)
    assert await store.by_id(ANA.id) == ANA
    await store.sign_in(SignIn("cookie", ANA.id, "Ana", guest=False, expires_at_ms=100))
    await store.new_password_link("old", ANA.id, 100)
    await store.new_password_link("new", ANA.id, 100)
    assert await store.use_password_link("old", 1) is None
    assert await store.use_password_link("new", 100) is None
    used = await asyncio.gather(*(store.use_password_link("new", 1) for _ in range(4)))
    assert [one for one in used if one is not None] == [ANA]
    await store.new_password_link("newest", ANA.id, 100)
    changed = await store.set(StoredUser(ANA.account, "other hash", 1))
    assert changed is not None
    assert changed.account.password_serial == ANA.account.password_serial + 1
    assert await store.by_id(ANA.id) == changed
    assert await store.set(changed) == changed, "the same password keeps its number"
    assert await store.signed_in("cookie", 1) is None
    assert await store.use_password_link("newest", 1) is None
    await database.close()


async def test_a_user_is_renamed_unless_the_name_looks_like_anothers(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    store = UserStore(database)
    await store.add(ANA)
    await store.add(StoredUser(Account(UserId("u2"), "Ben"), None))
    assert not await store.set(StoredUser(Account(UserId("u2"), "АNA"), None))
    assert await store.set(StoredUser(Account(UserId("u2"), "Éva"), None))
    found = await store.by_name("éVA")
    assert found is not None
    assert found.id == UserId("u2")
    assert not await store.set(StoredUser(Account(UserId("none"), "Cleo"), None))
    await database.close()


async def test_an_invited_guests_cookie_remembers_what_it_was_invited_to(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    store = UserStore(database)
    guest = SignIn("cookie", UserId("g"), "Gil", guest=True, expires_at_ms=100, channel=LOBBY.id, talk=False)
    await store.sign_in(guest)
    assert await store.signed_in("cookie", 1) == guest
    await database.close()


async def test_admins_from_before_there_were_roles_are_admins_still(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / FILE_NAME}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    raw = sqlite3.connect(tmp_path / FILE_NAME)
    raw.execute("INSERT INTO users VALUES ('u1', 'Ana', 'hash', 1, 255, 0, 5), ('u2', 'Ben', 'hash', 0, 3, 1, 6)")
    raw.execute("INSERT INTO sign_ins VALUES ('cookie', 'u1', 'Ana', 0, 100)")
    raw.commit()
    raw.close()
    database = await opened(tmp_path)
    store = UserStore(database)
    assert await store.list() == [
        StoredUser(Account(UserId("u1"), "Ana", "admin", 255), "hash", 5),
        StoredUser(Account(UserId("u2"), "Ben", "member", 3, emergency=True), "hash", 6),
    ]
    assert await store.signed_in("cookie", 1) is not None
    await database.close()
