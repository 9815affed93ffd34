"""Long texts and contexts as compressed bytes under the hash of what they hold.

Everything here works in slices, so that a hundred megabytes neither hold the
interpreter for long nor stand twice in memory.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rlm_tui.domain.values import JSON, ContextValue

LEVEL = 1
"""Of zlib: the fastest."""
SLICE_CHARS = 1 << 20
SLICE_BYTES = 1 << 18
"""Compressed ones."""


def pieces_of(value: ContextValue) -> Iterator[bytes]:
    """The stored form of a value: a text is UTF-8, a list or dict is JSON.

    The JSON has one line for each item, so that it can be read line by line. Lone
    surrogates, which UTF-8 does not have, are kept.
    """
    chunks = _slices(value) if isinstance(value, str) else _json_lines(value)
    return (chunk.encode("utf-8", "surrogatepass") for chunk in chunks)


def _slices(text: str) -> Iterator[str]:
    return (text[i : i + SLICE_CHARS] for i in range(0, len(text), SLICE_CHARS))


def _json_lines(value: list[JSON] | dict[str, JSON]) -> Iterator[str]:
    yield "[" if isinstance(value, list) else "{"
    for number, item in enumerate(_items(value)):
        yield (",\n" if number else "\n") + item
    yield "\n]" if isinstance(value, list) else "\n}"


def _items(value: list[JSON] | dict[str, JSON]) -> Iterator[str]:
    if isinstance(value, list):
        return map(_dumps, value)
    return (f"{_dumps(key)}: {_dumps(item)}" for key, item in value.items())


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def digest(pieces: Iterable[bytes]) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    sha = hashlib.sha256()
    for piece in pieces:
        sha.update(piece)
    return sha.hexdigest()


@dataclass(frozen=True, slots=True)
class Packed:
    """Compressed bytes."""

    data: bytes
    size: int
    """Bytes before they were compressed."""


def pack(pieces: Iterable[bytes]) -> Packed:
    """Compress the bytes."""
    packer = zlib.compressobj(LEVEL)
    packed = []
    size = 0
    for piece in pieces:
        packed.append(packer.compress(piece))
        size += len(piece)
    return Packed(b"".join((*packed, packer.flush())), size)


def unpack_text(packed: bytes) -> str:
    """The text that was packed."""
    return "".join(_decoded(packed))


def _decoded(packed: bytes) -> Iterator[str]:
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
    for piece in _decoded(packed):
        head, *more = piece.split("\n")
        parts.append(head)
        for part in more:
            yield "".join(parts)
            parts = [part]
