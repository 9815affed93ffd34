"""Which parts of the context were sent, printed, read by code alone, and which never.

For what a model saw, texts are compared: a stretch of the context counts if it stands
word for word in a prompt of a sub-query or in an output. A part that stands in the
context twice counts where it stands first. What code read is what it was noted to have
read; of the context of a sub-RLM, that is where the stretches of it stand in the whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.values import JSON, Span

BLOCK = 32
"""Characters by which a stretch is found."""
MAX_BLOCKS = 200_000
"""Of the context that are looked for: of a longer one only every so many."""


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
    is_text: bool = True
    """Whether the context is one text, and no list or mapping."""

    def span_of(self, read: Span) -> Span:
        """Where something is that was read: characters of a text, or items."""
        if self.is_text:
            return read[0], min(read[1], len(self.text))
        items = self.parts[slice(*read)]
        return (items[0].start, items[-1].end) if items else (0, 0)


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
    return Document("".join(texts), tuple(parts), is_text=False)


@dataclass(frozen=True, slots=True)
class Handed:
    """A text that a sub-RLM was given, and what its code read of it."""

    text: str
    reads: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was seen of a document."""

    document: Document
    sent: tuple[Span, ...]
    """In prompts of sub-queries."""
    printed: tuple[Span, ...]
    """In outputs, which the model reads whose code it is."""
    read: tuple[Span, ...] = ()
    """By code, or handed on to the code of a sub-RLM."""
    is_noted: bool = True
    """Whether what code read was noted."""

    @property
    def seen(self) -> tuple[Span, ...]:
        """By a model: sent or printed."""
        return union((*self.sent, *self.printed))

    @property
    def looked_at(self) -> tuple[Span, ...]:
        """By a model or by code."""
        return union((*self.seen, *self.read))

    @property
    def by_code_alone(self) -> tuple[Span, ...]:
        """Read by code, and seen by no model."""
        return _without_short(between(self.looked_at, self.seen))

    @property
    def untouched(self) -> tuple[Span, ...]:
        """Never looked at; gaps of a few characters are left out."""
        whole = ((0, len(self.document.text)),)
        return _without_short(between(whole, self.looked_at))

    def share(self, spans: Sequence[Span], part: Part | None = None) -> float:
        """How much of a part, or of all, some spans are."""
        start, end = (part.start, part.end) if part else (0, len(self.document.text))
        inside = (min(b, end) - max(a, start) for a, b in spans)
        return sum(max(0, size) for size in inside) / max(1, end - start)

    def cells(self, spans: Sequence[Span], width: int) -> list[float]:
        """How much of each of `width` equal stretches some spans in order are."""
        size = max(1, len(self.document.text))
        edges = [size * cell // width for cell in range(width + 1)]
        found, at = [], 0
        for start, end in pairwise(edges):
            while at < len(spans) and spans[at][1] <= start:
                at += 1
            inside, number = 0, at
            while number < len(spans) and spans[number][0] < end:
                first, last = spans[number]
                inside += min(last, end) - max(first, start)
                number += 1
            found.append(inside / max(1, end - start))
        return found


def coverage(
    document: Document,
    sent: Iterable[str],
    printed: Iterable[str],
    *,
    reads: Iterable[Span] = (),
    handed: Iterable[Handed] = (),
    is_noted: bool = True,
) -> Coverage:
    """Compare the context with what left the code.

    Args:
        document: the context.
        sent: prompts of sub-queries.
        printed: outputs of code.
        reads: what the code of the root read, characters or items.
        handed: what sub-RLMs were given.
        is_noted: whether what code read was noted.
    """
    index = _Index(document.text)
    own = (document.span_of(read) for read in reads)
    given = (span for text in handed for span in _read_of(text, index))
    return Coverage(
        document,
        union(span for text in sent for span, _ in index.stretches(text)),
        union(span for text in printed for span, _ in index.stretches(text)),
        union((*own, *given)),
        is_noted,
    )


def _read_of(handed: Handed, index: _Index) -> Iterator[Span]:
    """Where what was read of a text stands in the context."""
    for (start, end), at in index.stretches(handed.text):
        for first, last in handed.reads:
            first, last = max(first, at), min(last, at + end - start)
            if first < last:
                yield start + first - at, start + last - at


class _Index:
    """Finds stretches of a text in others."""

    def __init__(self, text: str) -> None:
        self._text = text
        stride = max(BLOCK, len(text) // MAX_BLOCKS)
        self._blocks: dict[str, int] = {}
        for at in range(0, len(text) - BLOCK + 1, stride):
            self._blocks.setdefault(text[at : at + BLOCK], at)

    def stretches(self, other: str) -> list[tuple[Span, int]]:
        """Where the text has what stands in another, and where it stands there."""
        found: list[tuple[Span, int]] = []
        at = 0
        blocks = self._blocks
        while at <= len(other) - BLOCK:
            place = blocks.get(other[at : at + BLOCK])
            if place is None:
                at += 1
                continue
            back = self._common_back(place, other, at)
            ahead = self._common(place + BLOCK, other, at + BLOCK)
            found.append(((place - back, place + BLOCK + ahead), at - back))
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
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def between(spans: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """What of some spans is in none of the others; both in order."""
    found: list[Span] = []
    number = 0
    for start, end in spans:
        while number and others[number - 1][1] > start:
            number -= 1
        while number < len(others) and others[number][0] < end:
            first, last = others[number]
            if first > start:
                found.append((start, first))
            start = max(start, last)
            number += 1
        if start < end:
            found.append((start, end))
    return tuple(found)


def _without_short(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span[1] - span[0] >= BLOCK)
