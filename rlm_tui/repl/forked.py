"""A process that another has forked for us, as we see it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress

_STATUS_S = 1.0
"""How long its parent may take to say how it ended."""


class Forked:
    """A process that was forked for us."""

    def __init__(
        self, pid: int, descriptor: int, parent: int, forget: Callable[[int], None]
    ) -> None:
        """Follow it.

        Args:
            pid: its number, held by its parent until `forget` is called with it.
            descriptor: means this process, whatever becomes of the number.
            parent: the process that forked it.
            forget: lets go of the number.
        """
        self.pid = pid
        self.parent = parent
        self.returncode: int | None = None
        self.is_orphan = False
        """Whether it ended because its parent did."""
        self._descriptor: int | None = descriptor
        self._forget = forget
        self._has_ended = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(descriptor, self._see_end)
        self._giving_up: asyncio.TimerHandle | None = None

    async def wait(self) -> None:
        """Wait until it has ended."""
        await self._has_ended.wait()

    def interrupt(self) -> None:
        """Send SIGINT to it alone."""
        self._send(signal.SIGINT)

    def kill(self) -> None:
        """Kill it and its process group.

        Its number cannot belong to another: it is held until we let go of it.
        """
        if self._descriptor is None:
            return
        self._send(signal.SIGKILL)  # it may have no group yet
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self._descriptor is not None:
            with suppress(ProcessLookupError, PermissionError):
                signal.pidfd_send_signal(self._descriptor, number)

    def _see_end(self) -> None:
        # Its parent tells how it ended, unless that is stopped.
        assert self._descriptor is not None
        self._loop.remove_reader(self._descriptor)
        self._giving_up = self._loop.call_later(_STATUS_S, self.ended, -signal.SIGKILL)

    def ended(self, code: int) -> None:
        """Take in how it ended; the first word counts."""
        if self.returncode is None:
            self.returncode = code
            self._has_ended.set()
        if self._giving_up is not None:
            self._giving_up.cancel()

    def orphaned(self) -> None:
        """Follow the process that forked it into its end."""
        self.is_orphan = self.returncode is None
        self.kill()
        self._close()
        self.ended(-signal.SIGKILL)

    def release(self) -> None:
        """Let go of it, once it has ended."""
        self._close()
        self._forget(self.pid)

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            self._loop.remove_reader(descriptor)
            os.close(descriptor)
