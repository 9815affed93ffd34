"""The context in the child: how it is read, and how a part of it is found again."""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Iterator
from time import monotonic
from typing import Any, NamedTuple

from rlm_tui.repl.child_nested import LONG_TEXT, put

_HEAD = 64
_STRETCH = 8 << 20
_MAX_TRIES = 1000
_PATIENCE_S = 0.25


class Loaded(NamedTuple):
    """The context, and the texts of it that the host has in a file."""

    value: object
    texts: tuple[str, ...]


def load(where: dict[str, Any]) -> Loaded:
    """Read the context from the file that the host left open, and close it."""
    file = _File(where["fd"])
    try:
        text = file.text(where["start"], where["size"])
        if where["kind"] == "text":
            return Loaded(text, (text,))
        return _with_texts(json.loads(text), file)
    finally:
        os.close(where["fd"])


def _with_texts(found: dict[str, Any], file: _File) -> Loaded:
    value = found["value"]
    texts = []
    for way, start, end in found["texts"]:
        text = file.text(start, end - start)
        put(value, tuple(way), text)
        texts.append(text)
    return Loaded(value, tuple(texts))


class _File:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def text(self, start: int, size: int) -> str:
        if not size:
            return ""
        ahead = start % mmap.ALLOCATIONGRANULARITY
        mapped = mmap.mmap(
            self._descriptor,
            ahead + size,
            access=mmap.ACCESS_READ,
            offset=start - ahead,
        )
        with mapped, memoryview(mapped) as view, view[ahead:] as text:
            return str(text, "utf-8", "surrogatepass")


class Place(NamedTuple):
    """A part of one of the texts that the host has too."""

    text: int
    offset: int
    length: int


class Texts:
    """The texts that the host has too.

    A part is looked for by its first characters and then compared as a whole; parts
    that follow each other, as in a loop over the text, are found at once.
    """

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._texts = texts
        self._next = Place(0, 0, 0)

    @property
    def chars(self) -> int:
        """How long they are together."""
        return sum(map(len, self._texts))

    def patience(self) -> float:
        """Until when parts may be looked for; then their bytes are sent."""
        return monotonic() + _PATIENCE_S

    def find(self, part: object, until: float) -> Place | None:
        """Where a part is, if it is long enough."""
        if not isinstance(part, str) or len(part) < LONG_TEXT:
            return None
        for number, text in enumerate(self._texts):
            if text is part:
                return Place(number, 0, len(part))
        for number, text, start in self._rounds():
            if (offset := _find(part, text, start, until)) is not None:
                self._next = Place(number, offset + len(part), 0)
                return Place(number, offset, len(part))
        return None

    def _rounds(self) -> Iterator[tuple[int, str, int]]:
        """First what follows the part that was found last, then everything."""
        number, start, _ = self._next
        if start:
            yield number, self._texts[number], start
        for number, text in enumerate(self._texts):
            yield number, text, 0


def _find(part: str, text: str, start: int, until: float) -> int | None:
    head = part[:_HEAD]
    last = len(text) - len(part)
    tries = 0
    while start <= last and tries < _MAX_TRIES and monotonic() < until:
        end = min(start + _STRETCH, last) + _HEAD
        found = text.find(head, start, end)
        if found < 0:
            start = end - _HEAD + 1
        elif text.startswith(part, found):
            return found
        else:
            start = found + 1
            tries += 1
    return None
