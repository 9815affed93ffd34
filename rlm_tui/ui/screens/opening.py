"""What is on the screen until the run that the command line asked for has begun."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static


class OpeningScreen(Screen[object]):
    """One line."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("starting the run", id="opening")
