"""Which parts of the context were ever sent to a model or printed, and which never.

Texts are compared: a stretch of the context counts as seen if it stands word for word
in a prompt of a sub-query or in an output. A part that stands in the context twice
counts where it stands first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.values import JSON

How: TypeAlias = Literal["sent", "printed"]

BLOCK = 32
"""Characters by which a stretch is found."""
MAX_BLOCKS = 200_000
"""Of the context that are looked for: of a longer one only every so many."""

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of the context: a file, an item, or the whole text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A context as one text."""

    text: str
    parts: tuple[Part, ...]


def document_of(info: ContextInfo, stored: str) -> Document:
    """The context, out of the form in which it is kept."""
    if info.type == "str":
        return Document(stored, (Part(info.label, 0, len(stored)),))
    value: JSON = json.loads(stored)
    items: Iterable[tuple[str, JSON]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = ((f"item {number}", item) for number, item in enumerate(value))
    texts, parts, at = [], [], 0
    for name, item in items:
        text = item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
        parts.append(Part(name, at, at + len(text)))
        texts.append(text + "\n")
        at += len(text) + 1
    return Document("".join(texts), tuple(parts))


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was seen of a document."""

    document: Document
    sent: tuple[Span, ...]
    printed: tuple[Span, ...]

    @property
    def seen(self) -> tuple[Span, ...]:
        """Sent or printed."""
        return union((*self.sent, *self.printed))

    @property
    def unseen(self) -> tuple[Span, ...]:
        """Neither; gaps of a few characters are left out."""
        gaps, at = [], 0
        for start, end in (*self.seen, (len(self.document.text),) * 2):
            if start - at >= BLOCK:
                gaps.append((at, start))
            at = end
        return tuple(gaps)

    def share(self, spans: Sequence[Span], part: Part | None = None) -> float:
        """How much of a part, or of all, some spans are."""
        start, end = (part.start, part.end) if part else (0, len(self.document.text))
        inside = (min(b, end) - max(a, start) for a, b in spans)
        return sum(max(0, size) for size in inside) / max(1, end - start)

    def cells(self, width: int) -> list[float]:
        """How much of each of `width` equal stretches was seen."""
        size = max(1, len(self.document.text))
        edges = [size * cell // width for cell in range(width + 1)]
        seen = self.seen
        return [
            self.share(seen, Part("", start, max(start + 1, end)))
            for start, end in pairwise(edges)
        ]


def coverage(
    document: Document, sent: Iterable[str], printed: Iterable[str]
) -> Coverage:
    """Compare the context with what left the code."""
    index = _Index(document.text)
    return Coverage(
        document,
        union(span for text in sent for span in index.stretches(text)),
        union(span for text in printed for span in index.stretches(text)),
    )


class _Index:
    """Finds stretches of a text in others."""

    def __init__(self, text: str) -> None:
        self._text = text
        stride = max(BLOCK, len(text) // MAX_BLOCKS)
        self._blocks: dict[str, int] = {}
        for at in range(0, len(text) - BLOCK + 1, stride):
            self._blocks.setdefault(text[at : at + BLOCK], at)

    def stretches(self, other: str) -> list[Span]:
        """Where the text has what stands in another."""
        found: list[Span] = []
        at = 0
        blocks = self._blocks
        while at <= len(other) - BLOCK:
            place = blocks.get(other[at : at + BLOCK])
            if place is None:
                at += 1
                continue
            back = self._common_back(place, other, at)
            ahead = self._common(place + BLOCK, other, at + BLOCK)
            found.append((place - back, place + BLOCK + ahead))
            at += BLOCK + ahead
        return found

    def _common(self, place: int, other: str, at: int) -> int:
        """How many characters are the same from here on."""
        size, step = 0, 1 << 16
        while step:
            here = self._text[place + size : place + size + step]
            there = other[at + size : at + size + step]
            if here and len(here) == len(there) == step and here == there:
                size += step
            else:
                step >>= 1
        return size

    def _common_back(self, place: int, other: str, at: int) -> int:
        """How many characters are the same before."""
        size, step = 0, 1 << 16
        while step:
            start, begin = place - size - step, at - size - step
            if (
                start >= 0
                and begin >= 0
                and self._text[start : place - size] == other[begin : at - size]
            ):
                size += step
            else:
                step >>= 1
        return size


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, each character in one of them at most."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
