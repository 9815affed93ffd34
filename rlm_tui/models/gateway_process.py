"""The host's end of the model process: how it starts, talks and ends."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Self, cast

from rlm_tui.finishing import to_its_end
from rlm_tui.frames import Frame, FrameError, FrameReader, encode
from rlm_tui.models.gateway_calls import MAX_BODY

MODULE = "rlm_tui.models.gateway_child"
START_S = 120.0
"""Loading litellm takes seconds on a fast disk, and much longer on a cold one."""
END_S = 3.0

_AT_START = frozenset({"PATH", "HOME", "LANG", "TZ", "TMPDIR", "VIRTUAL_ENV"})
_AT_START_PREFIXES = ("LC_", "LD_", "DYLD_", "PYTHON")
"""What Python must find in its environment when it starts."""

_PACKAGE_FOLDER = Path(__file__).parents[2]


class Link(asyncio.Protocol):
    """Cuts what the process sends into frames and hands each to whom it concerns."""

    def __init__(self) -> None:
        self._frames = FrameReader({"delta": MAX_BODY})
        self._listeners: dict[int, asyncio.Queue[Frame | None]] = {}
        self._transport: asyncio.Transport | None = None
        self._last_id = 0
        self.greeted = asyncio.Event()
        """Set when the process has hidden itself and has its environment."""
        self.ready = asyncio.Event()
        """Set when calls can be made, or never will be."""
        self.broken = ""
        """Why the process cannot work."""
        self.is_usable = False
        """Whether it has ever been ready for calls."""
        self.is_open = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the process."""
        # Loops that are not asyncio's, such as uvloop's, have classes of their own.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Pass the frames on."""
        try:
            for frame in self._frames.feed(data):
                self._take(frame)
        except FrameError as error:
            self.broken = str(error)
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell everybody who waits that nothing will come."""
        self.is_open = False
        self.ready.set()
        for queue in self._listeners.values():
            queue.put_nowait(None)

    def listen(self) -> tuple[int, asyncio.Queue[Frame | None]]:
        """A new number, and where the frames with it arrive; `None` is the end."""
        self._last_id += 1
        queue: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._listeners[self._last_id] = queue
        if not self.is_open:
            queue.put_nowait(None)
        return self._last_id, queue

    def forget(self, number: int) -> None:
        """Let go of a number; frames that still come with it are dropped."""
        self._listeners.pop(number, None)

    def send(self, header: Mapping[str, object], body: bytes = b"") -> None:
        """Send a frame, unless the process is gone."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(encode(header, body))

    def close(self) -> None:
        """Hang up once everything is sent."""
        if self._transport is not None:
            self._transport.close()

    def _take(self, frame: Frame) -> None:
        match frame.op:
            case "hello":
                self.greeted.set()
            case "ready":
                self.is_usable = True
                self.ready.set()
            case "broken":
                self.broken = str(frame.header.get("message"))
                self.ready.set()
            case _:
                queue = self._listeners.get(int(frame.header.get("id", 0)))
                if queue is not None:
                    queue.put_nowait(frame)


class ModelProcess:
    """The process and the link to it."""

    def __init__(self, process: Process, link: Link) -> None:
        self._process = process
        self.link = link

    @property
    def pid(self) -> int:
        """The number the system knows it by."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can still be talked to."""
        return self.link.is_open

    @classmethod
    async def start(cls, environ: Mapping[str, str], log_path: Path | None) -> Self:
        """Start it; `Link.ready` tells when it can be used."""
        ours, theirs = socket.socketpair()
        told = child_environ(environ)
        started: list[Process] = []

        async def spawn() -> None:
            with theirs, _open_log(log_path) as log:
                started.append(
                    await _spawn(theirs.fileno(), environ_at_start(told), log)
                )

        try:
            await to_its_end(spawn())
            loop = asyncio.get_running_loop()
            _, link = await loop.create_unix_connection(Link, sock=ours)
            link.send({"op": "environ"}, json.dumps(told).encode())
        except BaseException:
            ours.close()
            for process in started:
                process.kill()
                await to_its_end(process.wait())
            raise
        return cls(started[0], link)

    async def stop(self) -> None:
        """End it, by force if it does not listen, also if this is cancelled."""
        await to_its_end(self._stop())

    async def _stop(self) -> None:
        self.link.send({"op": "exit"})
        self.link.close()
        if not self.link.ready.is_set():
            self.kill()  # it is still loading, and would not hear us for seconds
        try:
            async with asyncio.timeout(END_S):
                await self._process.wait()
        except TimeoutError:
            self.kill()
            await self._process.wait()

    def kill(self) -> None:
        """End it at once."""
        if self._process.returncode is None:
            self._process.kill()


async def _spawn(fd: int, environ: Mapping[str, str], log: IO[bytes]) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # the user's folder may hold a file named like a module
        *("-m", MODULE, str(fd)),
        stdin=DEVNULL,
        stdout=log,
        stderr=log,
        env=environ,
        pass_fds=(fd,),
        start_new_session=True,  # ctrl+c in the terminal is not for it
    )


def environ_at_start(environ: Mapping[str, str]) -> dict[str, str]:
    """The part of an environment that the process is started with.

    Whoever may look at the process sees this for as long as it takes to hide itself;
    the rest, with the keys, is sent to it after that.
    """
    return {
        name: value
        for name, value in environ.items()
        if name in _AT_START or name.startswith(_AT_START_PREFIXES)
    }


def child_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of the process: the host's, with what keeps litellm at home.

    It is to use the price list it was shipped with, to read no `.env` file of the
    folder it happens to be started in, and to reach this machine without a proxy.
    """
    no_proxy = environ.get("NO_PROXY") or environ.get("no_proxy") or ""
    hosts = ",".join(filter(None, (no_proxy, "localhost,127.0.0.1,::1")))
    path = (str(_PACKAGE_FOLDER), environ.get("PYTHONPATH", ""))
    return {
        **environ,
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_MODE": "PRODUCTION",
        "NO_PROXY": hosts,
        "no_proxy": hosts,
        "PYTHONPATH": os.pathsep.join(filter(None, path)),
    }


def _open_log(path: Path | None) -> IO[bytes]:
    if path is None:
        return open(os.devnull, "ab")
    path.parent.mkdir(parents=True, exist_ok=True)
    return open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")
