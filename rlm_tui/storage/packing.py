"""Packs what waits to be packed, in a thread that gives way to all others."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Self

from rlm_tui.errors import StoreError
from rlm_tui.storage import blobs

Keep = Callable[[str, blobs.Packed], Awaitable[None]]
"""Puts packed bytes in the place of what waited."""

_WEIGHT = 10
"""How nice the thread is: whoever waits for something else comes first."""


class Packer:
    """Packs one value after the other, beside everything else that is done."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._group = asyncio.TaskGroup()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._threads = ThreadPoolExecutor(1, "packing", initializer=_give_way)
        self._is_wanted = True

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Wait until everything is packed; what is cut then waits for another time."""
        try:
            await self._group.__aexit__(None, None, None)
        finally:
            self.give_up()
            self._threads.shutdown(wait=False)

    def __contains__(self, name: str) -> bool:
        """Whether a value is about to be packed."""
        return name in self._tasks

    def begin(self, name: str, pieces: Callable[[], Iterable[bytes]]) -> None:
        """Pack a value as soon as its turn has come."""
        if name not in self._tasks:
            task = self._group.create_task(self._pack(name, pieces))
            self._tasks[name] = task
            task.add_done_callback(lambda _: self._tasks.pop(name))

    def give_up(self) -> None:
        """Pack nothing more: nobody will read it."""
        self._is_wanted = False

    async def done(self, name: str) -> None:
        """Wait until a value is packed that is to be, or cannot be."""
        if name in self._tasks:
            await asyncio.wait([self._tasks[name]])

    async def _pack(self, name: str, pieces: Callable[[], Iterable[bytes]]) -> None:
        loop = asyncio.get_running_loop()
        # A disk may be full, or a file gone: then whoever reads the value is told, and
        # it is tried again the next time.
        with suppress(StoreError, OSError):
            packed = await loop.run_in_executor(self._threads, self._packed, pieces)
            if packed is not None:
                await self._keep(name, packed)

    def _packed(self, pieces: Callable[[], Iterable[bytes]]) -> blobs.Packed | None:
        packed = blobs.pack(self._while_wanted(pieces()), level=blobs.CONTEXT_LEVEL)
        return packed if self._is_wanted else None

    def _while_wanted(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            if not self._is_wanted:
                return
            yield piece


def _give_way() -> None:
    # Where the system does not weigh single threads, this one is like any other.
    with suppress(AttributeError, OSError):
        if os.uname().sysname == "Linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _WEIGHT)
