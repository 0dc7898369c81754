"""The app on the device: it opens without a server, and comes back when the server does."""

from e2e.harness.browser import INTRODUCED, SCRIPT, WITHIN_MS, Person
from e2e.harness.server import Server
from playwright.async_api import Browser, expect

IN_CHARGE = "() => navigator.serviceWorker.controller !== null"


async def test_the_app_opens_without_a_server_and_comes_in_when_there_is_one(server: Server, browser: Browser) -> None:
    context = await browser.new_context(permissions=["microphone"])
    await context.add_init_script(f"{SCRIPT}\n{INTRODUCED}")
    page = await context.new_page()
    await page.goto(server.url)
    await page.get_by_role("textbox").first.fill("Ana")
    await page.keyboard.press("Enter")
    await page.wait_for_function(IN_CHARGE, timeout=WITHIN_MS)
    server.kill()
    await page.reload()
    await expect(page.get_by_text("The server doesn’t answer yet. We keep trying.")).to_be_visible(timeout=WITHIN_MS)
    server.start()
    await expect(page.get_by_role("heading", name="Channels")).to_be_visible(timeout=WITHIN_MS)
    await page.get_by_text("Lobby").first.click()
    await Person("Ana", page, 440).state("idle")


async def test_what_the_server_says_is_in_no_cache(server: Server, browser: Browser) -> None:
    context = await browser.new_context(permissions=["microphone"])
    await context.add_init_script(f"{SCRIPT}\n{INTRODUCED}")
    page = await context.new_page()
    await page.goto(server.url)
    await page.get_by_role("textbox").first.fill("Ana")
    await page.keyboard.press("Enter")
    await page.wait_for_function(IN_CHARGE, timeout=WITHIN_MS)
    await page.get_by_text("Lobby").first.click()
    await Person("Ana", page, 440).state("idle")
    kept = await page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async name =>"
        " (await (await caches.open(name)).keys()).map(r => new URL(r.url).pathname)))).flat()"
    )
    assert "/" in kept
    assert [path for path in kept if path.startswith("/v1")] == []
