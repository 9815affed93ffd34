"""A child that is none, in a time that passes when it is told to."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from dataclasses import dataclass

from rlm_tui.repl.base import Query, Reply
from rlm_tui.repl.context_file import ContextFile
from rlm_tui.repl.isolation.levels import CONFINEMENTS, Caps
from rlm_tui.repl.process import ChildProcess
from rlm_tui.repl.scratch import make_scratch


class Clock(asyncio.SelectorEventLoop):
    """An event loop whose time passes when it is told to."""

    now = 1_000.0

    def time(self) -> float:
        """The time of the machine."""
        return self.now


class Puppet(ChildProcess):
    """A process that is none."""

    def __init__(self) -> None:
        super().__init__(make_scratch(), CONFINEMENTS["process"], Caps())
        self.has_started = asyncio.Event()
        self.gone = asyncio.Event()
        self.interrupts = 0
        self.kills = 0
        self.child: socket.socket | None = None

    async def start(
        self, python: str, sock: socket.socket, context: ContextFile
    ) -> None:
        """Keep the child's end of the socket."""
        self.child = sock.dup()
        self.child.setblocking(False)
        self.has_started.set()

    @property
    def is_running(self) -> bool:
        """Until it is killed or dies."""
        return not self.gone.is_set()

    def context_header(self, context: ContextFile) -> dict[str, object]:
        """As it is."""
        return context.as_header()

    def confirm(self, applied: object) -> None:
        """Nothing was asked for."""

    def watch(self, *, busy: bool) -> None:
        """Nobody watches."""

    def interrupt(self) -> None:
        """Count."""
        self.interrupts += 1

    def kill(self) -> None:
        """Be gone, with the socket."""
        self.kills += 1
        self.die()

    def die(self) -> None:
        """Be gone."""
        self.gone.set()
        if self.child is not None:
            self.child.close()
            self.child = None

    async def wait(self) -> None:
        """Wait until it is gone."""
        await self.gone.wait()

    async def end(self) -> str:
        """Be killed."""
        self.kill()
        return "the process was killed"

    async def close(self) -> None:
        """Be killed, and leave nothing."""
        self.kill()
        self._scratch.remove()


@dataclass
class Asked:
    """A query that the host has passed on, and who waits for the reply."""

    cell: int
    query: Query
    reply: asyncio.Future[tuple[Reply, ...]]


def encoded(header: object, body: bytes = b"", size: int | None = None) -> bytes:
    """A frame, or what looks like one."""
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    length = len(body) if size is None else size
    return struct.pack(">II", len(head), length) + head + body
