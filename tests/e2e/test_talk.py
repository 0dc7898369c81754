"""Two people, a third who watches, one button each."""

import asyncio

from e2e.harness.browser import Person
from e2e.harness.server import Server
from playwright.async_api import Browser, expect


async def test_a_press_is_heard_and_a_release_is_silence(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    for talker, listener in ((ana, ben), (ben, ana)):
        await talker.press()
        await talker.state("talk")
        await listener.state("hear")
        await listener.hears(talker)
        await talker.let_go()
        await listener.hears_nothing()
        await listener.state("idle")
        await talker.state("idle")


async def test_a_mouse_costs_the_press_no_frame_and_leaves_the_button_its_focus(
    server: Server, browser: Browser
) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    await ana.page.keyboard.press("Tab")
    await ana.press()
    await ana.state("talk")
    # For :active on a button Chromium draws a frame, and lets nothing else happen before.
    assert not await ana.button.evaluate("button => button.matches(':active')")
    await ana.let_go()
    await ana.state("idle")
    assert await ana.button.evaluate("button => button === document.activeElement")
    assert not await ana.button.evaluate("button => button.matches(':focus-visible')")


async def test_what_lies_over_the_button_is_the_button_to_whoever_explores_by_touch(
    server: Server, browser: Browser
) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    devtools = await ana.page.context.new_cdp_session(ana.page)
    box = await ana.button.bounding_box()
    assert box is not None
    x, y = round(box["x"] + box["width"] / 2), round(box["y"] + box["height"] / 2)
    hit = await devtools.send("DOM.getNodeForLocation", {"x": x, "y": y})
    found = await devtools.send("Accessibility.getPartialAXTree", {"backendNodeId": hit["backendNodeId"]})
    nodes = {node["nodeId"]: node for node in found["nodes"]}
    node = next(node for node in found["nodes"] if node.get("backendDOMNodeId") == hit["backendNodeId"])
    # As Chromium's own search for what is under a finger goes: up to the first that a reader is told of.
    while node["ignored"] or node["role"]["value"] == "generic":
        node = nodes[node["parentId"]]
    assert node["role"]["value"] == "button", node
    assert node["name"]["value"].startswith("Hold to talk"), node


async def test_the_space_bar_is_the_button_too(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ana.page.keyboard.down("Space")
    await ana.state("talk")
    await ben.hears(ana)
    await ana.page.keyboard.up("Space")
    await ben.hears_nothing()
    await ana.state("idle")


async def test_of_two_who_press_one_is_heard(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    cleo = await Person.enter(browser, server.url, "Cleo", 1320)
    await asyncio.gather(ana.press(), ben.press())
    states = await asyncio.gather(ana.state("talk", "queue"), ben.state("talk", "queue"))
    assert sorted(states).count("talk") == 1, states
    winner, loser = (ana, ben) if states[0] == "talk" else (ben, ana)
    await cleo.hears(winner)
    for _ in range(20):
        sound = await cleo.sound()
        assert sound["level"] < 0.01 or abs(sound["hertz"] - winner.hertz) < 40, sound
        await cleo.page.evaluate("new Promise(requestAnimationFrame)")
    await asyncio.gather(winner.let_go(), loser.let_go())
    await cleo.hears_nothing()


async def test_a_third_page_sees_who_talks_and_who_is_gone(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    cleo = await Person.enter(browser, server.url, "Cleo", 1320)
    await ana.press()
    await cleo.state("hear")
    await expect(cleo.button).to_contain_text("Ana")
    await ana.close()
    await cleo.state("idle", within_ms=1_000)
    await expect(cleo.page.get_by_role("heading", name="1 here")).to_be_visible(timeout=1_000)


async def test_a_lost_focus_ends_a_hold(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ana.press()
    await ben.hears(ana)
    await ana.page.evaluate("window.dispatchEvent(new Event('blur'))")
    await ana.state("idle")
    await ben.hears_nothing()


async def test_who_has_no_microphone_listens_all_the_same(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    dee = await Person.at_lobby(browser, server.url, "Dee", 880)
    await dee.page.evaluate("window.__radio.refuse = 'NotAllowedError'")
    await dee.page.get_by_text("Lobby").first.click()
    await dee.state("idle", "nomic")
    await ana.press()
    await dee.hears(ana)
    await ana.let_go()
    await dee.hears_nothing()
