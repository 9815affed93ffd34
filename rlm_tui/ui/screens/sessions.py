"""Saved sessions: find one, open it for reading, name, note, export or delete it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Input, Label

from rlm_tui.errors import RLMError
from rlm_tui.sanitize import safe_line
from rlm_tui.storage.base import Hit, SessionSummary
from rlm_tui.storage.summary_filter import is_filter, matcher
from rlm_tui.ui.contracts.app import opener
from rlm_tui.ui.contracts.launcher import Launcher
from rlm_tui.ui.hints.help import HelpTopic
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.saved.labels import (
    filter_words,
    head_line,
    kept_line,
)
from rlm_tui.ui.saved.rows import TAB_OF_PART, rows_of
from rlm_tui.ui.screens.saved_about import SavedAbout
from rlm_tui.ui.screens.saying import Said
from rlm_tui.ui.style.glyphs import UNICODE, Glyphs
from rlm_tui.ui.text.lines import Line, Span, cut_words, line, screen_title, spread
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.hint_bar import Hint, HintBar
from rlm_tui.ui.widgets.session_list import SessionList
from rlm_tui.wording import count

_NONE_YET = "No saved sessions yet: every question you ask is saved here by itself."
_NO_MATCH = "No session is like that; {app.back} clears the filter."
_MIN_SEARCHED = 3
"""Letters from which on the texts of all sessions are searched."""


class SessionsScreen(SavedAbout):
    """A filter, the list, and what is known of the session under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keymap.bindings("saved"),
        *keymap.bindings_of("run.command"),
        Binding("down", "move(1)", "down", show=False, priority=True),
        Binding("up", "move(-1)", "up", show=False, priority=True),
        Binding("pagedown", "page(1)", "page down", show=False, priority=True),
        Binding("pageup", "page(-1)", "page up", show=False, priority=True),
    ]
    header = getters.query_one("#sessions-header", Bar)
    words = getters.query_one("#sessions-words", Input)
    head = getters.query_one("#sessions-head", Bar)
    foot = getters.query_one("#sessions-foot", Bar)
    hints = getters.query_one(HintBar)

    def __init__(
        self,
        launcher: Launcher,
        *,
        glyphs: Glyphs = UNICODE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(launcher.library)
        self._launcher = launcher
        self._glyphs = glyphs
        self._clock = clock
        self._all: tuple[SessionSummary, ...] = ()
        self._hits: list[Hit] = []
        self._bytes = 0
        self._is_reading = True

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield Bar(id="sessions-header")
        with Horizontal(id="sessions-filter"):
            yield Label("/", id="sessions-mark")
            yield Input(
                compact=True,
                id="sessions-words",
            )
        yield Bar(id="sessions-head")
        yield SessionList(id="sessions-list")
        yield Bar(id="sessions-about")
        yield AskBar(id="ask")
        yield Bar(id="sessions-foot")
        yield HintBar(id="sessions-hints")

    def on_mount(self) -> None:
        """Read the list beside the screen."""
        self.ask_bar.display = False
        self.listing.focus()
        self.draw()
        self._read_again()

    def on_screen_resume(self) -> None:
        """A session may have been added or changed since."""
        if not self._is_reading:
            self._read_again()

    def _read_again(self) -> None:
        self.run_worker(self.read(), group="sessions", exclusive=True)

    def show_progress(self, words: str) -> None:
        """Say what is being done."""
        self.say(words)

    def show_error(self, message: str) -> None:
        """Say in one line what went wrong."""
        self.say(message, is_error=True)

    def help_topic(self) -> HelpTopic:
        """What its help says first."""
        return HelpTopic(
            "saved sessions",
            with_keys(
                "{list.open} opens a session for reading, which changes nothing. "
                "{saved.filter} finds words in all sessions, or takes a filter."
            ),
            ("saved", "list", "anywhere"),
        )

    def on_resize(self, _event: Resize) -> None:
        """Everything is as wide as the screen."""
        self.call_after_refresh(self.draw)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a line is typed its letters are letters."""
        is_verb = action.startswith(("saved_", "run_")) or action in ("move", "page")
        if not is_verb or not self.is_mounted:
            return True
        if action in ("move", "page"):
            return not self.ask_bar.display
        return not self.ask_bar.display and not self.words.has_focus

    def action_move(self, steps: int) -> None:
        """Move the cursor of the list, from within the filter too."""
        self.listing.go(self.listing.at + steps)

    def action_page(self, pages: int) -> None:
        """Move the cursor by whole pages."""
        self.listing.go_pages(pages)

    def action_saved_filter(self) -> None:
        """Go to the filter."""
        self.words.focus()

    def go_back(self) -> bool:
        """Close what is open: a question, the filter; false if nothing is."""
        if self.ask_bar.display:
            self.close_question()
        elif self.words.value or self.words.has_focus:
            self.words.value = ""
            self.listing.focus()
        else:
            return False
        return True

    def pane_step(self, step: int) -> None:
        """To the filter, or back to the list."""
        self.focus_next() if step > 0 else self.focus_previous()

    @on(Input.Changed, "#sessions-words")
    def _filter(self) -> None:
        self.problem, self.said = "", Said()
        self._hits = []
        self.draw()
        words = self.words.value.strip()
        if len(words) >= _MIN_SEARCHED and not is_filter(words):
            self.run_worker(self._search(words), group="search", exclusive=True)

    @on(Input.Submitted, "#sessions-words")
    def _leave_filter(self) -> None:
        self.listing.focus()
        self.draw()

    async def _search(self, words: str) -> None:
        try:
            hits = await self.library.search(words)
        except RLMError as error:
            self.problem, hits = str(error), []
        if words == self.words.value.strip():
            self._hits = hits
            self.draw()

    @on(SessionList.Opened)
    def _choose(self, event: SessionList.Opened) -> None:
        event.stop()
        hit = event.hit
        row = None if hit is None else RowKey(hit.node, hit.iteration or None)
        tab = None if hit is None else TAB_OF_PART.get(hit.part)
        opener(self.app).open_review(event.session_id, row, tab)

    @property
    def marked(self) -> list[SessionSummary]:
        """The sessions that a person has marked."""
        return [one for one in self._all if one.marked]

    async def read(self) -> None:
        """Read the list, and how much it takes."""
        try:
            self._all = tuple(await self._launcher.sessions())
            self._bytes = await self.library.disk_use()
        except RLMError as error:
            self.problem = str(error)
        self._is_reading = False
        self.draw()

    def draw(self) -> None:
        """Show everything as it is now."""
        if not self.is_mounted:
            return
        found = self._found()
        width = self.size.width
        self.set_class(bool(self.ask_bar.display), "-asking")
        self.words.placeholder = filter_words(width)
        self.header.show(self._header_line(len(found), width))
        self.head.show(head_line(self.listing.size.width))
        rows = rows_of(found, self._hits)
        self.listing.set_class(self.words.has_focus, "-driven")
        self.listing.show(rows, self.look(), empty=self._empty())
        self.foot.show(self._foot_line(width))
        is_typing = self.words.has_focus or bool(self.ask_bar.display)
        keys = self._keys(has_rows=bool(rows))
        self.hints.show_hints(*keys, is_typing=is_typing)

    def _found(self) -> list[SessionSummary]:
        found = {hit.session for hit in self._hits}
        try:
            wanted = matcher(self.words.value, now=self._clock(), found=found)
        except RLMError as error:
            self.problem = str(error)
            return []
        return [one for one in self._all if wanted(one)]

    def _foot_line(self, width: int) -> Line:
        said = self.problem or self.said.words
        if not said:
            database = self._launcher.database
            return kept_line(database, self._bytes, width, self._glyphs)
        style = "failed" if self.problem or self.said.is_error else ""
        told = line(Span(f" {safe_line(said)}", style))
        return cut_words(told, width, ellipsis=self._glyphs.ellipsis)

    def _keys(self, *, has_rows: bool) -> list[Hint]:
        if self.ask_bar.display and self.ask_bar.question is not None:
            return [("enter", self.ask_bar.question.enter), ("app.back", "leave")]
        if self.words.has_focus:
            return [
                ("enter", "to the list"),
                ("app.back", "clear"),
                ("app.help", "help"),
            ]
        find, *verbs = [(key.id, key.label) for key in keymap.keys_of("saved")]
        back = ("app.back", "clear" if self.words.value else "back")
        if not has_rows:
            return [*([find] if self._all else []), back, ("app.help", "help")]
        return [("list.open", "read"), find, back, *verbs, ("app.help", "help")]

    def _header_line(self, found: int, width: int) -> Line:
        total = count(len(self._all), "session")
        some = f"{total} {self._glyphs.dot} {found} match" + "es" * (found == 1)
        said = some if self.words.value else total
        left = screen_title("saved sessions")
        return spread(left, line(f"{said} "), width)

    def _empty(self) -> str:
        if self._is_reading:
            return "reading ..."
        if self.problem and not self._all:
            return "The saved sessions cannot be read; the line below says why."
        return with_keys(_NO_MATCH) if self._all else _NONE_YET

    def look(self) -> Look:
        """How the list is drawn."""
        return Look(self._glyphs, self._clock())
