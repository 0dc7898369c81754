"""The file: migrated, copied before, watched, and clear about what is wrong with it."""

import asyncio
import dataclasses
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from pressel.core.burst import Burst
from pressel.core.causes import BurstEnd
from pressel.core.channel import ChannelSettings
from pressel.core.identity import Account
from pressel.core.ids import BurstId, ChannelId, TokenId, UserId
from pressel.storage.burst import BurstStore
from pressel.storage.channel import ChannelStore
from pressel.storage.database import FILE_NAME, MIGRATIONS, Database, StorageError
from pressel.storage.token import StoredToken, TokenStore
from pressel.storage.user import SignIn, StoredUser, UserStore

LOBBY = ChannelSettings(ChannelId("lobby"), "Lobby", guests=True)


async def opened(folder: Path) -> Database:
    database = Database(folder)
    await database.open()
    return database


async def test_channels_come_back_as_they_were(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    store = ChannelStore(database)
    assert await store.create(LOBBY, 1)
    assert not await store.create(LOBBY, 2)
    await store.commit_epoch(LOBBY.id, 42)
    await database.close()
    database = await opened(tmp_path)
    (found,) = await ChannelStore(database).list()
    assert (found.settings, found.epoch, found.last_burst_at_ms) == (LOBBY, 42, None)
    assert await ChannelStore(database).delete(LOBBY.id)
    assert await ChannelStore(database).get(LOBBY.id) is None
    await database.close()


async def test_the_rules_of_a_floor_and_the_end_of_a_burst_are_kept(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    store = ChannelStore(database)
    rules = dataclasses.replace(
        LOBBY,
        talkers_max=3,
        queue_max=0,
        preempt="priority",
        alone="deny",
        broadcast=True,
        silence_limit_ms=0,
        preset="mcptt",
    )
    await store.create(LOBBY, 1)
    assert await store.set(rules)
    assert await store.get(LOBBY.id) == rules
    burst = Burst(
        BurstId("b"), LOBBY.id, UserId("u"), "Ana", 2, 1, 0, 900, BurstEnd.PREEMPTED, by="Ben", tier="imminent"
    )
    await BurstStore(database).store(burst)
    assert await BurstStore(database).list(LOBBY.id, None, 9) == [burst]
    await database.close()


async def test_a_channel_of_the_first_version_gets_the_rules_of_a_new_one(tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(f"sqlite:///{tmp_path / FILE_NAME}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO channels VALUES ('lobby', 'Lobby', 'ptt', 30000, 1, 10000, 42, 1)"))
        connection.execute(text("INSERT INTO bursts VALUES ('b', 'lobby', 'u', 'Ana', 42, 1, 0, 900, 'released')"))
    engine.dispose()
    database = await opened(tmp_path)
    assert await ChannelStore(database).get(LOBBY.id) == LOBBY
    (burst,) = await BurstStore(database).list(LOBBY.id, None, 9)
    assert (burst.end, burst.by, burst.tier) == (BurstEnd.RELEASED, None, "normal")
    await database.close()


async def test_the_history_is_newest_first_and_closed_after_a_crash(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    await ChannelStore(database).create(LOBBY, 1)
    store = BurstStore(database)
    for n in range(5):
        await store.store(Burst(BurstId(f"b{n}"), LOBBY.id, UserId("u"), "Ana", 2, n, n * 1000))
    ended = Burst(BurstId("b0"), LOBBY.id, UserId("u"), "Ana", 2, 0, 0, 900, BurstEnd.RELEASED)
    await store.store(ended)
    assert [burst.id for burst in await store.list(LOBBY.id, None, 3)] == ["b4", "b3", "b2"]
    assert [burst.id for burst in await store.list(LOBBY.id, 2_000, 9)] == ["b1", "b0"]
    await store.close_open(3_500)
    bursts = await store.list(LOBBY.id, None, 9)
    assert {one.id: one.end for one in bursts} == {"b0": BurstEnd.RELEASED} | {
        f"b{n}": BurstEnd.RESTART for n in range(1, 5)
    }
    assert [one.ended_at_ms for one in bursts] == [4_000, 3_500, 3_500, 3_500, 900], "never before it began"
    await database.close()


async def test_users_claims_and_cookies(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    store = UserStore(database)
    ana = StoredUser(Account(UserId("u1"), "Ana", "admin"), "hash", 1)
    assert await store.add(ana)
    for taken in ("ANA", "Аnа", "A n a"):
        assert not await store.add(StoredUser(Account(UserId("u2"), taken), None))
    assert await store.by_name("ana") == ana
    await store.sign_in(SignIn("digest", ana.id, "Ana", guest=False, expires_at_ms=100))
    assert await store.signed_in("digest", 99) is not None
    assert await store.signed_in("digest", 100) is None
    await store.new_claim("claim", 100)
    assert not await store.use_claim("claim", 100)
    assert await store.use_claim("claim", 99)
    assert not await store.use_claim("claim", 99)
    await database.close()


async def test_a_revoked_token_is_gone(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    store = TokenStore(database)
    await store.add(StoredToken(TokenId("t"), "bot", LOBBY.id, 1, 2))
    assert [token.id for token in await store.list()] == ["t"]
    assert await store.revoke(TokenId("t"))
    assert not await store.revoke(TokenId("t"))
    await database.close()


async def test_what_another_process_writes_is_noticed(tmp_path: Path) -> None:
    ours, theirs = await opened(tmp_path), await opened(tmp_path)
    changes = ours.changes(0.01)
    await anext(changes)
    await ChannelStore(theirs).create(LOBBY, 1)
    async with asyncio.timeout(2):
        await anext(changes)
    await changes.aclose()
    await ours.close()
    await theirs.close()


async def test_a_newer_database_is_left_alone_with_one_clear_line(tmp_path: Path) -> None:
    await (await opened(tmp_path)).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(StorageError, match="newer Pressel"):
        await opened(tmp_path)
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)
    assert before[:16] == (tmp_path / FILE_NAME).read_bytes()[:16]


async def test_what_is_no_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"this is not a database at all" * 50)
    with pytest.raises(StorageError, match="not a database"):
        await opened(tmp_path)
