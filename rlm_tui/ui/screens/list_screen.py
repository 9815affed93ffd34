"""A screen over a run with one list: the rules, the variables of a node."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult

from rlm_tui.controller import Controller
from rlm_tui.ui.desk.ticket import TicketDesk
from rlm_tui.ui.labels.status import note_rows
from rlm_tui.ui.screens.actions.acting import Acting
from rlm_tui.ui.screens.run_options import RunOptions
from rlm_tui.ui.text.lines import Span
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.choice_list import ChoiceList


class ListScreen(Acting, inherit_bindings=False):
    """A list with a cursor between a header and the line of keys."""

    header = getters.query_one("#header", Bar)
    listing = getters.query_one(ChoiceList)
    hints = getters.query_one("#hints", Bar)
    note = getters.query_one("#note", Bar)

    def __init__(
        self, controller: Controller, options: RunOptions, desk: TicketDesk
    ) -> None:
        super().__init__(controller, options)
        self.desk = desk

    def body(self) -> ComposeResult:
        """The list and what belongs to it."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The list between the header and the keys."""
        yield Bar(id="header")
        yield from self.body()
        yield Bar(id="hints", classes="one")
        yield Bar(id="note")
        yield AskBar(id="ask")

    def on_mount(self) -> None:
        """Follow the session: it changes under one's eyes."""
        self.follow()
        self.listing.focus()
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Lines are laid out for the new width."""
        self.call_after_refresh(self.draw)

    def focus_back(self) -> None:
        """Focus the list."""
        self.call_after_refresh(self.listing.focus)

    def pane_step(self, step: int) -> None:
        """There is one pane at a time."""

    def draw_note(self) -> None:
        """Draw the message line."""
        self.show_note(self.message, "failed" if self.note_is_error else "")

    def show_note(self, said: str, style: str) -> None:
        """Put words on the message line."""
        self.note.show(*note_rows(Span(said, style), 0.0, self.size.width))
