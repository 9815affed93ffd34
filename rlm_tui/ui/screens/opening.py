"""What is on the screen until the run that the command line asked for has begun."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Static

from rlm_tui.ui.keymap import keys_of


class OpeningScreen(Screen[object]):
    """One line; keys that are pressed meanwhile are kept for the run."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[Key] = []
        """What to do once the run is there, in order."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("starting the run", id="opening")

    def on_key(self, event: Key) -> None:
        """Keep it."""
        # A ticket that nobody has seen yet must not be decided.
        deciding = {name for key in keys_of("ticket") for name in key.names}
        if event.key not in deciding:
            self.pressed.append(Key(event.key, event.character))
