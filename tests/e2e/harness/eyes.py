"""A page as different people see it: looked through by axe, and kept as pictures to be looked at."""

from pathlib import Path
from typing import Final, Literal

from e2e.harness.axe import findings
from playwright.async_api import Page

SHOTS: Final = Path(__file__).parents[1] / "shots"
SIZES: Final = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
THEMES: Final[tuple[Literal["dark", "light"], ...]] = ("dark", "light")
SIDEWAYS: Final = (
    "() => [document.documentElement, ...document.querySelectorAll('dialog[open]')]"
    ".map(box => box.scrollWidth - box.clientWidth).filter(over => over > 0)"
)


class Eyes:
    """Looks at a page as different people see it, and keeps what is wrong."""

    def __init__(self, size: str) -> None:
        self.size = size
        self.wrong: list[str] = []
        SHOTS.mkdir(exist_ok=True)

    async def look(self, page: Page, name: str) -> None:
        """Both themes with axe, then forced colours, then from right to left."""
        for scheme in THEMES:
            await page.emulate_media(color_scheme=scheme)
            self.wrong += [f"{name}, {scheme}: {finding}" for finding in await findings(page)]
            await self._picture(page, f"{name}-{self.size}-{scheme}")
        await page.emulate_media(forced_colors="active")
        await self._picture(page, f"{name}-{self.size}-forced")
        await page.emulate_media(forced_colors="none")
        await page.evaluate("document.documentElement.dir = 'rtl'")
        self.wrong += [f"{name}: {over} px too wide" for over in await page.evaluate(SIDEWAYS)]
        await self._picture(page, f"{name}-{self.size}-rtl")
        await page.evaluate("document.documentElement.dir = 'ltr'")

    async def _picture(self, page: Page, name: str) -> None:
        await page.screenshot(path=SHOTS / f"{name}.png")
