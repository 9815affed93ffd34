"""What is on the screen until the run that the command line asked for has begun."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Static

from rlm_tui.ui.keymap import keys_of

_TOO_EARLY = frozenset(name for key in keys_of("ticket") for name in key.names)
"""Keys that decide a ticket: one that nobody has seen yet must not be decided."""


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
        if event.key not in _TOO_EARLY:
            self.pressed.append(Key(event.key, event.character))
