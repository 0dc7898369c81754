"""Never a lost syllable: the first and the last 20 ms of every burst arrive, also when the WebSocket is late.

"Arrived": at least 10 % of the mark's energy in its band. The exact proof is sequence numbers through the engine
(``engine/media/tests/burst.rs``); this one goes through real microphones, encoders and jitter buffers.
"""

from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from e2e.harness.browser import Person
from e2e.harness.delay import delayed
from e2e.harness.server import Server
from playwright.async_api import Browser

MARKS: Final = (Path(__file__).parent / "harness" / "marks.js").read_text()
FIRST, BODY, LAST = 1_500, 440, 2_500
RATE: Final = 48_000
AMPLITUDE: Final = 0.4
MARK_S: Final = 0.02
ARRIVED_MIN: Final = 0.1
HOLD_MS: Final = 500
TAIL_MS: Final = 900
TAIL_BLOCKS: Final = 40
"""400 ms in blocks of 10 ms: longer than any sound is late, shorter than a burst."""
GROWTH_MS_MAX: Final = 120
CUTS: Final = 10
PASSWORD: Final = "a good password"


def energy(wave: np.ndarray, hertz: int) -> float:
    """Share of one mark's energy that is in its band: 1.0 is all of it."""
    step = int(RATE * MARK_S / 2)
    window = np.hanning(2 * step)
    tone = np.exp(-2j * np.pi * hertz * np.arange(2 * step) / RATE)
    found = 0.0
    for at in range(0, max(1, len(wave) - 2 * step), step):
        piece = wave[at : at + 2 * step]
        if len(piece) == 2 * step:
            found = max(found, float(np.abs(np.sum(piece * window * tone)) / np.sum(window) * 2))
    return (found / AMPLITUDE) ** 2


def onset_ms(blocks: list[list[object]], hertz: int) -> float:
    """When the first mark was loudest, on the wall clock."""
    best, at_ms = 0.0, 0.0
    for (_, before), (wall_ms, wave) in pairwise(blocks):
        found = energy(np.array([*before, *wave]), hertz)  # type: ignore[misc]
        if found > best * 1.2:
            best, at_ms = found, float(wall_ms)  # type: ignore[arg-type]
    return at_ms


async def people(browser: Browser, url: str, talker_url: str) -> tuple[Person, Person]:
    """A talker and a listener; the recorder is the test's own worklet, which the page's strict rules would refuse."""
    ana = await Person.enter(browser, talker_url, "Ana", BODY)
    ben = await Person.enter(browser, url, "Ben", 880, bypass_csp=True)
    await prepare(ana, ben)
    return ana, ben


async def prepare(talker: Person, listener: Person) -> None:
    """Each press of one begins with the mark, and the other records what it hears."""
    for person in (talker, listener):
        await person.page.evaluate(MARKS)
    await talker.page.evaluate(f"window.__radio.arm({FIRST}, {BODY})")
    await listener.page.evaluate("window.__radio.record()")


Blocks = list[list[object]]


async def burst(ana: Person, ben: Person, pause_ms: int) -> tuple[Blocks, float]:
    """One press and the pause behind it: what was heard meanwhile, and when the press was."""
    await ana.press()
    await ana.page.wait_for_timeout(HOLD_MS)
    await ana.page.evaluate(f"window.__radio.finish({LAST})")
    await ana.let_go()
    await ana.page.wait_for_timeout(pause_ms)
    return await ben.page.evaluate("window.__radio.take()"), await ana.page.evaluate("window.__radio.pressed")


async def bursts(ana: Person, ben: Person, pauses_ms: list[int]) -> list[tuple[float, float, float]]:
    """Of each burst: how much of its first and its last mark arrived, and how late the first was in ms."""
    await ana.press()
    await ben.state("hear")
    await ana.let_go()
    await ben.state("idle")
    await ben.page.evaluate("window.__radio.take()")
    heard = [await burst(ana, ben, pause) for pause in pauses_ms]
    await ana.page.wait_for_timeout(TAIL_MS)
    rest = await ben.page.evaluate("window.__radio.take()")
    found = []
    for (blocks, pressed_ms), behind in zip(heard, [*(one for one, _ in heard[1:]), rest], strict=True):
        # What a short pause left on its way is at the head of the next recording.
        wave = np.concatenate([np.array(one) for _, one in [*blocks, *behind[:TAIL_BLOCKS]]])
        found.append((energy(wave, FIRST), energy(wave, LAST), onset_ms(blocks, FIRST) - pressed_ms))
    return found


@pytest.mark.parametrize("delay_ms", [150, 350])
async def test_marks_arrive_though_the_websocket_is_late(server: Server, browser: Browser, delay_ms: int) -> None:
    async with delayed(server.http_port, delay_ms / 1000) as port:
        ana, ben = await people(browser, server.url, f"http://localhost:{port}")
        found = await bursts(ana, ben, [200, 1_000, 1_500] * 10)
        assert [one for one in found if one[0] < ARRIVED_MIN or one[1] < ARRIVED_MIN] == []
        await ana.close()


async def test_thirty_of_thirty_marks_arrive_and_the_delay_does_not_grow(server: Server, browser: Browser) -> None:
    ana, ben = await people(browser, server.url, server.url)
    found = await bursts(ana, ben, [200] * 10 + [1_000] * 10 + [5_000] * 10)
    assert [one for one in found if one[0] < ARRIVED_MIN or one[1] < ARRIVED_MIN] == []
    late = [ms for _, _, ms in found]
    assert np.median(late[-10:]) - np.median(late[10:20]) < GROWTH_MS_MAX, late


async def test_the_marks_of_one_who_cuts_in_arrive(server: Server, browser: Browser) -> None:
    server.run("channel", "create", "Ops", "--guests", "--preempt", "priority")
    server.run("user", "add", "Dispatch", "--priority", "200", given=f"{PASSWORD}\n")
    cy = await (await Person.at_lobby(browser, server.url, "Cy", 700)).open("ops")
    ben = await (await Person.at_lobby(browser, server.url, "Ben", 880, bypass_csp=True)).open("ops")
    dispatch = await (await Person.sign_in(browser, server.url, "Dispatch", PASSWORD, BODY)).open("ops")
    await prepare(dispatch, ben)
    found = []
    for _ in range(CUTS):
        await cy.press()
        await cy.state("talk")
        await ben.hears(cy)
        await ben.page.evaluate("window.__radio.take()")
        blocks, _ = await burst(dispatch, ben, TAIL_MS)
        wave = np.concatenate([np.array(one) for _, one in blocks])
        found.append((energy(wave, FIRST), energy(wave, LAST)))
        await cy.let_go()
        await cy.state("idle")
    assert [one for one in found if min(one) < ARRIVED_MIN] == []
