"""Small screens, which speak where their keys stand."""

from __future__ import annotations

from textual.events import Key

from rlm_tui.sanitize import safe_line
from rlm_tui.ui.screens.command_line import CommandLine, Result
from rlm_tui.ui.text.lines import Line, Span, cut_words, line


class SpeakingBelow(CommandLine[Result], inherit_bindings=False):
    """What is said stands in the row of keys until the next one is pressed."""

    _said: Line = ()

    def say(self, message: str, *, is_error: bool = False) -> None:
        """Show a line in place of the keys."""
        style = "failed" if is_error else ""
        self._said = line(Span(f" {safe_line(message)}", style)) if message else ()
        self.draw()

    def key_row(self, title: str, verbs: list[tuple[str, str]]) -> Line:
        """What was said, or the keys."""
        if self._said and not self.is_asking:
            return cut_words(self._said, self.size.width)
        return super().key_row(title, verbs)

    def on_key(self, _event: Key) -> None:
        """The person has moved on."""
        if self._said:
            self.say("")

    def go_back(self) -> bool:
        """Close the line; false if it is not open."""
        if not self.is_asking:
            return False
        self.close_question()
        return True

    def pane_step(self, step: int) -> None:
        """To the next pane, or the one before."""
        self.focus_next() if step > 0 else self.focus_previous()
