"""A headless browser, steered through the Chrome DevTools Protocol."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import aiohttp

PATIENCE_S = 60.0
"""How long to wait for the browser; reached only when a test fails."""

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--remote-debugging-port=0"),
)


def chromium() -> str | None:
    """Where a browser is, if there is one."""
    return next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))),
        None,
    )


class Page:
    """One page of a browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)
        self.fetched: list[str] = []
        """Addresses from which something came."""

    async def call(self, method: str, **parameters: object) -> dict[str, object]:
        """Ask the browser to do something; what it answers."""
        number = next(self._numbers)
        await self._socket.send_json(
            {"id": number, "method": method, "params": parameters}
        )
        while True:
            message = await self._socket.receive_json()
            if message.get("id") == number:
                found: dict[str, object] = message.get("result", {})
                return found
            if message.get("method") == "Network.responseReceived":
                self.fetched.append(message["params"]["response"]["url"])

    async def value(self, expression: str) -> object:
        """What an expression is worth in the page."""
        answer = await self.call("Runtime.evaluate", expression=expression)
        result = answer["result"]
        assert isinstance(result, dict)
        return result.get("value")

    async def wait(self, expression: str) -> None:
        """Return when an expression is true in the page.

        It is not while it cannot be evaluated: the page may still be loading.
        """
        waiting = (
            "new Promise(done => { const look = () => { let is = false; "
            f"try {{ is = {expression} }} catch (_) {{}} "
            "is ? done(true) : requestAnimationFrame(look); }; look(); })"
        )
        answer: dict[str, object] = {}
        while answer.get("result") != {"type": "boolean", "value": True}:
            answer = await self.call(
                "Runtime.evaluate", expression=waiting, awaitPromise=True
            )

    async def press(self, key: str) -> None:
        """Press a key that writes itself; return when the page has drawn again."""
        down = {"type": "keyDown", "text": key, "key": key}
        await self.call("Input.dispatchKeyEvent", **down)
        await self.call("Input.dispatchKeyEvent", type="keyUp", key=key)
        await self.call(
            "Runtime.evaluate",
            expression="new Promise(requestAnimationFrame)",
            awaitPromise=True,
        )


@asynccontextmanager
async def browser_at(address: str, profile: Path) -> AsyncIterator[Page]:
    """Open an address in a browser of its own."""
    found = chromium()
    assert found is not None
    process = await asyncio.create_subprocess_exec(
        found, *FLAGS, f"--user-data-dir={profile}", "about:blank",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "HOME": str(profile)},
    )  # fmt: skip
    try:
        port = await asyncio.wait_for(_port(process), PATIENCE_S)
        async with aiohttp.ClientSession() as http:
            async with http.get(f"http://127.0.0.1:{port}/json/list") as answer:
                pages = json.loads(await answer.text())
            target = next(page for page in pages if page["type"] == "page")
            async with http.ws_connect(target["webSocketDebuggerUrl"]) as socket:
                page = Page(socket)
                await page.call("Network.enable")
                await page.call("Page.navigate", url=address)
                yield page
    finally:
        process.kill()
        await process.wait()


async def _port(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    while line := (await process.stderr.readline()).decode():
        if line.startswith("DevTools listening on ws://"):
            return line.split("/")[2].rpartition(":")[2]
    raise AssertionError("the browser did not start")
