"""What is counted is what the engine counts."""

from pathlib import Path

from house import house

from pressel.server.config import load

NOWHERE = Path("/nowhere/pressel.toml")


async def test_the_engine_has_as_many_shards_as_it_was_told(tmp_path: Path) -> None:
    told = load({}, {"PRESSEL_MEDIA__SHARDS": "3"}, NOWHERE).config.media.shards
    for shards in (1, told):
        folder = tmp_path / str(shards)
        folder.mkdir()
        async with house(folder, loopback=True, shards=shards) as there, there.client("127.0.0.1") as client:
            text = (await client.get("/metrics")).text
            assert f"pressel_engine_shards {shards}.0" in text
            assert "pressel_engine_sessions_in_fullest_shard 0.0" in text
