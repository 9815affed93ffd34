"""A screen over one text that can be searched and copied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import BindingType

from rlm_tui.errors import RLMError
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.screens.command_line import CommandLine
from rlm_tui.ui.terminal.clipboard import copied
from rlm_tui.ui.text.searching import search_words
from rlm_tui.ui.typed.questions import Question
from rlm_tui.ui.widgets.text_view import TextView
from rlm_tui.ui.widgets.titles import literal


class SearchingScreen(CommandLine[None]):
    """What a search found is said on the lower border of the text."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings_of(
        "view.search",
        "view.match_next",
        "view.match_previous",
        "view.copy",
        "run.command",
    )
    environ: Mapping[str, str]
    """Where the programs of this machine are found."""

    @property
    def searched(self) -> TextView:
        """The text."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Nothing is asked yet."""
        self.ask_bar.display = False

    def focus_back(self) -> None:
        """Focus the text."""
        self.searched.focus()

    def show_said(self) -> None:
        """Say it on the border."""
        self.searched.titles.show("", literal(self.said.words))

    def action_view_search(self) -> None:
        """Ask for a text to search."""
        self.ask(
            Question(
                title="Search",
                prompt="search in this text",
                enter="find it",
                escape="close",
                answer=self.searched.search,
            )
        )

    def on_text_view_searched(self, message: TextView.Searched) -> None:
        """Say what was found, or how far one has looked."""
        self.say(search_words(message.found))

    def action_view_match_next(self) -> None:
        """Next match."""
        self._step_match(1)

    def action_view_match_previous(self) -> None:
        """Previous match."""
        self._step_match(-1)

    def _step_match(self, step: int) -> None:
        if not self.searched.next_match(step):
            self.say("nothing is searched for")

    def action_view_copy(self) -> None:
        """Copy the whole text."""
        self.run_worker(self._copy(), group="copy", exclusive=True)

    async def _copy(self) -> None:
        text, through_terminal = (
            self.searched.document.source,
            self.app.copy_to_clipboard,
        )
        try:
            done = await copied(
                text, environ=self.environ, through_terminal=through_terminal
            )
        except RLMError as error:
            self.say(str(error), is_error=True)
        else:
            self.say(done.in_words())

    def go_back(self) -> bool:
        """Close the line, then the search; false if neither was there."""
        if self.is_asking:
            self.close_question()
        elif self.searched.stop_search():
            self.say("the search was stopped")
        elif self.searched.has_search:
            self.searched.search("")
            self.say("")
        else:
            return False
        return True

    def pane_step(self, step: int) -> None:
        """There is one pane."""
