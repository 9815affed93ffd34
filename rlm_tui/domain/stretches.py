"""Finds in other texts what stands word for word in a long one, without reading it.

As in rsync (A. Tridgell and P. Mackerras, "The rsync algorithm", 1996) the long text is
known by short blocks of it, and a block that another text has too is widened as far as
both agree. Blocks begin at a mark, a character that the long text has everywhere, as U.
Manber cuts files by what they hold ("Finding similar files in a large file system",
1994): so a stretch begins blocks at the same places in both texts, and only there need
another text be looked at.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

BLOCK = 32
"""Characters by which a stretch is found."""
MAX_BLOCKS = 200_000
"""That are known of the long text: of a longer one, fewer."""
MAX_LOOKS = 1_024
"""Marks at which a text is looked at, up to the next stretch: no more time is spent."""

_SAMPLES = 64
_SAMPLE = 256
_EVERYWHERE = 0.98
"""Of the samples have a character that is as good as everywhere."""
_STEP = 1 << 16
_MOST_CHARS = (1 << 32) - 2
"""That places can count."""


class Stretch(NamedTuple):
    """What a text and one of the long texts have in common."""

    at: int
    """Where it begins in the text."""
    source: int
    """In which of the long texts it stands."""
    start: int
    """Where it begins there."""
    chars: int


class Finder:
    """Knows blocks of long texts; made once, in a time that grows with their length."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._starts = [0, *accumulate(map(len, texts))]
        self._mark = _mark_of(texts)
        gap = max(BLOCK, self._starts[-1] // MAX_BLOCKS)
        room = 4 * self._starts[-1] // gap
        self._places = array("I", bytes(4 << room.bit_length()))
        """Where blocks begin in all texts, from 1, each at the end of its hash."""
        if self._mark and self._starts[-1] <= _MOST_CHARS:
            for number, text in enumerate(texts):
                self._take_in(text, self._starts[number] + 1, gap)

    def _take_in(self, text: str, base: int, gap: int) -> None:
        places, mask, mark = self._places, len(self._places) - 1, self._mark
        at = text.find(mark, 0, 1 - BLOCK)
        while at >= 0:
            slot = hash(text[at : at + BLOCK]) & mask
            if not places[slot]:
                places[slot] = base + at
            at = text.find(mark, at + gap, 1 - BLOCK)

    def stretches(self, text: str, *, least: int) -> Iterator[Stretch]:
        """Stretches of at least so many characters, in the order of the text."""
        done = 0
        while (found := self._next(text, done, least)) is not None:
            yield found
            done = found.at + found.chars

    def _next(self, text: str, done: int, least: int) -> Stretch | None:
        places, mask, mark = self._places, len(self._places) - 1, self._mark
        at = done - 1
        for _ in range(MAX_LOOKS):
            at = text.find(mark, at + 1, 1 - BLOCK)
            if at < 0 or not mark:
                return None
            place = places[hash(text[at : at + BLOCK]) & mask]
            if place:
                found = self._widened(text, at, place - 1, done)
                if found.chars >= least:
                    return found
        return None

    def _widened(self, text: str, at: int, place: int, done: int) -> Stretch:
        """What agrees around a place; nothing, if a block only has the same hash."""
        number = bisect_right(self._starts, place) - 1
        source, start = self._texts[number], place - self._starts[number]
        if not source.startswith(text[at : at + BLOCK], start):
            return Stretch(at, number, start, 0)
        before = _common_before(text, at, source, start, most=at - done)
        after = _common_from(text, at, source, start)
        return Stretch(at - before, number, start - before, before + after)


def _mark_of(texts: Sequence[str]) -> str:
    """The rarest of the characters that are everywhere; empty for empty texts."""
    whole = sum(map(len, texts))
    counts: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for sample in _samples(texts, max(_SAMPLE, whole // _SAMPLES)):
        counts.update(sample)
        spread.update(set(sample))
    if not spread:
        return ""
    wanted = _EVERYWHERE * max(spread.values())
    common = (char for char, times in spread.items() if times >= wanted)
    return min(common, key=lambda char: (counts[char], char))


def _samples(texts: Sequence[str], stride: int) -> Iterator[str]:
    """Pieces at even distances of all texts."""
    at = 0
    for text in texts:
        while at < len(text):
            yield text[at : at + _SAMPLE]
            at += stride
        at -= len(text)


def _common_from(text: str, at: int, source: str, start: int) -> int:
    """How many characters are the same from here on."""
    size, step = 0, _STEP
    while step:
        piece = text[at + size : at + size + step]
        if len(piece) == step and source.startswith(piece, start + size):
            size += step
        else:
            step >>= 1
    return size


def _common_before(text: str, at: int, source: str, start: int, *, most: int) -> int:
    """How many characters are the same before, up to so many."""
    most = min(most, start)
    size, step = 0, _STEP
    while step:
        piece = text[at - size - step : at - size] if size + step <= most else ""
        if piece and source.startswith(piece, start - size - step):
            size += step
        else:
            step >>= 1
    return size
