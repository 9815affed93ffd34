"""The app in a browser: served on this machine alone, to whoever has the address.

Everything that a person can do at the terminal can be done in the page, so the page is
guarded: a random token in the address, given back as a cookie; requests that were
addressed to another host, or come from another page, are refused.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from rlm_tui.main.pages import NOTE

HOST = "127.0.0.1"

_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self' ws://{place}; frame-ancestors 'none'"
)
"""Nothing is fetched from elsewhere, and no page may hold this one."""

_KEYS = """<script>
  new MutationObserver((_, watch) => {
    const keys = document.querySelector(".xterm-helper-textarea");
    if (keys && document.body.classList.contains("-first-byte")) {
      watch.disconnect();
      keys.focus();
    }
  }).observe(document.body, { attributes: true });
</script>
"""
"""Has keys go to the app before anybody has clicked on it."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class GuardedServer(Server):
    """Serves an app to the browser that was given the address."""

    def __init__(self, command: str, *, port: int, token: str) -> None:
        super().__init__(command, host=HOST, port=port, title="rlm-tui")
        self._token = token
        # Browsers send a cookie to every port of its host.
        self._cookie = f"rlm-tui-{port}"
        self._pages: set[AppService] = set()

    @property
    def address(self) -> str:
        """Where to go; whoever has it can steer."""
        return f"{self.public_url}/?token={self._token}"

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page of the server below, whose keys are the app's from the start."""
        page = await super().handle_index(request)
        assert isinstance(page, web.Response)
        page.text = (page.text or "").replace("</body>", f"{_KEYS}</body>")
        return page

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing yet: nobody listens at the address."""

    async def on_shutdown(self, app: web.Application) -> None:
        """Close the pages: what runs in them is interrupted, and saved."""
        async with asyncio.TaskGroup() as group:
            for page in self._pages:
                group.create_task(page.stop())

    async def _process_messages(
        self, websocket: web.WebSocketResponse, app_service: AppService
    ) -> None:
        self._pages.add(app_service)
        try:
            await super()._process_messages(websocket, app_service)
        finally:
            self._pages.discard(app_service)

    def serve(self, debug: bool = False) -> None:
        """Serve until a signal ends it.

        Raises:
            OSError: the port is taken.
        """
        self.debug = debug
        web.run_app(
            self._make_app(), host=self.host, port=self.port, print=self._announce
        )

    def _announce(self, _words: str) -> None:
        """Say where to go, in place of the words of the server below."""
        print(f"rlm-tui: open {self.address}", flush=True)  # noqa: T201 (no screen)
        print("rlm-tui: ctrl+c ends it", flush=True)  # noqa: T201

    async def _make_app(self) -> web.Application:
        made = await super()._make_app()
        made.middlewares.append(self._guard)
        return made

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        place = f"{HOST}:{self.port}"
        origin = request.headers.get("Origin", self.public_url)
        if request.host != place or origin != self.public_url:
            raise web.HTTPForbidden(text="this page is for this machine alone")
        if not self._is_known(request):
            raise web.HTTPForbidden(text="open the address that rlm-tui printed")
        response = await handler(request)
        if request.path == "/":
            response.headers["Content-Security-Policy"] = _POLICY.format(place=place)
            response.headers["Referrer-Policy"] = "no-referrer"
            response.set_cookie(
                self._cookie, self._token, httponly=True, samesite="Strict"
            )
        return response

    def _is_known(self, request: web.Request) -> bool:
        given = request.query.get("token") or request.cookies.get(self._cookie, "")
        return hmac.compare_digest(given.encode(), self._token.encode())


def serve(arguments: Sequence[str], *, port: int) -> None:
    """Serve the app with these words and flags until it is interrupted.

    Args:
        arguments: of the command line, without those that are about serving.
        port: where; 0 takes one that is free.

    Raises:
        OSError: the port is taken.
    """
    command = shlex.join([sys.executable, "-m", "rlm_tui", *arguments])
    with TemporaryDirectory(prefix="rlm-tui-pages-") as folder:
        note = Path(folder) / "session"
        server = GuardedServer(
            f"{NOTE}={shlex.quote(str(note))} {command}",
            port=port or _free_port(),
            token=secrets.token_urlsafe(24),
        )
        server.serve()
        if note.exists():
            print(f"rlm-tui: see it again: rlm-tui review {note.read_text('utf-8')}")  # noqa: T201


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as found:
        port: int = found.getsockname()[1]
        return port
