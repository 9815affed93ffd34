"""Lines of styled text: made by pure functions, drawn by the widgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len, get_character_cell_size, set_cell_size


class Span(NamedTuple):
    """A piece of a line in one style; the style is a name that `app.tcss` knows."""

    text: str
    style: str = ""


Line: TypeAlias = tuple[Span, ...]

STYLES: tuple[str, ...] = (
    "muted",
    "strong",
    "title",
    "held",
    "busy",
    "done",
    "failed",
    "edited",
    "added",
    "removed",
    "here",
    "match",
    "current",
    "key",
    "emphasis",
    "strong_emphasis",
    "code",
    "link",
    "keyword",
    "string",
    "comment",
    "number",
    "name",
)
"""Every style name that a span may have."""


def line(*parts: str | Span) -> Line:
    """A line of pieces; bare strings have no style."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts)


def screen_title(name: str) -> Line:
    """The beginning of the first line of a screen."""
    return line(Span(" rlm-tui  ", "muted"), Span(name, "strong"))


def unstyled(texts: Iterable[str], style: str = "") -> list[Line]:
    """One line of one span for each text; quicker than `line`."""
    return [(Span(text, style),) for text in texts]


def plain(spans: Iterable[Span]) -> str:
    """The text of a line."""
    return "".join(span.text for span in spans)


def width_of(spans: Iterable[Span]) -> int:
    """Cells that a line takes."""
    return sum(cell_len(span.text) for span in spans)


def cut(spans: Line, width: int, *, ellipsis: str = "…") -> Line:
    """The line in at most `width` cells, with an ellipsis where something is gone."""
    if width_of(spans) <= width:
        return spans
    kept: list[Span] = []
    room = max(0, width - 1)
    for span in spans:
        size = cell_len(span.text)
        if size > room:
            kept.append(Span(set_cell_size(span.text, room), span.style))
            break
        kept.append(span)
        room -= size
    return (*kept, Span(ellipsis, "muted")) if width > 0 else ()


def spread(left: Line, right: Line, width: int, *, ellipsis: str = "…") -> Line:
    """Two lines on one: the right one whole if it fits, the left one cut."""
    right_width = width_of(right)
    if right_width > width // 2 + width // 4:
        return cut((*left, Span("  "), *right), width, ellipsis=ellipsis)
    room = width - right_width - (1 if right_width else 0)
    left = cut(left, room, ellipsis=ellipsis)
    gap = width - width_of(left) - right_width
    return (*left, Span(" " * gap), *right)


def span_at(spans: Line, x: int) -> int | None:
    """Which of the spans is drawn in a cell."""
    for index, span in enumerate(spans):
        x -= cell_len(span.text)
        if x < 0:
            return index
    return None


def slice_line(spans: Line, start: int, end: int) -> Line:
    """The part of a line between two character positions."""
    found: list[Span] = []
    at = 0
    for span in spans:
        first, last = max(start - at, 0), min(end - at, len(span.text))
        if first < last:
            found.append(Span(span.text[first:last], span.style))
        at += len(span.text)
        if at >= end:
            break
    return tuple(found)


class Seam(NamedTuple):
    """How a row goes on with the line of the row above it."""

    dropped: int
    """Spaces that stood between them and are not drawn."""
    indent: int
    """Spaces that are drawn before it and are not of the line."""


class Wrapped(NamedTuple):
    """A line in rows."""

    rows: list[Line]
    seams: list[Seam | None]
    """One for each row; `None` where a line begins."""


def wrap(spans: Line, width: int, *, indent: int = 0) -> list[Line]:
    """The line as rows of at most `width` cells, broken at spaces where possible."""
    return wrapped(spans, width, indent=indent).rows


def wrapped(spans: Line, width: int, *, indent: int = 0) -> Wrapped:
    """The same, with how each row goes on from the last."""
    text = spans[0].text if len(spans) == 1 else plain(spans)
    if (text.isascii() and len(text) <= width) or width_of(spans) <= width:
        return Wrapped([spans], [None])
    found = Wrapped([], [])
    room = max(4, width)
    before = 0
    for start, end in _breaks(text, room, max(4, room - indent)):
        row = slice_line(spans, start, end)
        is_first = not found.rows
        found.rows.append(row if is_first or not indent else (_blank(indent), *row))
        found.seams.append(None if is_first else Seam(start - before, indent))
        before = end
    return found


def _blank(cells: int) -> Span:
    return Span(" " * cells)


def _breaks(text: str, first: int, other: int) -> Iterator[tuple[int, int]]:
    start, room = 0, first
    while start < len(text):
        end = _fitting(text, start, room)
        if end < len(text):
            space = text.rfind(" ", start + 1, end + 1)
            if space > start and text[start:space].strip():
                end = space
        yield start, end
        start = end + 1 if text[end : end + 1] == " " else end
        room = other


def _fitting(text: str, start: int, room: int) -> int:
    """Where the text that fits into `room` cells ends."""
    piece = text[start : start + room]
    if piece.isascii():
        return start + len(piece)
    used = 0
    for index, character in enumerate(piece):
        used += get_character_cell_size(character)
        if used > room:
            return start + max(1, index)
    return start + len(piece)


def cut_words(spans: Line, width: int, *, ellipsis: str = "…") -> Line:
    """The line, or as many of its words as fit with an ellipsis behind them."""
    if width_of(spans) <= width:
        return spans
    *front, last = wrap(spans, max(1, width - 2))[0]
    end = Span(last.text.rstrip(), last.style)
    return (*front, end, Span(f" {ellipsis}", "muted"))
