"""What a pane of text shows: lines, and texts that are laid out when looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, overload, runtime_checkable

from rlm_tui.ui.text.laying import Laid, LaidRows, Piece, Place
from rlm_tui.ui.text.lines import Line, Seam, plain, wrapped

PIECE_LINES = 200
RECORDS = 2_000
"""In a piece; they are made one by one, when they are looked at."""


@runtime_checkable
class Passage(Protocol):
    """A text within a document that is more than a few lines."""

    @property
    def source(self) -> str:
        """The text as it is copied, safe to draw."""

    def pieces(self, width: int) -> Sequence[Piece]:
        """Its pieces at a width."""


Shown: TypeAlias = Line | Passage
"""What a document is made of."""


class Document(Protocol):
    """What a pane shows."""

    @property
    def source(self) -> str:
        """Its text without any wrapping."""

    def laid(self, width: int, *, before: LaidRows | None = None) -> LaidRows:
        """Its rows at a width; `before`: those of what was shown before."""


@dataclass(frozen=True, slots=True)
class MadeRows(Sequence[Line]):
    """Rows that are made each time when they are looked at."""

    length: int
    make: Callable[[int], Line]

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | Sequence[Line]:
        if isinstance(index, slice):
            return [self.make(row) for row in range(*index.indices(self.length))]
        if not -self.length <= index < self.length:
            raise IndexError(index)
        return self.make(index % self.length)


def folded(text: str) -> str:
    """The text in lower case, every character where it was."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


@dataclass(frozen=True, slots=True)
class WrappedLines:
    """A piece of lines that are wrapped."""

    lines: tuple[Line, ...]
    indent: int
    hanging: int
    is_exact: bool = False

    def guess(self, width: int) -> int:
        """A row for each line."""
        return len(self.lines)

    def height(self, width: int) -> int:
        """Rows of all lines together."""
        return len(self.lay(width).rows)

    def lay(self, width: int) -> Laid:
        """Every line in as many rows as it takes."""
        rows: list[Line] = []
        seams: list[Seam | None] = []
        for spans in self.lines:
            if len(spans) == 1 and len(spans[0].text) <= width // 2:
                rows.append(spans)  # it fits even if every character is wide
                seams.append(None)
            else:
                found = wrapped(spans, width, indent=self._indent_of(spans))
                rows += found.rows
                seams += found.seams
        return Laid(rows, seams)

    def _indent_of(self, spans: Line) -> int:
        is_hanging = self.hanging and spans and spans[0].text.startswith(" ")
        return self.hanging if is_hanging else self.indent

    def count(self, needle: str, _width: int) -> int:
        """How often a text is in its lines."""
        return sum(folded(plain(line)).count(needle) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Lines that are wrapped, and longer texts among them."""

    lines: tuple[Shown, ...] = ()
    indent: int = 0
    """Of the rows that continue a line, such as the width of line numbers."""
    hanging: int = 0
    """The same for lines that begin with white space, such as a list of keys."""

    @property
    def source(self) -> str:
        """The lines, one below the other."""
        return "\n".join(
            plain(part) if isinstance(part, tuple) else part.source
            for part in self.lines
        )

    def laid(self, width: int, *, before: LaidRows | None = None) -> LaidRows:
        """Rows of the lines, and of the texts where they stand."""
        pieces: list[Piece] = []
        lines: list[Line] = []
        for part in self.lines:
            if isinstance(part, tuple):
                lines.append(part)
                continue
            pieces += self._wrapped(lines)
            pieces += part.pieces(width)
            lines = []
        return LaidRows(pieces + self._wrapped(lines), width, before=before)

    def place(self, index: int, width: int) -> Place:
        """Where one of the lines begins."""
        before = Paragraphs(self.lines[:index], self.indent, self.hanging).laid(width)
        last = before.pieces[-1] if before.pieces else None
        if isinstance(last, WrappedLines) and len(last.lines) < PIECE_LINES:
            at = len(before.pieces) - 1
            return Place(at, len(before.laid(at).rows))
        return Place(len(before.pieces), 0)

    def _wrapped(self, lines: Sequence[Line]) -> list[Piece]:
        return [
            WrappedLines(tuple(lines[at : at + PIECE_LINES]), self.indent, self.hanging)
            for at in range(0, len(lines), PIECE_LINES)
        ]


@dataclass(frozen=True, slots=True)
class Records:
    """Lines that are cut, one row each, made when they are looked at."""

    lines: Sequence[Line]

    @property
    def source(self) -> str:
        """The lines, one below the other."""
        return "\n".join(plain(line) for line in self.lines)

    def laid(self, width: int, *, before: LaidRows | None = None) -> LaidRows:
        """A row for each line."""
        ends = [*range(RECORDS, len(self.lines), RECORDS), len(self.lines)]
        starts = range(0, len(self.lines), RECORDS)
        pieces = [_Some(self.lines, *ends) for ends in zip(starts, ends, strict=False)]
        return LaidRows(pieces, width, before=before)


@dataclass(frozen=True, slots=True)
class _Some:
    """A piece of records."""

    lines: Sequence[Line]
    start: int
    end: int
    is_exact: bool = True

    def guess(self, _width: int) -> int:
        """As many rows as records."""
        return self.end - self.start

    def height(self, _width: int) -> int:
        """The same."""
        return self.end - self.start

    def lay(self, _width: int) -> Laid:
        """The records themselves, made one by one."""
        return Laid(MadeRows(self.end - self.start, self._line))

    def _line(self, row: int) -> Line:
        return self.lines[self.start + row]

    def count(self, needle: str, _width: int) -> int:
        """How often a text is in the records."""
        lines = self.lines[self.start : self.end]
        return sum(folded(plain(line)).count(needle) for line in lines)


EMPTY = Paragraphs()
