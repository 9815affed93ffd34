"""The app served to a browser: guarded, steered through the page's own socket."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pyte
import pytest

from rlm_tui.main.options import without_web
from tests.e2e.browser import browser_at, chromium

PATIENCE_S = 60.0
ASK = '```repl\nprint(llm_query("What is in part one?"))\n```'
REPLIES = [ASK, "ALPHA", "```repl\nFINAL('done so')\n```"]


class Served:
    """A served app and its address."""

    def __init__(self, address: str, home: Path) -> None:
        self.address = address
        self.base = address.partition("/?")[0]
        self.home = home

    @property
    def sent(self) -> list[str]:
        """The last message of every request that the model has received."""
        log = self.home / "script.log.jsonl"
        lines = log.read_text().splitlines() if log.exists() else []
        return [json.loads(line)["messages"][-1]["content"] for line in lines]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    (tmp_path / "ctx.md").write_text("Part one.\n" * 20)
    (tmp_path / "script.json").write_text(json.dumps({"replies": REPLIES}))
    folders = {"DATA": "data", "STATE": "state", "CONFIG": "config"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "rlm_tui", "ctx.md", "-q", "What?", "--web",
        "--model", "scripted:script.json", "--ask", "query",
        cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={
            **os.environ,
            **{f"XDG_{n}_HOME": str(tmp_path / at) for n, at in folders.items()},
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "RLM_TUI_GRACE_MS": "0",
        },
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = await asyncio.wait_for(process.stdout.readline(), PATIENCE_S)
        yield Served(said.decode().rpartition(" ")[2].strip(), tmp_path)
    finally:
        process.terminate()
        await process.communicate()


async def read_until(
    socket: aiohttp.ClientWebSocketResponse, screen: pyte.Screen, wanted: str
) -> None:
    """Take in what the app draws until the screen shows a text."""
    stream = pyte.ByteStream(screen)
    async with asyncio.timeout(PATIENCE_S):
        while wanted not in "\n".join(screen.display):
            message = await socket.receive()
            assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT)
            if message.type == aiohttp.WSMsgType.BINARY:
                stream.feed(message.data)


def visitor() -> aiohttp.ClientSession:
    """Somebody who keeps cookies, also those of an address without a name."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def test_only_who_has_the_address_gets_in(served: Served) -> None:
    async with visitor() as http:
        async with http.get(served.base) as stranger:
            assert stranger.status == 403
        async with http.get(f"{served.base}/?token=guessed") as guess:
            assert guess.status == 403
        async with http.get(served.address, headers={"Host": "evil.example"}) as other:
            assert other.status == 403
        async with http.get(f"{served.base}/ws") as socket:
            assert socket.status == 403
        async with http.get(served.address) as page:
            assert page.status == 200
            assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await http.ws_connect(f"{served.base}/ws", origin="http://evil.example")


async def test_the_page_steers_like_the_terminal(served: Served) -> None:
    screen = pyte.Screen(100, 30)
    async with visitor() as http:
        async with http.get(served.address):
            pass
        where = f"{served.base}/ws?width=100&height=30"
        async with http.ws_connect(where, origin=served.base) as socket:
            await read_until(socket, screen, "a approve")
            assert len(served.sent) == 1
            await socket.send_json(["stdin", "a"])
            await read_until(socket, screen, "DONE")

    assert len(served.sent) == 3


@pytest.mark.skipif(chromium() is None, reason="needs Chromium")
async def test_a_browser_steers_it_and_fetches_nothing_from_elsewhere(
    served: Served, tmp_path: Path
) -> None:
    async with (
        asyncio.timeout(PATIENCE_S),
        browser_at(served.address, tmp_path / "profile") as page,
    ):
        await page.wait("document.body.classList.contains('-first-byte')")
        await page.wait("document.querySelector('.xterm canvas') !== null")
        await page.wait("document.activeElement.matches('.xterm textarea')")
        while len(served.sent) < 3:  # what waits is let through once it is there
            await page.press("a")

    assert served.sent[1] == "What is in part one?"
    assert page.fetched
    assert [url for url in page.fetched if not url.startswith(served.base)] == []


def test_the_page_gets_the_words_that_are_for_the_app() -> None:
    words = ["a.md", "--web", "--web-port", "80", "--web-port=80", "-q", "--web?"]

    assert without_web(words) == ["a.md", "-q", "--web?"]
