"""Finding a text in the rows of a document, also where a line was wrapped."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias, TypeVar

from rlm_tui.sanitize import safe_line
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.text.laying import KEPT, Laid, LaidRows, Place
from rlm_tui.ui.text.lines import Line, Span, plain, slice_line
from rlm_tui.ui.text.paragraphs import folded

T = TypeVar("T")


class Mark(NamedTuple):
    """A part of a row that is of a match."""

    row: int
    start: int
    end: int


Match: TypeAlias = tuple[Mark, ...]
"""A match in a piece; more than one mark where a row ends within it."""


def matches_in(laid: Laid, needle: str) -> list[Match]:
    """Every match that begins in a piece; the needle is in lower case."""
    found: list[Match] = []
    for first, end in _lines_of(laid):
        found += _matches_of_line(laid, first, end, needle)
    return found


def _lines_of(laid: Laid) -> Iterator[tuple[int, int]]:
    """First row and end of each line."""
    if not laid.seams:
        yield from ((row, row + 1) for row in range(len(laid.rows)))
        return
    begins = [row for row, seam in enumerate(laid.seams) if seam is None]
    yield from pairwise([*begins, len(laid.rows)])


def _matches_of_line(laid: Laid, first: int, end: int, needle: str) -> Iterator[Match]:
    text, rows = "", list[tuple[int, int, int]]()
    for row in range(first, end):
        words, seam = plain(laid.rows[row]), laid.seams[row] if laid.seams else None
        indent = seam.indent if seam is not None else 0
        text += " " * (seam.dropped if seam is not None else 0)
        rows.append((len(text), row, indent))
        text += words[indent:]
    if end == len(laid.rows):
        text += laid.tail[: len(needle) - 1]
    text, at = folded(text), 0
    while (at := text.find(needle, at)) >= 0:
        yield tuple(_marks(rows, at, at + len(needle), len(text)))
        at += len(needle)


def _marks(
    rows: Sequence[tuple[int, int, int]], start: int, end: int, length: int
) -> Iterator[Mark]:
    begins = [begin for begin, _, _ in rows]
    for (begin, row, indent), until in zip(rows, [*begins[1:], length], strict=True):
        low, high = max(start, begin), min(end, until)
        if low < high:
            yield Mark(row, low - begin + indent, high - begin + indent)


def marked(row: Line, marks: Sequence[tuple[int, int, str]]) -> Line:
    """The row with some of its parts in other styles."""
    found: list[Span] = []
    at = 0
    for start, end, style in marks:
        found += slice_line(row, at, start)
        found += (Span(span.text, style) for span in slice_line(row, start, end))
        at = end
    return (*found, *slice_line(row, at, sum(len(span.text) for span in row)))


@dataclass(frozen=True, slots=True)
class Found:
    """How far a search has come."""

    needle: str
    number: int | None
    """Which of the matches is shown, from 1; `None`: none, or not known yet."""
    total: int | None
    """`None` until all are counted."""
    share: float
    """Of the text, as far as it was looked through."""


def search_words(found: Found) -> str:
    """What the message line says of a search."""
    if found.total is None:
        stops = with_keys("{app.back} stops it")
        return f"searching: {found.share:.0%} looked through, {stops}"
    if not found.total:
        return f"no match: {safe_line(found.needle)}"
    moves = with_keys("{view.match_next} and {view.match_previous} move")
    return f"match {found.number or 0:,} of {found.total:,}; {moves}"


class Search:
    """A text, the matches of it that are looked at, and which of them is shown."""

    def __init__(self, needle: str, rows: LaidRows) -> None:
        self.needle = needle
        self.rows = rows
        self._current: tuple[int, int] | None = None
        """Piece and number in it of the match that is shown."""
        self._counts: dict[int, int] = {}
        self._matches: dict[int, list[Match]] = {}
        self._marks: dict[int, dict[int, list[tuple[Mark, int]]]] = {}

    def move_to(self, rows: LaidRows) -> None:
        """Go on in rows that have taken the place of the others."""
        if rows is self.rows:
            return
        self.rows = rows
        self._counts.clear()
        self._matches.clear()
        self._marks.clear()
        if self._current is not None and self._current[0] >= len(rows.pieces):
            self._current = None

    @property
    def place(self) -> Place | None:
        """Where the match begins that is shown."""
        if self._current is None:
            return None
        piece, number = self._current
        matches = self.matches(piece)
        return Place(piece, matches[number][0].row) if number < len(matches) else None

    def matches(self, piece: int) -> list[Match]:
        """Those of a piece that is looked at."""
        found = self._matches.get(piece)
        if found is None:
            # Counting is much quicker, and mostly there is nothing.
            is_there = self._count(piece) > 0
            found = matches_in(self.rows.laid(piece), self.needle) if is_there else []
            _keep(self._matches, piece, found)
        return found

    def marks(self, place: Place) -> list[tuple[int, int, str]]:
        """The parts of a row that are of matches, and their style."""
        here = self._by_row(place.piece).get(place.row, ())
        return [
            (mark.start, mark.end, self._style(place.piece, number))
            for mark, number in here
        ]

    def _by_row(self, piece: int) -> dict[int, list[tuple[Mark, int]]]:
        found = self._marks.get(piece)
        if found is None:
            found = {}
            for number, match in enumerate(self.matches(piece)):
                for mark in match:
                    found.setdefault(mark.row, []).append((mark, number))
            _keep(self._marks, piece, found)
        return found

    def _style(self, piece: int, number: int) -> str:
        return "current" if (piece, number) == self._current else "match"

    def seeking(self, step: int, top: Place | None) -> Iterator[None]:
        """Go to the next or previous match, one piece at a time; `top` is in view."""
        pieces = len(self.rows.pieces)
        first = self._in_first(step, top)
        start = self._current[0] if self._current else top.piece if top else 0
        if first is not None:
            self._current = (start, first)
            return
        for distance in range(1, pieces + 1):
            piece = (start + step * distance) % pieces
            yield
            if self._count(piece) and (matches := self.matches(piece)):
                self._current = (piece, 0 if step > 0 else len(matches) - 1)
                return
        self._current = None

    def _in_first(self, step: int, top: Place | None) -> int | None:
        """The number of the match to go to, if it is in the piece one is in."""
        if self._current is not None:
            piece, number = self._current
            number += step
            return number if 0 <= number < len(self.matches(piece)) else None
        if top is None:
            return None
        rows = [match[0].row for match in self.matches(top.piece)]
        here = bisect_left(rows, top.row)
        number = here if step > 0 else here - 1
        return number if 0 <= number < len(rows) else None

    def counting(self) -> Iterator[None]:
        """Count all matches, one piece at a time."""
        for piece in range(len(self.rows.pieces)):
            if piece not in self._counts:
                yield
                self._count(piece)

    def _count(self, piece: int) -> int:
        found = self._counts.get(piece)
        if found is None and piece < len(self.rows.pieces):
            found = self.rows.pieces[piece].count(self.needle, self.rows.width)
            self._counts[piece] = found
        return found or 0

    @property
    def found(self) -> Found:
        """How far it has come."""
        pieces = len(self.rows.pieces)
        counts = self._counts
        is_counted = len(counts) == pieces
        number = None
        if self._current is not None and is_counted:
            piece, in_piece = self._current
            number = sum(counts[before] for before in range(piece)) + in_piece + 1
        total = sum(counts.values()) if is_counted else None
        return Found(self.needle, number, total, len(counts) / max(1, pieces))


def _keep(values: dict[int, T], piece: int, value: T) -> None:
    """Keep what was found of a piece, and forget what was found long ago."""
    while len(values) >= KEPT:
        del values[next(iter(values))]
    values[piece] = value
