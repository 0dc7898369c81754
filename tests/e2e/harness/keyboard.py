"""Somebody who has a keyboard and nothing else."""

from typing import Any, Final

from playwright.async_api import Page, expect

TABS_MAX: Final = 80


class Keyboard:
    """Everything here is done with keys: Tab to get there, Enter, arrows and letters to do it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def to(self, name: str, role: str = "button") -> None:
        """Press Tab until it has the focus. In front of a dialog everything else is out of reach."""
        target = self.page.get_by_role(role, name=name, exact=role != "link")  # type: ignore[arg-type]
        await expect(target.first).to_be_visible()
        for _ in range(TABS_MAX):
            if await self._has_focus(target):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to the {role} {name}")

    async def press(self, name: str, role: str = "button") -> None:
        """Go there and press Enter."""
        await self.to(name, role)
        await self.page.keyboard.press("Enter")

    async def write(self, label: str, text: str) -> None:
        """Over what stands in a field."""
        await self.to(label, "textbox")
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.type(text)

    async def choose(self, label: str, option: str) -> None:
        """One of a list, by its first letters."""
        await self.to(label, "combobox")
        await self.page.keyboard.type(option)
        chosen = self.page.get_by_role("combobox", name=label, exact=True)
        shown: str = await chosen.evaluate("it => it.selectedOptions[0].label")
        assert shown == option

    async def switch(self, label: str) -> None:
        """On, or off."""
        await self.to(label, "checkbox")
        await self.page.keyboard.press("Space")

    @staticmethod
    async def _has_focus(target: Any) -> bool:
        found: bool = await target.evaluate_all("all => all.some(it => it === document.activeElement)")
        return found
