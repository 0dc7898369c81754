"""An independent WebRTC stack through the doors for everybody else's software."""

import asyncio
import time

from e2e.harness.browser import Person
from e2e.harness.server import Server, until
from e2e.harness.stranger import Stranger, Tone
from playwright.async_api import Browser

ONSET_S_MAX = 0.3
TAIL_S_MAX = 1.2


async def test_three_listeners_hear_each_onset_and_the_silence_between(server: Server) -> None:
    token, other = server.token("--talk", "--listen"), server.token("--talk", "--listen")
    tone, listeners = Tone(440), [Stranger(server.url, other) for _ in range(3)]
    publisher = Stranger(server.url, token)
    await asyncio.gather(publisher.publish(tone), *(one.play() for one in listeners))
    await until(lambda: server.metric("pressel_engine_sessions") == 4)
    for _ in range(3):
        started, tone.on = time.monotonic(), True
        await until(lambda: all(len(one.loud(started)) > 25 for one in listeners))  # noqa: B023  # used at once
        for one in listeners:
            assert one.loud(started)[0][0] - started < ONSET_S_MAX
            assert all(abs(hertz - 440) < 60 for _, _, hertz in one.loud(started)[2:-2])
        stopped, tone.on = time.monotonic(), False
        await until(lambda: server.metric("pressel_talkers") == 0)
        assert all(one.loud(stopped + TAIL_S_MAX) == [] for one in listeners)
    assert await publisher.end() == 200
    await until(lambda: server.metric("pressel_engine_sessions") == 3)
    for one in listeners:
        assert await one.end() == 200
    await until(lambda: server.metric("pressel_engine_sessions") == 0)
    assert server.metric("pressel_members") == 0


async def test_a_second_publisher_never_mixes_in(server: Server) -> None:
    tones = [Tone(440), Tone(1_000)]
    publishers = [Stranger(server.url, server.token("--talk")) for _ in tones]
    listener = Stranger(server.url, server.token("--listen"))
    pairs = zip(publishers, tones, strict=True)
    await asyncio.gather(listener.play(), *(publisher.publish(tone) for publisher, tone in pairs))
    await until(lambda: server.metric("pressel_engine_sessions") == 3)
    started, tones[0].on = time.monotonic(), True
    await until(lambda: len(listener.loud(started)) > 20)
    tones[1].on = True
    before = len(listener.heard)
    await until(lambda: len(listener.heard) > before + 100)
    assert all(abs(hertz - 440) < 60 for _, level, hertz in listener.heard[before:] if level > 1_000)
    tones[0].on = False
    await until(lambda: any(abs(hertz - 1_000) < 60 for _, _, hertz in listener.loud(started)))
    for one in (*publishers, listener):
        await one.end()


async def test_a_browser_hears_a_publisher(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 880)
    tone, publisher = Tone(440), Stranger(server.url, server.token("--talk"))
    await publisher.publish(tone)
    tone.on = True
    await ana.state("hear")
    await ana.hears(Person("test", ana.page, 440))
    tone.on = False
    await ana.hears_nothing()
    await publisher.end()
