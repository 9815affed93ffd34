"""What is wrong with the box above it; takes no room while nothing is."""

from __future__ import annotations

from textual.widgets import Static

from rlm_tui.sanitize import safe_line


class ProblemLine(Static):
    """One line that says what to do."""

    def __init__(self, *, id: str) -> None:
        super().__init__(markup=False, id=id)

    def say(self, message: str) -> None:
        """Show a complaint."""
        self.show(message)
        self.call_after_refresh(self.scroll_visible, animate=False)

    def show(self, message: str) -> None:
        """Show what comes up while something else is looked at; empty: nothing."""
        self.update(safe_line(message))
        self.set_class(bool(message), "-shown")

    def clear(self) -> None:
        """There is nothing to complain about."""
        self.show("")
