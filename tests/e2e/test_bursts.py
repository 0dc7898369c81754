"""The history on the screen says how each burst ended, in words, and by whom."""

from bursts import WAYS, walk_through_every_end
from e2e.harness.browser import Person
from e2e.harness.server import Server
from playwright.async_api import Browser, Page, expect

from pressel.core.causes import BurstEnd

WORDS = {
    BurstEnd.RELEASED: "Let go",
    BurstEnd.TALK_LIMIT: "Time was up",
    BurstEnd.SILENT: "Nothing was heard",
    BurstEnd.NO_MEDIA: "The sound stopped",
    BurstEnd.PREEMPTED: "Ben cut in",
    BurstEnd.EMERGENCY: "Ben had an emergency",
    BurstEnd.UNCLAIMED: "Didn’t take the turn",
    BurstEnd.MUTED: "Muted by Mo",
    BurstEnd.LOST_LINK: "Lost the connection",
    BurstEnd.LEFT: "Left the channel",
    BurstEnd.REMOVED: "Asked to leave by Mo",
    BurstEnd.NO_PERMISSION: "Was not let talk",
    BurstEnd.RESTART: "The server restarted",
}
WITHIN_MS = 20_000


async def test_each_end_has_its_words_live_and_after_coming_back(server: Server, browser: Browser) -> None:
    assert list(WORDS) == list(WAYS)
    zoe = await Person.enter(browser, server.url, "Zoe", viewport={"width": 1280, "height": 900})
    await walk_through_every_end(server)
    await reads_every_end(zoe.page)
    await zoe.page.reload()
    await reads_every_end(zoe.page)


async def reads_every_end(page: Page) -> None:
    rows = page.get_by_test_id("bursts").get_by_role("listitem").filter(has_text="Ana")
    await expect(rows).to_have_count(len(WORDS), timeout=WITHIN_MS)
    for row, words in zip(await rows.all(), WORDS.values(), strict=True):
        await expect(row).to_contain_text(words)
