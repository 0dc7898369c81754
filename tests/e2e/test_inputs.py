"""Hands of every kind in real pages: what a browser does by itself to touches, keys, pads and windows."""

from pathlib import Path
from typing import Any

from e2e.harness.axe import findings
from e2e.harness.browser import INTRODUCED, NO_CONSENT, NO_DEVICE, Person, chromium
from e2e.harness.server import Server
from playwright.async_api import Browser, CDPSession, expect

SHOTS = Path(__file__).parent / "shots"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PAD = """
window.__pad = [false, false];
navigator.getGamepads = () => [
  { id: "pedal", connected: true, buttons: window.__pad.map((pressed) => ({ pressed })) },
];
"""


class Fingers:
    """Touches as the screen sends them."""

    def __init__(self, person: Person, devtools: CDPSession) -> None:
        self._person = person
        self._devtools = devtools
        self.down: dict[int, tuple[float, float]] = {}

    @classmethod
    async def of(cls, person: Person) -> "Fingers":
        """On one page."""
        return cls(person, await person.page.context.new_cdp_session(person.page))

    async def centre(self) -> tuple[float, float]:
        """Of the talk button."""
        box = await self._person.button.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    async def touch(self, finger: int, x: float, y: float) -> None:
        """A finger comes down."""
        self.down[finger] = (x, y)
        await self._send("touchStart")

    async def move(self, finger: int, x: float, y: float) -> None:
        """It drifts."""
        self.down[finger] = (x, y)
        await self._send("touchMove")

    async def lift(self, finger: int) -> None:
        """It goes up."""
        del self.down[finger]
        await self._send("touchEnd")

    async def cancel(self) -> None:
        """The system takes all of them for itself."""
        self.down.clear()
        await self._send("touchCancel")

    async def _send(self, kind: str) -> None:
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in self.down.items()]
        await self._devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


async def test_a_finger_may_drift_off_the_button_and_a_second_one_changes_nothing(
    server: Server, browser: Browser
) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440, **PHONE)
    fingers = await Fingers.of(ana)
    x, y = await fingers.centre()
    await fingers.touch(1, x, y)
    await ana.state("talk")
    for step in range(1, 12):
        await fingers.move(1, x - 10 * step, y - 30 * step)
    await fingers.touch(2, x, y)
    await fingers.lift(2)
    await ana.page.evaluate("new Promise(requestAnimationFrame)")
    assert await ana.state("talk", "idle") == "talk"
    assert await ana.page.evaluate("scrollY") == 0
    await fingers.lift(1)
    await ana.state("idle")


async def test_a_touch_that_the_system_takes_away_ends_the_hold(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440, **PHONE)
    fingers = await Fingers.of(ana)
    await fingers.touch(1, *await fingers.centre())
    await ana.state("talk")
    await fingers.cancel()
    await ana.state("idle")


async def test_in_pocket_mode_the_whole_screen_talks_but_its_edge_which_leaves_it(
    server: Server, browser: Browser
) -> None:
    ben = await Person.enter(browser, server.url, "Ben", 880)
    ana = await Person.enter(browser, server.url, "Ana", 440, **PHONE)
    await ana.page.evaluate(
        "() => { const ask = navigator.wakeLock.request.bind(navigator.wakeLock);"
        " navigator.wakeLock.request = async kind => { window.__lock = await ask(kind); return window.__lock; }; }"
    )
    pocket = ana.page.get_by_role("button", name="Pocket mode")
    await pocket.tap()
    await expect(ana.page.get_by_text("Your screen may go dark by itself")).to_be_visible()
    await ana.page.get_by_role("button", name="Tap twice here to leave").dblclick()
    await expect(ana.page.get_by_role("dialog")).to_have_count(0)
    await ana.page.context.grant_permissions(["microphone", "screen-wake-lock"])
    await pocket.tap()
    await expect(ana.page.get_by_test_id("pocket")).to_be_focused()
    await ana.page.wait_for_function("() => window.__lock?.released === false")
    fingers = await Fingers.of(ana)
    await fingers.touch(1, 60, 780)
    await ben.hears(ana)
    assert await findings(ana.page) == []
    await ana.page.screenshot(path=SHOTS / "pocket-mode-phone.png")
    await fingers.lift(1)
    await ben.hears_nothing()
    await fingers.touch(1, 5, 400)
    await ana.page.evaluate("new Promise(requestAnimationFrame)")
    assert await ana.state("idle", "ask", "talk") == "idle", "the edge is touched by chance"
    await fingers.move(1, 250, 400)
    await fingers.lift(1)
    await expect(ana.page.get_by_role("dialog")).to_have_count(0)
    await ana.page.wait_for_function("() => window.__lock.released")


