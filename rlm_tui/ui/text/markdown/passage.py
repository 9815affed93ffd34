"""A reply of a model as Markdown, laid out piece by piece when it is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rlm_tui.sanitize import safe
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.laying import Laid, Piece
from rlm_tui.ui.text.long import LongText
from rlm_tui.ui.text.markdown.blocks import blocks_of
from rlm_tui.ui.text.markdown.layout import laid_blocks
from rlm_tui.ui.text.searching import matches_in

ENOUGH_CHARS = 2_000
"""From here on a piece ends with the next paragraph."""
MOST_CHARS = 4_000
"""Here it ends in any case, so that no text takes long to read."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_GOES_ON = re.compile(r"\s|[-*+>|]|\d+[.)]")
"""How lines begin that may be of the list, quote or table before an empty line."""
MOST_LINES = 50_000
"""Of a text that is shown as Markdown at all."""
_DEEP = re.compile(r"^(?:(?:\s*(?:[>*+-]|\d+[.)])){30}|\s{100})", re.MULTILINE)
"""So deep that the parser gives up; what it leaves out is shown as it was written."""


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """Markdown as a passage."""

    text: str
    glyphs: Glyphs

    @property
    def source(self) -> str:
        """The Markdown as it was written."""
        return safe(self.text).removesuffix("\n")

    def pieces(self, width: int) -> Sequence[Piece]:
        """Some paragraphs each; a line of enormous length is shown as it is."""
        if self.text.count("\n") > MOST_LINES:
            return LongText(self.text, is_ascii=self.glyphs.is_ascii).pieces(width)
        found: list[Piece] = []
        for source in _parts(safe(self.text)):
            is_line = len(source) > MOST_CHARS and "\n" not in source
            if is_line or _DEEP.search(source):
                found += LongText(source, is_ascii=self.glyphs.is_ascii).pieces(width)
            else:
                found.append(MarkdownPiece(source, self.glyphs, is_first=not found))
        return found


def _parts(text: str) -> Iterator[str]:
    """The text in parts that read alike alone and together."""
    part: list[str] = []
    chars, fence = 0, ""
    lines = text.removesuffix("\n").split("\n")
    for line, after in pairwise([*lines, ""]):
        if len(line) > MOST_CHARS:
            yield from _joined(part)
            yield line
            part, chars = [fence] if fence else [], 0
            continue
        part.append(line)
        chars += len(line) + 1
        fence = _fence_after(fence, line)
        is_between = not (line.strip() or fence or _GOES_ON.match(after))
        if chars > (ENOUGH_CHARS if is_between else MOST_CHARS):
            yield from _joined(part)
            # A block of code goes on as one.
            part, chars = [fence] if fence else [], 0
    yield from _joined(part)


def _joined(part: Sequence[str]) -> Iterator[str]:
    if any(line.strip() for line in part):
        yield "\n".join(part)


def _fence_after(fence: str, line: str) -> str:
    """The line that began the block of code which a line is in; empty if in none."""
    found = _FENCE.match(line)
    if found is None:
        return fence
    marks, more = found.groups()
    if not fence:
        return "" if marks[0] == "`" and "`" in more else f"{marks}{more}"
    closes = fence.startswith(marks[0]) and not more.strip()
    opened = len(fence) - len(fence.lstrip(marks[0]))
    return "" if closes and len(marks) >= opened else fence


@dataclass(frozen=True, slots=True)
class MarkdownPiece:
    """Some paragraphs of Markdown."""

    text: str
    glyphs: Glyphs
    is_first: bool = True
    is_exact: bool = False

    def guess(self, width: int) -> int:
        """A row for each line, and more for long ones."""
        return 1 + self.text.count("\n") + len(self.text) // (2 * max(1, width))

    def height(self, width: int) -> int:
        """How many rows it takes."""
        return len(self.lay(width).rows)

    def lay(self, width: int) -> Laid:
        """Its rows, with an empty one between it and the piece before."""
        laid = laid_blocks(blocks_of(self.text, self.glyphs), width, self.glyphs)
        if self.is_first and laid.rows:
            return laid
        return Laid([(), *laid.rows], [None, *laid.seams])

    def count(self, needle: str, width: int) -> int:
        """How often a text is in what is shown of it."""
        return len(matches_in(self.lay(width), needle))
