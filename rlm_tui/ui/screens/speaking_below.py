"""Small screens, which speak where their keys stand."""

from __future__ import annotations

from rlm_tui.sanitize import safe_line
from rlm_tui.ui.screens.command_line import CommandLine, Result
from rlm_tui.ui.text.lines import Line, Span, cut_words, line


class SpeakingBelow(CommandLine[Result], inherit_bindings=False):
    """What is said stands in the row of keys."""

    def show_said(self) -> None:
        """Draw the keys, or the line in their place."""
        self.draw()

    def key_row(self, title: str, verbs: list[tuple[str, str]]) -> Line:
        """What was said, or the keys."""
        if self.said.words and not self.is_asking:
            style = "failed" if self.said.is_error else ""
            said = line(Span(f" {safe_line(self.said.words)}", style))
            return cut_words(said, self.size.width)
        return super().key_row(title, verbs)

    def go_back(self) -> bool:
        """Close the line; false if it is not open."""
        if not self.is_asking:
            return False
        self.close_question()
        return True

    def pane_step(self, step: int) -> None:
        """To the next pane, or the one before."""
        self.focus_next() if step > 0 else self.focus_previous()
