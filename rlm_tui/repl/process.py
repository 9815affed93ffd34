"""The child as a process: its start, its home, its end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from rlm_tui.errors import ReplError
from rlm_tui.finishing import to_its_end
from rlm_tui.repl.birth import Birth, command, environment
from rlm_tui.repl.context_file import ContextFile
from rlm_tui.repl.forked import Forked
from rlm_tui.repl.isolation import container
from rlm_tui.repl.isolation.choice import CODE
from rlm_tui.repl.isolation.confirm import confirm
from rlm_tui.repl.isolation.levels import Caps, Confinement
from rlm_tui.repl.isolation.place import Place
from rlm_tui.repl.isolation.watchdog import (
    Watchdog,
    Watched,
    free_bytes,
    glance,
    look_at,
    session_of,
)
from rlm_tui.repl.nursery import Nursery
from rlm_tui.repl.raw_output import RawOutput
from rlm_tui.repl.scratch import Scratch, make_scratch

_HUGE = 16 << 20
_HUGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
"""Halves the time in which a large context becomes a text in the child."""
_EXIT_S = 0.5


class ChildProcess:
    """A Python process in its own session, with its own folder and little else."""

    def __init__(
        self,
        scratch: Scratch,
        confinement: Confinement,
        caps: Caps,
        nursery: Nursery | None = None,
    ) -> None:
        self._scratch = scratch
        self._nursery = nursery if confinement.wrap is None else None
        self._confinement = confinement
        self._caps = caps
        self._memory_bytes = caps.memory_bytes
        self._watchdog: Watchdog | None = None
        self._verdict = ""
        """Why the watchdog killed it."""
        self._context_bytes = 0
        self._process: asyncio.subprocess.Process | Forked | None = None
        self._worker: int | None = None
        """The process that runs code, where a wrapper stands before it."""
        self._raw = RawOutput()
        self._was_killed = False

    @classmethod
    def prepare(
        cls, confinement: Confinement, caps: Caps, nursery: Nursery | None = None
    ) -> ChildProcess:
        """Make the folder; `close` removes it, whether a process starts or not."""
        process = cls(make_scratch(), confinement, caps, nursery)
        if process._nursery is not None:
            process._nursery.enter()
        return process

    async def start(
        self, python: str, sock: socket.socket, context: ContextFile
    ) -> None:
        """Start the process with the socket and the context.

        Raises:
            ReplError: the system refuses.
        """
        self._context_bytes = context.whole_size
        self._memory_bytes = self._caps.memory_for(context.whole_size)
        plain = [*command(python), str(sock.fileno())]
        wrapped = self._confinement.command(plain, self._place())
        if self._is_container:
            await self._copy(context)
        passed = (sock.fileno(), context.descriptor)

        async def spawn() -> asyncio.subprocess.Process | Forked:
            with self._raw.open() as writable:
                if self._is_container:
                    self._process = await self._spawn_engine(wrapped, sock, writable)
                else:
                    self._process = await self._fork(python, passed, writable)
                    self._process = self._process or await self._spawn(
                        wrapped, passed, writable
                    )
            return self._process

        try:
            process = await to_its_end(spawn())
        except OSError as error:
            raise ReplError(
                f"Python {python!r} does not start ({error.strerror}); "
                "check the interpreter, and how many processes and files are open"
            ) from error
        self._start_watching(process.pid)

    async def _copy(self, context: ContextFile) -> None:
        await context.written()
        place = self._place()
        await asyncio.to_thread(container.write_context, context.descriptor, place)
        size = (await asyncio.to_thread(place.context.stat)).st_size
        used = self._caps.scratch_bytes + size
        self._caps = replace(self._caps, scratch_bytes=used)

    async def _fork(
        self, python: str, passed: Sequence[int], writable: int
    ) -> Forked | None:
        # What the C library reads at its start, a fork does not take up.
        if self._nursery is None or self._context_bytes >= _HUGE:
            return None
        birth = Birth(self._scratch.folder, writable, passed)
        return await self._nursery.fork(python, birth)

    async def _spawn(
        self, command: Sequence[str], passed: Sequence[int], writable: int
    ) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=writable,
            stderr=writable,
            pass_fds=passed,
            start_new_session=True,
            env=self._environment(),
            cwd=self._scratch.folder,
        )

    async def _spawn_engine(
        self, command: Sequence[str], sock: socket.socket, writable: int
    ) -> asyncio.subprocess.Process:
        # The engine needs its user's environment, and passes none of it on.
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=sock.fileno(),
            stdout=sock.fileno(),
            stderr=writable,
            start_new_session=True,
        )

    @property
    def _is_container(self) -> bool:
        return self._confinement.level == "container"

    def context_header(self, context: ContextFile) -> dict[str, object]:
        """Where the process finds its context."""
        header = context.as_header()
        return {**header, "path": container.CONTEXT} if self._is_container else header

    def _place(self) -> Place:
        folder = self._scratch.folder
        return Place(folder, CODE, self._memory_bytes, self._caps.scratch_bytes)

    def _start_watching(self, pid: int) -> None:
        folder = self._scratch.folder
        watched = Watched(
            pid,
            folder,
            self._memory_bytes,
            self._caps,
            has_family=self._confinement.level != "linux",
            free_at_start=free_bytes(folder),
            is_elsewhere=self._is_container,
        )
        self._watchdog = Watchdog(
            lambda: look_at(watched, self._raw.total),
            self._end_by,
            glance=lambda: glance(watched, self._worker or pid),
        )

    def _end_by(self, verdict: str) -> None:
        self._verdict = verdict
        self.kill()

    def watch(self, *, busy: bool) -> None:
        """Let the watchdog look often while a block runs, and when it is woken."""
        if self._watchdog is not None:
            self._watchdog.be_alert(busy=busy)

    def lock_options(self) -> dict[str, object]:
        """What the process is to do to itself before it runs code."""
        return {
            "memory_bytes": self._memory_bytes,
            "parent": self._parent if self._confinement.is_own_parent else None,
            "layers": self._confinement.layers,
        }

    @property
    def _parent(self) -> int:
        """Whose end is to be the end of the process."""
        process = self._process
        return process.parent if isinstance(process, Forked) else os.getpid()

    def confirm(self, applied: object) -> None:
        """Make sure that the process has done it.

        Raises:
            ReplError: it has not; nothing may be run in it.
        """
        if not self._is_container:
            self._worker = self._worker_pid
        confirm(
            self._confinement,
            applied,
            pid=self._worker,
        )

    def _environment(self) -> dict[str, str]:
        plain = environment(str(self._scratch.folder))
        return plain | _HUGE_PAGES if self._context_bytes >= _HUGE else plain

    @property
    def pid(self) -> int | None:
        """The process, if one was started."""
        return None if self._process is None else self._process.pid

    @property
    def _worker_pid(self) -> int:
        """The process that runs code; a wrapper may stand before it."""
        assert self._process is not None
        # An engine passes signals on; where the code runs is not ours to see.
        if self._confinement.is_own_parent or self._is_container:
            return self._process.pid
        return session_of(self._process.pid)[-1]

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended yet."""
        return self._process is not None and self._process.returncode is None

    @property
    def is_orphan(self) -> bool:
        """Whether it ended for no reason of its own: another may be started."""
        return isinstance(self._process, Forked) and self._process.is_orphan

    @property
    def raw_output(self) -> str:
        """The end of what was written past our streams, by a crash for example."""
        return self._raw.tail()

    def interrupt(self) -> None:
        """Send SIGINT to the process, not to what it started."""
        if isinstance(self._process, Forked):
            self._process.interrupt()
        elif self._process is not None and self.is_running:
            with suppress(ProcessLookupError):
                os.kill(self._worker_pid, signal.SIGINT)

    def kill(self) -> None:
        """Kill the process and all that it started and that did not leave the group."""
        if self._process is None:
            return
        self._was_killed |= self.is_running
        if isinstance(self._process, Forked):
            self._process.kill()
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    async def wait(self) -> None:
        """Wait until the process has ended."""
        if self._process is not None:
            await self._process.wait()

    async def end(self) -> str:
        """Wait a moment for the end, then bring it about; say how it came."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_EXIT_S):
                await self.wait()
        self.kill()
        await self.wait()
        return self._epitaph()

    def _epitaph(self) -> str:
        code = None if self._process is None else self._process.returncode
        if self._verdict:
            return f"{self._verdict}; the process was killed"
        if code is None or self._was_killed:
            return "the process was killed"
        if code >= 0:
            return f"the process ended itself with exit code {code}"
        return f"the process was ended by {_signal_name(-code)}"

    async def close(self) -> None:
        """End the process and remove its folder."""
        try:
            self.kill()
            await self.wait()
        finally:
            self._raw.close()
            await self._leave_the_nursery()
            if self._watchdog is not None:
                await self._watchdog.stop()
            if self._is_container and self._process is not None:
                await asyncio.to_thread(container.remove, self._scratch.folder)
            await asyncio.to_thread(self._scratch.remove)

    async def _leave_the_nursery(self) -> None:
        if isinstance(self._process, Forked):
            self._process.release()
        nursery, self._nursery = self._nursery, None
        if nursery is not None:
            await nursery.leave()


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
