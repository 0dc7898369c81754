"""Ready means: more may come."""

from pathlib import Path

from house import house


async def test_readiness_says_why_nobody_should_come(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        starting = await client.get("/readyz")
        assert (starting.status_code, starting.json()["code"]) == (503, "server-trouble")
        there.state.ready = True
        assert (await client.get("/readyz")).json()["status"] == "ready"


async def test_it_is_not_ready_while_sound_waits_to_be_sent(tmp_path: Path) -> None:
    async with house(tmp_path) as there, there.client() as client:
        there.state.ready = True
        calm = there.state.engine_stats
        there.state.engine_stats = lambda: calm() | {"overloaded": 1}
        refused = await client.get("/readyz")
        assert (refused.status_code, refused.json()["code"]) == (503, "no-room")
        assert int(refused.headers["retry-after"]) > 0
        assert (await client.get("/livez")).status_code == 200
        there.state.engine_stats = calm
        assert (await client.get("/readyz")).status_code == 200
