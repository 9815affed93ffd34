"""Rows of a document, made piece by piece when they are looked at.

How many rows a piece has is a guess until it has been laid out once. What is looked at
is always laid out, and the rest bit by bit; a place by piece stays the same meanwhile.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple, Protocol

from rlm_tui.ui.text.lines import Line, Seam

KEPT = 16
"""Pieces whose rows are kept after they were looked at."""


@dataclass(frozen=True, slots=True)
class Laid:
    """The rows of a piece."""

    rows: Sequence[Line]
    seams: Sequence[Seam | None] = ()
    """How each row goes on from the one above; empty where none does."""
    tail: str = ""
    """What follows its last row on the same line, if the line was cut there."""


class Piece(Protocol):
    """A part of a document; equal ones are drawn alike."""

    @property
    def is_exact(self) -> bool:
        """Whether the guess is the number of rows."""

    def guess(self, width: int) -> int:
        """About how many rows it takes, at least one."""

    def height(self, width: int) -> int:
        """How many rows it takes."""

    def lay(self, width: int) -> Laid:
        """Its rows, at least one."""

    def count(self, needle: str, width: int) -> int:
        """How often a text in lower case is in it."""


class Place(NamedTuple):
    """A row by its piece; stays where it is while other pieces are laid out."""

    piece: int
    row: int


class LaidRows:
    """All rows of a document at a width."""

    def __init__(
        self, pieces: Sequence[Piece], width: int, *, before: LaidRows | None = None
    ) -> None:
        """What is known of the pieces in `before` that have stayed is taken over."""
        self.pieces = pieces
        self.width = width
        self._counts: list[int] = []
        self._is_exact = bytearray()
        self._laid: dict[int, Laid] = {}
        self._starts: list[int] | None = None
        self._unmeasured = 0
        if before is not None and before.width == width:
            self._take_over(before)
        for piece in pieces[len(self._counts) :]:
            self._counts.append(piece.guess(width))
            self._is_exact.append(piece.is_exact)

    def _take_over(self, before: LaidRows) -> None:
        same = 0
        for piece, other in zip(self.pieces, before.pieces, strict=False):
            if piece != other:
                break
            same += 1
        self._counts = before._counts[:same]
        self._is_exact = before._is_exact[:same]
        self._laid = {at: laid for at, laid in before._laid.items() if at < same}

    def __len__(self) -> int:
        return self.starts[-1]

    def __getitem__(self, index: int) -> Line:
        piece, row = self.place(index)
        rows = self.laid(piece).rows
        return rows[row] if row < len(rows) else ()  # it had been guessed to be longer

    def __iter__(self) -> Iterator[Line]:
        for piece in range(len(self.pieces)):
            yield from self.laid(piece).rows

    @property
    def starts(self) -> list[int]:
        """The first row of each piece, as far as is known, and the end."""
        if self._starts is None:
            self._starts = [0, *accumulate(self._counts)]
        return self._starts

    def place(self, index: int) -> Place:
        """A row by its number."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        piece = bisect_right(self.starts, index) - 1
        return Place(piece, index - self.starts[piece])

    def row_of(self, place: Place) -> int:
        """The number of a row."""
        return self.starts[place.piece] + place.row

    def laid(self, piece: int) -> Laid:
        """The rows of a piece."""
        found = self._laid.pop(piece, None)
        if found is None:
            found = self.pieces[piece].lay(self.width)
            self._note(piece, len(found.rows))
            while len(self._laid) >= KEPT:
                del self._laid[next(iter(self._laid))]
        self._laid[piece] = found  # as the last that was looked at
        return found

    def _note(self, piece: int, rows: int) -> None:
        self._is_exact[piece] = True
        if self._counts[piece] != rows:
            self._counts[piece] = rows
            self._starts = None

    def settle(self, first: int, rows: int) -> None:
        """Lay out what is looked at: so many rows from the first on."""
        while first < len(self):
            piece, _ = self.place(first)
            end = self.starts[piece + 1]
            if not self._is_exact[piece]:
                self.laid(piece)
            elif end >= first + rows:
                return
            else:
                rows -= end - first
                first = end

    def settle_end(self, rows: int) -> None:
        """Lay out the last so many rows."""
        self._settle_back(len(self.pieces) - 1, rows)

    def settle_before(self, place: Place, rows: int) -> None:
        """Lay out so many rows above one."""
        self._settle_back(place.piece - 1, rows - place.row)

    def _settle_back(self, piece: int, rows: int) -> None:
        while piece >= 0 and rows > 0:
            if not self._is_exact[piece]:
                self.laid(piece)
            rows -= self._counts[piece]
            piece -= 1

    @property
    def is_measured(self) -> bool:
        """Whether the number of rows is no guess any more."""
        self._unmeasured = self._is_exact.find(0, self._unmeasured)
        if self._unmeasured < 0:
            self._unmeasured = len(self._is_exact)
        return self._unmeasured == len(self._is_exact)

    def measure(self) -> None:
        """Find out about one more piece."""
        if not self.is_measured:
            piece = self._unmeasured
            self._note(piece, self.pieces[piece].height(self.width))
