"""What the question will be asked about: name, size and first lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from rlm_tui.sanitize import safe, safe_line
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span, line
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.wording import count, left_out, tokens

if TYPE_CHECKING:
    from rlm_tui.domain.events import ContextInfo

_MOST_LINES = 60
_NO_FILE: tuple[Line, ...] = (
    line("Name a file or a folder above and press Enter; then ask about it."),
    line(Span("It may be far longer than what a model can read at once:", "muted")),
    line(Span("the model writes code that looks at it piece by piece.", "muted")),
)


class ContextPreview(Bar):
    """A framed view of the context; never scrolls, never wraps."""

    def show_context(self, context: ContextInfo, glyphs: Glyphs) -> None:
        """Show what was read."""
        self._entitle(safe_line(context.label, ascii_only=glyphs.is_ascii))
        self.border_subtitle = Text(left_out(context))
        self.show(*context_lines(context, glyphs))

    def show_reading(self, path: str) -> None:
        """Say that the files are being read."""
        self._entitle(safe_line(path))
        self.show(line("reading ..."))

    def show_nothing(self) -> None:
        """Say what to do first."""
        self._entitle("no text yet")
        self.show(*_NO_FILE)

    def _entitle(self, title: str) -> None:
        # A bare string would be read as markup, and a file may be called [a].txt.
        self.border_title = Text(title)
        self.border_subtitle = None


def context_lines(context: ContextInfo, glyphs: Glyphs) -> list[Line]:
    """Size and the beginning of the text."""
    preview = safe(context.preview.preview, ascii_only=glyphs.is_ascii)
    shown = preview.strip("\n").split("\n")[:_MOST_LINES]
    return [
        line(Span(context_facts(context, glyphs), "strong")),
        *(line(text) for text in shown),
    ]


def context_facts(context: ContextInfo, glyphs: Glyphs) -> str:
    """Such as `214,310 characters · about 53.6k tokens · one text`."""
    kind = {
        "str": "one text",
        "list": f"a list of {count(context.items, 'item')}",
        "dict": "1 part" if context.items == 1 else f"{context.items:,} parts",
    }[context.type]
    return f" {glyphs.dot} ".join(
        (
            f"{context.chars:,} characters",
            f"about {tokens(context.tokens)} tokens",
            kind,
        )
    )
