"""The words of a Markdown block in their styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rlm_tui.sanitize import safe
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span

if TYPE_CHECKING:
    from markdown_it.token import Token


def inline_lines(token: Token, glyphs: Glyphs, style: str) -> list[Line]:
    """Lines as they were written; `style` is that of words with none of their own."""
    words = _Words(glyphs, style)
    for child in token.children or ():
        words.take(child)
    return words.lines


class _Words:
    """Takes the tokens within a block one by one."""

    def __init__(self, glyphs: Glyphs, style: str) -> None:
        self._lines: list[list[Span]] = [[]]
        self._glyphs = glyphs
        self._style = style
        self._strong = 0
        self._emphasis = 0
        self._links: list[tuple[str, int, int]] = []
        """Of each link that is open: where it leads, and where its words begin."""

    @property
    def lines(self) -> list[Line]:
        """What was taken so far."""
        return [tuple(spans) for spans in self._lines]

    def take(self, token: Token) -> None:
        """Go on with the next token."""
        match token.type:
            case "text":
                self._say(token.content, self._look())
            case "code_inline":
                self._say(token.content, "code")
            case "softbreak" | "hardbreak":
                self._lines.append([])
            case "strong_open":
                self._strong += 1
            case "strong_close":
                self._strong -= 1
            case "em_open":
                self._emphasis += 1
            case "em_close":
                self._emphasis -= 1
            case "link_open":
                where = str(token.attrs.get("href", ""))
                self._links.append((where, len(self._lines) - 1, len(self._lines[-1])))
            case "link_close":
                self._close_link()
            case "image":
                where = str(token.attrs.get("src", ""))
                self._say(f"(picture: {token.content})", "link")
                self._say(f" <{where}>", "muted")
            case _:
                self._say(token.content, self._look())

    def _look(self) -> str:
        if self._links:
            return "link"
        if self._strong and self._emphasis:
            return "strong_emphasis"
        if self._strong:
            return self._style or "strong"
        return "emphasis" if self._emphasis else self._style

    def _close_link(self) -> None:
        where, line, span = self._links.pop()
        said = [
            *self._lines[line][span:],
            *(s for more in self._lines[line + 1 :] for s in more),
        ]
        words = "".join(span.text for span in said)
        if where and words not in (where, where.removeprefix("mailto:")):
            self._say(f" <{where}>", "muted")

    def _say(self, text: str, style: str) -> None:
        # Entities such as &#27; have become what they stand for only here.
        shown = safe(text, ascii_only=self._glyphs.is_ascii).replace("\n", " ")
        if shown:
            self._lines[-1].append(Span(shown, style))
