"""Reads anywhere in compressed bytes without unpacking what comes before each time.

The state of the unpacker is kept at even distances, as in zlib's own example `zran.c`
(M. Adler): reading begins at the nearest one. What lies behind the last place that was
read is unpacked when it is asked for.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

from rlm_tui.storage.blobs import SLICE_BYTES

WINDOW = 1 << 20
"""Bytes between two states, which take 40 kB each."""


@dataclass(frozen=True, slots=True)
class _State:
    """An unpacker at the beginning of a window; it is copied, never used."""

    unpacker: Any  # zlib's type has no name
    fed: int
    """Packed bytes that it has been given."""
    rest: bytes
    """Of those, what it has not taken in."""


class Inflated:
    """Compressed bytes that are read in parts; one caller at a time."""

    def __init__(self, packed: bytes, window: int = WINDOW) -> None:
        self._packed = packed
        self._window = window
        self._states = [_State(zlib.decompressobj(), 0, b"")]
        self._last: tuple[int, bytes] = (-1, b"")

    def read(self, start: int, size: int) -> bytes:
        """So many bytes from one on.

        Raises:
            zlib.error: they are damaged, or not there.
        """
        end = start + size
        parts = []
        for number in range(start // self._window, -(-end // self._window)):
            first = number * self._window
            window = self._read_window(number)
            if not window:
                break
            parts.append(window[max(0, start - first) : end - first])
        found = b"".join(parts)
        if len(found) != size or start < 0:
            raise zlib.error(f"no {size} bytes at {start}")
        return found

    def _read_window(self, number: int) -> bytes:
        while len(self._states) <= number:
            if self._states[-1].unpacker.eof:
                return b""
            self._unpack(len(self._states) - 1)
        if self._last[0] != number:
            self._last = (number, self._unpack(number))
        return self._last[1]

    def _unpack(self, number: int) -> bytes:
        """A window; where it ends, the next one begins."""
        state = self._states[number]
        unpacker, fed, rest = state.unpacker.copy(), state.fed, state.rest
        parts: list[bytes] = []
        room = self._window
        while room and not unpacker.eof:
            if not rest:
                rest = self._packed[fed : fed + SLICE_BYTES]
                fed += len(rest)
            is_end = not rest
            part = unpacker.decompress(rest, room)
            rest = unpacker.unconsumed_tail
            if is_end and not part and not unpacker.eof:
                raise zlib.error("its end is missing")
            parts.append(part)
            room -= len(part)
        if number + 1 == len(self._states):
            self._states.append(_State(unpacker, fed, rest))
        return b"".join(parts)
