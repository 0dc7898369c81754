"""Newcomers come in one by one: a crowd that arrives at once must not keep those who are in from being heard."""

import asyncio


class Turnstile:
    """One newcomer's work for each turn of the event loop; who is in already has the rest of the turn."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def pass_through(self) -> None:
        """Wait for one's turn. What the caller does then, up to its next wait, is its work of that turn."""
        async with self._turn:
            await asyncio.sleep(0)
