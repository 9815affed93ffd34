"""Two sessions side by side: one difference after the other, the first one first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from rlm_tui.domain.compare import Comparison, Total
from rlm_tui.domain.money import spent
from rlm_tui.domain.text import Text
from rlm_tui.errors import RLMError
from rlm_tui.sanitize import safe
from rlm_tui.ui.hints.help import HelpTopic
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.screens.speaking_below import SpeakingBelow
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span, line, screen_title, unstyled
from rlm_tui.ui.text.paragraphs import Paragraphs
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.text_view import TextView
from rlm_tui.wording import count


class DifferencesScreen(SpeakingBelow[None], inherit_bindings=False):
    """The texts of one difference, left and right; nothing can be changed here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keymap.bindings("compare"),
        *keymap.bindings_of("run.command"),
    ]
    header = getters.query_one("#header", Bar)
    totals = getters.query_one("#compared-totals", Bar)
    where = getters.query_one("#compared-where", Bar)
    hints = getters.query_one("#hints", Bar)

    def __init__(
        self,
        found: Comparison,
        read: Callable[[Text], Awaitable[str]],
        glyphs: Glyphs,
    ) -> None:
        super().__init__()
        self._found = found
        self._read = read
        self._glyphs = glyphs
        self.at = 0
        """Number of the difference that is shown, from 0."""

    def compose(self) -> ComposeResult:
        """Numbers, the place, and two columns."""
        yield Bar(id="header")
        yield Bar(id="compared-totals")
        yield Bar(id="compared-where")
        with Horizontal(id="compared"):
            yield TextView(id="compared-one")
            yield TextView(id="compared-other")
        yield Bar(id="hints", classes="one")
        yield AskBar(id="ask")

    def on_mount(self) -> None:
        """Show the first difference."""
        self.ask_bar.display = False
        self.focus_back()
        self._go(0)

    def on_resize(self) -> None:
        """Lines are as wide as the screen."""
        self.call_after_refresh(self.draw)

    def help_topic(self) -> HelpTopic:
        """What help says first here."""
        intro = "Two sessions, node by node; the first difference is where they part."
        return HelpTopic("a comparison", intro, ("compare", "text", "anywhere"))

    def action_compare_next(self) -> None:
        """The next difference."""
        self._go(1)

    def action_compare_previous(self) -> None:
        """The difference before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        last = max(0, len(self._found.differences) - 1)
        self.at = min(max(0, self.at + step), last)
        self.draw()
        self.run_worker(self._show_texts(), group="compared", exclusive=True)

    async def _show_texts(self) -> None:
        sides = (("#compared-one", "one"), ("#compared-other", "other"))
        for place, side in sides:
            words = await self._text_of(side)
            lines = safe(words, ascii_only=self._glyphs.is_ascii).split("\n")
            view = self.query_one(place, TextView)
            document = Paragraphs(tuple(unstyled(lines)))
            view.show(document, is_new=True, is_growing=False)

    async def _text_of(self, side: str) -> str:
        if not self._found.differences:
            return ""
        text: Text | None = getattr(self._found.differences[self.at], side)
        if text is None:
            return "(nothing there)"
        try:
            return await self._read(text)
        except RLMError as error:
            return str(error)

    def draw(self) -> None:
        """The numbers, the place and the keys."""
        if not self.is_mounted:
            return
        found = self._found
        self.header.show(screen_title("two sessions compared"))
        self.totals.show(_total(found.one), _total(found.other))
        self.where.show(self._place())
        self.query_one("#compared-one", TextView).border_title = found.one.id
        self.query_one("#compared-other", TextView).border_title = found.other.id
        verbs = [
            ("compare.next", "next"),
            ("compare.previous", "previous"),
            ("app.pane_next", "other side"),
            ("app.leave", "back"),
            ("app.help", "help"),
        ]
        self.hints.show(self.key_row("Differ", verbs))

    def focus_back(self) -> None:
        """Focus the left side."""
        self.query_one("#compared-one", TextView).focus()

    def _place(self) -> Line:
        found = self._found
        alike = count(found.same_nodes, "node") + " alike"
        if not found.differences:
            return line(Span(f" no difference; {alike}", "done"))
        shown = found.differences[self.at]
        number = f" {self.at + 1} of {len(found.differences)}  "
        return line(
            Span(number, "muted"),
            Span(f"{shown.place}: {shown.what}", "strong"),
            Span(f"  {alike}", "muted"),
        )


def _total(total: Total) -> Line:
    cost = spent(total.cost)
    facts = (
        f"{total.status}, {count(total.nodes, 'node')}, {count(total.calls, 'call')}, "
        f"{total.tokens:,} tok, {cost}, {total.active_s:.0f}s"
    )
    return line(Span(f" {total.id}  ", "strong"), facts)
