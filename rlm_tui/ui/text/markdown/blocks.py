"""Markdown as blocks of styled text, before the width is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.highlight import language_lines
from rlm_tui.ui.text.lines import Line, Span, width_of
from rlm_tui.ui.text.markdown.inline import inline_lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Edge:
    """What stands to the left of a block: marks of lists and quotes around it."""

    first: Line = ()
    """Before its first row."""
    rest: Line = ()
    """Before all others; as wide as the first."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines that are wrapped."""

    lines: tuple[Line, ...]
    edge: Edge


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from side to side."""

    edge: Edge


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in columns; the first row is the head."""

    rows: tuple[tuple[Line, ...], ...]
    is_right: tuple[bool, ...]
    """Which columns are of numbers."""
    edge: Edge


Block: TypeAlias = Prose | Rule | Table

_CODE_INDENT = Span("  ")


@lru_cache(maxsize=64)
def blocks_of(source: str, glyphs: Glyphs) -> tuple[Block, ...]:
    """The blocks of a text that is safe to draw."""
    reader = _Reader(glyphs)
    for token in _parser().parse(source):
        reader.take(token)
    return tuple(reader.blocks)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # not before a reply is shown

    options = {"html": False, "maxNesting": 100}
    return MarkdownIt("commonmark", options).enable("table")


class _Reader:
    """Takes the tokens of a text one by one."""

    def __init__(self, glyphs: Glyphs) -> None:
        self.blocks: list[Block] = []
        self._glyphs = glyphs
        self._rest: list[Span] = []
        """The marks to the left of what comes, one for each list or quote."""
        self._first: list[Span] | None = None
        """The same for the next row, where an item begins."""
        self._numbers: list[int | None] = []
        """The number of the next item of each list; `None`: it has no numbers."""
        self._heading = 0
        self._is_tight = False
        self._rows: list[tuple[Line, ...]] = []
        self._cells: list[Line] = []
        self._is_right: list[bool] = []
        self._is_table = False

    def take(self, token: Token) -> None:
        """Go on with the next token."""
        match token.type:
            case "inline":
                self._inline(token)
            case "heading_open":
                self._heading = int(token.tag[1:])
            case "heading_close":
                self._heading = 0
            case "paragraph_open":
                self._is_tight = token.hidden
            case "fence" | "code_block":
                self._code(token)
            case "hr":
                self._add(Rule(self._edge()))
            case "blockquote_open":
                self._go_in(Span(f"{self._glyphs.bar} ", "muted"))
            case "bullet_list_open":
                self._numbers.append(None)
            case "ordered_list_open":
                self._numbers.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
            case "list_item_open":
                self._item()
            case "list_item_close":
                self._end_item()
            case "blockquote_close":
                self._rest.pop()
            case _ if token.type.startswith("t"):
                self._table(token)

    def _go_in(self, mark: Span) -> None:
        if self._first is not None:
            self._first.append(mark)
        self._rest.append(mark)

    def _item(self) -> None:
        number = self._numbers[-1]
        if number is None:
            words = f"{self._glyphs.bullet} "
        else:
            words = f"{number}. "
            self._numbers[-1] = number + 1
        before = self._rest if self._first is None else self._first
        self._first = [*before, Span(words, "key")]
        self._rest.append(Span(" " * width_of((Span(words),))))

    def _end_item(self) -> None:
        if self._first is not None:
            self._add(Prose(((),), self._edge()))  # an item without words
        self._rest.pop()

    def _edge(self) -> Edge:
        first, self._first = self._first, None
        rest = tuple(self._rest)
        return Edge(rest if first is None else tuple(first), rest)

    def _add(self, block: Block, *, is_tight: bool = False) -> None:
        if self.blocks and not is_tight:
            around = zip(self.blocks[-1].edge.rest, block.edge.rest, strict=False)
            gap = tuple(mark for mark, other in around if mark == other)
            self.blocks.append(Prose(((),), Edge(gap, gap)))
        self.blocks.append(block)

    def _inline(self, token: Token) -> None:
        lines = inline_lines(token, self._glyphs, "title" if self._heading else "")
        if self._is_table:
            self._cells.append(tuple(span for line in lines for span in line))
            return
        if self._heading:
            marks = Span(f"{'#' * self._heading} ", "muted")
            lines = [(marks, *lines[0]), *lines[1:]]
        tight = self._is_tight and self._first is not None and self._follows_item()
        self._add(Prose(tuple(lines), self._edge()), is_tight=tight)

    def _follows_item(self) -> bool:
        """Whether the block before is of the same tight list or of the one around."""
        return len(self._numbers) > 1 or (
            bool(self.blocks) and bool(self.blocks[-1].edge.rest)
        )

    def _code(self, token: Token) -> None:
        edge = self._edge()
        inner = Edge((*edge.first, _CODE_INDENT), (*edge.rest, _CODE_INDENT))
        language = token.info.split()[0] if token.info.strip() else ""
        code = token.content.removesuffix("\n")
        if language:
            self._add(Prose(((Span(language, "muted"),),), edge))
            inner = Edge(inner.rest, inner.rest)
        lines = language_lines(code, language)
        self._add(Prose(lines, inner), is_tight=bool(language))

    def _table(self, token: Token) -> None:
        match token.type:
            case "table_open":
                self._is_table, self._rows, self._is_right = True, [], []
            case "tr_open":
                self._cells = []
            case "th_open":
                style = str(token.attrs.get("style", ""))
                self._is_right.append(style.endswith("right"))
            case "tr_close":
                self._rows.append(tuple(self._cells))
            case "table_close":
                self._is_table = False
                right = tuple(self._is_right)
                self._add(Table(tuple(self._rows), right, self._edge()))
