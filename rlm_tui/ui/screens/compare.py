"""A text over the whole window, to be read and left again."""

from __future__ import annotations

from collections.abc import Mapping

from textual import getters
from textual.app import ComposeResult

from rlm_tui.ui.hints.help import HelpTopic
from rlm_tui.ui.screens.searching import SearchingScreen
from rlm_tui.ui.text.lines import Span, line
from rlm_tui.ui.text.paragraphs import Document
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.text_view import TextView


class CompareScreen(SearchingScreen):
    """Esc or q goes back."""

    header = getters.query_one("#header", Bar)
    view = getters.query_one(TextView)
    hints = getters.query_one("#hints", Bar)

    def __init__(
        self, title: str, document: Document, environ: Mapping[str, str]
    ) -> None:
        super().__init__()
        self.environ = environ
        self._title = title
        self._document = document

    def compose(self) -> ComposeResult:
        """Title, text and keys."""
        yield Bar(id="header")
        yield TextView(id="compared")
        yield Bar(id="hints", classes="one")
        yield AskBar(id="ask")

    @property
    def searched(self) -> TextView:
        """The text."""
        return self.view

    def on_mount(self) -> None:
        """Show the text."""
        self.view.show(self._document, is_new=True, is_growing=False)
        self.view.focus()
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Lines are cut to the new width."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """The title and the keys."""
        if not self.is_mounted:
            return
        self.header.show(line(Span(f" {self._title}", "strong")))
        verbs = [
            ("view.search", "search"),
            ("view.copy", "copy"),
            ("app.leave", "back"),
            ("app.help", "help"),
        ]
        self.hints.show(self.key_row("Read", verbs))

    def help_topic(self) -> HelpTopic:
        """What help says first here."""
        return HelpTopic(
            "two texts",
            "- is in the first alone, + in the second.",
            ("text", "anywhere"),
        )
