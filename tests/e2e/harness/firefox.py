"""Debian's Firefox under Playwright, which drives it by WebDriver BiDi.

Playwright sends every new context a command that the extended-support Firefox does not know yet, and gives up on the
refusal. So what Playwright launches is this file: it starts Firefox and stands between the two, answering that one
command itself.
"""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, async_playwright
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

PROGRAM: Final = "/usr/bin/firefox-esr"
LISTENING: Final = "WebDriver BiDi listening on "
ANSWERED_HERE: Final = frozenset({"emulation.setMediaFeaturesOverride"})
AUTOPLAY_ALLOWED: Final = {"media.autoplay.default": 0}
READY_WITHIN_S: Final = 10


@asynccontextmanager
async def firefox(folder: Path) -> AsyncIterator[Browser]:
    """One browser, with a sound server of its own: without one Firefox never starts an AudioContext."""
    launcher = folder / "firefox"
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" "$@"\n')
    launcher.chmod(0o700)
    with sound_server(folder / "sound") as environment:
        async with async_playwright() as playwright:
            browser = await playwright.firefox.launch(
                channel="moz-firefox",
                executable_path=launcher,
                firefox_user_prefs=AUTOPLAY_ALLOWED,
                env=environment,
            )
            try:
                yield browser
            finally:
                await browser.close()


@contextmanager
def sound_server(folder: Path) -> Iterator[dict[str, str | float | bool]]:
    """A PulseAudio whose only output is nowhere; yields the environment that finds it."""
    folder.mkdir(mode=0o700)
    environment = os.environ | {"XDG_RUNTIME_DIR": str(folder), "HOME": str(folder)}
    socket = folder / "pulse" / "native"
    command = ["pulseaudio", "--daemonize=no", "--exit-idle-time=-1", "-n"]
    command += ["--load=module-null-sink", f"--load=module-native-protocol-unix socket={socket} auth-anonymous=1"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield dict(environment | {"PULSE_SERVER": f"unix:{socket}"})
    finally:
        process.terminate()
        process.wait(READY_WITHIN_S)


async def launch(arguments: list[str]) -> int:
    """Run Firefox; say where we listen in its place."""
    process = await asyncio.create_subprocess_exec(PROGRAM, *arguments, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    while line := (await process.stderr.readline()).decode():
        if line.startswith(LISTENING):
            break
        print(line, end="", file=sys.stderr, flush=True)
    root = line.removeprefix(LISTENING).strip()

    async def relay(near: ServerConnection) -> None:
        assert near.request is not None
        async with connect(root + near.request.path, max_size=None) as far:
            await asyncio.wait(
                [asyncio.create_task(down(near, far)), asyncio.create_task(up(near, far))],
                return_when=asyncio.FIRST_COMPLETED,
            )

    async with serve(relay, "127.0.0.1", 0, max_size=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(f"{LISTENING}ws://127.0.0.1:{port}", file=sys.stderr, flush=True)
        while await process.stderr.readline():
            pass
        return await process.wait()


async def down(near: ServerConnection, far: ClientConnection) -> None:
    """Commands, but those that are answered here."""
    async for text in near:
        command = json.loads(text)
        if command["method"] in ANSWERED_HERE:
            await near.send(json.dumps({"type": "success", "id": command["id"], "result": {}}))
        else:
            await far.send(text)


async def up(near: ServerConnection, far: ClientConnection) -> None:
    """Answers and events."""
    async for text in far:
        await near.send(text)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(launch(sys.argv[1:])))
