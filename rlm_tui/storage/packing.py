"""Packs a long text in several threads, into what `blobs.unpack_text` reads."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from rlm_tui.domain.stored_form import SLICE_CHARS
from rlm_tui.storage.blobs import CONTEXT_LEVEL, Packed

PART_CHARS = 8 * SLICE_CHARS
"""What one thread packs at a time."""

_HEADER = b"\x78\x5e"
_ADLER = 65_521


@dataclass(frozen=True, slots=True)
class _Part:
    """Compressed bytes that end where the next part can begin."""

    data: bytes
    size: int
    check: int
    """Adler-32 of the bytes before they were compressed."""


class Packing:
    """The packing of one text, which can be given up."""

    def __init__(self, text: str, part_chars: int = PART_CHARS) -> None:
        self._text = text
        self._part_chars = part_chars
        self._is_wanted = True

    def give_up(self) -> None:
        """Let the threads end soon; what they have done is of no use."""
        self._is_wanted = False

    async def run(self) -> Packed | None:
        """Pack the text; `None` if that was given up."""
        starts = range(0, max(len(self._text), 1), self._part_chars)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(asyncio.to_thread(self._pack, start))
                    for start in starts
                ]
        finally:
            is_done, self._is_wanted = self._is_wanted, False
        return _joined([task.result() for task in tasks]) if is_done else None

    def _pack(self, start: int) -> _Part:
        end = min(start + self._part_chars, len(self._text))
        packer = zlib.compressobj(CONTEXT_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed: list[bytes] = []
        size, check = 0, 1
        for at in range(start, end, SLICE_CHARS):
            if not self._is_wanted:
                break
            text = self._text[at : min(at + SLICE_CHARS, end)]
            piece = text.encode("utf-8", "surrogatepass")
            packed.append(packer.compress(piece))
            size += len(piece)
            check = zlib.adler32(piece, check)
        is_last = end == len(self._text)
        packed.append(packer.flush(zlib.Z_FINISH if is_last else zlib.Z_FULL_FLUSH))
        return _Part(b"".join(packed), size, check)


def _joined(parts: Sequence[_Part]) -> Packed:
    """One stream out of its parts, as zlib would have written it."""
    size, check = 0, 1
    for part in parts:
        size, check = size + part.size, _combined(check, part)
    data = (_HEADER, *(part.data for part in parts), check.to_bytes(4, "big"))
    return Packed(b"".join(data), size)


def _combined(check: int, part: _Part) -> int:
    """Adler-32 of some bytes and those of the part behind them."""
    low, high = check & 0xFFFF, check >> 16
    part_low, part_high = part.check & 0xFFFF, part.check >> 16
    # Each byte of the part adds the sum before it, which began at 1 in the part's own.
    both_high = high + part_high + part.size * (low - 1)
    return (both_high % _ADLER) << 16 | (low + part_low - 1) % _ADLER
