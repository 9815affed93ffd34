"""What a process writes past our streams, to its descriptors 1 and 2."""

from __future__ import annotations

import asyncio
import os

_RAW_TAIL = 4_096


class RawOutput:
    """Reads what the process writes to its descriptors 1 and 2, and keeps the end."""

    def __init__(self) -> None:
        self._readable: int | None = None
        self._tail = b""
        self.total = 0
        """How many bytes there were."""

    def open(self) -> _Writable:
        """Begin to read; gives the end to write to."""
        readable, writable = os.pipe()
        os.set_blocking(readable, False)
        self._readable = readable
        asyncio.get_running_loop().add_reader(readable, self._read)
        return _Writable(writable)

    def _read(self) -> None:
        assert self._readable is not None
        try:
            data = os.read(self._readable, 1 << 16)
        except BlockingIOError:
            return
        self.total += len(data)
        self._tail = (self._tail + data)[-_RAW_TAIL:]
        if not data:
            self.close()

    def tail(self) -> str:
        """The end of it."""
        return self._tail.decode(errors="replace")

    def close(self) -> None:
        """Read no more; it may be closed already."""
        if self._readable is None:
            return
        asyncio.get_running_loop().remove_reader(self._readable)
        os.close(self._readable)
        self._readable = None


class _Writable:
    """A descriptor that closes when the `with` ends: the process has its own copy."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> int:
        return self._descriptor

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)
