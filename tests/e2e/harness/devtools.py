"""A Chromium with a screen, driven by raw DevTools commands.

Playwright makes every page believe that it has the focus and is in sight; what a page hears when its tab goes to the
back can only be seen without it.
"""

import asyncio
import itertools
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from e2e.harness.browser import FLAGS, INTRODUCED, PROGRAM, SCRIPT
from websockets.asyncio.client import ClientConnection, connect

READY_WITHIN_S: Final = 20
LOOK_EVERY_S: Final = 0.02
WITHIN_S: Final = 10
MESSAGE_BYTES_MAX: Final = 16 * 1024 * 1024


@asynccontextmanager
async def screen(folder: Path) -> AsyncIterator[dict[str, str]]:
    """A virtual one; yields the environment that shows things on it."""
    number, wrote = os.pipe()
    with (folder / "screen.log").open("wb") as log:
        command = ["Xvfb", "-displayfd", str(wrote), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
        process = await asyncio.create_subprocess_exec(*command, pass_fds=[wrote], stdout=log, stderr=log)
    os.close(wrote)
    try:
        with os.fdopen(number) as answer:
            display = await asyncio.wait_for(asyncio.to_thread(answer.readline), READY_WITHIN_S)
        yield os.environ | {"DISPLAY": f":{display.strip()}"}
    finally:
        process.terminate()
        await process.wait()


class DevTools:
    """The browser's own end; commands are answered in any order, events are not kept."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reader = asyncio.create_task(self._read())

    async def send(self, method: str, session: str | None = None, /, **fields: Any) -> dict[str, Any]:
        """One command; returns its result."""
        number = next(self._ids)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        message = {"id": number, "method": method, "params": fields} | ({"sessionId": session} if session else {})
        await self._line.send(json.dumps(message))
        return await asyncio.wait_for(self._waiting[number], WITHIN_S)

    async def close(self) -> None:
        """No more commands."""
        self._reader.cancel()
        await self._line.close()

    async def _read(self) -> None:
        async for text in self._line:
            message = json.loads(text)
            waiting = self._waiting.pop(message.get("id", 0), None)
            if waiting is None:
                continue
            if "error" in message:
                waiting.set_exception(RuntimeError(message["error"]["message"]))
            else:
                waiting.set_result(message["result"])


class Tab:
    """One page of such a browser."""

    def __init__(self, devtools: DevTools, target: str, session: str) -> None:
        self._devtools = devtools
        self._target = target
        self._session = session

    @classmethod
    async def open(cls, devtools: DevTools, url: str) -> "Tab":
        """In front of all others."""
        target = (await devtools.send("Target.createTarget", url="about:blank"))["targetId"]
        attached = await devtools.send("Target.attachToTarget", targetId=target, flatten=True)
        tab = cls(devtools, target, attached["sessionId"])
        await tab.send("Page.enable")
        for source in (SCRIPT, INTRODUCED):
            await tab.send("Page.addScriptToEvaluateOnNewDocument", source=source)
        await tab.send("Page.navigate", url=url)
        await tab.wait_for("document.readyState === 'complete'")
        return tab

    async def send(self, method: str, **fields: Any) -> dict[str, Any]:
        """One command to this page."""
        return await self._devtools.send(method, self._session, **fields)

    async def evaluate(self, expression: str) -> Any:
        """Run it in the page, as a person's own doing."""
        answer = await self.send(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def wait_for(self, expression: str, within_s: float = WITHIN_S) -> Any:
        """Look often, give up late."""
        deadline = asyncio.get_running_loop().time() + within_s
        while not (value := await self.evaluate(expression)):
            assert asyncio.get_running_loop().time() < deadline, f"not within {within_s} s: {expression}"
            await asyncio.sleep(LOOK_EVERY_S)
        return value

    async def to_front(self) -> None:
        """As a click on its tab does."""
        await self._devtools.send("Target.activateTarget", targetId=self._target)


@asynccontextmanager
async def chromium_on_screen(folder: Path) -> AsyncIterator[DevTools]:
    """One browser."""
    async with screen(folder) as environment:
        profile = folder / "profile"
        command = [PROGRAM, *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"]
        with (folder / "chromium.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=log, stderr=log)
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                while not (port_file := profile / "DevToolsActivePort").exists() or not port_file.read_text():
                    await asyncio.sleep(LOOK_EVERY_S)
            port, path = port_file.read_text().splitlines()
            line = await connect(f"ws://127.0.0.1:{port}{path}", max_size=MESSAGE_BYTES_MAX)
            devtools = DevTools(line)
            try:
                yield devtools
            finally:
                await devtools.close()
        finally:
            process.terminate()
            await process.wait()
