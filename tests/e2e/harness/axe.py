"""axe-core in a page: what a machine can find of WCAG 2.2 A and AA, and of good practice."""

from pathlib import Path
from typing import Final

from playwright.async_api import Page

ROOT: Final = Path(__file__).parents[3]
SOURCE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


async def findings(page: Page) -> list[str]:
    """Each as a line: rule, what is wrong, where."""
    await page.evaluate(SOURCE.read_text())
    found: list[str] = await page.evaluate(
        "async (tags) => (await axe.run(document, { runOnly: tags })).violations.flatMap(({ id, help, nodes }) =>"
        " nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`))",
        list(TAGS),
    )
    return found
