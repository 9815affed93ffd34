"""Saved sessions: find one and open it for reading."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Input, Label

from rlm_tui.errors import RLMError, RuleError
from rlm_tui.sanitize import safe_line
from rlm_tui.storage.base import SessionSummary, matcher
from rlm_tui.ui.glyphs import UNICODE, Glyphs
from rlm_tui.ui.helptext import HelpTopic
from rlm_tui.ui.labels import count
from rlm_tui.ui.launcher import Launcher
from rlm_tui.ui.lines import Line, Span, line, spread
from rlm_tui.ui.opens import opener
from rlm_tui.ui.rowlabels import Look
from rlm_tui.ui.sessionlabels import head_line, summary_lines, summary_title
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.hint_bar import HintBar
from rlm_tui.ui.widgets.session_list import SessionList

_NONE_YET = "No saved sessions yet: every question you ask is saved here by itself."
_NO_MATCH = "No session has all these words; esc clears them."


class SessionsScreen(Screen[object]):
    """A filter, the list, and what is known of the session under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "down", show=False, priority=True),
        Binding("up", "move(-1)", "up", show=False, priority=True),
        Binding("pagedown", "page(1)", "page down", show=False, priority=True),
        Binding("pageup", "page(-1)", "page up", show=False, priority=True),
        Binding("escape", "clear", "clear the filter", show=False),
    ]
    header = getters.query_one("#sessions-header", Bar)
    words = getters.query_one("#sessions-words", Input)
    head = getters.query_one("#sessions-head", Bar)
    listing = getters.query_one(SessionList)
    about = getters.query_one("#sessions-about", Bar)
    foot = getters.query_one("#sessions-foot", Bar)
    hints = getters.query_one(HintBar)

    def __init__(
        self,
        launcher: Launcher,
        *,
        glyphs: Glyphs = UNICODE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._launcher = launcher
        self._glyphs = glyphs
        self._clock = clock
        self._all: tuple[SessionSummary, ...] = ()
        self._problem = ""
        self._is_reading = True

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield Bar(id="sessions-header")
        with Horizontal(id="sessions-filter"):
            yield Label("/", id="sessions-mark")
            yield Input(
                placeholder="words of the question, file, model or state",
                compact=True,
                id="sessions-words",
            )
        yield Bar(id="sessions-head")
        yield SessionList(id="sessions-list")
        yield Bar(id="sessions-about")
        yield Bar(id="sessions-foot")
        yield HintBar(id="sessions-hints")

    def on_mount(self) -> None:
        """Read the list beside the screen."""
        self.listing.add_class("-driven")
        self.listing.can_focus = False
        self.words.focus()
        self._draw()
        self.run_worker(self._read(), group="sessions", exclusive=True)

    def on_screen_resume(self) -> None:
        """A session may have been added or changed since."""
        if not self._is_reading:
            self.run_worker(self._read(), group="sessions", exclusive=True)

    def show_error(self, message: str) -> None:
        """Say in one line what went wrong."""
        self._problem = message
        self._draw()

    def help_topic(self) -> HelpTopic:
        """What its help says first."""
        return HelpTopic(
            "saved sessions",
            "Type words to find a session; Enter opens it. Reading changes nothing.",
            ("anywhere",),
        )

    def on_resize(self, _event: Resize) -> None:
        """Everything is as wide as the screen."""
        self.call_after_refresh(self._draw)

    def action_move(self, steps: int) -> None:
        """Move the cursor of the list from within the filter."""
        self.listing.action_move(steps)

    def action_page(self, pages: int) -> None:
        """Move the cursor by whole pages."""
        self.listing.action_page(pages)

    def action_clear(self) -> None:
        """Clear the filter; without one the app goes back."""
        if not self.words.value:
            raise SkipAction
        self.words.value = ""

    @on(Input.Changed)
    def _filter(self) -> None:
        self._problem = ""
        self._draw()

    @on(Input.Submitted)
    def _open(self) -> None:
        self.listing.action_open()

    @on(SessionList.Opened)
    def _choose(self, event: SessionList.Opened) -> None:
        event.stop()
        opener(self.app).open_review(event.session_id)

    @on(SessionList.Moved)
    def _show_about(self, event: SessionList.Moved) -> None:
        event.stop()
        self._draw_about(event.summary)

    async def _read(self) -> None:
        try:
            self._all = tuple(await self._launcher.sessions())
            self._problem = ""
        except RLMError as error:
            self._problem = str(error)
        self._is_reading = False
        self._draw()

    def _draw(self) -> None:
        found = self._found()
        width = self.size.width
        self.header.show(self._header_line(len(found), width))
        self.head.show(head_line(self.listing.size.width))
        self.listing.show(found, self._look(), empty=self._empty())
        problem = safe_line(self._problem)
        kept = f"kept in {safe_line(self._launcher.database)}"
        self.foot.show(line(Span(f" {problem}", "failed") if problem else f" {kept}"))
        keys = [("enter", "open to read")] if found else []
        esc = ("esc", "clear" if self.words.value else "back")
        self.hints.show_hints(*keys, esc, ("f1", "help"), ("ctrl+q", "quit"))

    def _found(self) -> list[SessionSummary]:
        try:
            wanted = matcher(self.words.value, now=self._clock())
        except RuleError as error:
            self._problem = str(error)
            return []
        return [one for one in self._all if wanted(one)]

    def _header_line(self, found: int, width: int) -> Line:
        total = count(len(self._all), "session")
        some = f"{total} {self._glyphs.dot} {found} match" + "es" * (found == 1)
        said = some if self.words.value else total
        left = line(Span(" rlm-tui", "strong"), "  saved sessions")
        return spread(left, line(f"{said} "), width)

    def _draw_about(self, summary: SessionSummary | None) -> None:
        self.about.set_class(summary is None, "-nothing")
        if summary is None:
            self.about.border_title = None
            self.about.show()
            return
        look = self._look()
        self.about.border_title = Text(summary_title(summary, look))
        width = max(1, self.size.width - 4)
        self.about.show(*summary_lines(summary, width, look))

    def _empty(self) -> str:
        if self._is_reading:
            return "reading ..."
        if self._problem and not self._all:
            return "The saved sessions cannot be read; the line below says why."
        return _NO_MATCH if self._all else _NONE_YET

    def _look(self) -> Look:
        return Look(self._glyphs, self._clock())
