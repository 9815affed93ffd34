"""Lines that a person or a script writes, each with the moment it arrived."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without its end."""

    text: str
    at: float
    """When it arrived."""


class Lines:
    """Lines in the order they came; taking one waits for it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._waiting: deque[Line] = deque()
        self._rest = b""
        self._has_ended = False
        self._changed = asyncio.Event()

    def feed(self, data: bytes) -> None:
        """Take in bytes; without any, the lines have ended."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        if not data:
            whole, self._rest = ([self._rest] if self._rest else []), b""
            self._has_ended = True
        now = self._clock()
        for line in whole:
            text = line.decode("utf-8", "replace").removesuffix("\r")
            self._waiting.append(Line(text, now))
        self._changed.set()

    def close(self) -> None:
        """End the lines: what was not taken is dropped."""
        self._waiting.clear()
        self._rest = b""
        self.feed(b"")

    async def take(self) -> Line | None:
        """The next line; `None` at the end."""
        while not self._waiting:
            if self._has_ended:
                return None
            await self.starve()
        return self._waiting.popleft()

    def wake(self) -> None:
        """Have whoever waits look again, for a line or for something else."""
        self._changed.set()

    async def starve(self) -> None:
        """Wait until something arrives or happens."""
        self._changed.clear()
        await self._changed.wait()

    @property
    def is_empty(self) -> bool:
        """Whether the next line has not arrived yet."""
        return not self._waiting

    def seen_now(self) -> None:
        """Let what has arrived count as written now: its writer waited for this."""
        now = self._clock()
        self._waiting = deque(replace(line, at=now) for line in self._waiting)


class Reader:
    """Feeds lines from a descriptor without blocking the loop.

    The descriptor stays a blocking one: a terminal shares its mode with what we write.
    """

    def __init__(self, fd: int, lines: Lines) -> None:
        self._fd = fd
        self._lines = lines
        self._is_reading = False

    def start(self) -> None:
        """Read whatever arrives.

        Raises:
            PermissionError: it is an ordinary file, which never makes anyone wait.
        """
        asyncio.get_running_loop().add_reader(self._fd, self._read)
        self._is_reading = True

    def stop(self) -> None:
        """Read nothing more."""
        asyncio.get_running_loop().remove_reader(self._fd)
        self._is_reading = False

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Leave what arrives to somebody else for a while."""
        was_reading = self._is_reading
        self.stop()
        try:
            yield
        finally:
            if was_reading:
                self.start()

    def _read(self) -> None:
        try:
            data = os.read(self._fd, _CHUNK)
        except OSError:
            data = b""  # the terminal is gone
        self._lines.feed(data)
        if not data:
            self.stop()


@asynccontextmanager
async def reading(fd: int, lines: Lines) -> AsyncIterator[Reader]:
    """Feed lines from a descriptor to their end."""
    reader = Reader(fd, lines)
    try:
        reader.start()
    except PermissionError:
        for data in await asyncio.to_thread(_all_of, fd):
            lines.feed(data)
    try:
        yield reader
    finally:
        reader.stop()


def _all_of(fd: int) -> list[bytes]:
    """What a file holds, and the empty piece that ends it."""
    pieces = list(iter(lambda: os.read(fd, _CHUNK), b""))
    return [*pieces, b""]