async def test_a_mouse_let_go_far_from_the_button_ends_the_hold(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    await ana.press()
    await ana.state("talk")
    await ana.page.mouse.move(5, 5)
    await ana.state("talk")
    await ana.let_go()
    await ana.state("idle")


async def test_space_neither_clicks_the_focused_button_nor_scrolls_and_repeats_count_once(
    server: Server, browser: Browser
) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440, viewport={"width": 900, "height": 420})
    free = ana.page.get_by_role("button", name="Hands-free")
    await free.focus()
    await ana.page.evaluate("window.__asked = 0; addEventListener('keydown', (e) => e.repeat && window.__asked++)")
    await ana.page.keyboard.down("Space")
    await ana.page.keyboard.down("Space")
    await ana.page.keyboard.down("Space")
    await ana.state("talk")
    assert await ana.page.evaluate("window.__asked") == 2
    await ana.page.keyboard.up("Space")
    await ana.state("idle")
    await expect(free).to_have_attribute("aria-pressed", "false")
    assert await ana.page.evaluate("scrollY") == 0


async def test_typing_never_talks(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    await ana.page.evaluate("document.querySelector('main').insertAdjacentHTML('afterbegin', '<input id=note>')")
    await ana.page.locator("#note").press_sequentially("quite  easy")
    assert await ana.page.locator("#note").input_value() == "quite  easy"
    assert await ana.state("idle", "ask", "talk", "queue") == "idle"


async def test_a_key_held_over_a_change_of_channel_talks_in_neither(server: Server, browser: Browser) -> None:
    server.run("channel", "create", "Kitchen", "--guests")
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ana.page.keyboard.down("Space")
    await ben.hears(ana)
    await ana.page.evaluate("location.hash = '#/channel/kitchen'")
    await ana.state("idle")
    await ana.page.keyboard.down("Space")
    await ben.hears_nothing()
    assert await ana.state("idle", "ask", "talk") == "idle"
    await ana.page.keyboard.up("Space")


async def test_enter_latches_and_enter_ends_it(server: Server, browser: Browser) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    await ana.button.press("Enter")
    await ana.state("latched")
    await expect(ana.page.get_by_role("status")).to_have_text("You are live, locked")
    await ana.button.press("Enter")
    await ana.state("idle")
    await ana.page.keyboard.press("Shift+Space")
    await ana.state("latched")
    await ana.page.keyboard.press("Escape")
    await ana.state("idle")


async def test_a_pedal_and_a_key_are_learned_by_pressing_them(server: Server, browser: Browser) -> None:
    ana = await Person.at_lobby(browser, server.url, "Ana", 440)
    await ana.page.context.add_init_script(PAD)
    await ana.page.reload()
    await ana.open("lobby")
    await ana.page.get_by_role("button", name="Keys and buttons").click()
    await ana.page.get_by_role("button", name="Learn a button for: Talk while held").click()
    await ana.page.evaluate("window.__pad[1] = true")
    await expect(ana.page.get_by_text("Pedal or pad, button 2")).to_be_visible()
    await ana.page.evaluate("window.__pad[1] = false")
    await ana.page.get_by_role("button", name="Learn a button for: Hands-free on or off").click()
    await ana.page.keyboard.press("F9")
    await expect(ana.page.get_by_text("F9")).to_be_visible()
    await ana.page.keyboard.press("Escape")
    await expect(ana.page.get_by_role("dialog")).to_have_count(0)

    await ana.page.evaluate("window.__pad[1] = true")
    await ana.state("talk")
    await ana.page.evaluate("window.__pad[1] = false")
    await ana.state("idle")
    await ana.page.keyboard.press("F9")
    await ana.state("latched")
    await ana.page.reload()
    await ana.state("idle")
    await ana.page.evaluate("window.__pad[1] = true")
    await ana.state("talk")


async def test_media_keys_switch_hands_free_where_that_is_wanted(server: Server, browser: Browser) -> None:
    ana = await Person.at_lobby(browser, server.url, "Ana", 440)
    await ana.page.context.add_init_script(
        "window.__keys = {}; navigator.mediaSession.setActionHandler = (key, then) => { window.__keys[key] = then; };"
    )
    await ana.page.reload()
    await ana.open("lobby")
    assert await ana.page.evaluate("Object.keys(window.__keys)") == []
    await ana.page.get_by_role("button", name="Keys and buttons").click()
    await ana.page.get_by_label("Headset and media keys").check()
    await ana.page.wait_for_function("() => window.__keys.pause != null")
    await ana.page.keyboard.press("Escape")
    await ana.page.evaluate("window.__keys.pause()")
    await ana.state("latched")
    await ana.page.evaluate("window.__keys.play()")
    await ana.state("idle")


async def test_a_microphone_that_is_refused_missing_or_taken_is_named_and_the_tap_says_what_helps(
    server: Server, browser: Browser
) -> None:
    for trouble, word, title in (
        ("NotAllowedError", "Mic is blocked", "The browser said no to the mic"),
        ("NotFoundError", "No microphone", "No microphone found"),
        ("NotReadableError", "Mic is in use", "Another app has the microphone"),
    ):
        ana = await Person.at_lobby(browser, server.url, "Ana", 440)
        await ana.page.evaluate("trouble => { window.__radio.refuse = trouble; }", trouble)
        await ana.page.evaluate("location.hash = '#/channel/lobby'")
        await ana.state("nomic")
        await expect(ana.button).to_contain_text(word)
        await ana.tap()
        await expect(ana.page.get_by_role("dialog", name=title)).to_be_visible()
        await ana.close()


async def with_a_real_microphone(browser: Browser, url: str, **options: Any) -> Person:
    """Somebody in the lobby channel whose page asks the browser itself; there is no microphone of ours."""
    context = await browser.new_context(service_workers="block", **options)
    await context.add_init_script(INTRODUCED)
    page = await context.new_page()
    await page.goto(f"{url}/#/channel/lobby")
    await page.get_by_label("What should we call you?").fill("Ana")
    await page.keyboard.press("Enter")
    ana = Person("Ana", page, 0)
    await ana.state("idle", "nomic")
    if await ana.state("idle", "nomic") == "idle":
        await ana.press()
        await ana.let_go()
    return ana


async def test_a_browser_that_says_no_by_itself_and_one_without_a_microphone_are_told_apart(server: Server) -> None:
    async with chromium(flags=NO_CONSENT) as refusing, chromium(flags=NO_DEVICE) as bare:
        refused = await with_a_real_microphone(refusing, server.url, permissions=[])
        await refused.state("nomic")
        await expect(refused.button).to_contain_text("Mic is blocked")
        await refused.page.context.grant_permissions(["microphone"])
        await refused.state("idle")
        without = await with_a_real_microphone(bare, server.url, permissions=["microphone"])
        await without.state("nomic")
        await expect(without.button).to_contain_text("No microphone")


async def test_a_headset_that_is_unplugged_ends_the_talk_and_the_next_press_uses_another(
    server: Server, browser: Browser
) -> None:
    ana = await Person.enter(browser, server.url, "Ana", 440)
    ben = await Person.enter(browser, server.url, "Ben", 880)
    await ana.page.get_by_role("button", name="Hands-free").click()
    await ben.hears(ana)
    await ana.page.evaluate(
        "(() => { const { track } = window.__radio.peers.at(-1).getSenders()[0]; track.stop();"
        " track.dispatchEvent(new Event('ended')); })()"
    )
    await ben.state("idle")
    await ben.hears_nothing()
    await ana.state("idle")
    await ana.press()
    await ana.state("talk")
    await ben.hears(ana)
    await ana.let_go()
    await ben.hears_nothing()
