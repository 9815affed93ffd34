"""Long texts and contexts as compressed bytes under the hash of what they hold.

Everything here works in slices, so that a hundred megabytes neither hold the
interpreter for long nor stand twice in memory.
"""

from __future__ import annotations

import codecs
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rlm_tui.domain.stored_form import SLICE_CHARS
from rlm_tui.domain.values import JSON

LEVEL = 1
"""Of zlib: the fastest."""
CONTEXT_LEVEL = 4
"""A fifth smaller in four thirds of the time, which nothing waits for."""
SLICE_BYTES = 1 << 18
"""Compressed ones."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Compressed bytes."""

    data: bytes
    size: int
    """Bytes before they were compressed."""
    source: str | None = None
    """The hash of the context in which they are places; `None`: they are whole."""


def pack(pieces: Iterable[bytes], *, level: int = LEVEL) -> Packed:
    """Compress the bytes."""
    packer = zlib.compressobj(level)
    packed = []
    size = 0
    for piece in pieces:
        packed.append(packer.compress(piece))
        size += len(piece)
    return Packed(b"".join((*packed, packer.flush())), size)


def unpack_text(packed: bytes) -> str:
    """The text that was packed."""
    return "".join(decoded(packed))


def decoded(packed: bytes) -> Iterator[str]:
    """What was packed, piece by piece."""
    decode = codecs.getincrementaldecoder("utf-8")("surrogatepass").decode
    for piece in _inflated(packed):
        yield decode(piece)
    yield decode(b"", True)


def _inflated(packed: bytes) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for start in range(0, len(packed), SLICE_BYTES):
        rest = packed[start : start + SLICE_BYTES]
        while rest:
            yield unpacker.decompress(rest, SLICE_CHARS)
            rest = unpacker.unconsumed_tail
    yield unpacker.flush()
    if not unpacker.eof:
        raise zlib.error("its end is missing")


def unpack_list(packed: bytes) -> list[JSON]:
    """The list that was packed."""
    return [json.loads(line) for line in _item_lines(packed)]


def unpack_dict(packed: bytes) -> dict[str, JSON]:
    """The dict that was packed."""
    found: dict[str, JSON] = {}
    for line in _item_lines(packed):
        found.update(json.loads(f"{{{line}}}"))
    return found


def _item_lines(packed: bytes) -> Iterator[str]:
    lines = _lines(packed)
    next(lines)  # the opening bracket; the closing one has no line end
    return (line.removesuffix(",") for line in lines)


def _lines(packed: bytes) -> Iterator[str]:
    parts: list[str] = []
    for piece in decoded(packed):
        head, *more = piece.split("\n")
        parts.append(head)
        for part in more:
            yield "".join(parts)
            parts = [part]
