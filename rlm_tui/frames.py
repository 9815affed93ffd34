"""Length-prefixed frames between processes: a JSON header and a raw body.

A frame is `u32 header length | u32 body length | header | body`, big endian; the header
is a UTF-8 JSON object with an `op`. Long text goes into the body, unescaped.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic_core import from_json

PREFIX = struct.Struct(">II")
MAX_HEADER = 1 << 20


class FrameError(ValueError):
    """The peer broke the protocol."""


class Frame(NamedTuple):
    """One message between two processes."""

    header: dict[str, Any]
    body: bytes = b""

    @property
    def op(self) -> str:
        """What the frame asks or says."""
        op: str = self.header["op"]
        return op


def encode(header: Mapping[str, Any], body: bytes = b"") -> bytes:
    """The bytes of a frame."""
    return framed(_ENCODER.encode(header).encode(), body)


def framed(head: bytes, body: bytes) -> bytes:
    """The bytes of a frame whose header is written already."""
    return PREFIX.pack(len(head), len(body)) + head + body


def _no_constant(name: str) -> None:
    raise FrameError(f"{name} is not JSON")


# Made once: `json.dumps` and `json.loads` make them anew when they are given options.
_ENCODER = json.JSONEncoder(ensure_ascii=True, allow_nan=False)
_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def decode_header(raw: bytes | bytearray) -> dict[str, Any]:
    """Read a header that a process we do not trust has written.

    Raises:
        FrameError: it is not a JSON object with a text `op`.
    """
    try:
        header = _parsed(raw)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"unreadable header: {error!s:.80}") from error
    if not isinstance(header, dict) or not isinstance(header.get("op"), str):
        raise FrameError("a header must be an object with an op")
    return header


def _parsed(raw: bytes | bytearray) -> object:
    try:
        return from_json(raw, allow_inf_nan=False)
    except ValueError:
        # Slower by half, it says what is wrong, and knows halves of UTF-16 pairs.
        return _DECODER.decode(raw.decode())


class FrameReader:
    """Cuts a stream of bytes into frames, with a cap on each op's body.

    The cap is checked as soon as the header is there, before the body is buffered.
    """

    def __init__(self, caps: Mapping[str, int], *, default_cap: int = 1 << 16) -> None:
        self._caps = caps
        self._default_cap = default_cap
        self._buffer = bytearray()
        self._header: dict[str, Any] | None = None
        self._body_size = 0

    def feed(self, data: bytes | memoryview) -> list[Frame]:
        """Take bytes and give back the frames they complete.

        Raises:
            FrameError: the bytes cannot be frames, or a body is over its cap.
        """
        self._buffer += data
        frames: list[Frame] = []
        while self._buffer and (frame := self._next()) is not None:
            frames.append(frame)
        return frames

    def _next(self) -> Frame | None:
        if self._header is None and not self._read_header():
            return None
        if len(self._buffer) < self._body_size:
            return None
        assert self._header is not None
        frame = Frame(self._header, bytes(self._buffer[: self._body_size]))
        del self._buffer[: self._body_size]
        self._header = None
        return frame

    def _read_header(self) -> bool:
        if len(self._buffer) < PREFIX.size:
            return False
        header_size, self._body_size = PREFIX.unpack_from(self._buffer)
        if header_size > MAX_HEADER:
            raise FrameError(f"header of {header_size} bytes")
        end = PREFIX.size + header_size
        if len(self._buffer) < end:
            return False
        header = decode_header(self._buffer[PREFIX.size : end])
        cap = self._caps.get(header["op"], self._default_cap)
        if self._body_size > cap:
            raise FrameError(f"body of {header['op']!r:.40}: {self._body_size} bytes")
        del self._buffer[:end]
        self._header = header
        return True
