"""A text of any length as a passage: only what is looked at is laid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rlm_tui.sanitize import safe
from rlm_tui.ui.text.laying import Laid, Piece
from rlm_tui.ui.text.lines import Span, unstyled
from rlm_tui.ui.text.paragraphs import MadeRows, WrappedLines, folded

MIN_CHARS = 50_000
"""Shorter texts are lines like all others."""
PIECE_CHARS = 32_768
WIDE_PIECE_CHARS = 8_192
"""Of a text that is not ASCII: its cells have to be counted one by one."""
_MOST_TAIL = 1_000
"""Characters of a needle that are found across a cut in a line."""


@dataclass(frozen=True, slots=True)
class LongText:
    """The text of a model or of a program, not yet safe to draw."""

    text: str
    style: str = ""
    is_ascii: bool = False

    @property
    def source(self) -> str:
        """The text with marks for what could steer a terminal."""
        return safe(self.text).removesuffix("\n")

    def pieces(self, width: int) -> Sequence[Piece]:
        """Pieces that end where lines do, except in a line that is too long."""
        cuts = list(self._cuts(max(1, width)))
        starts = [0, *cuts[:-1]]
        rows_per_char = self._rows_per_char(width, cuts[0])
        return [
            TextPiece(self, start, end, rows_per_char)
            for start, end in zip(starts, cuts, strict=True)
        ]

    def _cuts(self, width: int) -> Iterator[int]:
        """Where pieces end."""
        text, at = self.text, 0
        most = PIECE_CHARS if text.isascii() else WIDE_PIECE_CHARS
        size = max(1, most // width) * width
        while len(text) - at > size:
            end = text.rfind("\n", at, at + size) + 1
            at = end or at + size
            if not end and text.startswith("\r\n", at - 1):
                at += 1
            yield at
        yield len(text)

    def _rows_per_char(self, width: int, end: int) -> float:
        return TextPiece(self, 0, end, 0.0).height(width) / max(1, end)


@dataclass(frozen=True, slots=True, eq=False)
class TextPiece:
    """A piece of a long text."""

    of: LongText
    start: int
    end: int
    rows_per_char: float
    """Of the first piece; most texts look alike all the way."""
    is_exact: bool = False

    def __eq__(self, other: object) -> bool:
        """Whether both are drawn alike; the texts around them do not matter."""
        if not isinstance(other, TextPiece):
            return NotImplemented
        mine, its = self.of, other.of
        return (self.start, self.end, mine.style) == (
            other.start,
            other.end,
            its.style,
        ) and (mine.text is its.text or self._slice() == other._slice())

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def _slice(self) -> str:
        return self.of.text[self.start : self.end]

    @property
    def _is_cut(self) -> bool:
        """Whether its last line goes on in the next piece."""
        return self.end < len(self.of.text) and self.of.text[self.end - 1] != "\n"

    def _safe(self, text: str) -> str:
        return safe(text, ascii_only=self.of.is_ascii)

    def _words(self) -> str:
        return self._safe(self._slice()).removesuffix("\n")

    def _tail(self, most: int) -> str:
        if not self._is_cut:
            return ""
        end = self.of.text.find("\n", self.end, self.end + most)
        end = self.end + most if end < 0 else end
        return self._safe(self.of.text[self.end : end])[:most]

    def guess(self, _width: int) -> int:
        """As many rows as the first piece has for so much text."""
        return max(1, round((self.end - self.start) * self.rows_per_char))

    def height(self, width: int) -> int:
        """Its rows, counted without making them where that is possible."""
        words = self._words()
        texts = words.split("\n")
        if _all_fit(words, texts, width):
            return len(texts)
        if words.isascii() and " " not in words:
            room = max(4, width)
            return sum(max(1, -(-len(text) // room)) for text in texts)
        return len(self._wrapped(texts, width).rows)

    def lay(self, width: int) -> Laid:
        """Its lines, wrapped."""
        words = self._words()
        texts = words.split("\n")
        tail = self._tail(_MOST_TAIL)
        if _all_fit(words, texts, width):
            style = self.of.style
            made = MadeRows(len(texts), lambda row: (Span(texts[row], style),))
            return Laid(made, (), tail)
        laid = self._wrapped(texts, width)
        return Laid(laid.rows, laid.seams, tail)

    def _wrapped(self, texts: Sequence[str], width: int) -> Laid:
        lines = tuple(unstyled(texts, self.of.style))
        return WrappedLines(lines, indent=0, hanging=0).lay(width)

    def count(self, needle: str, _width: int) -> int:
        """How often a text begins in it."""
        return folded(self._words() + self._tail(len(needle) - 1)).count(needle)


def _all_fit(words: str, texts: Sequence[str], width: int) -> bool:
    return words.isascii() and max(map(len, texts)) <= width
