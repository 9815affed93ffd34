"""What is on the screen until the session that was asked for can be shown."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Static

from rlm_tui.ui.keys.keymap import keys_of


class OpeningScreen(Screen[object]):
    """One line; keys that are pressed meanwhile are kept for the session."""

    line = getters.query_one("#opening", Static)

    def __init__(self, words: str = "starting the run") -> None:
        super().__init__()
        self._words = words
        self.pressed: list[Key] = []
        """What to do once the session is there, in order."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static(self._words, id="opening", markup=False)

    def on_mount(self) -> None:
        """Say what was told before there was a line."""
        self.line.update(self._words)

    def show_progress(self, words: str) -> None:
        """Say how far it is."""
        self._words = words
        if self.is_mounted:
            self.line.update(words)

    def on_key(self, event: Key) -> None:
        """Keep it."""
        # A ticket that nobody has seen yet must not be decided.
        deciding = {name for key in keys_of("ticket") for name in key.names}
        if event.key not in deciding:
            self.pressed.append(Key(event.key, event.character))
