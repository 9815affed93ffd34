"""Children that are forked from one process that has loaded all they need.

To start Python takes ten times as long as to fork it. Without such a process, or where
the system has none of what this needs, children are started one by one.
"""

from __future__ import annotations

import asyncio
import functools
import json
import os
import signal
import socket
import sys
from collections import Counter, deque
from contextlib import suppress
from typing import Any

from rlm_tui.repl.birth import Birth, command, environment
from rlm_tui.repl.forked import Forked

_MESSAGE = 1 << 16
_ANSWER_S = 10.0
_END_S = 1.0
_NEUTRAL = "/"


class _Server:
    """The process that forks, from its start to its end."""

    def __init__(
        self, process: asyncio.subprocess.Process, ours: socket.socket
    ) -> None:
        self.pid = process.pid
        self.is_lost = False
        self._process = process
        self._socket = ours
        self._asked: deque[asyncio.Future[Forked | None]] = deque()
        self._children: dict[int, Forked] = {}
        ours.setblocking(False)
        asyncio.get_running_loop().add_reader(ours, self._read)

    @classmethod
    async def start(cls, python: str) -> _Server:
        """Start it; it can be asked at once.

        Raises:
            OSError: the system refuses.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        options = ("nursery", str(theirs.fileno()), str(os.getpid()))
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    *(*command(python), *options),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                    stderr=asyncio.subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    start_new_session=True,
                    env=environment(_NEUTRAL),
                    cwd=_NEUTRAL,
                )
        except BaseException:
            ours.close()
            raise
        return cls(process, ours)

    def ask(self, birth: Birth) -> asyncio.Future[Forked | None]:
        """Ask for a child; there is none if the answer is `None`."""
        request = {
            "op": "fork",
            "folder": str(birth.folder),
            "environment": environment(str(birth.folder)),
            "descriptors": list(birth.passed),
        }
        answer: asyncio.Future[Forked | None]
        answer = asyncio.get_running_loop().create_future()
        passed = [birth.output, *birth.passed]
        try:
            socket.send_fds(self._socket, [json.dumps(request).encode()], passed)
        except OSError:
            answer.set_result(None)
        else:
            self._asked.append(answer)
        return answer

    def _read(self) -> None:
        try:
            data, passed, _, _ = socket.recv_fds(
                self._socket, _MESSAGE, 1, socket.MSG_CMSG_CLOEXEC
            )
        except BlockingIOError:
            return
        except OSError:
            data, passed = b"", []
        if data:
            self._hear(json.loads(data), passed)
        else:
            self.lose()

    def _hear(self, said: dict[str, Any], passed: list[int]) -> None:
        match said["op"]:
            case "born" if not passed:  # no descriptor is left for it
                os.kill(said["pid"], signal.SIGKILL)
                self._let_go(said["pid"])
                self._asked.popleft().set_result(None)
            case "born":
                born = Forked(said["pid"], passed[0], self.pid, self._forget)
                self._children[born.pid] = born
                self._asked.popleft().set_result(born)
            case "ended":
                if (child := self._children.get(said["pid"])) is not None:
                    child.ended(said["code"])
            case "refused":
                self._asked.popleft().set_result(None)

    def _forget(self, pid: int) -> None:
        if self._children.pop(pid, None) is not None:
            self._let_go(pid)

    def _let_go(self, pid: int) -> None:
        with suppress(OSError):
            self._socket.send(json.dumps({"op": "forget", "pid": pid}).encode())

    def lose(self) -> None:
        """Expect nothing of it any more; its children end with it."""
        if self.is_lost:
            return
        self.is_lost = True
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        children, self._children = self._children, {}
        for child in children.values():
            child.orphaned()
        while self._asked:
            self._asked.popleft().set_result(None)

    async def end(self, patience_s: float) -> None:
        """Let it go by itself, having let go of its children, or else kill it."""
        self.lose()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._process.wait()
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()


class Nursery:
    """Where children are forked, as long as there is one that may need it.

    Each event loop has a process of its own for it.
    """

    def __init__(self) -> None:
        self.patience_s = _ANSWER_S
        """How long a child may be on its way, until it is started by itself."""
        self._users: Counter[asyncio.AbstractEventLoop] = Counter()
        self._servers: dict[
            asyncio.AbstractEventLoop, asyncio.Future[_Server | None]
        ] = {}

    @property
    def pid(self) -> int | None:
        """The process that forks, if there is one."""
        starting = self._servers.get(asyncio.get_running_loop())
        server = starting.result() if starting and starting.done() else None
        return None if server is None else server.pid

    def enter(self) -> None:
        """Keep the process, once there is one, until `leave`."""
        self._users[asyncio.get_running_loop()] += 1

    async def leave(self) -> None:
        """Need it no more; the last one ends it."""
        loop = asyncio.get_running_loop()
        self._users[loop] -= 1
        if self._users[loop]:
            return
        del self._users[loop]
        starting = self._servers.pop(loop, None)
        if starting is not None and (server := await starting) is not None:
            await server.end(min(_END_S, self.patience_s))

    async def fork(self, python: str, birth: Birth) -> Forked | None:
        """Fork a child; `None` if that cannot be, and another way has to be taken.

        It must not be cancelled.
        """
        server = await self._server(python)
        if server is None:
            return None
        answer = server.ask(birth)
        await asyncio.wait([answer], timeout=self.patience_s)
        child = answer.result() if answer.done() else None
        if child is not None and not server.is_lost:
            return child
        if server.is_lost or not answer.done():
            # Once it is gone, so is a child that it may have forked unheard.
            await server.end(0)
        return None

    async def _server(self, python: str) -> _Server | None:
        loop = asyncio.get_running_loop()
        if not _can_follow_processes():
            return None
        if loop not in self._servers:  # one start for all who ask meanwhile
            self._servers[loop] = asyncio.ensure_future(_started(python))
        return await self._servers[loop]


@functools.cache
def _can_follow_processes() -> bool:
    if sys.platform != "linux":
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:  # an old kernel, or a container that forbids it
        return False
    return True


async def _started(python: str) -> _Server | None:
    try:
        return await _Server.start(python)
    except OSError:
        return None
